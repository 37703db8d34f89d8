"""How the log screen and the job screen look, in the three sizes that people have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from console.screens.places import JobLogPlace, JobPlace, LogsPlace, Place
from tui.harness import Driver, make_app
from tui.log_samples import HOSTILE_NAME, SCAN, hard_backend, lines_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

SIZES = [(80, 24), (120, 36), (200, 50)]

PLACES: dict[str, tuple[Place, tuple[str, ...]]] = {
    "job-failed": (JobPlace("4127"), ()),
    "job-many": (JobPlace("5003"), ()),
    "job-hostile": (JobPlace("5001"), ("j",)),
    "logs-failed": (LogsPlace("4127", "load"), ("e",)),
    "logs-hostile": (LogsPlace("5001", HOSTILE_NAME), ()),
    "logs-following": (LogsPlace("4128", "scan"), ()),
}

SMALL: dict[str, tuple[Place, tuple[str, ...]]] = {
    "job-lost": (JobPlace("5002"), ()),
    "job-approval": (JobPlace("4090"), ()),
    "job-timeline": (JobPlace("4127"), ("T",)),
    "job-attempts": (JobPlace("4127"), ("a",)),
    "job-why": (JobPlace("5003"), ("i",)),
    "job-described": (JobPlace("5001"), ("d",)),
    "job-unknown": (JobPlace("99"), ()),
    "logs-empty": (LogsPlace("5002", "copy"), ()),
    "logs-none": (LogsPlace("4127", "publish"), ()),
    "logs-search": (LogsPlace("4128", "scan"), ("slash", "4", "2", "enter")),
    "logs-filter": (LogsPlace("4128", "scan"), ("ampersand", "4", "2", "enter")),
    "logs-around": (LogsPlace("4128", "scan"), ("ampersand", "4", "2", "enter", "L")),
    "logs-whole-job": (JobLogPlace("4127"), ()),
    "logs-wrapped": (LogsPlace("5001", HOSTILE_NAME), ("w",)),
    "logs-copy": (LogsPlace("4127", "load"), ("Y",)),
}


def picture(
    snap_compare: Callable[..., bool],
    place: Place,
    keys: tuple[str, ...],
    size: tuple[int, int],
    theme: str = "dark",
    *,
    ascii_only: bool = False,
) -> bool:
    app = make_app(hard_backend(), place=place, theme=theme, ascii_only=ascii_only)

    async def drive(pilot: Pilot[int]) -> None:
        driver = Driver(app, pilot)
        await driver.settle()
        for key in keys:
            await driver.press(key)
        await driver.settle()

    return snap_compare(app, terminal_size=size, run_before=drive)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", PLACES)
def test_in_every_size(snap_compare: Callable[..., bool], name: str, size: tuple[int, int]) -> None:
    assert picture(snap_compare, *PLACES[name], size)


@pytest.mark.parametrize("name", SMALL)
def test_in_the_smallest_size(snap_compare: Callable[..., bool], name: str) -> None:
    assert picture(snap_compare, *SMALL[name], (80, 24))


@pytest.mark.parametrize("theme", ["light", "ansi", "high-contrast"])
@pytest.mark.parametrize("name", ["job-failed", "logs-failed"])
def test_in_every_theme(snap_compare: Callable[..., bool], name: str, theme: str) -> None:
    assert picture(snap_compare, *PLACES[name], (120, 36), theme)


def test_what_scrolled_by_is_counted(snap_compare: Callable[..., bool]) -> None:
    backend = hard_backend()
    app = make_app(backend, place=LogsPlace("4128", "scan"))

    async def drive(pilot: Pilot[int]) -> None:
        driver = Driver(app, pilot)
        await driver.settle()
        await driver.press("pageup")
        backend.logs[SCAN] += lines_of(["new"] * 312, begin=500)
        backend.tell("4128")
        await driver.sees("312 new below")

    assert snap_compare(app, terminal_size=(160, 45), run_before=drive)


@pytest.mark.parametrize("name", ["job-failed", "logs-failed"])
def test_in_ascii(snap_compare: Callable[..., bool], name: str) -> None:
    from console.widgets.glyph import glyph

    try:
        assert picture(snap_compare, *PLACES[name], (120, 36), ascii_only=True)
    finally:
        glyph.ascii_only = False
