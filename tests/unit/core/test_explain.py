"""Why a job does not move: sentences that follow from its state, and the word unknown where they do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.core.explain import explain_job, explain_node
from console.model import (
    Job,
    JobDetail,
    JobStatus,
    Node,
    NodeRules,
    NodeStatus,
    OnTimeout,
    Resolution,
    Retry,
    SkipKind,
    Wait,
)

NOW = datetime(2026, 11, 19, 2, 30, tzinfo=UTC)
THEN = NOW - timedelta(minutes=4)


def node(id_: str, status: NodeStatus = NodeStatus.PENDING, needs: str = "", **fields: object) -> Node:
    rules = fields.pop("rules", NodeRules(needs=tuple(needs.split())))
    return Node(id_, id_, status, rules, **fields)  # pyright: ignore


def detail(*nodes: Node, status: JobStatus = JobStatus.RUNNING, **fields: object) -> JobDetail:
    job = Job("4127", "ingest", "nightly", status, queue="ingest", priority=10, queued=THEN, ended=THEN)
    return JobDetail(job, {n.id: n for n in nodes}, **fields)  # pyright: ignore


def of_job(seen: JobDetail) -> list[str]:
    return [why.sentence for why in explain_job(seen, now=NOW)]


def of_node(seen: JobDetail, id_: str) -> list[str]:
    return [why.sentence for why in explain_node(seen, id_, now=NOW)]


def test_a_held_job_says_who_held_it_and_why() -> None:
    seen = detail(
        node("load", NodeStatus.READY, since=THEN),
        status=JobStatus.PAUSED,
        operator_paused=True,
        note="paused by ada: migrating",
    )
    assert of_job(seen) == [
        "The job is held: paused by ada: migrating; nothing starts until it is continued.",
        "load is ready since 02:26 (4m), but the job is held.",
    ]


@pytest.mark.parametrize(
    ("given_node", "expected"),
    [
        (
            node("gate", NodeStatus.WAITING, waiting_for=Wait.APPROVAL, since=THEN, reason="load it?",
                 rules=NodeRules(approvers=("eve", "bob"), on_timeout=OnTimeout.REJECT),
                 retry_at=NOW + timedelta(minutes=6)),
            "gate waits for an approval by eve, bob since 02:26 (4m): load it?; "
            "it is rejected by itself at 02:36 (in 6m).",
        ),
        (
            node("gate", NodeStatus.WAITING, waiting_for=Wait.APPROVAL, since=THEN, reason="load 9 rows?"),
            "gate waits for an approval since 02:26 (4m): load 9 rows?",
        ),
        (
            node("drain", NodeStatus.WAITING, waiting_for=Wait.PAUSE_BEFORE, since=THEN),
            "A pause point before drain waits for a person since 02:26 (4m).",
        ),
        (
            node("load", NodeStatus.FAILED, resolution=Resolution.WAITING, reason="exit 1", ended=THEN),
            "load failed at 02:26: exit 1; it waits for a person to restart or skip it.",
        ),
        (
            node("load", NodeStatus.RETRY_WAIT, reason="exit 1", retry_at=NOW + timedelta(seconds=90),
                 rules=NodeRules(retry=Retry(limit=3)), attempt=2),
            "load failed: exit 1; it is tried again by itself at 02:31 (in 1m30s), attempt 3 of 4.",
        ),
        (
            node("load", NodeStatus.LOST, reason="the machine was restarted"),
            "Whether load succeeded is unknown: the machine was restarted; "
            "restart it, skip it, or mark how it ended.",
        ),
        (
            node("load", NodeStatus.RUNNING, started=THEN, host="db-3"),
            "load is running on db-3 since 02:26 (4m).",
        ),
        (
            node("load", NodeStatus.READY, since=THEN),
            "load is ready since 02:26 (4m) and waits for a slot; whose turn comes first is unknown here.",
        ),
        (
            node("load", NodeStatus.SKIPPED, skipped_as=SkipKind.CONDITION, reason="nothing failed"),
            "load was skipped by its conditions: nothing failed.",
        ),
        (
            node("load", NodeStatus.UNKNOWN, native_status="SUSPENDED"),
            "The backend calls load SUSPENDED; what that means is unknown here.",
        ),
    ],
)  # fmt: skip
def test_each_state_has_its_sentence(given_node: Node, expected: str) -> None:
    assert of_node(detail(given_node), given_node.id)[0] == expected


def test_a_pending_node_names_what_it_needs_and_what_holds_that_up() -> None:
    failed = node("load", NodeStatus.FAILED, resolution=Resolution.WAITING)
    seen = detail(failed, node("check", needs="load"), node("publish", needs="check"))
    assert of_node(seen, "publish") == [
        "publish needs check (pending) first.",
        "load failed; it waits for a person to restart or skip it.",
    ]


def test_limits_are_named_where_they_are_known() -> None:
    running = node("a", NodeStatus.RUNNING)
    ready = node("b", NodeStatus.READY)
    assert of_node(detail(running, ready, max_parallel=1), "b") == [
        "b is ready; the job runs 1 at a time and runs a."
    ]
    matrix = NodeRules(matrix={"db": "x"}, max_parallel=1)
    instances = (node("c[x]", NodeStatus.RUNNING, rules=matrix), node("c[y]", NodeStatus.READY, rules=matrix))
    assert of_node(detail(*instances), "c[y]") == [
        "c[y] is ready; its matrix runs 1 at a time and runs c[x]."
    ]


def test_an_ended_job_names_what_failed() -> None:
    failed = node("load", NodeStatus.FAILED, resolution=Resolution.FINAL, reason="exit 1")
    assert of_job(detail(failed, status=JobStatus.FAILED)) == [
        "The job has ended as failed at 02:26.",
        "load failed: exit 1; that is final, so what needs it is blocked.",
    ]


def test_a_job_that_has_ended_nobody_knows_how_says_so() -> None:
    seen = detail(node("job", NodeStatus.UNKNOWN, native_status="finished"), status=JobStatus.UNKNOWN)
    seen = replace(seen, job=replace(seen.job, native_status="finished, result unknown"))
    assert of_job(seen) == ["The job has ended at 02:26; the backend says: finished, result unknown."]


def test_very_many_nodes_are_counted_not_listed() -> None:
    seen = detail(*(node(f"n{number}", NodeStatus.READY) for number in range(1_000)))
    assert len(of_job(seen)) == 9
    assert of_job(seen)[-1] == "And 992 more nodes."


def test_a_job_that_tells_nothing_is_not_explained() -> None:
    seen = detail(status=JobStatus.RUNNING)
    assert of_job(seen) == ["The job is running; the backend does not say what it waits for."]
    stuck = replace(seen.job, status=JobStatus.UNKNOWN, native_status="STUCK", ended=None)
    unknown = replace(seen, job=stuck)
    assert "unknown" in of_job(unknown)[0]


ids = [str(number) for number in range(6)]
nodes = st.builds(
    node,
    st.sampled_from(ids),
    st.sampled_from(NodeStatus),
    st.lists(st.sampled_from(ids)).map(" ".join),
    resolution=st.none() | st.sampled_from(Resolution),
    waiting_for=st.none() | st.sampled_from(Wait),
    skipped_as=st.none() | st.sampled_from(SkipKind),
)


@given(st.lists(nodes, max_size=6), st.sampled_from(JobStatus), st.booleans(), st.booleans())
def test_every_state_has_an_answer_loops_too(
    drawn: list[Node], status: JobStatus, held: bool, canceled: bool
) -> None:
    seen = detail(*drawn, status=status, operator_paused=held, cancel_requested=canceled)
    assert of_job(seen) == of_job(seen)
    assert all(sentence.endswith(".") for sentence in of_job(seen))
    for id_ in seen.nodes:
        assert of_node(seen, id_)
