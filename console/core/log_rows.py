"""What the rows of a log view are: every line, or only the lines that match, with what is hidden between."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias


@dataclass(frozen=True, slots=True)
class LineAt:
    """A row that shows line ``number``."""

    number: int


@dataclass(frozen=True, slots=True)
class Hidden:
    """A row that stands for ``count`` lines from ``first`` on, which do not match."""

    first: int
    count: int


CHANGING: Final = 512
"""Matches at the end that may still change."""

LogRow: TypeAlias = LineAt | Hidden


class LogRows(Protocol):
    """The rows of a log view, by their place in it."""

    @property
    def count(self) -> int:
        """How many rows there are."""
        ...

    def at(self, row: int) -> LogRow:
        """Return what row ``row`` shows."""
        ...

    def row_of(self, number: int) -> int:
        """Return the row that shows line ``number``, or stands for it."""
        ...

    def shown(self, first: int, last: int) -> Iterator[range]:
        """Yield the lines from ``first`` to ``last`` that have a row of their own, in rising ranges."""
        ...


class AllRows:
    """Every line has its row."""

    def __init__(self, count: int) -> None:
        """Show ``count`` lines."""
        self.count = count

    def at(self, row: int) -> LogRow:
        """Return the line of that number."""
        return LineAt(row)

    def row_of(self, number: int) -> int:
        """Return the same number."""
        return number

    def shown(self, first: int, last: int) -> Iterator[range]:
        """Yield them all."""
        lines = range(max(0, first), min(last + 1, self.count))
        if lines:
            yield lines


class MatchRows:
    """Only the lines in ``matches`` (rising numbers) are shown, of a log of ``total`` lines.

    ``around`` neighbours of a match, before it and after it, are shown with it.
    """

    def __init__(self, matches: Sequence[int], total: int, around: int = 0) -> None:
        """Lay out the rows; linear in the number of matches, whatever ``around`` is."""
        self.around = around
        self._begin_again()
        self.update(matches, total)

    def _begin_again(self) -> None:
        # A run is either lines that are shown, a row each, or hidden ones, with one row for all of them.
        self._rows = array("Q")  # the first row of each run
        self._lines = array("Q")  # its first line
        self._hidden = bytearray()
        self._row = self._line = 0  # behind the last run
        self._taken = 0
        self._last = -1
        self._tail: list[int] = []

    def update(self, matches: Sequence[int], total: int) -> None:
        """Take over that the log and its matches have grown: only what is new is laid out.

        If any of the last matches has gone (a line was completed, or put in order), all is laid out anew.
        """
        if self._taken and (self._taken > len(matches) or self._changed(matches)):
            self._begin_again()
        if self._hidden and self._hidden[-1]:
            self._drop_last()
        if self._taken:
            self._show(min(total, self._last + self.around + 1))
        for number in matches[self._taken :]:
            self._hide(number - self.around)
            self._show(min(total, number + self.around + 1))
            self._last = number
        self._taken = len(matches)
        self._tail = list(matches[max(0, self._taken - CHANGING) :])
        self._hide(total)

    def _changed(self, matches: Sequence[int]) -> bool:
        return any(
            matches[number] != was for number, was in enumerate(self._tail, self._taken - len(self._tail))
        )

    def _show(self, until: int) -> None:
        if until > self._line:
            if not self._hidden or self._hidden[-1]:
                self._begin_run(hidden=False)
            self._row += until - self._line
            self._line = until

    def _hide(self, until: int) -> None:
        if until > self._line:
            self._begin_run(hidden=True)
            self._row += 1
            self._line = until

    def _begin_run(self, *, hidden: bool) -> None:
        self._rows.append(self._row)
        self._lines.append(self._line)
        self._hidden.append(hidden)

    def _drop_last(self) -> None:
        self._row, self._line = self._rows.pop(), self._lines.pop()
        self._hidden.pop()

    @property
    def count(self) -> int:
        """How many rows there are, those of hidden lines too."""
        return self._row

    def at(self, row: int) -> LogRow:
        """Return what row ``row`` shows."""
        if not 0 <= row < self._row:
            raise IndexError(row)
        run = bisect_right(self._rows, row) - 1
        first = self._lines[run]
        if not self._hidden[run]:
            return LineAt(first + row - self._rows[run])
        after = self._lines[run + 1] if run + 1 < len(self._lines) else self._line
        return Hidden(first, after - first)

    def row_of(self, number: int) -> int:
        """Return the row that shows line ``number``, or stands for it."""
        if not self._lines:
            return 0
        run = bisect_right(self._lines, number) - 1
        inside = 0 if self._hidden[run] else number - self._lines[run]
        return min(self._rows[run] + inside, self._row - 1)

    def shown(self, first: int, last: int) -> Iterator[range]:
        """Yield the lines from ``first`` to ``last`` that have a row of their own, in rising ranges."""
        for run in range(max(0, bisect_right(self._lines, max(0, first)) - 1), len(self._lines)):
            begin = self._lines[run]
            if begin > last:
                return
            end = self._lines[run + 1] if run + 1 < len(self._lines) else self._line
            lines = range(max(begin, first), min(end, last + 1))
            if lines and not self._hidden[run]:
                yield lines
