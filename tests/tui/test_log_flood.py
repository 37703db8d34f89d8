"""A command that writes 20,000 lines a second: counted in paintings and processor time, never in seconds."""

from __future__ import annotations

import time
from dataclasses import replace

from console.client.log_lines import BLOCK
from console.model import LogLine
from console.screens.logs import LogsScreen
from console.screens.places import LogsPlace
from tui.harness import make_app, running
from tui.log_samples import SCAN, hard_backend

GROWING = LogsPlace("4128", "scan")
BATCHES, LINES = 100, 400
"""Two seconds of 20,000 lines a second, in batches of 20 ms."""


async def test_a_flood_is_painted_in_few_batches_and_held_in_few_blocks() -> None:
    backend = hard_backend()
    line = LogLine(0, "2026-11-20 02:27:01 INFO worker-7 wrote part 1204 of 99120 to bucket orders")
    async with running(make_app(backend, place=GROWING), (200, 50)) as driver:
        screen = driver.screen
        assert isinstance(screen, LogsScreen)
        log, view = backend.logs[SCAN], screen.view
        before, spent = view.paintings, time.process_time()
        for _ in range(BATCHES):
            log += [replace(line, number=len(log) + number) for number in range(LINES)]
            backend.tell("4128")
            await driver.until(lambda: view.lines.count == len(backend.logs[SCAN]))
        spent = time.process_time() - spent
        await driver.until(lambda: view.in_view is not None and view.in_view[1] == len(log) - 1)
        assert view.following
        assert view.paintings - before <= BATCHES // 2
        assert view.lines.held <= 26
        assert len(log) > 26 * BLOCK
        # It takes a third of this where it was written; the factor is for slow machines.
        assert spent < 3.0


async def test_a_flood_below_a_reader_paints_no_line_that_stands() -> None:
    backend = hard_backend()
    async with running(make_app(backend, place=GROWING)) as driver:
        screen = driver.screen
        assert isinstance(screen, LogsScreen)
        await driver.press("g")
        await driver.sees("scanned part 0")
        drawn: list[int] = []
        render = screen.view.render_line

        def counted(y: int) -> object:
            drawn.append(y)
            return render(y)

        screen.view.render_line = counted  # pyright: ignore[reportAttributeAccessIssue]
        log = backend.logs[SCAN]
        for _ in range(20):
            log += [replace(log[0], number=len(log) + number) for number in range(LINES)]
            backend.tell("4128")
            await driver.until(lambda: screen.view.lines.count == len(backend.logs[SCAN]))
        await driver.sees("8,000 new below")
        assert drawn == []
