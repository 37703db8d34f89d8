"""The verbs on a real terminal: what is asked before an action, and that only a yes goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desk import Desk

from console.model import JobStatus, NodeStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GATE = (
    "version: 1\nname: gate\nnodes:\n"
    "  gate: {run: 'true', pause: before}\n  then: {run: 'true', needs: [gate]}\n"
)


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    made = Desk(state_dir)
    try:
        yield made
    finally:
        made.end()


def start(desk: Desk) -> str:
    """Start a job that waits at its gate."""
    job = desk.start(GATE)
    desk.reached(job, lambda detail: detail.nodes["gate"].status is NodeStatus.WAITING)
    return job


@pytest.mark.parametrize(
    ("answer", "code", "ends"), [("y\n", 0, True), ("\n", 1, False), ("n\n", 1, False), ("\x04", 1, False)]
)
def test_an_action_shows_its_plan_and_asks(desk: Desk, answer: str, code: int, ends: bool) -> None:
    job = start(desk)

    with desk.terminal("skip", job, "--node", "gate") as terminal:
        terminal.wait_for("skip? [y/N]")
        assert "will run: then" in terminal.text
        assert "will skip: gate" in terminal.text
        assert "context local" in terminal.text
        terminal.send(answer)
        assert terminal.wait_end() == code

    assert (desk.status(job) is not JobStatus.PAUSED) is ends


def test_an_interrupt_is_no_yes(desk: Desk) -> None:
    job = start(desk)

    with desk.terminal("cancel", job) as terminal:
        terminal.wait_for("cancel? [y/N]")
        terminal.send("\x03")
        assert terminal.wait_end() == 130

    assert desk.status(job) is JobStatus.PAUSED


def test_yes_asks_nothing(desk: Desk) -> None:
    job = start(desk)

    with desk.terminal("cancel", job, "--yes") as terminal:
        assert terminal.wait_end() == 0


def test_many_targets_that_cannot_come_back_want_their_count_typed(desk: Desk) -> None:
    jobs = [start(desk) for _ in range(5)]

    with desk.terminal("cancel", "--where", "status:paused") as terminal:
        terminal.wait_for("Type 5 to cancel:")
        terminal.send("y\n")
        assert terminal.wait_end() == 1
    assert {desk.status(job) for job in jobs} == {JobStatus.PAUSED}

    with desk.terminal("cancel", *jobs) as terminal:
        terminal.wait_for("Type 5 to cancel:")
        terminal.send("5\n")
        assert terminal.wait_end() == 0
    assert {desk.status(job) for job in jobs} == {JobStatus.CANCELED}


def test_a_protected_context_wants_the_jobs_id_typed(desk: Desk) -> None:
    (desk.folder / "config" / "config.toml").write_text("[contexts.local]\nprotected = true\n")
    job = start(desk)

    with desk.terminal("cancel", job, "--reason", "no longer needed") as terminal:
        terminal.wait_for(f"Type {job} to cancel:")
        assert "PROTECTED" in terminal.text
        terminal.send(f"{job}\n")
        assert terminal.wait_end() == 0


def test_a_log_on_a_terminal_cannot_drive_it(desk: Desk) -> None:
    job = _chatter(desk)

    with desk.terminal("logs", job) as terminal:
        assert terminal.wait_end() == 0
        assert b"\x1b]" not in terminal.output
        assert b"\x1b[31m" not in terminal.output
        assert "red plain" in terminal.text


def _chatter(desk: Desk) -> str:
    job = desk.start(
        "version: 1\nname: evil\nnodes:\n"
        "  a: {run: \"printf '\\\\033]0;owned\\\\007\\\\033[31mred\\\\033[0m plain\\\\n'\"}\n"
    )
    desk.reached(job, lambda detail: detail.job.status.is_terminal)
    return job


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_dumb_terminal_gets_the_plain_list(desk: Desk, term: str) -> None:
    job = start(desk)

    with desk.terminal(TERM=term) as terminal:
        assert terminal.wait_end() == 0
        assert f"{job}   paused" in terminal.text
        assert b"\x1b" not in terminal.output
        told = " ".join(terminal.text.split())
        assert f"this terminal cannot show the console (TERM={term or 'is not set'})" in told
        assert "TERM=xterm-256color jobconsole opens it" in told


def test_plain_keeps_to_the_width_of_the_terminal(desk: Desk) -> None:
    start(desk)

    with desk.terminal("--plain") as terminal:
        assert terminal.wait_end() == 0
        assert b"\x1b" not in terminal.output
        assert all(len(line) <= 100 for line in terminal.output.decode().splitlines())


def test_a_key_that_no_binding_has_is_told_before_the_console_opens(desk: Desk) -> None:
    (desk.folder / "config" / "config.toml").write_text('[console.keys]\n"job.nonsense" = "p"\n')
    start(desk)

    with desk.terminal() as terminal:
        assert terminal.wait_end() == 2
        assert "there is no binding 'job.nonsense'" in terminal.text
