"""A plain table over items of any kind: for the lists that are short enough to be read whole."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Generic, TypeVar

from textual.strip import Strip

from console.widgets.bar import Bar
from console.widgets.cell import Align, Piece, fit, strip_of
from console.widgets.glyph import glyph
from console.widgets.line_list import LineList

GUTTER: Final = 3
GAP: Final = 2

Item = TypeVar("Item", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Spec:
    """A column: its least width, its share of what is left, and when it is given up.

    The highest ``drop`` goes first; 0 never.
    """

    title: str
    least: int
    share: int = 0
    drop: int = 0
    align: Align = "left"


@lru_cache(maxsize=128)
def widths_for(specs: tuple[Spec, ...], width: int) -> tuple[int, ...]:
    """Return the width of each column in ``width`` columns altogether; 0 for one that is given up."""
    kept = set(range(len(specs)))

    def needed() -> int:
        return GUTTER + sum(specs[i].least for i in kept) + GAP * (len(kept) - 1) + 1

    for i in sorted((i for i in kept if specs[i].drop), key=lambda i: -specs[i].drop):
        if needed() <= width:
            break
        kept.discard(i)
    spare = max(0, width - needed())
    shares = sum(specs[i].share for i in kept) or 1
    return tuple(
        specs[i].least + spare * specs[i].share // shares if i in kept else 0 for i in range(len(specs))
    )


class TableList(LineList, Generic[Item]):
    """Rows of cells. ``cells`` gives a row's texts and styles, one for each column."""

    def __init__(
        self,
        specs: tuple[Spec, ...],
        name_of: Callable[[Item], str],
        cells: Callable[[Item], Sequence[Piece]],
        *,
        id: str = "table",  # noqa: A002 - Textual's own word
    ) -> None:
        super().__init__(id=id)
        self.specs = specs
        self.items: tuple[Item, ...] = ()
        self.stale = False
        self._name_of = name_of
        self._cells = cells
        self._ids: tuple[str, ...] = ()

    @property
    def item(self) -> Item | None:
        """The item under the cursor."""
        return self.items[self.cursor] if self.cursor < len(self.items) else None

    def show(self, items: Sequence[Item]) -> None:
        """Show other items; the cursor stays on its own."""
        self.items = tuple(items)
        self._ids = tuple(self._name_of(item) for item in items)
        self.rows_changed()

    def row_ids(self) -> Sequence[str | None]:
        """Return the name of every item."""
        return self._ids

    def row_look(self, row: int) -> Hashable:
        """Return what the row says."""
        return (tuple(self._cells(self.items[row])), self.stale)

    def draw_row(self, row: int, width: int, *, under_cursor: bool, marked: bool) -> Strip:
        """Draw an item's cells."""
        mark = Piece(glyph("•"), "accent bold") if marked else Piece(" ")
        bar = Piece(glyph("▌"), "primary bold") if under_cursor else mark
        pieces = [Piece(" "), bar, mark if under_cursor else Piece(" ")]
        wide = widths_for(self.specs, width)
        for cell, spec, columns in zip(self._cells(self.items[row]), self.specs, wide, strict=True):
            if columns:
                style = "muted" if self.stale else cell.style
                pieces += [Piece(fit(cell.text, columns, spec.align), style), Piece(" " * GAP)]
        under = ("cursor" if self.has_focus else "bold") if under_cursor else ""
        return strip_of(pieces, width, self.palette, self.base, under)


class TableHead(Bar):
    """The titles over a table's columns."""

    def __init__(self, table: TableList[Item]) -> None:
        super().__init__(id="table-head")
        self._table = table

    def on_mount(self) -> None:
        """Stay over the columns."""
        self.goes_with(self._table)

    def pieces_for(self, width: int) -> Sequence[Piece]:
        """Return the titles."""
        del width
        pieces = [Piece(" " * GUTTER)]
        for spec, columns in zip(
            self._table.specs, widths_for(self._table.specs, self._table.line_width), strict=True
        ):
            if columns:
                pieces += [Piece(fit(spec.title, columns, spec.align), "secondary"), Piece(" " * GAP)]
        return pieces
