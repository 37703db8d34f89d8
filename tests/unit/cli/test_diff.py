"""`diff`: the log of a node beside that of its last success."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from made_jobs import detail

from console.model import Execution, ExecutionStatus, JobStatus, LogLine, LogRef, NodeStatus

if TYPE_CHECKING:
    from conftest import Verb
    from verb_backend import MemoryBackend

E = ExecutionStatus


@pytest.fixture
def ran(memory: type[MemoryBackend]) -> type[MemoryBackend]:
    """A job that failed after one that went well, newest first."""
    made = []
    for job, day, status, end in (
        ("8", 20, JobStatus.FAILED, E.FAILED),
        ("7", 19, JobStatus.SUCCEEDED, E.SUCCEEDED),
    ):
        seen = detail(job, status, load=NodeStatus.FAILED if end is E.FAILED else NodeStatus.SUCCEEDED)
        created = datetime(2026, 11, day, tzinfo=UTC)
        made.append(
            replace(seen, job=replace(seen.job, created=created), executions=(Execution("load", 1, end),))
        )
    memory.reset(*made)
    memory.logs[LogRef("7", "load", 1)] = lines("begin 1", *(f"row {n}" for n in range(20)), "commit")
    memory.logs[LogRef("8", "load", 1)] = lines(
        "begin 2", *(f"row {n}" for n in range(20)), "\x1b[31merror\x07"
    )
    return memory


def lines(*texts: str) -> list[LogLine]:
    return [LogLine(number, text) for number, text in enumerate(texts)]


@pytest.mark.usefixtures("ran")
def test_it_tells_what_is_new_and_what_is_missing(verb: Verb) -> None:
    told = verb("diff", "8")

    assert told.code == 0
    assert told.out.splitlines() == [
        "--- job 7 load execution 1, which succeeded",
        "+++ job 8 load execution 1",
        "  ... 18 lines alike",
        "  row 17",
        "  row 18",
        "  row 19",
        "- commit",
        "+ error␇",
    ]
    assert len(verb("diff", "8", "--whole").out.splitlines()) == 2 + 21 + 2


@pytest.mark.usefixtures("ran")
def test_it_is_a_document_for_programs(verb: Verb) -> None:
    told = verb("diff", "8", "--node", "load", "--json").json

    assert (told["old"], told["new"]) == (
        {"job": "7", "node": "load", "execution": 1},
        {"job": "8", "node": "load", "execution": 1},
    )
    assert [line["change"] for line in told["lines"][-2:]] == ["missing", "new"]


@pytest.mark.usefixtures("ran")
def test_without_an_earlier_success_nothing_is_compared(verb: Verb) -> None:
    told = verb("diff", "7")

    assert (told.code, told.out) == (3, "")
    assert "there is no earlier job of flow to compare with" in told.err


def test_of_logs_that_are_alike_it_says_so(verb: Verb, ran: type[MemoryBackend]) -> None:
    ran.logs[LogRef("7", "load", 1)] = lines("begin 1", "commit")
    ran.logs[LogRef("8", "load", 1)] = lines("begin 2", "commit")

    assert verb("diff", "8").out.splitlines()[2:] == [
        "  ... 2 lines alike",
        "the two logs do not differ, but for times, ids and numbers",
    ]

    ran.logs[LogRef("7", "load", 1)] = ran.logs[LogRef("8", "load", 1)] = lines()
    assert verb("diff", "8").out.splitlines()[2:] == [
        "the two logs do not differ, but for times, ids and numbers"
    ]
