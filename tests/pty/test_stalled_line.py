"""A line on which nothing moves: the program goes on, grows by nothing, and shows the newest at last."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from desk import Desk

from benchmarks.measure import memory_of
from console.model import NodeStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

GROWS = "version: 1\nname: grows\nnodes:\n  talk: {{run: 'tee {file} < {pipe}'}}\n"
TIMES, LINES = 40, 100


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    made = Desk(state_dir)
    try:
        yield made
    finally:
        made.end()


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Wait for something of which the terminal tells nothing: nobody reads it."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, f"never saw {what}"
        time.sleep(0.02)


@pytest.mark.parametrize("answers", [True, False], ids=["paced", "mute"])
def test_a_program_that_nobody_reads_takes_in_what_happens_and_shows_the_newest_at_last(
    desk: Desk, answers: bool
) -> None:
    """A log grows by 4,000 lines meanwhile. That they were taken in is seen by the file that a key writes."""
    rows, file, saved = desk.gate("rows"), desk.folder / "rows.txt", desk.folder / "saved.txt"
    job = desk.start(GROWS.format(file=file, pipe=desk.folder / "rows"))
    desk.reached(job, lambda detail: detail.nodes["talk"].status is NodeStatus.RUNNING)
    rows.say("the first line")
    with desk.terminal("open", job, columns=200, rows=50) as terminal:
        terminal.answers = answers
        terminal.wait_for("grows")
        terminal.send("l")
        terminal.wait_for("the first line")
        terminal.wait_for("following")
        before, sent = memory_of(terminal.pid)[1], len(terminal.output)

        for turn in range(TIMES):
            rows.say("\n".join(f"line {turn} {number} " + "x" * 150 for number in range(LINES)))
            last = f"line {turn} {LINES - 1} "
            wait_until(lambda last=last: file.exists() and last in file.read_text(), "the line")
        terminal.send(f"W\x15{saved}\r")
        wait_until(lambda: saved.exists() and last in saved.read_text(), "the log written by a key")
        after = memory_of(terminal.pid)[1]

        terminal.answers = True
        terminal.wait_for(last)
        terminal.wait_for("following")
        assert len(terminal.output) - sent < 150_000, "some frames, and not one for each change"
        assert after - before < 15, "MB; the lines themselves are 0.6"
