"""Every pair of colours that a screen really shows can be read, in every theme: 4.5 to 1, as WCAG 2.2 has it.

The screens are those of the pictures: the selected row, marks, dead keys, the borders of protected dialogs,
searches, notices, forms and logs with colours of their own are among them. Each is drawn once, in a theme in
which no two colours are the same; so every colour that is seen is the name of one, and what it is in each of
our themes can be looked up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from console.client.contexts import Policy
from console.model import Action, Verb
from console.screens.places import JobsPlace
from console.theme import COLOURS, VARIABLES, ThemeData, load_themes
from console.widgets.contrast import READABLE, contrast
from tui.harness import Driver, make_app
from tui.log_samples import hard_backend
from tui.memory_backend import MemoryBackend
from tui.samples import chatty
from tui.seen_colours import seen
from tui.test_log_and_job_pictures import PLACES, SMALL
from tui.test_pictures import EVERYWHERE, STATES, Scene

if TYPE_CHECKING:
    from pathlib import Path

    from console.app import ConsoleApp

THEMES = [theme for theme in load_themes().themes.values() if not theme.ansi]

NAMES = (*COLOURS, *VARIABLES)
GROUNDS = [name for name in NAMES if "background" in name or name in ("surface", "panel")]
PROBE = {
    name: f"#{place * 4:02x}0000" if name in GROUNDS else f"#ff{0x90 + place * 4:02x}ff"
    for place, name in enumerate(NAMES, 1)
}
"""A colour of its own for each name: grounds are dark, everything else is light."""

ROUNDED: Final = 1
"""Of 255: what is laid over something else is reckoned in fractions."""

PROTECTED = {
    "protected-many": Scene(JobsPlace("all"), ("asterisk", "x"), policy=Policy(protected=True)),
    "protected-list": Scene(keys=("j",), policy=Policy(protected=True)),
}
SCENES = {**EVERYWHERE, **STATES, **PROTECTED}
LOGS_AND_JOBS = {**PLACES, **SMALL}

# Colours of the terminal's own that are lost on one ground or another, and what a dimmed one may be.
LOST = {"color(0)", "color(4)", "color(7)", "color(8)", "color(11)", "color(12)", "color(15)"}
DIMMED = "dim default"


@pytest.fixture
def probe(tmp_path: Path) -> Path:
    """A folder with the theme in which no two colours are the same."""
    lines = [
        'name = "probe"',
        "dark = true",
        *(f'{name} = "{PROBE[name]}"' for name in COLOURS),
        "[variables]",
    ]
    lines += [f'{name} = "{PROBE[name]}"' for name in VARIABLES]
    (tmp_path / "probe.toml").write_text("\n".join(lines))
    return tmp_path


async def weak(app: ConsoleApp, driver: Driver) -> list[tuple[object, ...]]:
    """Every pair of colours in front that cannot be read in some theme."""
    found = seen(app)
    assert len(found) > 2, "nothing was seen"
    bad: list[tuple[object, ...]] = []
    for (text, ground), what in found.items():
        names = _name_of(text), _name_of(ground)
        own = names[0] not in NAMES and names[1] == "background"
        if own and contrast(_rgb(text), _rgb(ground)) >= READABLE:
            continue  # an exact colour of a log's own, made readable on the ground of the theme at hand
        if not set(names) <= set(NAMES):
            bad.append(("no theme names it", *names, what[:60]))
            continue
        for theme in THEMES:
            ratio = contrast(_rgb(_colour(theme, names[0])), _rgb(_colour(theme, names[1])))
            if ratio < READABLE:
                bad.append((theme.name, *names, round(ratio, 2), what[:60]))
    app.theme = "ansi"
    await driver.settle()
    for (text, ground), what in seen(app).items():
        if (ground == "default" and text in LOST) or (text.startswith("dim") and text != DIMMED):
            bad.append(("ansi", text, ground, what[:60]))
    return bad


def _name_of(colour: str) -> str:
    """The theme's name of a colour that was seen; the colour itself if it has none."""
    near = [name for name, probe in PROBE.items() if _far(colour, probe) <= ROUNDED]
    return near[0] if near else colour


def _far(one: str, other: str) -> int:
    return max(abs(a - b) for a, b in zip(_rgb(one), _rgb(other), strict=True))


def _colour(theme: ThemeData, name: str) -> str:
    return theme.variables[name] if name in VARIABLES else str(getattr(theme, name))


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue


@pytest.mark.parametrize("name", SCENES)
async def test_every_screen_can_be_read(name: str, probe: Path) -> None:
    scene = SCENES[name]
    backend = MemoryBackend({"samples": None, "none": [], "running": [chatty()]}[scene.jobs])
    backend.fault = scene.fault  # pyright: ignore[reportAttributeAccessIssue]
    app = make_app(backend, place=scene.place, policy=scene.policy, theme="probe", themes=probe)
    async with app.run_test(size=(120, 36)) as pilot:
        driver = Driver(app, pilot)
        if scene.acted:
            await backend.act(Action(Verb.PAUSE, "4128", actor="bob", reason="the disk is full"))
        await driver.stand()
        if scene.cut:
            backend.clock.advance(75)
            backend.cut()
            await driver.sees("connection lost")
        for key in scene.keys:
            await driver.press(key)
            await driver.stand()

        assert await weak(app, driver) == []


@pytest.mark.parametrize("name", LOGS_AND_JOBS)
async def test_every_job_and_log_can_be_read(name: str, probe: Path) -> None:
    place, keys = LOGS_AND_JOBS[name]
    app = make_app(hard_backend(), place=place, theme="probe", themes=probe)
    async with app.run_test(size=(120, 36)) as pilot:
        driver = Driver(app, pilot)
        await driver.settle()
        for key in keys:
            await driver.press(key)

        assert await weak(app, driver) == []
