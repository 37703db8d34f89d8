"""Finding in a whole log, not only in what is shown: matches in their order, and error lines."""

import time
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import AsyncIterator, Callable, Sequence
from enum import IntEnum
from functools import partial
from typing import Final

from console.backends.base import SearchesParts, Unsupported
from console.client.log_window import LogReader
from console.core.log_pattern import LogPattern, tells_of_error
from console.model import LogLine, LogRef

MOST_MATCHES: Final = 100_000
"""Matches that are kept; the count then reads "100,000+"."""

LIMIT: Final = 1000
"""Matches that a backend is asked for at once."""

SCAN: Final = 2000
"""Lines that are read at once where this side has to look itself."""

PART: Final = 50_000
"""Lines of the first part that a backend is asked to search."""

LONGEST_PART: Final = 1_600_000
"""Lines of a part at most."""

SHORTEST_PART: Final = 2000
"""Lines of a part at least, however slow the search is."""

A_WHILE: Final = 0.5
"""Seconds that may pass without a figure of how far the search has come: parts become as long as that."""

FARTHEST: Final = 100_000
"""Lines that one search for an error looks at before it asks whether to go on."""


class Direction(IntEnum):
    """Which way to look through a log."""

    FORWARD = 1
    BACKWARD = -1


class LogSearch:
    """The lines of a log that match a pattern, found piece by piece.

    ``scanned`` is the first line that was not looked at yet; ``complete`` says that all were that there
    are, ``full`` that there were more matches than are kept, ``here`` that the lines are read and looked
    at on this side, as the backend does not search.
    """

    def __init__(
        self,
        reader: LogReader,
        ref: LogRef,
        pattern: LogPattern,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Look for ``pattern`` in ``ref``. Nothing is read before `run`. ``monotonic`` tells seconds."""
        self._monotonic = monotonic
        self.pattern = pattern
        self.matches = array("Q")
        self.scanned = 0
        self.complete = False
        self.here = False
        self._until = 0
        self._reader = reader
        self._ref = ref

    @property
    def full(self) -> bool:
        """Whether there are more matches than are kept."""
        return len(self.matches) >= MOST_MATCHES

    @property
    def share(self) -> int:
        """How much of the log was looked at, in per cent; 100 only when all was."""
        if self.complete or not self._until:
            return 100 if self.complete else 0
        return min(99, 100 * self.scanned // self._until)

    @property
    def until(self) -> int:
        """The line before which the search ends, as far as is known."""
        return self._until

    async def run(self, until: int) -> AsyncIterator[None]:
        """Look at lines up to ``until``, yielding whenever something more is known.

        It may be broken off, and run again: it goes on where it was. Raises BackendError.
        """
        self._until = max(self._until, until)
        ways = [self._ask, self._scan]
        if isinstance(self._reader, SearchesParts):
            ways.insert(0, partial(self._ask_parts, self._reader))
        for way in ways:
            self.here = way is ways[-1]
            try:
                async for _ in way():
                    yield
            except Unsupported:
                continue  # nothing was found yet, and the next way can do with less
            break
        self.complete = True

    def appended(self, lines: Sequence[LogLine]) -> None:
        """Look at lines that have come since. One that comes again (it was partial) counts as it is now."""
        numbers = [line.number for line in lines]
        if not self.complete:
            self._until = max([self._until, *(number + 1 for number in numbers)])
            return
        found = set(self.pattern.matching(lines))
        for place, number in enumerate(numbers):
            self._note(number, matches=place in found)
            self.scanned = max(self.scanned, number + 1)

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

    def _note(self, number: int, *, matches: bool) -> None:
        place = bisect_left(self.matches, number)
        known = place < len(self.matches) and self.matches[place] == number
        if matches and not known and not self.full:
            self.matches.insert(place, number)
        elif known and not matches:
            del self.matches[place]

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

    async def _ask_parts(self, reader: SearchesParts) -> AsyncIterator[None]:
        """Let the backend look, part by part: in between is known how far it has come."""
        length = PART
        while self.scanned < self._until and not self.full:
            last = min(self.scanned + length, self._until)
            began = self._monotonic()
            found = await reader.search_log_part(
                self._ref, self.pattern.source, first=self.scanned, last=last, limit=LIMIT
            )
            new = [number for number in found if self.scanned <= number < last]
            self.matches.extend(new)
            self.scanned = new[-1] + 1 if new and len(found) >= LIMIT else last
            length = _next_length(length, self._monotonic() - began)
            yield

    async def _scan(self) -> AsyncIterator[None]:
        while self.scanned < self._until and not self.full:
            begin = self.scanned
            window = await self._reader.log(self._ref, first=begin, count=min(SCAN, self._until - begin))
            self.matches.extend(window.lines[place].number for place in self.pattern.matching(window.lines))
            self.scanned = min(begin + SCAN, self._until) if not window.lines else window.lines[-1].number + 1
            yield


def _next_length(length: int, seconds: float) -> int:
    """Return how long the next part is to be: twice as long while that is quick, half if it was slow."""
    if seconds > A_WHILE:
        return max(SHORTEST_PART, length // 2)
    return min(2 * length, LONGEST_PART) if seconds < A_WHILE / 2 else length


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
