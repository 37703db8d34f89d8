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
from console.terminal.line import Plan, ground_of, plans_for
from console.terminal.sgr import sgr_change
from console.terminal.writing import shortest, written

FARTHEST: Final = 3
"""Rows that a list may have moved by; beyond that it is another page."""


class Frame:
    """A copy of the terminal's screen, cell by cell."""

    def __init__(self, *, erases: bool = False) -> None:
        """Make the copy of an unknown screen; ``erases`` is what `erases_in_colour` says of the terminal."""
        self._erases = erases
        self._rows: list[Row] = []
        self._width = 0

    def forget(self) -> None:
        """Take nothing for known any more: the next update sends every cell."""
        self._rows = [[None] * self._width for _ in self._rows]

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
        plans: list[Plan] = []
        for y, row in sorted(new.items()):
            ways = plans_for(y, self._rows[y], row, erases=self._erases)
            if ways:
                plans.append(shortest(ways) if len(ways) > 1 else ways[0])
            self._rows[y] = row
        return written(plans)

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
        return f"{sgr_change(None, ground[1])}\x1b[2J"

    def _fit(self, size: tuple[int, int]) -> None:
        width, height = size
        if (width, height) != (self._width, len(self._rows)):
            self._width = width
            self._rows = [[None] * width for _ in range(height)]

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
        move = f"{by}M" if by > 0 else f"{-by}L"
        return f"\x1b[{top + 1};{bottom + 1}r\x1b[{top + 1};1H\x1b[m\x1b[{move}\x1b[r"

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
