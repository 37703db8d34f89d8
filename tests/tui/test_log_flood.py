"""A command that writes 50,000 lines a second: counted in frames, rows and lines, never in seconds."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.screen import ModalScreen

from console.client.log_lines import BLOCK
from console.model import LogLine
from console.screens.logs import LogsScreen
from console.screens.places import JobPlace, LogsPlace
from console.widgets import log_painter
from console.widgets.log_canvas import BUSY, COUNTED, SOON
from tui.harness import Driver, make_app, running
from tui.log_samples import SCAN, hard_backend

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from console.model import LogRef
    from console.widgets.log_view import LogView
    from tui.memory_backend import MemoryBackend

GROWING = LogsPlace("4128", "scan")
BATCHES, LINES = 25, 400
"""A fifth of a second of it, in batches as they come from a socket."""

LINE = LogLine(0, "2026-11-20 02:27:01 INFO worker-7 wrote part 1204 of 99120 to bucket orders")


class Timer:
    """Stands still until the test lets it ring."""

    def stop(self) -> None:
        """Never rings by itself."""


class Flood:
    """A log that grows, and a count of what the view does about it. Its time is the test's."""

    def __init__(self, driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
        assert isinstance(driver.screen, LogsScreen)
        self.driver = driver
        self.view: LogView = driver.screen.view
        self.backend: MemoryBackend = driver.backend
        self.now = 1000.0
        self.waits: list[float] = []
        self.rows = self.decoded = 0
        self._due: list[Callable[[], None]] = []
        render, decode = self.view.render_line, log_painter.log_text

        def set_timer(delay: float, callback: Callable[[], None]) -> Timer:
            self.waits.append(delay)
            self._due.append(callback)
            return Timer()

        def render_line(y: int) -> object:
            self.rows += 1
            return render(y)

        def log_text(*parts: object, **more: object) -> object:
            self.decoded += 1
            return decode(*parts, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(self.view, "set_timer", set_timer)
        monkeypatch.setattr(self.view, "_clock", lambda: self.now)
        monkeypatch.setattr(self.view, "render_line", render_line)
        monkeypatch.setattr(log_painter, "log_text", log_text)

    async def pours(self, batches: int = BATCHES) -> None:
        log = self.backend.logs[SCAN]
        for _ in range(batches):
            log += [replace(LINE, number=len(log) + number) for number in range(LINES)]
            self.backend.tell("4128")
            await self.driver.until(lambda: self.view.lines.count == len(self.backend.logs[SCAN]))

    async def time_passes(self) -> None:
        """Let the timer ring that has been set."""
        self.now += self.waits[-1]
        (callback,) = self._due
        self._due.clear()
        callback()
        await self.driver.settle()


@asynccontextmanager
async def flooded(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Flood]:
    async with running(make_app(hard_backend(), place=GROWING), (200, 50)) as driver:
        yield Flood(driver, monkeypatch)


async def test_a_flood_is_one_frame_of_one_screen_however_much_has_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with flooded(monkeypatch) as flood:
        view, height = flood.view, flood.view.size.height
        await flood.pours()
        assert (len(flood.waits), view.paintings, flood.rows, flood.decoded) == (1, 0, 0, 0)
        await flood.time_passes()
        assert view.in_view == (len(flood.backend.logs[SCAN]) - height, len(flood.backend.logs[SCAN]) - 1)
        assert view.following
        assert view.paintings == 1
        assert 0 < flood.rows <= height
        assert 0 < flood.decoded <= height
        assert view.lines.held <= 26
        assert view.lines.count > 26 * BLOCK


async def test_a_batch_of_lines_and_the_words_around_them_are_one_frame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with flooded(monkeypatch) as flood:
        frames: list[set[int]] = []
        display, screen = flood.driver.app._display, flood.driver.screen

        def kept(of: object, update: LayoutUpdate | ChopsUpdate | None) -> None:
            if isinstance(update, ChopsUpdate):  # a screen below that paints has all painted
                frames.append({y for y, _, _ in update.spans})
            display(of, update)  # type: ignore[arg-type]

        await flood.driver.settle()
        monkeypatch.setattr(flood.driver.app, "_display", kept)
        for _ in range(3):
            lines = flood.view.lines
            lines.put([replace(LINE, number=lines.count + number) for number in range(LINES)])
            flood.view.appended()
            await flood.time_passes()
        words = screen.status_line.region.y
        with_lines = [frame for frame in frames if flood.view.region.y in frame]
        assert with_lines
        assert all(words in frame for frame in with_lines)
        assert not any(frame == {words} for frame in frames)
        assert f"{lines.count:,}" in flood.driver.text


async def test_a_line_alone_is_painted_soon_and_a_flood_three_times_a_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with flooded(monkeypatch) as flood:
        for _ in range(4):
            await flood.pours(2)
            await flood.time_passes()
        assert flood.waits == pytest.approx([SOON, BUSY, BUSY, BUSY])
        assert 2 <= 1 / BUSY <= 4
        flood.now += 10
        await flood.pours(1)
        assert flood.waits[-1] == SOON


async def test_a_key_is_answered_between_two_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    async with flooded(monkeypatch) as flood:
        await flood.pours(2)
        await flood.driver.press("pageup")
        assert not flood.view.following
        assert flood.rows
        assert flood.view.paintings == 0
        seen = flood.view.in_view
        await flood.pours(2)
        await flood.time_passes()
        assert flood.view.in_view == seen


async def test_a_flood_below_a_reader_paints_no_line_that_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    async with flooded(monkeypatch) as flood:
        await flood.driver.press("g")
        await flood.driver.sees("scanned part 0")
        flood.rows = flood.decoded = 0
        for _ in range(3):
            await flood.pours(5)
            await flood.time_passes()
        await flood.driver.sees("6,000 new below")
        assert (flood.rows, flood.decoded) == (0, 0)
        assert flood.waits[-1] == pytest.approx(BUSY * COUNTED)


class Followers:
    """Counts who follows a log now, and the lines that each follower was given."""

    def __init__(self, backend: MemoryBackend, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0
        self.given = [0]
        self._follow = backend.follow
        monkeypatch.setattr(backend, "follow", self.follow)

    async def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:
        self.now += 1
        self.given.append(0)
        try:
            async for batch in self._follow(ref, first=first):
                self.given[-1] += len(batch)
                yield batch
        finally:
            self.now -= 1


async def test_a_job_behind_the_log_of_its_node_does_not_take_the_flood_in_a_second_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    backend = hard_backend()
    followers = Followers(backend, monkeypatch)
    async with running(make_app(backend, place=JobPlace("4128", "scan")), (200, 50)) as driver:
        await driver.until(lambda: followers.now == 1)
        job = driver.screen
        await driver.press("l")
        await driver.until(
            lambda: isinstance(driver.screen, LogsScreen) and bool(driver.screen.view.lines.count)
        )
        await driver.until(lambda: followers.now == 1)
        before, log = len(followers.given), backend.logs[SCAN]
        log += [replace(LINE, number=len(log) + number) for number in range(5000)]
        log.append(replace(LINE, number=len(log), text="written while only the log was in sight"))
        backend.tell("4128")
        await driver.sees("written while only the log was in sight")
        assert sum(followers.given[before:]) == 0
        await driver.press("escape")
        await driver.until(lambda: driver.screen is job)
        await driver.sees("written while only the log was in sight")
        await driver.until(lambda: followers.now == 1)
        log.append(replace(LINE, number=len(log), text="and this one after that"))
        backend.tell("4128")
        await driver.sees("and this one after that")
        assert sum(followers.given[before:]) == 1, "what came meanwhile is read where it is looked at"


async def test_a_job_behind_a_dialog_is_in_sight_and_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = hard_backend()
    followers = Followers(backend, monkeypatch)
    async with running(make_app(backend, place=JobPlace("4128", "scan")), (200, 50)) as driver:
        await driver.until(lambda: followers.now == 1)
        await driver.press("m")
        await driver.until(lambda: isinstance(driver.app.screen, ModalScreen))
        log = backend.logs[SCAN]
        log.append(replace(LINE, number=len(log), text="written behind a dialog"))
        backend.tell("4128")
        await driver.until(lambda: followers.given[-1] > 0)
        assert followers.now == 1
        await driver.press("escape")
        await driver.sees("written behind a dialog")
