"""The line above the keys: a short message, else what the list is narrowed by."""

from collections.abc import Sequence
from typing import Final

from textual.timer import Timer

from console.widgets.bar import Bar
from console.widgets.cell import Piece, shorten

STANDS: Final = 6.0
"""Seconds that a message stands."""


class StatusLine(Bar):
    """Messages instead of toasts: one line, no frame, nothing laid over what is being read."""

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
        self.changed()

    def clear(self) -> None:
        """Take the message away."""
        self._message = None
        self.changed()

    def note(self, *pieces: Piece) -> None:
        """Say what stands here while there is no message."""
        self._note = pieces
        self.changed()

    def pieces_for(self, width: int) -> Sequence[Piece]:
        """Return the message, or the note."""
        if self._message is not None:
            return [Piece(" "), Piece(shorten(self._message.text, width - 2), self._message.style)]
        return [Piece(" "), *self._note]
