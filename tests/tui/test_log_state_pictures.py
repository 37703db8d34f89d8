"""How the log view looks while something is going on in it, and when something is wrong with the log."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from console.client import log_search
from console.model import LogLine, LogRef, LogWindow
from console.screens.places import JobLogPlace, LogsPlace, Place
from tui.harness import Driver, make_app
from tui.log_samples import SCAN, hard_backend, lines_of
from tui.memory_backend import MemoryBackend

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.pilot import Pilot

GROWING = LogsPlace("4128", "scan")
SMALL, LARGE = (80, 24), (160, 45)

FIELDS = (
    '{"level":"error","msg":"relation \\"orders\\" does not exist","table":{"name":"orders","rows":[7]}}',
    'ts=2026-11-20T02:14:08Z level=error msg="no such table" code=42P01 took=12ms',
    "and a line that is neither",
)


class Stuck(MemoryBackend):
    """Answers one part of a search, and no more."""

    def __init__(self) -> None:
        super().__init__(list(hard_backend().details.values()))
        self.logs[SCAN] = lines_of([f"scanned part {number}" for number in range(1000)])
        self.never = asyncio.Event()

    async def search_log_part(
        self, ref: LogRef, pattern: str, *, first: int, last: int, limit: int
    ) -> Sequence[int]:
        if first:
            await self.never.wait()
        return [number for number in await self.search_log(ref, pattern, limit=limit) if number < last]


class Torn(MemoryBackend):
    """Lacks some lines of the log that grows."""

    def __init__(self) -> None:
        super().__init__(list(hard_backend().details.values()))
        self.logs[SCAN] = lines_of([f"scanned part {number}" for number in range(60)])

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        window = await super().log(ref, first=first, count=count)
        lines = tuple(line for line in window.lines if line.number not in range(44, 51))
        return replace(window, lines=lines)


def fields() -> MemoryBackend:
    backend = hard_backend()
    backend.logs[SCAN] = lines_of(FIELDS)
    return backend


def cut_short(backend: MemoryBackend) -> None:
    """Begin the log anew under the same name."""
    backend.logs[SCAN] = [replace(each, text=f"anew: {each.text}") for each in backend.logs[SCAN][:20]]
    backend.tell("4128")


def picture(
    snap_compare: Callable[..., bool],
    keys: tuple[str, ...],
    *,
    backend: MemoryBackend | None = None,
    place: Place = GROWING,
    size: tuple[int, int] = SMALL,
    theme: str = "dark",
    until: str = "",
) -> bool:
    app = make_app(backend or hard_backend(), place=place, theme=theme)

    async def drive(pilot: Pilot[int]) -> None:
        driver = Driver(app, pilot)
        await driver.settle()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        if until:
            await driver.sees(until)
        else:
            await driver.settle()

    return snap_compare(app, terminal_size=size, run_before=drive)


MARKS = ("pageup", "v", "j", "j", "j", "j")


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "160x45"])
def test_marked_lines(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    assert picture(snap_compare, MARKS, size=size)


def test_marked_lines_in_the_terminals_own_colours(snap_compare: Callable[..., bool]) -> None:
    assert picture(snap_compare, MARKS, theme="ansi")


def test_marked_lines_without_colours(
    snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert picture(snap_compare, MARKS)


def test_marked_lines_of_a_filtered_log(snap_compare: Callable[..., bool]) -> None:
    assert picture(snap_compare, ("ampersand", "4", "2", "enter", "g", "v", "j", "j"))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "160x45"])
def test_searching(
    snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(log_search, "PART", 100)
    keys = ("slash", "7", "7", "enter")
    assert picture(snap_compare, keys, backend=Stuck(), size=size, until="searching 10 %")


def test_no_match(snap_compare: Callable[..., bool]) -> None:
    assert picture(snap_compare, ("slash", "z", "z", "enter"), until="no line matches")


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "160x45"])
def test_pretty(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    assert picture(snap_compare, ("J",), backend=fields(), size=size)


def test_a_gap(snap_compare: Callable[..., bool]) -> None:
    assert picture(snap_compare, (), backend=Torn(), until="a gap of 7 lines: 45 to 51 is not there")


def test_a_log_that_was_cut_short(snap_compare: Callable[..., bool]) -> None:
    backend = hard_backend()
    app = make_app(backend, place=GROWING)

    async def drive(pilot: Pilot[int]) -> None:
        driver = Driver(app, pilot)
        await driver.settle()
        cut_short(backend)
        await driver.press("g")
        await driver.sees("cut short or begun anew")

    assert snap_compare(app, terminal_size=SMALL, run_before=drive)


def test_a_name_for_the_file(snap_compare: Callable[..., bool]) -> None:
    assert picture(snap_compare, ("W",))


@pytest.mark.parametrize("times", ["UTC", "relative", "off"])
def test_other_times(snap_compare: Callable[..., bool], times: str) -> None:
    presses = {"UTC": 1, "relative": 2, "off": 3}[times]
    assert picture(snap_compare, ("t",) * presses, place=LogsPlace("4127", "load"))


def test_several_nodes_by_time(snap_compare: Callable[..., bool]) -> None:
    assert picture(snap_compare, (), place=JobLogPlace("4127"), size=LARGE)


def test_a_long_line_from_the_middle(snap_compare: Callable[..., bool]) -> None:
    backend = hard_backend()
    backend.logs[SCAN] = [LogLine(0, "begin " + "0123456789" * 30 + " end")]
    assert picture(snap_compare, ("right",) * 3, backend=backend)
