"""When the nodes of a job waited, ran and ended, as spans that can be drawn on one axis.

Nothing is guessed: a span whose end is not known is `UNKNOWN` and has no length, an attempt without any
time has no span at all, and a gap between two attempts is a retry's only where the node counts it as one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from console.core.pauses import Pause
from console.model import Execution, ExecutionStatus, JobDetail, Node, NodeStatus, Resolution

_E = ExecutionStatus
_N = NodeStatus


class SpanKind(StrEnum):
    """What a node did for a while. Ordered: of several in one cell the last of these is drawn."""

    BETWEEN = "between"  # two attempts, parted by a person or by nobody knows what
    QUEUED = "queued"
    FROZEN = "frozen"  # ready to run, but a person held the job
    RETRY_WAIT = "retry-wait"
    SUCCEEDED = "succeeded"
    CANCELED = "canceled"
    WAITING = "waiting"  # for a person
    RUNNING = "running"
    UNKNOWN = "unknown"  # it began or ended here; nobody knows the rest
    LOST = "lost"
    FAILED = "failed"
    RAN = "ran"  # however it ended: of a sum, never of a span


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one node's life. ``execution`` is the attempt it belongs to, 0 for none.

    ``open`` says that it goes on: ``end`` is then the moment it was worked out for.
    """

    kind: SpanKind
    start: datetime
    end: datetime
    execution: int = 0
    open: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """The spans of every node of a job, and the axis that holds them all.

    ``start`` and ``end`` are None if nothing has a time. ``rows`` has an entry for every node.
    """

    start: datetime | None
    end: datetime | None
    rows: Mapping[str, tuple[Span, ...]]


def timeline(detail: JobDetail, *, now: datetime, pauses: Sequence[Pause] = ()) -> Timeline:
    """Return the timeline of a job as it stands at ``now``; ``pauses`` are when a person held it."""
    attempts: dict[str, list[Execution]] = {id_: [] for id_ in detail.nodes}
    for execution in detail.executions:
        if execution.node in attempts:
            attempts[execution.node].append(execution)
    rows = {
        id_: _frozen(node_spans(node, attempts[id_], now=now), pauses) for id_, node in detail.nodes.items()
    }
    starts = [spans[0].start for spans in rows.values() if spans]
    ends = [max(span.end for span in spans) for spans in rows.values() if spans]
    return Timeline(min(starts, default=None), max(ends, default=None), rows)


def node_spans(node: Node, attempts: Iterable[Execution], *, now: datetime) -> tuple[Span, ...]:
    """Return the spans of one node, earliest first; they may touch but do not overlap.

    Clocks that differ make no span negative: an end before its start is taken for its start.
    """
    spans: list[Span] = []
    for execution in sorted(attempts, key=lambda attempt: attempt.number):
        _add_gap(spans, node, execution)
        _add_attempt(spans, execution, now)
    _add_present(spans, node, now)
    return tuple(spans)


def spent(spans: Iterable[Span]) -> Mapping[SpanKind, float]:
    """Return how many seconds a node spent in each way that has a length, in the order of `SpanKind`."""
    seconds: dict[SpanKind, float] = {}
    for span in spans:
        kind = SpanKind.RAN if span.kind in _RAN else span.kind
        length = (span.end - span.start).total_seconds()
        if length > 0:
            seconds[kind] = seconds.get(kind, 0.0) + length
    return {kind: seconds[kind] for kind in SpanKind if kind in seconds}


def cells(spans: Sequence[Span], start: datetime, end: datetime, width: int) -> tuple[Span | None, ...]:
    """Return which span is drawn in each of ``width`` cells of the axis from ``start`` to ``end``.

    Every span has a cell at least, unless a more telling one needs it (see `SpanKind`).
    """
    drawn: list[Span | None] = [None] * max(0, width)
    length = (end - start) / _TICK
    for span in spans if drawn else ():
        first = min(_cell(span.start, start, length, width), width - 1)
        # A span ends where the next begins: the cell in which it ends is the next one's.
        last = max(first + 1, _cell(span.end, start, length, width))
        for cell in range(first, last):
            before = drawn[cell]
            if before is None or _RANK[span.kind] >= _RANK[before.kind]:
                drawn[cell] = span
    return tuple(drawn)


_RAN: Final = frozenset(
    {SpanKind.SUCCEEDED, SpanKind.CANCELED, SpanKind.RUNNING, SpanKind.LOST, SpanKind.FAILED}
)

_TICK: Final = timedelta(microseconds=1)

