"""The timeline of a job: what is known has a length, what is not has none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.core.pauses import Pause, pauses_of
from console.core.timeline import Span, SpanKind, cells, node_spans, spent, timeline
from console.model import (
    AuditEntry,
    Execution,
    ExecutionStatus,
    Job,
    JobDetail,
    JobStatus,
    Node,
    NodeStatus,
    Resolution,
)

START = datetime(2026, 11, 19, 2, 14, tzinfo=UTC)
K = SpanKind


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def attempt(number: int, status: ExecutionStatus, *times: float | None) -> Execution:
    queued, started, ended = (None if time is None else at(time) for time in times)
    return Execution("load", number, status, queued=queued, started=started, ended=ended)


def kinds(spans: tuple[Span, ...]) -> list[str]:
    return [str(span.kind) for span in spans]


def test_an_attempt_is_queued_and_then_runs_to_its_end() -> None:
    spans = node_spans(
        Node("load", "load", NodeStatus.SUCCEEDED),
        [attempt(1, ExecutionStatus.SUCCEEDED, 0, 10, 30)],
        now=at(99),
    )
    assert spans == (Span(K.QUEUED, at(0), at(10), 1), Span(K.SUCCEEDED, at(10), at(30), 1))


def test_the_gap_before_an_own_retry_is_a_retry_wait_and_another_gap_is_not_called_so() -> None:
    node = Node("load", "load", NodeStatus.SUCCEEDED, execution=3, attempt=2)
    failed, done = ExecutionStatus.FAILED, ExecutionStatus.SUCCEEDED
    attempts = [attempt(1, failed, 0, 0, 5), attempt(2, failed, 20, 20, 25), attempt(3, done, 40, 40, 50)]
    assert kinds(node_spans(node, attempts, now=at(99))) == [
        "failed",
        "between",
        "failed",
        "retry-wait",
        "succeeded",
    ]


@pytest.mark.parametrize(
    ("status", "times", "expected"),
    [
        (ExecutionStatus.RUNNING, (0, 5, None), ["queued", "running"]),
        (ExecutionStatus.STARTING, (0, None, None), ["queued"]),
        (ExecutionStatus.SUCCEEDED, (0, 5, None), ["queued", "unknown"]),
        (ExecutionStatus.SUCCEEDED, (None, None, 9), ["unknown"]),
        (ExecutionStatus.LOST, (None, 5, None), ["lost"]),
        (ExecutionStatus.FAILED, (None, None, None), []),
        (ExecutionStatus.UNKNOWN, (None, 5, 9), ["unknown"]),
    ],
)
def test_what_is_not_known_is_not_made_up(
    status: ExecutionStatus, times: tuple[float | None, ...], expected: list[str]
) -> None:
    node = Node("load", "load", NodeStatus.UNKNOWN)
    spans = node_spans(node, [attempt(1, status, *times)], now=at(60))
    assert kinds(spans) == expected
    assert all(
        span.start == span.end for span in spans if span.kind in (K.UNKNOWN, K.LOST) and 9 not in times
    )


def test_a_running_attempt_goes_on_until_now() -> None:
    node = Node("load", "load", NodeStatus.RUNNING)
    (span,) = node_spans(node, [attempt(1, ExecutionStatus.RUNNING, None, 5, None)], now=at(60))
    assert span == Span(K.RUNNING, at(5), at(60), 1, open=True)


@pytest.mark.parametrize(
    ("node", "kind"),
    [
        (Node("load", "load", NodeStatus.READY, since=at(8)), K.QUEUED),
        (Node("load", "load", NodeStatus.WAITING, since=at(8)), K.WAITING),
        (Node("load", "load", NodeStatus.RETRY_WAIT, since=at(8)), K.RETRY_WAIT),
        (Node("load", "load", NodeStatus.FAILED, resolution=Resolution.WAITING, since=at(8)), K.WAITING),
    ],
)
def test_what_a_node_waits_for_now_is_shown_until_now(node: Node, kind: SpanKind) -> None:
    assert node_spans(node, [], now=at(60)) == (Span(kind, at(8), at(60), open=True),)


def test_the_axis_holds_every_span_and_is_unknown_for_a_job_without_times() -> None:
    node = Node("load", "load", NodeStatus.SUCCEEDED)
    job = Job("1", "one", "w", JobStatus.SUCCEEDED)
    seen = timeline(
        JobDetail(job, {"load": node}, executions=(attempt(1, ExecutionStatus.SUCCEEDED, 0, 10, 30),)),
        now=at(99),
    )
    unseen = timeline(JobDetail(job, {"load": node}), now=at(99))
    assert (seen.start, seen.end) == (at(0), at(30))
    assert (unseen.start, unseen.end, unseen.rows) == (None, None, {"load": ()})


def test_touching_spans_share_the_axis_without_a_hole() -> None:
    spans = (Span(K.QUEUED, at(0), at(50)), Span(K.RUNNING, at(50), at(100)))
    drawn = "".join(
        "q" if cell and cell.kind is K.QUEUED else "r" for cell in cells(spans, at(0), at(100), 10)
    )
    assert drawn == "qqqqqrrrrr"


def test_a_failure_of_a_moment_is_not_hidden_by_what_follows_it() -> None:
    spans = (Span(K.FAILED, at(0), at(1)), Span(K.RETRY_WAIT, at(1), at(1000)))
    assert [cell.kind for cell in cells(spans, at(0), at(1000), 4) if cell] == [
        K.FAILED, K.RETRY_WAIT, K.RETRY_WAIT, K.RETRY_WAIT,
    ]  # fmt: skip


moments = st.none() | st.integers(0, 5000)
executions = st.lists(
    st.builds(
        lambda status, times: (status, times),
        st.sampled_from(list(ExecutionStatus)),
        st.tuples(moments, moments, moments),
    ),
    max_size=6,
)
nodes = st.builds(
    Node,
    st.just("load"),
    st.just("load"),
    st.sampled_from(list(NodeStatus)),
    resolution=st.none() | st.sampled_from(list(Resolution)),
    execution=st.integers(0, 6),
    attempt=st.integers(0, 6),
    since=moments.map(lambda time: None if time is None else at(time)),
)


@given(nodes, executions, st.integers(0, 5000))
def test_spans_follow_one_another_whatever_the_clocks_say(
    node: Node, drawn: list[tuple[ExecutionStatus, tuple[int | None, ...]]], now: int
) -> None:
    attempts = [attempt(number, status, *times) for number, (status, times) in enumerate(drawn, 1)]
    spans = node_spans(node, attempts, now=at(now))
    assert all(span.start <= span.end for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    known = {a.number for a in attempts if a.queued or a.started or a.ended}
    assert {span.execution for span in spans if span.kind is not K.BETWEEN} - {0} <= known


@given(
    st.lists(
        st.tuples(st.sampled_from(list(SpanKind)), st.integers(0, 1000), st.integers(0, 1000)), max_size=9
    ),
    st.integers(0, 1000),
    st.integers(-5, 120),
)
def test_the_most_telling_span_has_a_cell_and_nothing_leaves_the_axis(
    drawn: list[tuple[SpanKind, int, int]], length: int, width: int
) -> None:
    spans = [Span(kind, at(a), at(a + b)) for kind, a, b in drawn]
    shown = cells(spans, at(0), at(length), width)
    assert len(shown) == max(0, width)
    if width > 0 and spans:
        worst = max(spans, key=lambda span: list(SpanKind).index(span.kind))
        assert worst.kind in {cell.kind for cell in shown if cell}


# --- held by a person, and sums ----------------------------------------------------------------------


def entry(verb: str, when: str, *, node: str | None = None, result: str = "done") -> AuditEntry:
    return AuditEntry(f"2026-11-19T{when}+00:00", "bob", verb, "7", node, result, "")


def held(*entries: AuditEntry, paused: bool = False) -> tuple[Pause, ...]:
    job = Job("7", "n", "w", JobStatus.RUNNING)
    return pauses_of(JobDetail(job, {}, operator_paused=paused), entries)


def test_a_pause_lasts_until_the_job_is_continued() -> None:
    found = held(
        entry("continue", "02:30:00"), entry("pause", "02:20:00"), entry("pause", "02:10:00", node="a")
    )
    assert [(each.start.minute, each.end.minute if each.end else None) for each in found] == [(20, 30)]


def test_a_pause_without_an_end_lasts_only_while_the_job_is_paused() -> None:
    assert held(entry("pause", "02:20:00")) == ()
    (pause,) = held(entry("pause", "02:20:00"), paused=True)
    assert pause.end is None


def test_what_was_refused_and_what_has_no_moment_is_no_pause() -> None:
    told = (entry("pause", "02:20:00", result="refused"), replace(entry("pause", "1"), at="yesterday"))
    assert held(*told, paused=True) == ()


def test_of_the_time_in_the_queue_what_a_person_held_is_told_apart() -> None:
    start = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)

    def after(minutes: int) -> datetime:
        return start + timedelta(minutes=minutes)

    node = Node("a", "a", NodeStatus.SUCCEEDED, execution=1, attempt=1)
    ran = Execution("a", 1, ExecutionStatus.SUCCEEDED, queued=start, started=after(30), ended=after(40))
    detail = JobDetail(Job("7", "n", "w", JobStatus.RUNNING), {"a": node}, executions=(ran,))
    spans = timeline(detail, now=after(50), pauses=[Pause(after(10), after(20))]).rows["a"]
    assert [(span.kind, span.start, span.end) for span in spans] == [
        (SpanKind.QUEUED, start, after(10)),
        (SpanKind.FROZEN, after(10), after(20)),
        (SpanKind.QUEUED, after(20), after(30)),
        (SpanKind.SUCCEEDED, after(30), after(40)),
    ]
    assert spent(spans) == {SpanKind.QUEUED: 1200.0, SpanKind.FROZEN: 600.0, SpanKind.RAN: 600.0}
