"""What a person does from the first command to the last: the real console, on a real host, on a terminal."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from desk import Desk
from person import Person, at_all_jobs

from console.model import JobStatus, NodeStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

APPROVAL = """
version: 1
name: ship
nodes:
  agree: {approval: {prompt: "Ship it?"}}
  send: {run: echo sent, needs: [agree]}
"""
BROKEN = """
version: 1
name: broken
nodes:
  fetch: {run: "test -e found || { echo nothing there; exit 3; }"}
  load: {run: echo loaded, needs: [fetch]}
"""


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    made = Desk(state_dir)
    try:
        yield made
    finally:
        made.end()


@contextmanager
def console(desk: Desk) -> Iterator[Person]:
    person = at_all_jobs(desk)
    with person.terminal:
        yield person


def held_by(desk: Desk, gate: str) -> str:
    """A workflow whose first node runs until the test opens the gate."""
    return (
        f"version: 1\nname: night\nnodes:\n  first: {{run: '{desk.gate(gate).command}'}}\n"
        "  then: {run: echo done, needs: [first]}\n"
    )


def test_a_job_started_by_a_verb_is_paused_and_continued_in_the_console(desk: Desk) -> None:
    (desk.folder / "night.yaml").write_text(held_by(desk, "gate"))
    job = desk.verb("run", "night.yaml").splitlines()[0]
    with console(desk) as person:
        person.sees("night", "running")

        person.does("p", f"Pause {job}")
        person.sees("night", "pausing")
        desk.open("gate")
        person.sees("night", "paused")
        assert desk.job(job).nodes["then"].execution == 0

        person.does("c", f"Continue {job}")
        person.sees("night", "succeeded")


def test_an_approval_is_given(desk: Desk) -> None:
    job = desk.start(APPROVAL)
    with console(desk) as person:
        person.sees("ship", "agree: Ship it?")

        person.presses("c", "Approve agree")
        person.terminal.wait_for("Will run    send")
        person.says_yes()

        person.sees("ship", "succeeded")
    assert next(entry.verb for entry in desk.audit(job)) == "approve"


def test_a_failed_node_is_restarted_then_skipped_and_another_job_canceled(desk: Desk) -> None:
    broken = desk.start(BROKEN)
    night = desk.start(held_by(desk, "gate"))
    with console(desk) as person:
        person.sees("broken", "fetch failed: exit 3")
        person.moves_to("broken")

        person.does("r", "Restart fetch")
        person.sees("broken", "fetch #2")
        person.sees("broken", "fetch failed: exit 3")

        person.does("s", "Skip fetch")
        person.sees("broken", "succeeded")

        person.moves_to("night")
        person.does("x", f"Cancel {night}")
        person.sees("night", "canceled")

    ended = desk.job(broken)
    assert (ended.nodes["fetch"].status, ended.nodes["fetch"].execution) == (NodeStatus.SKIPPED, 2)
    assert ended.nodes["load"].status is NodeStatus.SUCCEEDED
    assert desk.status(night) is JobStatus.CANCELED


def test_a_log_grows_while_it_is_read(desk: Desk) -> None:
    words = desk.gate("words")
    desk.start(
        "version: 1\nname: chat\nnodes:\n  talk: {run: "
        f"'i=0; while [ $i -lt 60 ]; do echo line $i; i=$((i+1)); done; {words.lines}'}}\n"
    )
    with console(desk) as person:
        person.sees("chat", "running")
        person.terminal.send("l")
        person.terminal.wait_for("line 59")
        person.terminal.wait_for("following")

        words.say("and one more")
        person.terminal.wait_for("and one more")

        person.terminal.send("g")
        person.terminal.wait_for("line 0")
        words.say("out of sight")
        person.terminal.wait_for("1 new below")
        assert "out of sight" not in person.terminal.text

        person.terminal.send("f")
        person.terminal.wait_for("out of sight")


@pytest.mark.parametrize("end", ["hang-up", "kill"])
def test_the_job_goes_on_without_a_console_and_the_next_one_shows_it(desk: Desk, end: str) -> None:
    job = desk.start(held_by(desk, "gate"))
    host = desk.host_pid()
    with console(desk) as person:
        person.sees("night", "running")
        person.presses("x", f"Cancel {job}")
        if end == "hang-up":
            person.terminal.hang_up()
        else:
            os.kill(person.terminal.pid, signal.SIGKILL)
        assert person.terminal.wait_end() != 0

    assert desk.host_pid() == host
    with console(desk) as person:
        person.sees("night", "running")
        desk.open("gate")
        person.sees("night", "succeeded")
    assert [execution.number for execution in desk.job(job).executions] == [1, 1]


def test_the_console_outlives_the_host_and_the_command_outlives_both(desk: Desk) -> None:
    job = desk.start(held_by(desk, "gate"))
    before = desk.reached(job, lambda detail: detail.nodes["first"].status is NodeStatus.RUNNING)
    host = desk.host_pid()
    with console(desk) as person:
        person.sees("night", "running")

        os.kill(host, signal.SIGKILL)
        desk.open("gate", code=7)

        person.sees("night", "first failed: exit 7")
        assert "connection lost" not in person.terminal.text
    after = desk.job(job)
    assert desk.host_pid() != host
    assert [(run.pid, run.exit_code) for run in after.executions] == [(before.executions[0].pid, 7)]


def test_of_two_consoles_the_second_is_told_what_the_first_did(desk: Desk) -> None:
    job = desk.start(APPROVAL)
    with console(desk) as first, console(desk) as second:
        first.sees("ship", "Ship it?")
        second.sees("ship", "Ship it?")
        second.presses("c", "Approve agree")

        first.does("c", "Approve agree")
        first.sees("ship", "succeeded")

        second.says_yes(until="Nothing was done: it has changed since your screen.")
        second.terminal.wait_for("approve on agree")
        second.terminal.wait_for("agree is succeeded")
    assert [entry.result for entry in desk.audit(job) if entry.verb == "approve"] == ["conflict", "done"]
