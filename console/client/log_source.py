"""One of the logs that are merged: how long it is, its lines as they are wanted, its end as it grows."""

import math
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeAlias

from console.backends.base import Unsupported
from console.client.log_since import first_since
from console.client.log_window import POLL, POLL_LINES, LogReader
from console.model import LogLine, LogRef, Stream

CHUNK: Final = 200
"""Lines that are read of a source at once."""

MOST_CHUNKS: Final = 256
"""Chunks that are held, of all sources together."""

MOST_CHARACTERS: Final = 8_000_000
"""Characters that are held, of all sources together."""

PAUSE: Final = 1.0
"""Seconds before a stream that stopped, of a log that goes on, is asked for again."""

Place: TypeAlias = tuple[int, int]
"""A line: which source, and its number there."""


@dataclass(slots=True)
class LogSource:
    """One execution's log. ``begin`` and ``end`` are when it ran, in seconds of the epoch.

    ``total`` counts its lines that are whole, so far. An execution that runs has no end: infinity. A source
    with a ``note`` is no execution but that line.
    """

    ref: LogRef
    begin: float = -math.inf
    end: float = math.inf
    total: int = 0
    ended: bool = False
    note: str = ""
    _waiting: dict[int, LogLine] = field(default_factory=dict[int, LogLine])

    async def survey(self, reader: LogReader) -> None:
        """Ask how long it is. Raises BackendError."""
        if self.note:
            self.ended, self.total = True, 1
            return
        window = await reader.log(self.ref, first=-20, count=20)
        self.ended = window.ended
        total = window.total
        if total is None:
            total = window.lines[-1].number + 1 if window.lines else 0
        # Lines are numbered by their first bytes: an unfinished one may have finished ones after it.
        unfinished = [line.number for line in window.lines if line.partial]
        self.total = min(unfinished, default=total) if not window.ended else total

    def arrived(self, lines: Sequence[LogLine] | None) -> list[LogLine]:
        """Take over lines that came, or the end (None); return those that are whole now, in their order."""
        if lines is None:
            self.ended = True
        self._waiting.update((line.number, line) for line in lines or () if line.number >= self.total)
        whole: list[LogLine] = []
        while (line := self._waiting.get(self.total)) is not None and (self.ended or not line.partial):
            whole.append(self._waiting.pop(self.total))
            self.total += 1
        if self.ended and self._waiting:
            # What was never sent leaves a gap; what came after it is there all the same.
            whole += [self._waiting[number] for number in sorted(self._waiting)]
            self.total = whole[-1].number + 1
            self._waiting.clear()
        return whole


@dataclass(slots=True)
class _Chunk:
    """Lines from a multiple of `CHUNK` on; ``known`` is the first one that was not asked for."""

    known: int
    lines: dict[int, LogLine] = field(default_factory=dict[int, LogLine])
    characters: int = 0

    def put(self, lines: Iterable[LogLine], known: int) -> None:
        for line in lines:
            self.lines[line.number] = line
            self.characters += len(line.text)
        self.known = max(self.known, known)


class SourceLines:
    """The lines of all sources that are held: a bounded number, those that were used last."""

    def __init__(self, reader: LogReader) -> None:
        """Read through ``reader`` what is not held."""
        self._reader = reader
        self._chunks: OrderedDict[tuple[int, int], _Chunk] = OrderedDict()
        self._characters = 0

    async def get(self, place: Place, source: LogSource) -> LogLine | None:
        """Return a line, or None if the backend does not have it. Raises BackendError."""
        if source.note:
            return LogLine(0, source.note, Stream.NOTE)
        number = place[1]
        key = (place[0], number // CHUNK)
        chunk = self._chunks.get(key)
        if chunk is None or number >= chunk.known:
            begin = key[1] * CHUNK if chunk is None else chunk.known
            end = min((key[1] + 1) * CHUNK, max(source.total, number + 1))
            window = await self._reader.log(source.ref, first=begin, count=end - begin)
            lines = [line for line in window.lines if begin <= line.number < end]
            if lines and lines[-1].number < number:
                end = lines[-1].number + 1  # a short answer; the rest is asked for below
            self._keep(key, lines, begin, end)
            if end <= number and lines:
                return await self.get(place, source)
            chunk = self._chunks[key]
        self._chunks.move_to_end(key)
        return chunk.lines.get(number)

    async def time(self, place: Place, source: LogSource, otherwise: float) -> float:
        """Return when a line was written, in seconds of the epoch; ``otherwise`` where that is not known."""
        line = await self.get(place, source)
        return otherwise if line is None or line.time is None else line.time.timestamp()

    async def before(self, source: LogSource, moment: datetime) -> int:
        """Return how many lines of a source were written before ``moment``. Raises BackendError."""
        when = moment.timestamp()
        if when <= source.begin or not source.total:
            return 0
        if source.ended and when > source.end:
            return source.total
        try:
            first = await first_since(self._reader, source.ref, moment, source.total)
        except ValueError:
            return 0
        return source.total if first is None else first

    def put(self, place: int, lines: Sequence[LogLine]) -> None:
        """Hold lines that came by themselves, where they go on from what is held."""
        for line in lines:
            key = (place, line.number // CHUNK)
            chunk = self._chunks.get(key)
            if (chunk is None and line.number % CHUNK == 0) or (chunk and chunk.known == line.number):
                self._keep(key, [line], line.number, line.number + 1)

    def _keep(self, key: tuple[int, int], lines: Sequence[LogLine], begin: int, known: int) -> None:
        chunk = self._chunks.setdefault(key, _Chunk(begin))
        before = chunk.characters
        chunk.put(lines, known)
        self._characters += chunk.characters - before
        self._chunks.move_to_end(key)
        while len(self._chunks) > 1 and (
            len(self._chunks) > MOST_CHUNKS or self._characters > MOST_CHARACTERS
        ):
            self._characters -= self._chunks.popitem(last=False)[1].characters


async def pumped(
    reader: LogReader, source: LogSource, sleep: Callable[[float], Awaitable[None]]
) -> AsyncIterator[Sequence[LogLine]]:
    """Yield what a source has beyond its total, as it comes, until it has ended. Raises BackendError."""
    while True:
        try:
            async for batch in reader.follow(source.ref, first=source.total):
                yield batch
        except Unsupported:
            async for batch in _polled(reader, source, sleep):
                yield batch
            return
        window = await reader.log(source.ref, first=-1, count=1)
        if window.ended:
            return
        await sleep(PAUSE)


async def _polled(
    reader: LogReader, source: LogSource, sleep: Callable[[float], Awaitable[None]]
) -> AsyncIterator[Sequence[LogLine]]:
    first = source.total
    while True:
        window = await reader.log(source.ref, first=first, count=POLL_LINES)
        if window.lines:
            yield window.lines
            unfinished = (line.number for line in window.lines if line.partial)
            first = min(unfinished, default=window.lines[-1].number + 1)
        if len(window.lines) < POLL_LINES:
            if window.ended:
                return
            await sleep(POLL)
