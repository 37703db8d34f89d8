"""What a person does with logs, on a real host: keys are counted, lines are compared with the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from desk import Desk
from person import Person

from console.model import JobStatus, NodeStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from terminal import Terminal

MOST_KEYS = 6

FAILS = """
version: 1
name: {name}
nodes:
  fetch: {{run: echo fetched}}
  check: {{run: "echo checking; test -e {found} || {{ echo nothing there >&2; exit 3; }}", needs: [fetch]}}
  load: {{run: echo loaded, needs: [check]}}
"""
GROWS = """
version: 1
name: grows
nodes:
  talk: {{run: "tee {file} < {pipe}"}}
"""


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    made = Desk(state_dir)
    try:
        yield made
    finally:
        made.end()


class Fingers:
    """Presses keys and counts them."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.keys = 0

    def press(self, key: str, *, until: str) -> None:
        self.keys += 1
        self.terminal.send(key)
        self.terminal.wait_for(until)

    def says_yes(self, *, until: str) -> None:
        """One key: it is pressed again only where the dialog has not stood long enough to hear it."""
        self.keys += 1
        Person(self.terminal).says_yes(until=until)


def test_the_failing_node_of_the_newest_failed_job_is_found_and_restarted_in_six_keys(desk: Desk) -> None:
    found = desk.folder / "found"
    jobs = [desk.start(FAILS.format(name=name, found=found)) for name in ("older", "newest")]
    for job in jobs:
        desk.reached(job, lambda detail: detail.job.status is JobStatus.PAUSED)
    desk.start("version: 1\nname: fine\nnodes:\n  only: {run: echo fine}\n")
    with desk.terminal(columns=120, rows=30) as terminal:
        terminal.wait_for("newest")
        fingers = Fingers(terminal)
        fingers.press("\r", until=f"{jobs[1]} newest")
        terminal.wait_for("nothing there")  # it opens on what needs attention, with its log in view
        fingers.press("r", until="[ No ]")
        assert "Restart check" in terminal.text
        found.touch()
        fingers.says_yes(until="3 of 3 ended")
        assert fingers.keys <= MOST_KEYS
    after = desk.reached(jobs[1], lambda detail: detail.job.status is JobStatus.SUCCEEDED)
    assert (after.nodes["check"].execution, after.nodes["load"].status) == (2, NodeStatus.SUCCEEDED)
    assert desk.job(jobs[0]).nodes["check"].execution == 1


class Pipe:
    """Lets the command of a job write numbered rows."""

    def __init__(self, desk: Desk) -> None:
        self._gate = desk.gate("rows")
        self.written = 0

    def writes(self, rows: int) -> str:
        """Write so many rows and return the last one."""
        numbers = range(self.written, self.written + rows)
        self._gate.say("\n".join(f"row {number:04d} of the story" for number in numbers))
        self.written += rows
        return f"row {self.written - 1:04d} of"


def test_a_growing_log_is_followed_left_searched_and_joined_again_and_no_line_is_missed(desk: Desk) -> None:
    file, rows = desk.folder / "rows.txt", Pipe(desk)
    job = desk.start(GROWS.format(file=file, pipe=desk.folder / "rows"))
    desk.reached(job, lambda detail: detail.nodes["talk"].status is NodeStatus.RUNNING)
    rows.writes(150)
    with desk.terminal(columns=100, rows=24) as terminal:
        terminal.wait_for("? help")
        terminal.send("2")
        terminal.wait_until(lambda: "jobs › running" in terminal.text and "grows" in terminal.text)
        terminal.send("l")
        terminal.wait_for("row 0149 of")
        terminal.wait_for("following")
        terminal.wait_for(rows.writes(80))

        terminal.send("\x1b[5~")  # page up leaves the end
        terminal.wait_for("following: off")
        rows.writes(70)
        terminal.wait_for("70 new below")

        terminal.send("/row 01.7\r")
        terminal.wait_for("10 matches")
        rows.writes(50)
        terminal.wait_for("120 new below")
        terminal.send("/row 03.7\r")  # what came meanwhile is found as well
        terminal.wait_for("row 0307 of")

        terminal.send("f")
        terminal.wait_for("row 0349 of")
        terminal.wait_for("following")
        last = rows.writes(90)
        terminal.wait_for(last)

        seen = _all_that_is_seen(terminal)
    assert seen == file.read_text().splitlines()
    assert len(seen) == rows.written


def _all_that_is_seen(terminal: Terminal) -> list[str]:
    """Page from the top to the end, and return every row that was on the screen, each once, in order."""
    terminal.send("g")
    terminal.wait_for("lines 1–")
    seen: dict[str, None] = {}
    before = 0
    while True:
        terminal.wait_until(lambda: _place(terminal)[0] > before and _is_whole(terminal), what="a page")  # noqa: B023
        seen |= dict.fromkeys(_rows(terminal))
        before, end, total = _place(terminal)
        if end == total:
            return list(seen)
        terminal.send(" ")


def _rows(terminal: Terminal) -> list[str]:
    return re.findall(r"row \d+ of the story", terminal.text)


def _is_whole(terminal: Terminal) -> bool:
    """Whether every line that is in view has been read."""
    first, last, _ = _place(terminal)
    return len(_rows(terminal)) == last - first + 1


def _place(terminal: Terminal) -> tuple[int, int, int]:
    found = re.search(r"lines ([\d,]+)–([\d,]+) of ([\d,]+)", terminal.text)
    if found is None:
        return (0, -1, 0)
    first, last, total = (int(number.replace(",", "")) for number in found.groups())
    return (first, last, total)
