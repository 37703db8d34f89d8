"""Draws the rows of a log view: gutter, text, marks of matches, and what stands for absent lines."""

from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip

from console.client.log_lines import Held, HeldLine
from console.core.figures import count
from console.core.line_selection import LineSelection
from console.core.log_pattern import LogPattern
from console.core.log_rows import Hidden, LogRow
from console.widgets.cell import Piece, strip_of
from console.widgets.glyph import glyph
from console.widgets.log_gutter import MARKED, POINTED, Gutter, sign_piece
from console.widgets.log_text import LogText, log_text
from console.widgets.palette import Palette


@dataclass(frozen=True, slots=True)
class LogGap:
    """Lines that are not there, from ``first`` to before ``end``; not ``known``: there may be more."""

    first: int
    end: int
    known: bool

    @property
    def words(self) -> str:
        """What is said of them."""
        number = self.end - self.first
        if number == 1:
            return f"line {count(self.end)} is not there"
        lines = f"{'' if self.known else 'at least '}{count(number)} lines"
        return f"a gap of {lines}: {count(self.first + 1)} to {count(self.end)} is not there"


class LogPainter:
    """How rows look. After every change of its fields `forget` what was made before."""

    def __init__(self, gutter: Gutter) -> None:
        """Draw with ``gutter``, unwrapped, without a pattern."""
        self.gutter = gutter
        self.pattern: LogPattern | None = None
        self.wrap = False
        self.pretty = False
        self.left = 0
        self.selection: LineSelection | None = None
        self._texts: LRUCache[int, tuple[HeldLine, LogText]] = LRUCache(400)
        self._palette = Palette((), colourless=True)
        self._base: Style = Style.null()

    def use(self, palette: Palette, base: Style) -> bool:
        """Draw in these colours from now on; whether they are others than before."""
        if palette is self._palette and base is self._base:
            return False
        self._palette, self._base = palette, base
        self.forget()
        return True

    def forget(self) -> None:
        """Make every line anew when it is drawn next."""
        self._texts.clear()

    def text(self, held: HeldLine) -> LogText:
        """Return a line's text as it is drawn; made once as long as the line stays the same."""
        number = held.line.number
        kept = self._texts.get(number)
        if kept is not None and kept[0] is held:
            return kept[1]
        text = log_text(held.line, held.cut, self._palette, self._base, self.pattern, pretty=self.pretty)
        self._texts[number] = (held, text)
        return text

    def text_width(self, width: int) -> int:
        """Return the columns of ``width`` that a line's text has."""
        return max(1, width - self.gutter.width)

    def lines_of(self, held: Held, width: int) -> int:
        """Return how many lines a row takes."""
        if not isinstance(held, HeldLine) or not (self.wrap or self.pretty):
            return 1
        if not self.wrap and not self.text(held).layout:
            return 1
        return self.text(held).rows(self.text_width(width))

    def extent(self, held: Held, width: int) -> int:
        """Return how many columns of a row may show anything."""
        if self.wrap or not isinstance(held, HeldLine) or self.text(held).layout:
            return width
        return min(width, self.gutter.width + max(0, self.text(held).columns - self.left))

    def draw(self, row: LogRow, held: Held, sub: int, width: int, *, pointed: bool) -> Strip:
        """Draw line ``sub`` of a row in exactly ``width`` columns."""
        if isinstance(row, Hidden):
            lines = "line" if row.count == 1 else "lines"
            return self._remark(f"{glyph('…')} {count(row.count)} {lines} not shown", width)
        marked = self.selection is not None and row.number in self.selection
        sign = POINTED if pointed else MARKED if marked else ""
        if not isinstance(held, HeldLine):
            return self._remark(glyph("·"), width, sign)
        columns, stretch = self.gutter.width, None if self.selection is None else self.selection.stretch
        body = self._body(held, sub, self.text_width(width), stretch if marked else None)
        if marked and stretch is None:
            style = self._palette.style("cursor")
            body = Strip(Segment.apply_style(body, post_style=style), body.cell_length)
        if sub:
            pieces = [*([sign_piece(sign)] if sign else []), Piece(" " * (columns - bool(sign)))]
        else:
            pieces = self.gutter.pieces(held.line, sign)
        return Strip.join([strip_of(pieces, columns, self._palette, self._base), body]).crop(0, width)

    def draw_gap(self, number: int, gap: LogGap | None, width: int, *, pointed: bool) -> Strip:
        """Draw a line that is not there: the first one in view of a ``gap`` tells of all."""
        marked = self.selection is not None and number in self.selection
        sign = POINTED if pointed else MARKED if marked else ""
        return self._remark(glyph("…") if gap is None else f"{glyph('…')} {gap.words}", width, sign)

    def _body(self, held: HeldLine, sub: int, room: int, stretch: tuple[int, int] | None) -> Strip:
        text, ground = self.text(held), self._base + self._palette.style("muted")
        if stretch is not None:
            text = text.marked([stretch], self._palette.style("cursor"))
        if self.wrap or text.layout:
            return text.wrapped(sub, room, ground)
        return text.cut(self.left, room, ground, glyph("…"))

    def character_at(self, held: HeldLine, sub: int, column: int, width: int) -> int:
        """Return which character of a line stands in a column of the view, in line ``sub`` of its row."""
        text, column = self.text(held), max(0, column - self.gutter.width)
        if self.wrap or text.layout:
            return text.character_at(sub, column, self.text_width(width))
        return text.character_at(None, column + self.left, 0)

    def _remark(self, text: str, width: int, sign: str = "") -> Strip:
        style = self._base + self._palette.style("muted")
        pieces = [*([sign_piece(sign)] if sign else []), Piece(" " * (self.gutter.width - bool(sign)))]
        head = strip_of(pieces, self.gutter.width, self._palette, self._base)
        return Strip.join([head, Strip([Segment(text, style)])]).adjust_cell_length(width, style)
