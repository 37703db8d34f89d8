"""The last lines of a log, as a pane beside something else: not scrolled, not followed, just shown."""

from collections.abc import Sequence

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from console.core.sanitize import log_spans, sanitize
from console.model import LogLine, Stream
from console.widgets.cell import Piece, strip_of
from console.widgets.glyph import glyph
from console.widgets.palette import palette_of
from console.widgets.sgr_style import rich_style


class LogTail(Widget):
    """As many of the last lines as fit. Lines are cut at the right edge."""

    DEFAULT_CSS = """
    LogTail { height: 1fr; width: 1fr; background: $background; color: $foreground; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self._lines: tuple[LogLine, ...] = ()
        self._note = ""

    def show(self, lines: Sequence[LogLine], note: str = "") -> None:
        """Show the end of ``lines``; ``note``, perhaps a server's words, stands there if there are none."""
        if (tuple(lines), note) != (self._lines, self._note):
            self._lines, self._note = tuple(lines), note
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line, the last one at the bottom of what is filled."""
        width, height = self.size
        base, palette = self.rich_style, palette_of(self)
        if not self._lines:
            note = "" if y else f" {sanitize(self._note)}"
            return strip_of([Piece(note, "muted")], width, palette, base)
        shown = self._lines[-height:]
        if y >= len(shown):
            return Strip.blank(width, base)
        line = shown[y]
        mark = Piece("err ", "status-failed") if line.stream is Stream.ERR else Piece("    ")
        head = strip_of([Piece(" "), mark], 5, palette, base)
        ground = base + palette.style("muted italic") if line.stream is Stream.NOTE else base
        text = Strip(
            Segment(
                span.text,
                ground + rich_style(span.style, colourless=palette.colourless, ground=palette.ground),
            )
            for span in log_spans(line.text)
        )
        if text.cell_length > width - 6:
            text = Strip.join([text.crop(0, max(0, width - 7)), Strip([Segment(glyph("…"), ground)])])
        return Strip.join([head, text]).adjust_cell_length(width, base)
