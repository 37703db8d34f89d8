"""Every screen in every state: what it says, how it looks, on poor terminals too.

The pictures are text, one file a cell, in two sizes; `--snapshot-update` draws them anew. How states look in
colours is in a dozen pictures at the end.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from console.screens import live
from console.screens.places import SCREENS
from console.terminal.charset import encoder
from console.widgets.glyph import glyph
from tui.state_scenes import PLACES, SCENES, TABLE, State
from tui.state_stage import Stage, played

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.pilot import Pilot

    from tui.harness import Driver

FOLDER = Path(__file__).parent / "state_pictures"
SIZES = ((80, 24), (200, 50))

PICTURED = {cell: scene for cell, scene in SCENES.items() if cell[1] is not State.FULL}
"""A screen that has everything is in the pictures of `test_pictures` and `test_log_and_job_pictures`."""


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A screen says at once that it waits; and the signs are the usual ones again afterwards."""
    monkeypatch.setattr(live, "PATIENCE", 0.001)
    yield
    glyph.ascii_only = False


def name_of(cell: tuple[str, State]) -> str:
    return f"{cell[0]}-{cell[1]}"


def file_of(cell: tuple[str, State]) -> Path:
    return FOLDER / f"{name_of(cell)}.txt"


# --- the table --------------------------------------------------------------------------------------


def test_every_screen_is_in_the_table() -> None:
    assert {type(place) for place in PLACES.values()} == set(SCREENS)
    assert TABLE.keys() == PLACES.keys()


@pytest.mark.parametrize("screen", TABLE)
def test_every_state_is_a_scene_or_has_a_reason_why_there_is_none(screen: str) -> None:
    cells = TABLE[screen]

    assert set(cells) == set(State)
    assert all(cells.values())


def test_every_cell_has_its_picture_and_every_picture_its_cell() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(map(name_of, PICTURED))


# --- the pictures -----------------------------------------------------------------------------------


async def drawn(driver: Driver) -> str:
    """What is on the screen in each size, without blanks at the ends of lines."""
    parts: list[str] = []
    for size in SIZES:
        await driver.pilot.resize_terminal(*size)
        await driver.pilot.pause()
        lines = [line.rstrip() for line in driver.text.splitlines()]
        parts += [f"--- {size[0]}x{size[1]}", *lines]
    return "\n".join(parts) + "\n"


@pytest.mark.parametrize("cell", PICTURED, ids=name_of)
async def test_a_state_is_said_and_looks_as_in_its_picture(
    cell: tuple[str, State], request: pytest.FixtureRequest
) -> None:
    async with played(PICTURED[cell]) as driver:
        seen = await drawn(driver)

    path = file_of(cell)
    if request.config.getoption("update_snapshots", default=False):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(seen)
    assert seen.splitlines() == (path.read_text().splitlines() if path.exists() else [])


# --- poor terminals ---------------------------------------------------------------------------------

WHOLE = {cell[0]: scene for cell, scene in SCENES.items() if cell[1] is State.FULL}


def styles_of(driver: Driver) -> list[tuple[str, str | None, str | None]]:
    """Every piece of the screen with its colours, as their names."""
    return [
        (
            segment.text,
            None if segment.style is None or segment.style.color is None else segment.style.color.name,
            None if segment.style is None or segment.style.bgcolor is None else segment.style.bgcolor.name,
        )
        for strip in driver.app.screen._compositor.render_strips()
        for segment in strip
    ]


@pytest.mark.parametrize("screen", WHOLE)
async def test_in_any_size_it_lives_and_comes_back(screen: str) -> None:
    async with played(WHOLE[screen]) as driver:
        before = driver.text
        for size in ((40, 10), (10, 3), (1, 1), (200, 50), (80, 24)):
            await driver.pilot.resize_terminal(*size)
            await driver.pilot.pause()
            lines = driver.text.splitlines()
            assert len(lines) == size[1]
            if size == (40, 10):
                assert sum(bool(line.strip()) for line in lines) >= 5, driver.text

        assert driver.text == before


@pytest.mark.parametrize("screen", WHOLE)
async def test_in_ascii_every_sign_has_its_likeness(screen: str) -> None:
    """A sign without one would be sent as a question mark."""
    async with played(WHOLE[screen], ascii_only=True) as driver:
        sent = encoder("ascii")(driver.text)

        assert sent.count(b"?") == driver.text.count("?")


@pytest.mark.parametrize("screen", WHOLE)
async def test_without_colours_no_colour_is_painted(screen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with played(WHOLE[screen]) as driver:
        coloured = [each for each in styles_of(driver) if {each[1], each[2]} - {None, "default"}]

        assert coloured == []


@pytest.mark.parametrize("screen", WHOLE)
async def test_in_the_terminals_own_colours_no_other_is_painted(screen: str) -> None:
    async with played(WHOLE[screen], theme="ansi") as driver:
        named = {colour for each in styles_of(driver) for colour in each[1:] if colour is not None}

        assert not {name for name in named if name.startswith("#")}


# --- in colours -------------------------------------------------------------------------------------

LOOKS = {
    "ansi": {"theme": "ansi"},
    "none": {"theme": "dark"},
    "ascii": {"ascii_only": True},
}
SHOWN = (
    ("jobs", State.STALE),
    ("job", State.UNREACHABLE),
    ("paused", State.PARTIAL),
    ("confirm", State.STALE),
)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("cell", SHOWN, ids=name_of)
def test_in_few_colours_and_in_none(
    snap_compare: Callable[..., bool], cell: tuple[str, State], look: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if look == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    stage = Stage.of(SCENES[cell], **LOOKS[look])

    async def drive(pilot: Pilot[int]) -> None:
        await stage.play(pilot)

    assert snap_compare(stage.app, terminal_size=(80, 24), run_before=drive)
