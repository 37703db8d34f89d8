"""The line above the keys: a short message, else what the list is narrowed by."""

import textwrap
from collections.abc import Sequence
from typing import Final

from textual.strip import Strip
from textual.timer import Timer

from console.core.sanitize import sanitize
from console.widgets.bar import Bar
from console.widgets.cell import Piece, shorten, strip_of, text_width
from console.widgets.palette import palette_of

STANDS: Final = 6.0
"""Seconds that a message stands."""

LINES: Final = 3
"""Lines that a message may have: a reason that is cut is none."""


class StatusLine(Bar):
    """Messages instead of toasts: no frame, nothing laid over what is being read.

    It is one line high, but for a message that is longer.
    """

    DEFAULT_CSS = """
    StatusLine { background: $background; }
    """

    def __init__(self) -> None:
        super().__init__(id="status")
        self._message: Piece | None = None
        self._note: tuple[Piece, ...] = ()
        self._timer: Timer | None = None

    @property
    def text(self) -> str:
        """What is shown, as plain text."""
        return "".join(piece.text for piece in self.pieces_for(1000)).strip()

    def flash(self, message: str, style: str = "foreground", *, stays: bool = False) -> None:
        """Show a message for a while; ``stays``: until the next one."""
        self._message = Piece(message, style)
        if self._timer is not None:
            self._timer.stop()
        self._timer = None if stays else self.set_timer(STANDS, self.clear)
        self._stretch()

    def clear(self) -> None:
        """Take the message away."""
        self._message = None
        self._stretch()

    def note(self, *pieces: Piece) -> None:
        """Say what stands here while there is no message."""
        self._note = pieces
        self.changed()

    def on_resize(self) -> None:
        """Take as many lines as the message needs in this width."""
        self._stretch()

    def pieces_for(self, width: int) -> Sequence[Piece]:
        """Return the first line of the message, or the note."""
        if self._message is not None:
            return [Piece(" "), Piece(self._lines(width)[0], self._message.style)]
        return [Piece(" "), *self._note]

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.size.width
        lines = self._lines(width)
        if not y or self._message is None or y >= len(lines):
            return super().render_line(y)
        pieces = [Piece(" "), Piece(lines[y], self._message.style)]
        return strip_of(pieces, width, palette_of(self), self.rich_style)

    def _lines(self, width: int) -> list[str]:
        """Return the message in lines; only where even the last one is too short for it, it is cut."""
        text = "" if self._message is None else sanitize(self._message.text)
        room = max(width - 2, 1)
        lines = textwrap.wrap(text, room, break_on_hyphens=False) or [""]
        if len(lines) <= LINES and all(text_width(line) <= room for line in lines):
            return lines
        return [*lines[: LINES - 1], shorten(" ".join(lines[LINES - 1 :]), room)]

    def _stretch(self) -> None:
        if not self.is_mounted:
            return
        height = len(self._lines(self.size.width)) if self.size.width else 1
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height
        self.refresh()
