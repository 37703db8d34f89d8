"""A log whose lines have to be counted first: its end is shown at once, and no number that is a guess."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from console.backends.base import Unreachable
from console.model import LogEnd, LogLine, LogRef, LogWindow
from console.screens.logs import LogsScreen
from console.screens.places import Go, LogsPlace
from tui.harness import Driver, make_app, running
from tui.log_samples import SCAN, hard_backend

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import pytest

    from tui.memory_backend import MemoryBackend

GROWING = LogsPlace("4128", "scan")
LINES = 5_000


class Counted:
    """A log whose windows come when its lines are counted, which the test decides; its end comes at once."""

    def __init__(self, backend: MemoryBackend, monkeypatch: pytest.MonkeyPatch, share: float) -> None:
        self.backend = backend
        self.share = share
        self.done = asyncio.Event()
        self.error: Unreachable | None = None
        self._window = backend.log
        log = backend.logs[SCAN]
        log[:] = [LogLine(number, f"the line of number {number:,}") for number in range(LINES)]
        monkeypatch.setattr(backend, "log", self.log)
        monkeypatch.setattr(backend, "log_end", self.log_end, raising=False)
        monkeypatch.setattr("console.client.log_glimpse.AGAIN", 0.05)

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        await self.done.wait()
        if self.error is not None:
            raise self.error
        return await self._window(ref, first=first, count=count)

    async def log_end(self, ref: LogRef, *, count: int) -> LogEnd:
        lines = self.backend.logs[ref][-count:]
        numbered = tuple(replace(line, number=number) for number, line in enumerate(lines))
        return LogEnd(numbered if self.share < 1 else (), self.share)


@asynccontextmanager
async def counting(
    monkeypatch: pytest.MonkeyPatch, share: float = 0.377
) -> AsyncIterator[tuple[Driver, Counted]]:
    backend = hard_backend()
    counted = Counted(backend, monkeypatch, share)
    async with running(make_app(backend), (120, 30)) as driver:
        driver.app.post_message(Go(GROWING))
        yield driver, counted
        counted.done.set()


async def test_its_end_is_shown_before_its_lines_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    async with counting(monkeypatch) as (driver, counted):
        await driver.sees("the line of number 4,999")
        assert "reading the index · 37 %" in driver.text
        assert "following" not in driver.text
        assert "lines " not in driver.text.replace("the lines", "")
        counted.share = 0.62
        await driver.sees("reading the index · 62 %")
        before = [line for line in driver.text.splitlines() if "the line of" in line]
        counted.done.set()
        await driver.sees("of 5,000 · 100 %")
        assert [line for line in driver.text.splitlines() if "the line of" in line] == before
        assert "reading the index" not in driver.text
        assert "following" in driver.text


async def test_what_is_written_meanwhile_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    async with counting(monkeypatch) as (driver, counted):
        await driver.sees("the line of number 4,999")
        counted.backend.logs[SCAN].append(LogLine(LINES, "written while it was counted"))
        await driver.sees("written while it was counted")
        counted.done.set()
        await driver.sees("of 5,001 · 100 %")


async def test_keys_that_need_numbers_say_that_they_wait_and_do_nothing_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with counting(monkeypatch) as (driver, counted):
        await driver.sees("the line of number 4,999")
        await driver.pilot.press("k", "g", "pageup", "f", "e")
        await driver.sees("still being counted")
        await driver.pilot.press("slash", "4", "enter")
        await driver.sees("still being counted; ⏎ looks again")
        await driver.pilot.press("escape")
        counted.done.set()
        await driver.sees("of 5,000 · 100 %")
        assert isinstance(driver.screen, LogsScreen)
        assert driver.screen.view.following
        assert driver.screen.view.selection is None


async def test_the_look_can_be_changed_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    async with counting(monkeypatch) as (driver, counted):
        counted.backend.logs[SCAN].append(LogLine(LINES, "x" * 300 + "the end of a long line"))
        await driver.pilot.press("w")
        await driver.until(lambda: "theendofalongline" in "".join(driver.text.split()))
        assert "reading the index" in driver.text


async def test_a_log_that_is_soon_counted_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    async with counting(monkeypatch, share=1.0) as (driver, counted):
        await driver.sees("Reading …")
        assert "nothing yet" not in driver.text
        counted.done.set()
        await driver.sees("of 5,000 · 100 %")


async def test_what_goes_wrong_is_told_in_place_of_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    async with counting(monkeypatch) as (driver, counted):
        await driver.sees("the line of number 4,999")
        counted.error = Unreachable("the host is gone", advice="start it again")
        counted.done.set()
        await driver.sees("the host is gone")
        assert "the line of number" not in driver.text
        assert "reading the index" not in driver.text
