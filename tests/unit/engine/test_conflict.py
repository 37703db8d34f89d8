"""What a person is told whose screen was out of date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from console.engine.conflict import conflict_message
from console.model import Action, AuditEntry, Job, JobDetail, JobStatus, Node, NodeStatus, Verb

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SINCE = NOW - timedelta(seconds=12)

DETAIL = JobDetail(
    Job("7", "x", "w", JobStatus.RUNNING, version=4),
    {"load": Node("load", "load", NodeStatus.RUNNING, since=SINCE, version=7)},
)


def entry(verb: str, node: str | None, version: int, at: datetime = SINCE, actor: str = "bob") -> AuditEntry:
    return AuditEntry(at.isoformat(), actor, verb, "7", node, "done", "", version=version)


@pytest.mark.parametrize(
    ("node", "expected", "history", "message"),
    [
        (
            "load",
            5,
            [entry("restart", "load", 6)],
            "load changed since your screen: bob restarted it 12 s ago; it is running now (version 7)",
        ),
        (
            "load",
            5,
            [entry("cancel", None, 9)],
            "load changed since your screen: bob canceled job 7 12 s ago; it is running now (version 7)",
        ),
        (
            "load",
            6,
            [entry("restart", "load", 6), entry("pause", None, 3, NOW)],
            "load changed since your screen: it is running now (version 7)",
        ),
        (
            None,
            2,
            [entry("skip", "load", 9), entry("pause", None, 3, NOW - timedelta(minutes=3), actor="")],
            "job 7 changed since your screen: somebody paused it 3 min ago; it is running now (version 4)",
        ),
    ],
)
def test_it_says_who_changed_what_and_how_it_stands_now(
    node: str | None, expected: int, history: list[AuditEntry], message: str
) -> None:
    action = Action(Verb.SKIP, "7", node, expected_version=expected)
    assert conflict_message(DETAIL, action, history, NOW) == message
