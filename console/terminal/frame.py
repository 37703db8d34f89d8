"""What the terminal shows, and the least that has to be sent to make it show something else.

Textual sends every cell of whatever it has painted again. Over a slow line that is the difference between a
console and a slide show: here only the cells that differ are sent, and a list that moved by some rows is
moved by the terminal itself.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.strip import Strip

from console.terminal.cells import Row, cells_of
from console.terminal.line import Plan, cost_of, ground_of, plans_for
from console.terminal.sgr import sgr_change, unlinked
from console.terminal.shifting import BYTES, shifted, shifts_for, written_shifts
from console.terminal.writing import FEW_LINES, written

FARTHEST: Final = 3
"""Rows that a list may have moved by; beyond that it is another page."""


class Frame:
    """A copy of the terminal's screen, cell by cell."""

    def __init__(self, *, erases: bool = False) -> None:
        """Make the copy of an unknown screen; ``erases`` is what `erases_in_colour` says of the terminal."""
        self._erases = erases
        self._rows: list[Row] = []
        self._width = 0
        self._sgr: str | None = None

    @property
    def knows_nothing(self) -> bool:
        """Whether the terminal may be in any state: another program may have reset it."""
        return self._sgr is None

    def forget(self) -> None:
        """Take nothing for known any more: the next update sends every cell."""
        self._rows = [[None] * self._width for _ in self._rows]
        self._sgr = None

    def rest(self) -> str:
        """Return what takes the terminal back to its own look, which the next update begins from."""
        change = sgr_change(self._sgr, "")
        self._sgr = ""
        return change

    def update(self, update: LayoutUpdate | ChopsUpdate, size: tuple[int, int], system: ColorSystem) -> str:
        """Return what to send so that the terminal shows ``update``; empty if it does already."""
        self._fit(size)
        new: dict[int, Row] = {}
        for y, x, strip in _pieces(update):
            if 0 <= y < len(self._rows) and 0 <= x < self._width:
                row = new.setdefault(y, list(self._rows[y]))
                runs = tuple((text, style) for text, style, control in strip if not control)
                cells = cells_of(runs, system)[: self._width - x]
                row[x : x + len(cells)] = cells
        return self._clear(new) + self._scroll(new) + self._lines(new)

    def _lines(self, new: dict[int, Row]) -> str:
        """Return what changes the lines, and remember them as shown."""
        dirty = [y for y in sorted(new) if new[y] != self._rows[y]]
        plans: list[Plan] = []
        moves: list[str] = []
        for y in dirty:
            ways = plans_for(y, self._rows[y], new[y], erases=self._erases)
            if not ways:
                continue
            plan = min(ways, key=lambda plan: cost_of(plan, len(dirty)))
            if len(dirty) <= FEW_LINES:
                move, plan = self._shift(y, new[y], plan)
                moves.append(move)
            plans.append(plan)
        self._rows = [new.get(y, row) for y, row in enumerate(self._rows)]
        text, sgr = written(plans, self._sgr, self._width)
        self._sgr = sgr if sgr is None else unlinked(sgr)  # no link is left open between frames
        return "".join(moves) + text + (sgr_change(sgr, self._sgr) if self._sgr is not None else "")

    def _shift(self, y: int, row: Row, plan: Plan) -> tuple[str, Plan]:
        """Let the terminal move words aside, if that leaves less to write than a plan does."""
        shifts = shifts_for(self._rows[y], row)
        if not shifts:
            return "", plan
        ways = plans_for(y, shifted(self._rows[y], shifts), row, erases=self._erases)
        other = min(ways, key=lambda plan: cost_of(plan, 1), default=Plan((), (), True))
        if cost_of(other, 1) + BYTES * len(shifts) >= cost_of(plan, 1):
            return "", plan
        return written_shifts(y, shifts, self._width), other

    def _clear(self, new: dict[int, Row]) -> str:
        """Clear a screen of which nothing is known and all is painted: most of a screen is ground."""
        cells = [cell for row in new.values() for cell in row]
        whole = len(new) == len(self._rows) and None not in cells
        if not whole or any(cell is not None for row in self._rows for cell in row):
            return ""
        ground = ground_of(cells, self._width, erases=self._erases)
        if ground is None:
            return ""
        self._rows = [[ground] * self._width for _ in self._rows]
        change = sgr_change(self._sgr, ground[1])
        self._sgr = ground[1]
        return f"{change}\x1b[2J"

    def _fit(self, size: tuple[int, int]) -> None:
        width, height = size
        if (width, height) != (self._width, len(self._rows)):
            self._width = width
            self._rows = [[None] * width for _ in range(height)]
            self._sgr = None

    def _scroll(self, new: dict[int, Row]) -> str:
        """Let the terminal move what only moved, if that is most of what has changed."""
        dirty = sorted(y for y, row in new.items() if row != self._rows[y])
        if len(dirty) < 2 * FARTHEST:
            return ""
        top, bottom = dirty[0], dirty[-1]
        by = max((k for k in range(-FARTHEST, FARTHEST + 1) if k), key=lambda k: self._moved(new, dirty, k))
        if 2 * self._moved(new, dirty, by) <= len(dirty):
            return ""
        blank: list[Row] = [[None] * self._width for _ in range(abs(by))]
        kept = self._rows[top : bottom + 1]
        self._rows[top : bottom + 1] = kept[by:] + blank if by > 0 else blank + kept[:by]
        for y in range(top, bottom + 1):
            # A row between that did not change has been moved too: it is put back.
            new.setdefault(y, list(kept[y - top]))
        lines = abs(by) if abs(by) > 1 else ""
        # The cursor is at home once a region is set. What comes in has whatever ground: it is not known.
        there = f"\x1b[{top + 1}H" if top else ""
        return f"\x1b[{top + 1};{bottom + 1}r{there}\x1b[{lines}{'M' if by > 0 else 'L'}\x1b[r"

    def _moved(self, new: dict[int, Row], dirty: Sequence[int], by: int) -> int:
        """Count the changed rows that show what stood ``by`` rows below them before."""
        top, bottom = dirty[0], dirty[-1]
        return sum(top <= y + by <= bottom and new[y] == self._rows[y + by] for y in dirty)


def _pieces(update: LayoutUpdate | ChopsUpdate) -> Iterable[tuple[int, int, Strip]]:
    """Yield row, column and content of everything that an update paints, as Textual itself would."""
    if isinstance(update, LayoutUpdate):
        for y, line in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in line:
                yield y, x, strip
                x += strip.cell_length
        return
    for y, begin, stop in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x <= stop and end > begin:
                inside = begin <= x < stop and end <= stop
                yield y, x, strip if inside else strip.crop(0, min(end, stop) - x)
