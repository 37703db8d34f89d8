"""The logs of executions: windows of lines by number, lines as they come, searches."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeVar

from console.engine import questions
from console.engine.errors import StoreError, StoreFault, UnknownExecution, UnknownJob, UnknownNode
from console.engine.live import Running
from console.engine.log_end import last_lines
from console.engine.log_index import LogIndex
from console.engine.log_records import keep_freed_memory
from console.engine.log_search import search
from console.engine.log_sent import Sent
from console.engine.places import Places
from console.engine.reader import Reader
from console.engine.watching import Bells
from console.model import LogEnd, LogLine, LogRef, LogWindow

T = TypeVar("T")

LogKey = tuple[int, str, int]
"""Job, node, execution number: which log."""

MOST_LINES: Final = 10_000
"""Lines of one window: whoever wants more asks again."""

_SEARCHES: Final = 2
"""Searches at the same time: they must leave threads for everybody who reads."""

_INDEXES_KEPT: Final = 64
_LOOK_AGAIN: Final = 0.25
"""Seconds until a log that nobody tells of is looked at again, while somebody follows it."""


@dataclass(frozen=True, slots=True)
class _Log:
    key: LogKey
    path: str
    ended: bool


class Logs:
    """Reads logs. ``running`` tells the execution of a key that has not ended, if there is one."""

    def __init__(
        self,
        reader: Reader,
        places: Places,
        bells: Bells[LogKey],
        running: Callable[[LogKey], Running | None],
    ) -> None:
        self._reader, self._places, self._bells, self._running = reader, places, bells, running
        self._indexes: OrderedDict[str, LogIndex] = OrderedDict()
        self._searching = asyncio.Semaphore(_SEARCHES)
        keep_freed_memory()

    async def window(self, ref: LogRef, first: int, count: int) -> LogWindow:
        """Return lines ``first`` .. of a log. A negative ``first`` counts from the end."""
        log = await self._find(ref)
        count = min(max(count, 0), MOST_LINES)
        index = self._index(log)

        def read() -> LogWindow:
            total = index.count()
            begin = first if first >= 0 else max(0, total + first)
            lines = index.read(begin, count, ended=log.ended)
            return LogWindow(tuple(lines), begin, total, log.ended)

        return await _told(asyncio.to_thread(read))

    async def end(self, ref: LogRef, count: int) -> LogEnd:
        """Return the last lines of a log whose lines have still to be counted; see `LogEnd`."""
        log = await self._find(ref)
        count = min(max(count, 0), MOST_LINES)
        index = self._index(log)

        def read() -> LogEnd:
            counted = index.share()
            if counted == 1:
                return LogEnd((), 1.0)
            return LogEnd(tuple(last_lines(log.path, count, log.key[1:], ended=log.ended)), counted)

        return await _told(asyncio.to_thread(read))

    async def follow(self, ref: LogRef, first: int) -> AsyncIterator[Sequence[LogLine]]:
        """Yield lines from ``first`` on as they come, partial ones again when they have grown."""
        log = await self._find(ref)
        bell = self._bells.listen(log.key)
        if first < 0:
            first = (await self.window(ref, first, 0)).first
        try:
            sent = Sent(first)
            while True:
                bell.clear()
                # Asked before the file is read: what is written in between is not missed.
                log = await self._find(ref)
                while batch := await self._batch(log, sent):
                    yield batch
                if log.ended or sent.is_cut:
                    return  # whoever follows looks again, and sees which it is
                await self._wait(bell, log.key)
                if self._bells.closed:
                    return  # the engine is closed; the command may go on
        finally:
            self._bells.leave(log.key, bell)

    async def search(self, ref: LogRef, pattern: str, part: range, limit: int) -> Sequence[int]:
        """Return the numbers of matching lines of ``part``, ``limit`` at most. Raises BadQuery."""
        log = await self._find(ref)
        async with self._searching:
            return await _told(search(self._index(log), pattern, part, max(1, limit)))

    async def _batch(self, log: _Log, sent: Sent) -> tuple[LogLine, ...]:
        news = asyncio.to_thread(sent.news, self._index(log), ended=log.ended)
        return tuple(await _told(news))

    async def _wait(self, bell: asyncio.Event, key: LogKey) -> None:
        running = self._running(key)
        if running is not None and running.slot is not None:
            await bell.wait()
            return
        # Adopted: its runner has nobody to tell. Only the end rings.
        with suppress(TimeoutError):
            await asyncio.wait_for(bell.wait(), _LOOK_AGAIN)

    async def _find(self, ref: LogRef) -> _Log:
        number = questions.job_number(ref.job)
        if number is None:
            raise UnknownJob(ref.job)
        found = await self._reader.read(
            lambda c: questions.find_execution(c, number, ref.node, ref.execution)
        )
        if found is None:
            raise UnknownJob(ref.job)
        if found.index is None:
            raise UnknownNode(ref.job, ref.node)
        if found.number is None:
            raise UnknownExecution(ref.job, ref.node, ref.execution)
        key = (number, ref.node, found.number)
        return _Log(key, self._places.log(number, found.index, ref.node, found.number), found.ended)

    def _index(self, log: _Log) -> LogIndex:
        path = log.path
        index = self._indexes.get(path)
        if index is None:
            index = self._indexes[path] = LogIndex(path, log.key[1:])
            while len(self._indexes) > _INDEXES_KEPT:
                self._indexes.popitem(last=False)
        self._indexes.move_to_end(path)
        return index


async def _told(reading: Awaitable[T]) -> T:
    """Return what is read. Raises StoreError in place of OSError."""
    try:
        return await reading
    except OSError as error:
        message = f"the log {error.filename} cannot be read: {error.strerror}"
        advice = "look at what lies there: its command wrote it, and nobody else should"
        raise StoreError(StoreFault.BROKEN, message, advice) from error
