"""Derived logs: which documents tell them, and following them by looking again."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Final

from console.backends.base import NotFound
from console.backends.itential.iterations import iteration_of
from console.backends.itential.reading import Reader
from console.backends.itential.story import DerivedLog, iteration_story, job_story
from console.backends.searching import numbers_found
from console.core.clock import Clock
from console.model import JobStatus, LogLine, LogRef, LogWindow
from console.wire.itential.document import START, IterationDocument, JobDocument, TaskDocument
from console.wire.itential.node import JOB_NODE, iterations_of
from console.wire.itential.statuses import job_status

_KEPT: Final = 64
"""Logs whose numbering is kept while nobody looks at them."""


class Logs:
    """The derived logs of one context.

    The log of a job is that of its start task (and of the node that stands for a job without tasks); every
    other task has one for each of its iterations.
    """

    def __init__(
        self,
        reader: Reader,
        clock: Clock,
        *,
        floor: float,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._reader = reader
        self._clock = clock
        self._floor = floor
        self._sleep = sleep
        self._kept: OrderedDict[LogRef, DerivedLog] = OrderedDict()
        self._documents: dict[str, tuple[float, JobDocument]] = {}

    async def window(self, ref: LogRef, first: int, count: int) -> LogWindow:
        """Return lines ``first`` .. of a log. Raises NotFound."""
        return (await self._looked(ref)).window(first, count)

    async def follow(self, ref: LogRef, first: int) -> AsyncIterator[Sequence[LogLine]]:
        """Yield the lines from ``first`` on, and new ones as they come to be known. Raises NotFound."""
        missing = first
        while True:
            log = await self._looked(ref)
            if missing < 0:
                missing = max(0, len(log.lines) + missing)
            fresh = log.lines[missing:]
            if fresh:
                missing += len(fresh)
                yield tuple(fresh)
            if log.ended:
                return
            await self._sleep(self._floor)

    async def search(self, ref: LogRef, pattern: str, first: int, limit: int) -> list[int]:
        """Return the numbers of the lines that match. Raises NotFound, BadRequest for a wrong pattern."""
        log = await self._looked(ref)
        return numbers_found(pattern, log.lines[max(0, first) :], limit)

    def forget(self, job: str) -> None:
        """Read ``job`` anew at the next look: something was done to it."""
        self._documents.pop(job, None)

    async def _looked(self, ref: LogRef) -> DerivedLog:
        """Return a log with what is known by now. One that has ended is told as it was."""
        kept = self._kept.get(ref)
        if kept is not None:
            self._kept.move_to_end(ref)
        document = await self._document(ref.job)
        log = kept or DerivedLog(ref)
        if ref.node in ("", START, JOB_NODE) and ref.node not in document.tasks.keys() - {START}:
            if ref.execution != 1 or (ref.node == START and START not in document.tasks):
                raise _missing(ref)
            over = job_status(document.status) in _OVER
            log.take(job_story(document, self._reader.told(ref.job)), ended=over)
        else:
            await self._take_iteration(log, document)
        self._kept[ref] = log
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return log

    async def _take_iteration(self, log: DerivedLog, document: JobDocument) -> None:
        ref = log.ref
        task = document.tasks.get(ref.node)
        if task is None or not 1 <= ref.execution <= iterations_of(task):
            raise _missing(ref)
        if log.ended:
            return
        found = await self._iteration(task, ref.execution)
        latest = ref.execution == max(1, len(task.iterations))
        running = (found.ended is None if found else task.ended is None) and latest
        over = not running or job_status(document.status) in _OVER or task.status not in ("running", None)
        log.take(iteration_story(document, ref.node, task, ref.execution, found), ended=over)

    async def _iteration(self, task: TaskDocument, number: int) -> IterationDocument | None:
        if number > len(task.iterations):
            return None
        return await iteration_of(await self._reader.generation.api(), task.iterations[number - 1])

    async def _document(self, job: str) -> JobDocument:
        """Return a job's document, the one just read if it is younger than the floor: logs share it."""
        now = self._clock.monotonic()
        known = self._documents.get(job)
        if known is not None and now - known[0] < self._floor / 2:
            return known[1]
        document = await self._reader.document(job)
        self._documents = {
            each: kept for each, kept in self._documents.items() if now - kept[0] < self._floor
        }
        self._documents[job] = (now, document)
        return document


_OVER: Final = frozenset({JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELED})
"""In error too: nothing comes by itself any more, and a retry begins another iteration."""


def _missing(ref: LogRef) -> NotFound:
    return NotFound(
        f"job {ref.job} has no log of {ref.node or 'itself'}, iteration {ref.execution}",
        advice="see its tasks and how often each ran",
    )
