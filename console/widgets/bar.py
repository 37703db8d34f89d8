"""A bar: one line that is painted again only when what it says has changed."""

from collections.abc import Sequence

from textual.strip import Strip
from textual.widget import Widget

from console.widgets.cell import Piece, strip_of
from console.widgets.palette import palette_of


class Bar(Widget):
    """One line of pieces. What it shows is worked out for its width by `pieces_for`."""

    DEFAULT_CSS = """
    Bar { height: 1; width: 1fr; background: $panel; color: $foreground; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self._shown: tuple[Piece, ...] | None = None

    def pieces_for(self, width: int) -> Sequence[Piece]:
        """Return what to show in ``width`` columns."""
        raise NotImplementedError

    def goes_with(self, rows: Widget) -> None:
        """Fit the bar anew when the rows below it give a column to their scrollbar, or take it back."""
        self.watch(rows, "show_vertical_scrollbar", self._fit_anew, init=False)

    def _fit_anew(self) -> None:
        self.call_after_refresh(self.changed)

    def changed(self) -> None:
        """Paint the bar if it would look different now.

        A bar out of sight has no width to compare in, and is shown again from what was painted before.
        """
        if not self.is_mounted:
            return
        width = self.size.width
        if not width or tuple(self.pieces_for(width)) != self._shown:
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the one line."""
        width = self.size.width
        if y:
            return Strip.blank(width, self.rich_style)
        self._shown = tuple(self.pieces_for(width))
        return strip_of(self._shown, width, palette_of(self), self.rich_style)
