"""Finding in a whole log, not only in what is shown: matches in their order, and error lines."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import AsyncIterator, Iterable
from enum import IntEnum
from typing import Final

from console.backends.base import Unsupported
from console.client.log_window import LogReader
from console.core.log_pattern import LogPattern, tells_of_error
from console.model import LogLine, LogRef

MOST_MATCHES: Final = 100_000
"""Matches that are kept; the count then reads "100,000+"."""

LIMIT: Final = 1000
"""Matches that a backend is asked for at once."""

SCAN: Final = 2000
"""Lines that are read at once where this side has to look itself."""

FARTHEST: Final = 100_000
"""Lines that one search for an error looks at before it asks whether to go on."""


class Direction(IntEnum):
    """Which way to look through a log."""

    FORWARD = 1
    BACKWARD = -1


class LogSearch:
    """The lines of a log that match a pattern, found piece by piece.

    ``scanned`` is the first line that was not looked at yet; ``complete`` says that all were that there
    are, ``full`` that there were more matches than are kept.
    """

    def __init__(self, reader: LogReader, ref: LogRef, pattern: LogPattern) -> None:
        """Look for ``pattern`` in ``ref``. Nothing is read before `run`."""
        self.pattern = pattern
        self.matches = array("Q")
        self.scanned = 0
        self.complete = False
        self._until = 0
        self._reader = reader
        self._ref = ref

    @property
    def full(self) -> bool:
        """Whether there are more matches than are kept."""
        return len(self.matches) >= MOST_MATCHES

    async def run(self, until: int) -> AsyncIterator[None]:
        """Look at lines up to ``until``, yielding whenever something more is known. Raises BackendError."""
        self._until = max(self._until, until)
        try:
            async for _ in self._ask():
                yield
        except Unsupported:
            async for _ in self._scan():
                yield
        self.complete = True

    def appended(self, lines: Iterable[LogLine]) -> None:
        """Look at lines that have come since. A partial one is looked at again when it is whole."""
        for line in lines:
            if not self.complete:
                self._until = max(self._until, line.number + 1)
            elif line.number >= self.scanned - 1:
                self._look_at(line)

    def next(self, number: int, direction: Direction) -> int | None:
        """Return the match after (or before) line ``number``, or None."""
        if direction is Direction.FORWARD:
            place = bisect_right(self.matches, number)
            return self.matches[place] if place < len(self.matches) else None
        place = bisect_left(self.matches, number)
        return self.matches[place - 1] if place else None

    def position(self, number: int) -> int | None:
        """Return which match line ``number`` is, from 1, or None if it is none."""
        place = bisect_left(self.matches, number)
        return place + 1 if place < len(self.matches) and self.matches[place] == number else None

    def _look_at(self, line: LogLine) -> None:
        self.scanned = max(self.scanned, line.number + 1)
        if self.matches and self.matches[-1] == line.number:
            self.matches.pop()
        if not self.full and self.pattern.matches(line):
            self.matches.append(line.number)

    async def _ask(self) -> AsyncIterator[None]:
        """Let the backend look; it knows its own log best."""
        while self.scanned < self._until and not self.full:
            asked_until = self._until
            found = await self._reader.search_log(
                self._ref, self.pattern.source, first=self.scanned, limit=LIMIT
            )
            new = [number for number in found if self.scanned <= number < asked_until]
            self.matches.extend(new)
            self.scanned = (
                new[-1] + 1 if new else asked_until
            )  # a short answer may be the backend's own limit
            yield

    async def _scan(self) -> AsyncIterator[None]:
        while self.scanned < self._until and not self.full:
            begin = self.scanned
            window = await self._reader.log(self._ref, first=begin, count=min(SCAN, self._until - begin))
            self.matches.extend(line.number for line in window.lines if self.pattern.matches(line))
            self.scanned = min(begin + SCAN, self._until) if not window.lines else window.lines[-1].number + 1
            yield


async def find_error(
    reader: LogReader, ref: LogRef, start: int, direction: Direction, count: int
) -> tuple[int | None, int]:
    """Look from the line after (or before) ``start`` for one that tells of an error.

    Returns its number or None, and the last line that was looked at. Looks at `FARTHEST` lines at most of
    the ``count`` that the log has. Raises BackendError.
    """
    at = start
    while 0 <= (first := at + direction) < count and abs(at - start) < FARTHEST:
        forward = direction is Direction.FORWARD
        begin, end = (first, min(first + SCAN, count)) if forward else (max(0, at - SCAN), at)
        window = await reader.log(ref, first=begin, count=end - begin)
        for line in window.lines[::direction]:
            if begin <= line.number < end and tells_of_error(line):
                return line.number, line.number
        at = end - 1 if forward else begin
    return None, at
