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
        at = 0
        for number in matches:
            if number > at:
                self._rows.append(Hidden(at, number - at))
            self._rows.append(LineAt(number))
            at = number + 1
        if at < total:
            self._rows.append(Hidden(at, total - at))
        self._firsts = [_first(row) for row in self._rows]

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
