"""A list drawn line by line: no widget for a row, and only rows that look different are painted again.

The cursor and the marks belong to ids (`console.client.selection`). A subclass says how many rows there
are, how each is named and how it looks; `rows_changed` after every change of that.
"""

from collections.abc import Hashable, Sequence
from typing import ClassVar, Final

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from console.client.selection import Selection
from console.keymap import Scope
from console.widgets.bindings import bindings
from console.widgets.palette import Palette, palette_of

KEPT: Final = 150
"""Drawn lines kept, 4 KB each; in a high window three windows of them."""


class LineList(ScrollView, can_focus=True, inherit_bindings=False):
    """The base of every list. Rows are one line high; the cursor's row may have lines of detail below it."""

    DEFAULT_CSS = """
    LineList {
        height: 1fr; background: $background; color: $foreground;
        overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1;
        scrollbar-color: $muted; scrollbar-background: $background;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.LIST)

    class Moved(Message):
        """The cursor stands on another row, or its row has changed."""

        def __init__(self, sender: "LineList") -> None:
            super().__init__()
            self.line_list = sender

        @property
        def control(self) -> "LineList":
            """The list, for `@on` selectors."""
            return self.line_list

    class Scrolled(Message):
        """Other rows are in view, or the list has another size: rows may have to be read."""

        def __init__(self, sender: "LineList") -> None:
            super().__init__()
            self.line_list = sender

        @property
        def control(self) -> "LineList":
            """The list, for `@on` selectors."""
            return self.line_list

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self.selection = Selection()
        self._base: Style | None = None
        self._palette: Palette | None = None
        self.drawn_width = 0
        """The columns that the rows have which are drawn, or looked at, now: `line_width` takes its time."""
        self._drawn: dict[int, Hashable] = {}
        self._strips: LRUCache[Hashable, Strip] = LRUCache(KEPT)

    # --- what a subclass says ---------------------------------------------------------------------

    def row_ids(self) -> Sequence[str | None]:
        """Return the id of every row, None where it is not loaded."""
        raise NotImplementedError

    def row_look(self, row: int) -> Hashable:
        """Return everything that the look of a row depends on, besides cursor, mark, width and theme."""
        raise NotImplementedError

    def draw_row(self, row: int, width: int, *, under_cursor: bool, marked: bool) -> Strip:
        """Draw a row in exactly ``width`` columns."""
        raise NotImplementedError

    def detail_count(self, width: int) -> int:  # noqa: ARG002 - for subclasses
        """Return how many lines of detail stand below the cursor's row."""
        return 0

    def draw_detail(self, row: int, line: int, width: int) -> Strip:  # noqa: ARG002 - for subclasses
        """Draw a line of detail of the cursor's row."""
        return Strip.blank(width)

    # --- what others ask and do -------------------------------------------------------------------

    @property
    def palette(self) -> Palette:
        """The styles of the present theme."""
        if self._palette is None:
            self._palette = palette_of(self)
        return self._palette

    @property
    def base(self) -> Style:
        """The style of the ground that rows are drawn on."""
        if self._base is None:
            self._base = self.rich_style
        return self._base

    @property
    def cursor(self) -> int:
        """The row that the cursor is on."""
        return self.selection.index

    @property
    def line_width(self) -> int:
        """The columns that a row has."""
        return self.scrollable_content_region.width

    @property
    def rows_in_view(self) -> tuple[int, int]:
        """The first and the last row that can be seen, the last one perhaps beyond the end."""
        top, width = self.scroll_offset.y, self.line_width
        last, _ = self._row_at(top + max(1, self.size.height) - 1, width)
        return self._row_at(top, width)[0], max(last, 0)

    def rows_changed(self, *, to_top: bool = False) -> None:
        """Take over that the rows are others now: the cursor follows its id, the view follows the cursor."""
        ids = self.row_ids()
        before = self.selection
        self.selection = before.to(0, ids) if to_top else before.over(ids)
        self._resize()
        if to_top:
            self.scroll_to(y=0, animate=False)
        elif self.scroll_offset.y > 0 and self.selection.cursor == before.cursor:
            self.scroll_to(y=self.scroll_offset.y + self.selection.index - before.index, animate=False)
        self._keep_in_view()
        self.repaint_changed()
        self.post_message(self.Moved(self))

    def select(self, selection: Selection) -> None:
        """Take over another cursor or other marks."""
        if selection == self.selection:
            return
        moved = selection.index != self.selection.index
        self.selection = selection
        self._resize()
        if moved:
            self._keep_in_view()
        self.repaint_changed()
        self.post_message(self.Moved(self))

    def move_to(self, row: int) -> None:
        """Put the cursor on a row, brought inside the list."""
        self.select(self.selection.to(row, self.row_ids()))

    def move_to_id(self, id_: str) -> bool:
        """Put the cursor on a row by id; False if it is not there."""
        ids = self.row_ids()
        if id_ not in ids:
            return False
        self.move_to(ids.index(id_))
        return True

    def repaint_changed(self) -> None:
        """Paint the visible lines that would look different now, and no others."""
        width = self.drawn_width = self.line_width
        top, size = self.scroll_offset.y, self.size
        for y in range(size.height):
            if self._drawn.get(y) != self._look(y + top, width):
                self.refresh(Region(0, y, size.width, 1))

    # --- keys -------------------------------------------------------------------------------------

    def action_move(self, way: str) -> None:
        """Move the cursor: up, down, top, bottom, page_up, page_down, half_up or half_down."""
        page = max(1, self.size.height - 1)
        last = len(self.row_ids()) - 1
        steps = {
            "up": -1,
            "down": 1,
            "page_up": -page,
            "page_down": page,
            "half_up": -(page // 2),
            "half_down": page // 2,
            "top": -self.cursor,
            "bottom": last - self.cursor,
        }
        self.move_to(self.cursor + steps[way])

    # --- drawing ----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Draw a line of the view."""
        width = self.drawn_width = self.line_width
        line = y + self.scroll_offset.y
        look = self._look(line, width)
        self._drawn[y] = look
        strip = self._strips.get(look)
        if strip is None:
            strip = self._strips[look] = self._draw(line, width)
        return strip

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell that other rows are in view."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.post_message(self.Scrolled(self))

    def on_resize(self, _event: events.Resize) -> None:
        """Fit the lines to the new width, and what is kept of them to the height."""
        self._strips.maxsize = max(KEPT, 3 * self.size.height)
        self._resize()
        self._keep_in_view()
        self.post_message(self.Scrolled(self))

    def notify_style_update(self) -> None:
        """Forget what was drawn in another theme's colours."""
        self._base = self._palette = None
        self._strips.clear()
        self._drawn.clear()
        super().notify_style_update()

    def _look(self, line: int, width: int) -> Hashable:
        row, detail = self._row_at(line, width)
        ids = self.row_ids()
        if row >= len(ids):
            return (None, width)
        on = row == self.cursor
        marked = ids[row] in self.selection.marks
        return (self.row_look(row), detail, on, on and self.has_focus, marked, width)

    def _draw(self, line: int, width: int) -> Strip:
        row, detail = self._row_at(line, width)
        ids = self.row_ids()
        if row >= len(ids):
            return Strip.blank(width, self.base)
        if detail >= 0:
            return self.draw_detail(row, detail, width)
        return self.draw_row(
            row, width, under_cursor=row == self.cursor, marked=ids[row] in self.selection.marks
        )

    def _row_at(self, line: int, width: int) -> tuple[int, int]:
        """Return the row of a line, and which line of its detail that is (-1: the row itself)."""
        below = line - self.cursor
        details = self.detail_count(width) if below > 0 else 0
        if not details:
            return line, -1
        return (self.cursor, below - 1) if below <= details else (line - details, -1)

    def _resize(self) -> None:
        count = len(self.row_ids())
        lines = count + (self.detail_count(self.line_width) if count else 0)
        # The width is nobody's matter, since nothing scrolls sideways; one that changed with the scrollbar
        # would lay out and paint the whole screen once more.
        size = Size(1, lines)
        if size != self.virtual_size:
            self.virtual_size = size

    def _keep_in_view(self) -> None:
        height = self.size.height
        if not height:
            return
        top = self.scroll_offset.y
        last = self.cursor + self.detail_count(self.line_width)
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False)
        elif last >= top + height:
            self.scroll_to(y=last - height + 1, animate=False)
