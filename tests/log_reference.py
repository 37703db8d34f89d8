"""A log as the simplest thing that could be one: a list. What is shown of any log is measured against it."""

from __future__ import annotations

import asyncio
import re
from itertools import islice
from typing import TYPE_CHECKING

from console.model import LogLine, LogRef, LogWindow, Stream

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from console.backends.base import BackendError

REF = LogRef("4127", "load", 3)


class ReferenceLog:
    """Answers like a backend for one log. ``requests`` counts the windows it was asked for.

    ``missing`` are lines that it never gives, ``failures`` errors that its stream raises, one a try.
    """

    def __init__(self, texts: Sequence[str] = (), *, ended: bool = False, tells_total: bool = True) -> None:
        self.lines = [LogLine(number, text) for number, text in enumerate(texts)]
        self.ended = ended
        self.tells_total = tells_total
        self.missing: set[int] = set()
        self.failures: list[BackendError] = []
        self.requests: list[tuple[int, int]] = []
        self.longest_answer = 10_000
        self._changed = asyncio.Condition()

    async def append(self, *texts: str, stream: Stream = Stream.OUT, partial: bool = False) -> None:
        """Add lines; a partial last line is completed by the first of them."""
        async with self._changed:
            for text in texts:
                if self.lines and self.lines[-1].partial:
                    self.lines.pop()
                self.lines.append(LogLine(len(self.lines), text, stream, partial=partial))
            self._changed.notify_all()

    async def end(self) -> None:
        """Say that nothing more will come."""
        async with self._changed:
            self.ended = True
            self._changed.notify_all()

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        """Return a window of the list."""
        assert ref == REF
        self.requests.append((first, count))
        begin = max(0, len(self.lines) + first) if first < 0 else first
        lines = self.lines[begin : begin + min(count, self.longest_answer)]
        return LogWindow(
            tuple(line for line in lines if line.number not in self.missing),
            begin,
            len(self.lines) if self.tells_total else None,
            self.ended,
        )

    async def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:
        """Yield what there is from ``first`` on and then what is added."""
        assert ref == REF
        given: list[LogLine] = self.lines[:first]
        while True:
            if self.failures:
                raise self.failures.pop(0)
            async with self._changed:
                while not (self.ended or self.failures or self.lines != given):
                    await self._changed.wait()
                batch = self.lines[_common(given, self.lines) :]
                given = list(self.lines)
            if batch:
                yield batch
            elif self.ended and not self.failures:
                return

    async def search_log(
        self, ref: LogRef, pattern: str, *, first: int = 0, limit: int = 1000
    ) -> Sequence[int]:
        """Return the numbers of the lines that match."""
        assert ref == REF
        found = (line.number for line in self.lines[first:] if re.search(pattern, line.text))
        return list(islice(found, limit))


def _common(before: list[LogLine], after: list[LogLine]) -> int:
    """Count the lines at the beginning that are the same."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(before), len(after)))
