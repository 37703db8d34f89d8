"""Who gets the next slot."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from console.engine.live import LiveJob
from console.engine.scheduler import Line, next_node
from console.model import Job, JobDetail, JobStatus, Node, NodeRules, NodeStatus

NOW = datetime(2026, 11, 20, tzinfo=UTC)
READY, RUNNING = NodeStatus.READY, NodeStatus.RUNNING


def job(number: int, *nodes: Node, priority: int = 0, minutes: int = 0, **more: object) -> LiveJob:
    row = Job(
        str(number), "x", "w", JobStatus.QUEUED, priority=priority, queued=NOW + timedelta(minutes=minutes)
    )
    nodes = nodes or (Node("a", "a", READY),)
    return LiveJob(number, 1, "/", JobDetail(row, {node.id: node for node in nodes}, **more))  # type: ignore[arg-type]


def served(*jobs: LiveJob) -> list[int]:
    line = Line()
    for live in jobs:
        line.update(live)
    return [live.id for live in line]


def test_higher_priority_is_served_first_then_who_was_queued_first() -> None:
    early, late = job(1, minutes=1), job(2, minutes=5)
    urgent, same = job(3, priority=9, minutes=9), job(4, minutes=1)
    assert served(late, same, early, urgent) == [3, 1, 4, 2]


def test_a_job_without_a_node_that_may_start_does_not_stand_in_line() -> None:
    assert served(job(1, Node("a", "a", RUNNING)), job(2, operator_paused=True)) == []


def test_of_a_canceled_job_only_finally_nodes_start() -> None:
    main, final = Node("a", "a", READY), Node("f", "f", READY, NodeRules(is_finally=True))
    canceled = job(1, main, final, cancel_requested=True)
    assert (served(canceled), next_node(canceled)) == ([1], "f")
    assert served(job(2, main, cancel_requested=True)) == []


def test_a_job_leaves_the_line_when_nothing_of_it_is_ready() -> None:
    line, live = Line(), job(1)
    line.update(live)
    live.ready.clear()
    line.update(live)
    assert list(line) == []


def test_a_job_keeps_to_its_own_limit() -> None:
    nodes = (Node("a", "a", RUNNING), Node("b", "b", READY))
    assert next_node(job(1, *nodes, max_parallel=1)) is None
    assert next_node(job(2, *nodes, max_parallel=2)) == "b"


def test_a_full_matrix_is_passed_over_for_the_next_node() -> None:
    rules = NodeRules(max_parallel=1, matrix={"x": "1"})
    nodes = (Node("m[1]", "", RUNNING, rules), Node("m[2]", "", READY, rules), Node("z", "", READY))
    assert next_node(job(1, *nodes)) == "z"
