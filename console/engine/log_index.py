"""Where the lines of a log begin: found once, kept, and continued as the log grows.

Lines are numbered by their first bytes, over all streams. So a number never changes, even while two streams
have each begun a line: every one of them keeps its number and is partial until its newline comes.
"""

import os
import threading
from bisect import bisect_right
from typing import Final, NamedTuple

from console.core.sanitize import decode
from console.engine.log_records import Record, records
from console.engine.moments import from_us
from console.model import LogLine, Stream

LONGEST_LINE: Final = 256 * 1024
"""Bytes of a line that are shown; the rest is counted at its end."""

_LINES_A_MARK: Final = 256
_BYTES_A_MARK: Final = 512 * 1024
_STREAMS: Final = {ord("o"): Stream.OUT, ord("e"): Stream.ERR, ord("n"): Stream.NOTE}


class _Mark(NamedTuple):
    """A place between two records from which lines can be counted on."""

    line: int
    """The number of the next line to begin."""
    offset: int
    open: tuple[tuple[int, int], ...]
    """The streams that are within a line, and its number."""


class LogIndex:
    """The lines of one log file. Methods block, and may be called from any thread."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._marks: list[_Mark] = [_Mark(0, 0, ())]
        self._counter = _Counter(self._marks[0])

    def count(self) -> int:
        """Return how many lines there are, begun ones too. Looks only at what is new. Raises OSError."""
        with self._lock:
            self._extend()
            return self._counter.line

    def open_lines(self) -> tuple[frozenset[int], int]:
        """Return the lines without a newline and the count of all, as they were at the last look."""
        with self._lock:
            return frozenset(self._counter.open.values()), self._counter.line

    def read(self, first: int, count: int, *, ended: bool) -> list[LogLine]:
        """Return lines ``first`` .. as they are now. ``ended`` says that no partial line will go on.

        Raises OSError.
        """
        with self._lock:
            self._extend()
            last = min(first + count, self._counter.line)
            mark = self._marks[bisect_right(self._marks, first, key=lambda mark: mark.line) - 1]
        if first >= last:
            return []
        collector = _Collector(mark, first, last)
        with open(self._path, "rb") as file:
            for record in records(file, mark.offset):
                collector.take(record)
                if collector.complete:
                    break
        return collector.lines(ended=ended)

    def _extend(self) -> None:
        counter = self._counter
        try:
            file = open(self._path, "rb")  # noqa: SIM115 - closed below
        except FileNotFoundError:
            self._begin_again()  # nothing has been written yet, or somebody has removed it
            return
        with file:
            size = os.fstat(file.fileno()).st_size
            if size < counter.offset:
                counter = self._begin_again()  # somebody has cut it
            if size <= counter.offset:
                return
            for record in records(file, counter.offset):
                counter.take(record)
                last = self._marks[-1]
                if counter.line - last.line >= _LINES_A_MARK or counter.offset - last.offset >= _BYTES_A_MARK:
                    self._marks.append(counter.mark())

    def _begin_again(self) -> "_Counter":
        del self._marks[1:]
        self._counter = _Counter(self._marks[0])
        return self._counter


class _Counter:
    """Counts lines from a mark on."""

    def __init__(self, mark: _Mark) -> None:
        self.line = mark.line
        self.offset = mark.offset
        self.open = dict(mark.open)

    def take(self, record: Record) -> None:
        """Count the lines that begin in a record."""
        payload = record.payload
        self.offset = record.end
        if not payload:
            return
        closed = payload.endswith(b"\n")
        pieces = payload.count(b"\n") + (not closed)
        begun = pieces - (record.stream in self.open)
        self.line += begun
        if closed:
            self.open.pop(record.stream, None)
        elif begun:
            self.open[record.stream] = self.line - 1

    def mark(self) -> _Mark:
        """Return this place."""
        return _Mark(self.line, self.offset, tuple(self.open.items()))


class _Text:
    """A line as it is put together."""

    __slots__ = ("closed", "parts", "rest", "room", "stream", "time_us")

    def __init__(self, stream: int, time_us: int) -> None:
        self.stream, self.time_us = stream, time_us
        self.parts: list[bytes] = []
        self.room, self.rest = LONGEST_LINE, 0
        self.closed = False

    def add(self, piece: bytes) -> None:
        """Add bytes of the line, without its newline."""
        kept = piece[: self.room]
        self.parts.append(kept)
        self.room -= len(kept)
        self.rest += len(piece) - len(kept)


class _Collector:
    """Puts the lines ``first`` .. ``last`` (excluded) together from records."""

    def __init__(self, mark: _Mark, first: int, last: int) -> None:
        self._next, self._open = mark.line, dict(mark.open)
        self._first, self._last = first, last
        self._texts: dict[int, _Text] = {}
        self._unfinished = last - first

    @property
    def complete(self) -> bool:
        """Whether every line has its newline."""
        return self._unfinished == 0

    def take(self, record: Record) -> None:
        """Take the pieces of lines that a record holds."""
        pieces = record.payload.split(b"\n")
        for place, piece in enumerate(pieces):
            closed = place < len(pieces) - 1
            if piece or closed:
                self._piece(record, piece, closed=closed)

    def lines(self, *, ended: bool) -> list[LogLine]:
        """Return the lines, in order."""
        return [_line(number, text, ended=ended) for number, text in sorted(self._texts.items())]

    def _piece(self, record: Record, piece: bytes, *, closed: bool) -> None:
        number = self._open.pop(record.stream, None)
        if number is None:
            number = self._next
            self._next += 1
        if not closed:
            self._open[record.stream] = number
        if not self._first <= number < self._last:
            return
        text = self._texts.setdefault(number, _Text(record.stream, record.time_us))
        text.add(piece)
        if closed:
            text.closed = True
            self._unfinished -= 1


def _line(number: int, text: _Text, *, ended: bool) -> LogLine:
    shown = decode(b"".join(text.parts))
    if text.rest:
        shown += f" … ({text.rest} bytes more in this line)"
    return LogLine(
        number=number,
        text=shown,
        stream=_STREAMS.get(text.stream, Stream.NOTE),
        time=from_us(text.time_us),
        partial=not text.closed and not ended,
    )
