"""Where the lines of a log begin: found once, kept, and continued as the log grows.

Lines are numbered by their first bytes, over all streams. So a number never changes, even while two streams
have each begun a line: every one of them keeps its number and is partial until its newline comes.

The file is divided into blocks of whole records by *marks*; of a mark is kept where it is, which line begins
next, and which lines are open there: some thousand marks for a gigabyte, whatever its lines and records are.
"""

import os
import threading
from array import array
from bisect import bisect_right
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntFlag
from typing import Final

from console.core.log_shown import is_simple
from console.engine.log_lines import NO_NAME, Collector, LogName
from console.engine.log_records import READ, Run, read_run
from console.model import LogLine

BLOCK: Final = READ // 2
"""Bytes of a block at least, but for the last one; twice as many and a read more at most."""

NEARLY_ALL: Final = 16 * READ
"""Bytes that are counted in a few milliseconds: whoever waits for no more than those hardly waits."""

_EDGE: Final = 64
"""Bytes by which a log is known again."""

_AT_ONCE: Final = 16
"""Marks that are looked up together."""


class Trait(IntFlag):
    """What is so in a whole block."""

    NONE = 0
    CLOSED = 1
    """Between any two of its records, and at its edges, no line is open."""
    SIMPLE = 2
    """Nothing in it takes away or joins text when it is shown (`is_simple`)."""
    ALL = CLOSED | SIMPLE


@dataclass(frozen=True, slots=True)
class Mark:
    """A place between two records from which lines can be counted on, and the block behind it."""

    line: int
    """The number of the next line to begin."""
    offset: int
    open: dict[int, int]
    """The streams that are within a line, and its number."""
    size: int
    """Bytes of the block that begins here."""
    traits: Trait