_RANK: Final = {kind: rank for rank, kind in enumerate(SpanKind)}

_ENDED: Final = {
    _E.SUCCEEDED: SpanKind.SUCCEEDED,
    _E.FAILED: SpanKind.FAILED,
    _E.CANCELED: SpanKind.CANCELED,
    _E.LOST: SpanKind.LOST,
    _E.ABANDONED: SpanKind.CANCELED,
}
_GOING: Final = frozenset({_E.STARTING, _E.RUNNING})

_PRESENT: Final = {
    _N.READY: SpanKind.QUEUED,
    _N.WAITING: SpanKind.WAITING,
    _N.RETRY_WAIT: SpanKind.RETRY_WAIT,
}


def _frozen(spans: tuple[Span, ...], pauses: Sequence[Pause]) -> tuple[Span, ...]:
    """Take out of the time in a queue what a person held the job for."""
    if not pauses or not any(span.kind is SpanKind.QUEUED for span in spans):
        return spans
    return tuple(part for span in spans for part in _parted(span, pauses))


def _parted(span: Span, pauses: Sequence[Pause]) -> Iterable[Span]:
    """Yield a span in parts: what is within a pause, and what is not."""
    if span.kind is not SpanKind.QUEUED:
        yield span
        return
    at = span.start
    for pause in pauses:
        start = max(at, pause.start)
        end = span.end if pause.end is None else min(span.end, pause.end)
        if end <= start:
            continue
        if start > at:
            yield replace(span, end=start, open=False)
        yield replace(span, kind=SpanKind.FROZEN, start=start, end=end, open=span.open and end == span.end)
        at = end
    if at < span.end or span.start == span.end:
        yield replace(span, start=at)


def _cell(moment: datetime, start: datetime, length: float, width: int) -> int:
    """Return the cell in which ``moment`` lies, ``width`` for the very end of the axis."""
    share = (moment - start) / _TICK / length if length > 0 else 0.0
    return min(max(int(share * width), 0), width)


def _add_gap(spans: list[Span], node: Node, execution: Execution) -> None:
    """Fill the time from the end of the attempt before to the queueing of this one."""
    begin = execution.queued or execution.started
    if not spans or begin is None or begin <= spans[-1].end:
        return
    own_retry = execution.number > node.execution - node.attempt + 1
    kind = SpanKind.RETRY_WAIT if own_retry and node.attempt > 0 else SpanKind.BETWEEN
    spans.append(Span(kind, spans[-1].end, begin, execution.number))


def _add_attempt(spans: list[Span], execution: Execution, now: datetime) -> None:
    number = execution.number
    floor = spans[-1].end if spans else None
    queued, started, ended = (
        _not_before(moment, floor) for moment in (execution.queued, execution.started, execution.ended)
    )
    going = execution.status in _GOING
    if queued is not None and started is not None and started > queued:
        spans.append(Span(SpanKind.QUEUED, queued, started, number))
    elif queued is not None and started is None and going:
        spans.append(Span(SpanKind.QUEUED, queued, max(queued, now), number, open=True))
        return
    if started is None:
        moment = ended or queued
        if moment is not None:
            spans.append(Span(_end_kind(execution, alone=True), moment, moment, number))
    elif going:
        spans.append(Span(SpanKind.RUNNING, started, max(started, now), number, open=True))
    elif ended is None:
        spans.append(Span(_end_kind(execution, alone=True), started, started, number))
    else:
        spans.append(Span(_end_kind(execution), started, max(started, ended), number))


def _end_kind(execution: Execution, *, alone: bool = False) -> SpanKind:
    """Return how an attempt ended; one that went well but has only one time is not drawn as a success."""
    kind = _ENDED.get(execution.status, SpanKind.UNKNOWN)
    return SpanKind.UNKNOWN if alone and kind not in (SpanKind.FAILED, SpanKind.LOST) else kind


def _add_present(spans: list[Span], node: Node, now: datetime) -> None:
    """Add what the node does now, if no attempt of it does."""
    if spans and spans[-1].open:
        return
    kind = SpanKind.WAITING if node.resolution is Resolution.WAITING else _PRESENT.get(node.status)
    if kind is None or node.since is None:
        return
    since = max(node.since, spans[-1].end) if spans else node.since
    spans.append(Span(kind, since, max(since, now), open=True))


def _not_before(moment: datetime | None, floor: datetime | None) -> datetime | None:
    return moment if moment is None or floor is None else max(moment, floor)
