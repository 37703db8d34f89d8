"""The log that Itential does not keep: the story of a job and of a task's iteration, from their documents.

Every event has a key, so that a later look at the same documents tells only what is new, and a line that was
once given keeps its number. The first line says that the log is derived.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from console.core.times import duration
from console.model import LogLine, LogRef, LogWindow, Stream
from console.wire.itential.document import IterationDocument as Iteration
from console.wire.itential.document import JobDocument, TaskDocument
from console.wire.itential.failure import flat_message
from console.wire.itential.node import plain
from console.wire.itential.statuses import job_status

_MOST_LINES: Final = 5_000
"""Lines of one variable's value: a running configuration is shown whole, a dump is not."""

_HEAD: Final = "(derived from Itential's documents of the job: it keeps no log of its tasks)"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that is told once. ``key`` is the same at every look; ``lines`` are what is told."""

    key: tuple[str, ...]
    lines: tuple[str, ...]
    stream: Stream = Stream.NOTE
    when: datetime | None = None


@dataclass(slots=True)
class DerivedLog:
    """The lines of one log so far. Numbers are never given anew: what is learned later comes at the end."""

    ref: LogRef
    lines: list[LogLine] = field(default_factory=list[LogLine])
    ended: bool = False
    _told: set[tuple[str, ...]] = field(default_factory=set[tuple[str, ...]])

    def take(self, events: Iterable[Event], *, ended: bool) -> None:
        """Tell what is new in ``events``. A line without a time gets that of the line before it."""
        for event in events:
            if event.key in self._told:
                continue
            self._told.add(event.key)
            for text in event.lines:
                last = self.lines[-1].time if self.lines else None
                self.lines.append(
                    LogLine(
                        len(self.lines),
                        text,
                        event.stream,
                        event.when or last,
                        self.ref.node or None,
                        self.ref.execution,
                    )
                )
        self.ended = ended

    def window(self, first: int, count: int) -> LogWindow:
        """Return lines from ``first`` on; a negative ``first`` counts from the end."""
        total = len(self.lines)
        begin = max(0, total + first) if first < 0 else first
        return LogWindow(tuple(self.lines[begin : begin + max(0, count)]), begin, total, self.ended)


def job_story(document: JobDocument, remarks: Iterable[str] = ()) -> Iterator[Event]:
    """Yield the events of a job in the order of their times; what has no time is told where it belongs."""
    yield Event(("head",), (_HEAD,), when=document.began)
    by = f" by {document.initiator}" if document.initiator else ""
    yield Event(
        ("began",), (f"job {document.id} of {document.name or 'a workflow'} began{by}",), when=document.began
    )
    for text in dict.fromkeys([*remarks, *document.remarks]):
        yield Event(("remark", text), (text,), Stream.ERR)
    timed = [*_task_events(document), *_failure_events(document)]
    yield from sorted(timed, key=_moment)
    if job_status(document.status).is_terminal:
        end = document.metrics.end_time
        took = _took(document.metrics.start_time, end)
        errors = str(len(document.errors))
        yield Event(("ended", str(document.status), errors), (f"job {document.status}{took}",), when=end)


def _task_events(document: JobDocument) -> Iterator[Event]:
    for id_, task in document.tasks.items():
        name = task.summary or task.name or id_
        # A task that runs again has another iteration, and is told again.
        turn = str(len(task.iterations))
        times = f" (iteration {turn})" if len(task.iterations) > 1 else ""
        if task.started is not None and id_ not in ("workflow_start", "workflow_end"):
            yield Event(("task", id_, turn, "began"), (f"{id_} {name} began{times}",), when=task.started)
        if task.ended is not None and task.finish_state is not None:
            took = _took(task.started, task.ended)
            text = f"{id_} {name} finished as {task.finish_state}{took}{times}"
            yield Event(("task", id_, turn, "ended"), (text,), when=task.ended)
        for child in task.children:
            if child.id:
                yield Event(
                    ("child", id_, child.id),
                    (f"{id_} {name} started the child job {child.id} {child.name or ''}".rstrip(),),
                    when=task.started,
                )


def _failure_events(document: JobDocument) -> Iterator[Event]:
    for failure in document.errors:
        where = f"{failure.task}: " if failure.task else ""
        key = ("error", failure.task or "", str(failure.when), failure.message)
        yield Event(key, tuple(_split(f"{where}{failure.message}")), Stream.ERR, failure.when)


def iteration_story(
    document: JobDocument, id_: str, task: TaskDocument, number: int, found: Iteration | None
) -> Iterator[Event]:
    """Yield the events of one iteration of a task, by its own document where there is one.

    ``number`` counts from 1. Of the latest iteration the task itself tells the times and the variables; of an
    earlier one without a document nothing is known but that it was.
    """
    latest = number == max(1, len(task.iterations))
    start = found.started if found else (task.started if latest else None)
    end = found.ended if found else (task.ended if latest else None)
    finish = found.finish_state if found else (task.finish_state if latest else None)
    name = task.summary or task.name or id_
    yield Event(("head",), (_HEAD,), when=start)
    if found is None and not latest:
        yield Event(("unknown",), ("what this earlier iteration did is not told by the server",))
        return
    called = id_ if name == id_ else f"{id_} {name}"
    yield Event(("began",), (f"iteration {number} of {called} began",), when=start)
    variables = found.variables if found else task.variables
    yield from _values("in", variables.incoming, Stream.NOTE, start)
    for child in found.children if found else task.children:
        if child.id and (child.iteration is None or found is not None or len(task.iterations) < 2):
            yield Event(
                ("child", child.id), (f"started the child job {child.id} {child.name or ''}".rstrip(),)
            )
    if end is None and finish is None:
        return
    yield from _errors_within(document, id_, variables.error, (start, end), latest)
    yield from _values("out", variables.outgoing, Stream.OUT, end)
    how = f"finished as {finish}" if finish else "ended"
    yield Event(("ended",), (f"{how}{_took(start, end)}",), when=end)


def _errors_within(
    document: JobDocument, id_: str, own: object, span: tuple[datetime | None, datetime | None], latest: bool
) -> Iterator[Event]:
    """Yield the errors of the job that belong to an iteration: by the times, or to the latest of all."""
    start, end = span
    for failure in document.errors:
        if failure.task != id_:
            continue
        within = failure.when is None or start is None or failure.when >= start
        before = failure.when is None or end is None or latest or failure.when <= end
        if within and before:
            key = ("error", str(failure.when), failure.message)
            yield Event(key, tuple(_split(failure.message)), Stream.ERR, failure.when)
    told = {failure.message for failure in document.errors if failure.task == id_}
    # The task repeats what the job's list of errors says of it.
    if own not in (None, "", {}, []) and flat_message(own) not in told:
        yield Event(("own error",), tuple(_split(_pretty(own))), Stream.ERR, end)


def _values(way: str, values: Mapping[str, object], stream: Stream, when: datetime | None) -> Iterator[Event]:
    """Yield each variable: its name as a note, then its value, a text as it is, all else as JSON."""
    for name, value in values.items():
        if value is None or value == "":
            continue
        lines = list(_split(_pretty(value)))
        if len(lines) == 1 and stream is Stream.NOTE:
            yield Event((way, name), (f"{way} {name} = {lines[0]}",), stream, when)
            continue
        yield Event((way, name, "name"), (f"{way} {name}:",), Stream.NOTE, when)
        yield Event((way, name, "value"), tuple(lines), stream, when)


def _pretty(value: object) -> str:
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False, indent=2, default=str)
    except (ValueError, RecursionError):
        return plain(value)


def _split(text: str) -> Iterator[str]:
    """Yield the lines of a text, as many as are shown."""
    lines = text.splitlines() or [""]
    yield from lines[:_MOST_LINES]
    if len(lines) > _MOST_LINES:
        yield f"… and {len(lines) - _MOST_LINES} more lines, which are in the raw document"


def _took(start: datetime | None, end: datetime | None) -> str:
    """Return how long it took; nothing where that is not known, or would be negative (both are seen)."""
    if start is None or end is None or end < start:
        return ""
    return f" after {duration((end - start).total_seconds())}"


def _moment(event: Event) -> datetime:
    return event.when or datetime.max.replace(tzinfo=UTC)
