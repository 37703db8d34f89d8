"""A text of styled lines to read: wrapped, scrolled, never changed by itself."""

from collections.abc import Sequence
from typing import ClassVar, TypeAlias

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.strip import Strip
from textual.widget import Widget

from console.core.viewport import Following, Position, Reading, Viewport
from console.keymap import Scope
from console.widgets.bindings import bindings
from console.widgets.cell import Piece
from console.widgets.log_text import LogText
from console.widgets.palette import Palette, palette_of

TextLine: TypeAlias = Sequence[Piece]
"""One line: pieces of safe text."""


class TextView(Widget, can_focus=True, inherit_bindings=False):
    """Shows lines; longer ones are wrapped."""

    DEFAULT_CSS = """
    TextView { height: 1fr; width: 1fr; padding: 0 1; background: $background; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.TEXT)

    def __init__(self, text: Sequence[TextLine] = (), *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._text = list(text)
        self._made: list[LogText] | None = None
        self._position: Position = Reading(0)

    def show(self, text: Sequence[TextLine]) -> None:
        """Show other lines, from where the view stands."""
        if list(text) != self._text:
            self._text, self._made = list(text), None
            self.refresh()

    def action_move(self, way: str) -> None:
        """Scroll: up, down, top, bottom, page_up, page_down, half_up or half_down."""
        page = max(1, self.size.height - 1)
        far = len(self._text) + page
        steps = {"up": -1, "down": 1, "page_up": -page, "page_down": page, "half_up": -(page // 2)}
        whole = {"half_down": page // 2, "top": -far * 100, "bottom": far * 100}
        self._scroll({**steps, **whole}[way])

    def action_sideways(self, steps: int) -> None:
        """Do nothing: wrapped lines have no side."""

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        event.stop()
        self._scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        event.stop()
        self._scroll(-3)

    def render_line(self, y: int) -> Strip:
        """Draw a line of the view."""
        width = max(1, self.size.width)
        shown = self._viewport(width).visible(self._position)
        if y >= len(shown):
            return Strip.blank(width, self.rich_style)
        row, sub = shown[y]
        return self._lines()[row].wrapped(sub, width, self.rich_style)

    def notify_style_update(self) -> None:
        """Forget what was made in another theme's colours."""
        self._made = None
        super().notify_style_update()

    def _scroll(self, lines: int) -> None:
        viewport = self._viewport(max(1, self.size.width))
        position = viewport.scrolled(self._position, lines)
        # The end is a place like any other here: nothing is appended.
        position = Reading(*viewport.bottom) if isinstance(position, Following) else position
        if position != self._position:
            self._position = position
            self.refresh()

    def _viewport(self, width: int) -> Viewport:
        lines = self._lines()
        return Viewport(len(lines), max(1, self.size.height), lambda row: lines[row].rows(width))

    def _lines(self) -> list[LogText]:
        if self._made is None:
            palette, base = palette_of(self), self.rich_style
            self._made = [_made(line, palette, base) for line in self._text]
        return self._made


def _made(line: TextLine, palette: Palette, base: Style) -> LogText:
    text = ""
    starts: list[int] = []
    styles: list[Style] = []
    for piece in line:
        if piece.text:
            starts.append(len(text))
            styles.append(base + palette.style(piece.style))
            text += piece.text
    return LogText(text, tuple(starts), tuple(styles), prose=True)