class LogIndex:
    """The lines of one log file. Methods block, and may be called from any thread."""

    def __init__(self, path: str, name: LogName = NO_NAME) -> None:
        """Read ``path``, whose lines are of ``name``: a node and an execution."""
        self.path = path
        self._name = name
        self._lock = threading.Lock()
        self.generation = 0
        """How often the log turned out to be another one: cut short, or begun anew under the same name."""
        self._offset = 0
        self._begin_again()

    def count(self) -> int:
        """Return how many lines there are, begun ones too. Looks only at what is new. Raises OSError."""
        with self._lock:
            self._extend()
            return self._line

    def share(self) -> float:
        """Return how much of the file is counted, from 0 to 1; never waits for who counts. Raises OSError."""
        counted = self._offset
        try:
            size = os.stat(self.path).st_size
        except FileNotFoundError:
            return 1.0
        return 1.0 if size - counted <= NEARLY_ALL else counted / size

    def open_lines(self) -> tuple[frozenset[int], int]:
        """Return the lines without a newline and the count of all, as they were at the last look."""
        with self._lock:
            return frozenset(self._open.values()), self._line

    def read(self, first: int, count: int, *, ended: bool) -> list[LogLine]:
        """Return lines ``first`` .. as they are now. ``ended`` says that no partial line will go on.

        Raises OSError.
        """
        with self._lock:
            self._extend()
            last = min(first + count, self._line)
        if first >= last:
            return []
        collector: Collector | None = None
        with self.opened() as descriptor:
            for mark in self.marks(first):
                collector = collector or Collector(mark.line, mark.open, range(first, last), self._name)
                collector.take(read_run(descriptor, mark.offset, mark.size))
                if collector.complete:
                    break
        return collector.lines(ended=ended) if collector else []

    def lines_of(self, size: int, first: int) -> int:
        """Return about how many of the known lines from ``first`` on ``size`` bytes of the file hold."""
        with self._lock:
            at = bisect_right(self._lines, first) - 1
            end = bisect_right(self._offsets, self._offsets[at] + size)
            return (self._lines[end] if end < len(self._lines) else self._line) - first

    def marks(self, first: int) -> Iterator[Mark]:
        """Yield the mark of the block in which line ``first`` begins, and all after it that are known by now.

        Ends at once when the log turns out to be another one.
        """
        with self._lock:
            at, generation = bisect_right(self._lines, first) - 1, self.generation
        while True:
            with self._lock:
                found = self._marks(at) if generation == self.generation else []
            if not found:
                return
            yield from found
            at += len(found)

    @contextmanager
    def opened(self) -> Generator[int]:
        """Give a descriptor of the file. Raises OSError."""
        descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            yield descriptor
        except OSError as error:
            error.filename = error.filename or self.path  # who reads by a descriptor is not told the name
            raise
        finally:
            os.close(descriptor)

    # --- inside, with the lock held -----------------------------------------------------------------

    def _marks(self, begin: int) -> list[Mark]:
        """Return some marks, of whose blocks each has at least a byte."""
        found: list[Mark] = []
        last = len(self._offsets) - 1
        for at in range(begin, min(begin + _AT_ONCE, last + 1)):
            offset = self._offsets[at]
            size = (self._offsets[at + 1] if at < last else self._offset) - offset
            trait = Trait(self._traits[at]) if at < last else self._trait
            if size:
                found.append(Mark(self._lines[at], offset, self._opens.get(at, {}), size, trait))
        return found

    def _extend(self) -> None:
        try:
            with self.opened() as descriptor:
                if self._edges(descriptor) != self._known:
                    self._begin_again()  # somebody has cut it, or begun another one
                size, before = os.fstat(descriptor).st_size, self._offset
                while size > self._offset:
                    run = read_run(descriptor, self._offset, READ)
                    if not run.size:
                        break
                    self._take(run)
                if self._offset != before:
                    self._known = self._edges(descriptor)
        except FileNotFoundError:
            self._begin_again()  # nothing has been written yet, or somebody has removed it

    def _edges(self, descriptor: int) -> bytes:
        """Return the first bytes of what is known, and the last: in another log they are others.

        The first record tells the time at which it was written, so even the same words differ.
        """
        size = min(_EDGE, self._offset)
        return os.pread(descriptor, size, 0) + os.pread(descriptor, size, self._offset - size)

    def _begin_again(self) -> None:
        if self._offset:
            self.generation += 1
        self._known = b""
        self._lines, self._offsets = array("Q", [0]), array("Q", [0])
        self._traits = bytearray()
        self._opens: dict[int, dict[int, int]] = {}
        # What is so behind the last mark:
        self._line = self._offset = 0
        self._open: dict[int, int] = {}
        self._trait = Trait.ALL

    def _take(self, run: Run) -> None:
        """Count the lines of a run, and set a mark behind it where the block is long enough."""
        text = b"".join(run.payloads)
        if not self._open and all(not payload or payload[-1] == 10 for payload in run.payloads):
            self._line += text.count(b"\n")
        else:
            self._trait &= ~Trait.CLOSED
            self._count(run)
        if self._trait & Trait.SIMPLE and not is_simple(text):
            self._trait &= ~Trait.SIMPLE
        self._offset += run.size
        if self._offset - self._offsets[-1] >= BLOCK:
            self._set_mark()

    def _count(self, run: Run) -> None:
        open_ = self._open
        for (stream, *_), payload in zip(run.heads(), run.payloads, strict=True):
            if not payload:
                continue
            closed = payload[-1] == 10
            begun = payload.count(b"\n") + (not closed) - (stream in open_)
            self._line += begun
            if closed:
                open_.pop(stream, None)
            elif begun:
                open_[stream] = self._line - 1

    def _set_mark(self) -> None:
        self._traits.append(self._trait)
        self._lines.append(self._line)
        self._offsets.append(self._offset)
        self._trait = Trait.ALL
        if self._open:
            self._opens[len(self._lines) - 1] = dict(self._open)
            self._trait = Trait.SIMPLE
