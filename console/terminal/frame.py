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

from console.terminal.cells import Row, cells_of, is_sure, sgr_change

FARTHEST: Final = 3
"""Rows that a list may have moved by; beyond that it is another page."""

JUMP: Final = 4
"""Cells that are sent again rather than jumped over: a jump costs as much."""


class Frame:
    """A copy of the terminal's screen, cell by cell."""

    def __init__(self) -> None:
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
        return self._scroll(new) + "".join(self._line(y, row) for y, row in sorted(new.items()))

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

    def _line(self, y: int, row: Row) -> str:
        """Return what changes one row, and remember it as shown."""
        old = self._rows[y]
        if row == old:
            return ""
        self._rows[y] = row
        parts: list[str] = []
        sgr: str | None = None
        for begin, end in _changes(old, row):
            parts.append(f"\x1b[{y + 1};{begin + 1}H")
            sure = True
            for x in range(begin, end):
                cell = row[x]
                if cell is None or not cell[0]:
                    continue
                if not sure:
                    parts.append(f"\x1b[{x + 1}G")
                text, style = cell
                parts.append(sgr_change(sgr, style) + text)
                sgr, sure = style, is_sure(text)
        return "".join(parts)


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


def _changes(old: Row, new: Row) -> list[tuple[int, int]]:
    """Return the stretches of columns that differ; neighbours that a jump would not part are joined."""
    found: list[tuple[int, int]] = []
    for x, (before, after) in enumerate(zip(old, new, strict=True)):
        if before == after:
            continue
        begin = x
        while begin and (cell := new[begin]) is not None and not cell[0]:
            begin -= 1  # from the second column of a wide character back to its first
        if found and begin - found[-1][1] <= JUMP:
            found[-1] = (found[-1][0], x + 1)
        else:
            found.append((begin, x + 1))
    return found
