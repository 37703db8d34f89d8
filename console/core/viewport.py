"""Which rows of a long text are in view, and where scrolling leads: the text itself is never needed whole.

Rows may be higher than one line (wrapped ones). Only rows near the view are ever asked for their height.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Following:
    """The view stands at the end and goes with it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The view stands still: line ``sub`` of row ``top`` is its first line.

    ``seen`` is how many rows there were when the end was left: what came since is new below.
    """

    top: int
    sub: int = 0
    seen: int = 0


Position: TypeAlias = Following | Reading

Height: TypeAlias = Callable[[int], int]
"""Returns how many lines a row takes, one at least."""


@dataclass(frozen=True, slots=True)
class Viewport:
    """A view of ``height`` lines over ``count`` rows, each ``lines_of(row)`` lines high."""

    count: int
    height: int
    lines_of: Height

    def visible(self, position: Position) -> list[tuple[int, int]]:
        """Return (row, line of that row) for every line of the view that shows anything, from the top."""
        start = self.bottom if isinstance(position, Following) else (position.top, position.sub)
        row, sub = self._inside(start)
        shown: list[tuple[int, int]] = []
        while row < self.count and len(shown) < self.height:
            rest = range(sub, self.lines_of(row))
            shown.extend((row, line) for line in rest[: self.height - len(shown)])
            row, sub = row + 1, 0
        return shown

    @property
    def bottom(self) -> tuple[int, int]:
        """The first (row, line) of the view when its last line is the last one there is."""
        return self._back((self.count, 0), self.height)

    def scrolled(self, position: Position, lines: int) -> Position:
        """Return the position ``lines`` further down (up if negative). The bottom is joined, not passed."""
        before = self._start(position)
        if lines < 0:
            return self._reading(self._back(before, -lines), position)
        after = self._forward(before, lines)
        return Following() if after >= self.bottom else self._reading(after, position)

    def at_row(self, position: Position, row: int) -> Position:
        """Return a position in which ``row`` is in view: unmoved if it is, else a third from the top.

        The end is not joined by this: a jump to a place is not a wish to go on.
        """
        if any(row == shown and line == 0 for shown, line in self.visible(position)):
            return self._reading(self._start(position), position)
        start = self._back((row, 0), self.height // 3)
        return self._reading(min(start, self.bottom), position)

    def with_row(self, position: Position, row: int) -> Position:
        """Return a position in which all of ``row`` is in view, moved no further than that takes."""
        start, top = self._start(position), (row, 0)
        if top > start:
            top = min(top, max(start, self._back((row + 1, 0), self.height)))
        return self._reading(top, position)

    def row_from(self, row: int, lines: int) -> int:
        """Return the row that stands ``lines`` below the beginning of ``row`` (above if negative)."""
        found, _ = self._forward((row, 0), lines) if lines > 0 else self._back((row, 0), -lines)
        return max(0, min(found, self.count - 1))

    def new_below(self, position: Position) -> int:
        """Return how many rows came since the end was left."""
        return 0 if isinstance(position, Following) else max(0, self.count - position.seen)

    def _start(self, position: Position) -> tuple[int, int]:
        if isinstance(position, Following):
            return self.bottom
        return self._inside((position.top, position.sub))

    def _reading(self, start: tuple[int, int], before: Position) -> Reading:
        seen = self.count if isinstance(before, Following) else before.seen
        return Reading(*start, seen=seen)

    def _inside(self, start: tuple[int, int]) -> tuple[int, int]:
        """Bring a start inside the text; rows may have become fewer, lower or higher."""
        row, sub = start
        if row < 0 or not self.count:
            return (0, 0)
        if row >= self.count:
            return self.bottom
        return (row, min(max(0, sub), self.lines_of(row) - 1))

    def _back(self, start: tuple[int, int], lines: int) -> tuple[int, int]:
        row, sub = start
        while lines > sub and row > 0:
            lines -= sub
            row -= 1
            sub = self.lines_of(row)
        return (row, max(0, sub - lines))

    def _forward(self, start: tuple[int, int], lines: int) -> tuple[int, int]:
        row, sub = start
        while row < self.count and lines >= (rest := self.lines_of(row) - sub):
            lines -= rest
            row, sub = row + 1, 0
        return (row, sub + lines) if row < self.count else (self.count, 0)
