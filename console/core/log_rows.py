"""What the rows of a log view are: every line, or only the lines that match, with what is hidden between."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias


@dataclass(frozen=True, slots=True)
class LineAt:
    """A row that shows line ``number``."""

    number: int


@dataclass(frozen=True, slots=True)
class Hidden:
    """A row that stands for ``count`` lines from ``first`` on, which do not match."""

    first: int
    count: int


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


class MatchRows:
    """Only the lines in ``matches`` (rising numbers) are shown, of a log of ``total`` lines."""

    def __init__(self, matches: Sequence[int], total: int) -> None:
        """Lay out the rows; linear in the number of matches."""
        self._rows: list[LogRow] = []
        self._firsts: list[int] = []
        self._taken = 0
        self._last = -1
        self.update(matches, total)

    def update(self, matches: Sequence[int], total: int) -> None:
        """Take over that the log and its matches have grown: only what is new is laid out.

        A last match that has gone (a line that was completed) lays all out anew.
        """
        if self._taken and (self._taken > len(matches) or matches[self._taken - 1] != self._last):
            self._rows, self._firsts, self._taken, self._last = [], [], 0, -1
        if self._rows and isinstance(self._rows[-1], Hidden):
            self._drop_last()
        for number in matches[self._taken :]:
            self._hide(number)
            self._add(LineAt(number))
            self._last = number
        self._taken = len(matches)
        self._hide(total)

    def _hide(self, until: int) -> None:
        if until > self._last + 1:
            self._add(Hidden(self._last + 1, until - self._last - 1))

    def _add(self, row: LogRow) -> None:
        self._rows.append(row)
        self._firsts.append(_first(row))

    def _drop_last(self) -> None:
        self._rows.pop()
        self._firsts.pop()

    @property
    def count(self) -> int:
        """How many rows there are, those of hidden lines too."""
        return len(self._rows)

    def at(self, row: int) -> LogRow:
        """Return what row ``row`` shows."""
        return self._rows[row]

    def row_of(self, number: int) -> int:
        """Return the row that shows line ``number``, or stands for it."""
        return max(0, bisect_right(self._firsts, number) - 1)


def _first(row: LogRow) -> int:
    return row.number if isinstance(row, LineAt) else row.first
