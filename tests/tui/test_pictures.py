"""How the screens look: each of them, and each of their states, in the three sizes that people have."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from console.backends.base import Forbidden, Unreachable
from console.client.contexts import Policy
from console.model import Action, Verb
from console.screens.places import (
    AuditPlace,
    ContextsPlace,
    FormPlace,
    HelpPlace,
    JobsPlace,
    PausedPlace,
    Place,
    StartPlace,
)
from tui.harness import Driver, make_app
from tui.memory_backend import MemoryBackend
from tui.samples import chatty

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

SIZES = [(80, 24), (120, 36), (200, 50)]


@dataclass(frozen=True)
class Scene:
    """A place, what is pressed there, and what is wrong with the world."""

    place: Place = field(default_factory=JobsPlace)
    keys: tuple[str, ...] = ()
    jobs: str = "samples"
    fault: Exception | None = None
    cut: bool = False
    policy: Policy | None = None
    theme: str = "dark"
    acted: bool = False
    ascii_only: bool = False


EVERYWHERE = {
    "jobs": Scene(keys=("j",)),
    "jobs-all": Scene(JobsPlace("all"), ("j", "j")),
    "jobs-marked": Scene(JobsPlace("all"), ("space", "j", "space", "v", "j")),
    "paused": Scene(PausedPlace(), ("j", "j")),
    "start": Scene(StartPlace(), ("j",)),
    "form": Scene(FormPlace("nightly-ingest"), ("2", "0", "tab", "right")),
    "contexts": Scene(ContextsPlace(), ("j",)),
    "audit": Scene(AuditPlace(), acted=True),
    "help": Scene(HelpPlace()),
    "confirm-restart": Scene(keys=("r",)),
    "confirm-many": Scene(JobsPlace("all"), ("asterisk", "x")),
    "menu": Scene(keys=("m",)),
}

STATES = {
    "empty": Scene(jobs="none"),
    "nothing-needs-me": Scene(jobs="running"),
    "nothing-matches": Scene(JobsPlace("all", "nosuch")),
    "wrong-filter": Scene(JobsPlace("all"), ("slash", *"took:>soon")),
    "unreachable": Scene(
        fault=Unreachable("the host does not answer", advice="See `jobconsole engine status`.")
    ),
    "forbidden": Scene(fault=Forbidden("the token has expired", advice="Renew it, then press ctrl+r.")),
    "stale": Scene(cut=True),
    "paused-empty": Scene(PausedPlace(), jobs="running"),
    "read-only": Scene(keys=("x",), policy=Policy(read_only=True)),
    "protected": Scene(keys=("x",), policy=Policy(protected=True)),
    "form-mistake": Scene(FormPlace("nightly-ingest"), ("x", *["tab"] * 7, "enter")),
    "approval": Scene(JobsPlace("all", "id:4090"), ("c",)),
    "priority": Scene(keys=("m", "p")),
    "leave": Scene(keys=("q",)),
    "help-search": Scene(HelpPlace(), ("slash", *"filter")),
    "dead-key": Scene(JobsPlace("all"), ("c",)),
}


def picture(snap_compare: Callable[..., bool], scene: Scene, size: tuple[int, int]) -> bool:
    jobs = {"samples": None, "none": [], "running": [chatty()]}[scene.jobs]
    backend = MemoryBackend(jobs)
    backend.fault = scene.fault  # pyright: ignore[reportAttributeAccessIssue]

    async def hold(_seconds: float) -> None:
        await asyncio.Event().wait()

    app = make_app(
        backend,
        place=scene.place,
        policy=scene.policy,
        theme=scene.theme,
        ascii_only=scene.ascii_only,
        sleep=hold,
    )

    async def drive(pilot: Pilot[int]) -> None:
        driver = Driver(app, pilot)
        if scene.acted:
            await backend.act(Action(Verb.PAUSE, "4128", actor="bob", reason="the disk is full"))
            await backend.act(Action(Verb.SKIP, "4127", "load", actor="ada", reason="loaded by hand"))
        await driver.stand()
        if scene.cut:
            backend.clock.advance(75)
            backend.cut()
            await driver.sees("connection lost")
        for key in scene.keys:
            await driver.press(key)
            await driver.stand()

    return snap_compare(app, terminal_size=size, run_before=drive)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", EVERYWHERE)
def test_in_every_size(snap_compare: Callable[..., bool], name: str, size: tuple[int, int]) -> None:
    assert picture(snap_compare, EVERYWHERE[name], size)


@pytest.mark.parametrize("size", SIZES[:2], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", STATES)
def test_in_every_state(snap_compare: Callable[..., bool], name: str, size: tuple[int, int]) -> None:
    assert picture(snap_compare, STATES[name], size)


@pytest.mark.parametrize("theme", ["light", "ansi", "high-contrast"])
@pytest.mark.parametrize("keys", [(), ("r",)], ids=["list", "dialog"])
def test_in_every_theme(snap_compare: Callable[..., bool], theme: str, keys: tuple[str, ...]) -> None:
    assert picture(snap_compare, Scene(JobsPlace("all"), ("j", "j", *keys), theme=theme), (120, 36))


def test_without_colours(snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert picture(snap_compare, Scene(JobsPlace("all"), ("j", "j")), (120, 36))


def test_in_ascii(snap_compare: Callable[..., bool]) -> None:
    assert picture(snap_compare, Scene(JobsPlace("all"), ("j", "j"), ascii_only=True), (120, 36))
