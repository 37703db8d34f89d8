"""What may be typed next, in a column over the prompt: one word a line, with a few words on it."""

from collections.abc import Sequence
from typing import Final

from textual.strip import Strip
from textual.widget import Widget

from console.core.query import Completion
from console.widgets.cell import Piece, fit, strip_of, text_width
from console.widgets.palette import palette_of

MOST: Final = 10
"""Lines at most: what is below stays in sight."""

_WORD: Final = 32
"""Columns of a word at most."""


class CompletionMenu(Widget):
    """Lies over the lowest lines of the body. It hears no keys: the prompt tells which one is taken."""

    DEFAULT_CSS = """
    CompletionMenu {
        layer: over; dock: bottom; display: none; width: auto; height: auto; margin-bottom: 2;
        background: $panel; color: $foreground;
    }
    """

    def __init__(self) -> None:
        super().__init__(id="completions")
        self.choices: tuple[Completion, ...] = ()
        self.taken: int | None = None

    def offer(self, choices: Sequence[Completion], taken: int | None = None) -> None:
        """Show these, with the one that is taken; nothing where there are none."""
        if (tuple(choices), taken) == (self.choices, self.taken):
            return
        resized = len(choices) != len(self.choices) or self._wide(choices) != self._wide(self.choices)
        self.choices, self.taken = tuple(choices), taken
        self.display = bool(choices)
        self.refresh(layout=resized)

    @property
    def rows(self) -> int:
        """How many lines there are room for."""
        return min(len(self.choices), MOST, max(1, self.screen.size.height // 2 - 2))

    def get_content_width(self, container: object, viewport: object) -> int:
        """Return the columns that the widest line takes, at most those of the screen."""
        del container, viewport
        word, about = self._wide(self.choices)
        return min(self.screen.size.width, word + about + 5)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """Return the lines that are shown."""
        del container, viewport, width
        return self.rows

    def render_line(self, y: int) -> Strip:
        """Draw a word, and what it means."""
        first = self._first
        number = first + y
        if number >= len(self.choices):
            return Strip.blank(self.size.width, self.rich_style)
        choice = self.choices[number]
        width = self.size.width
        more = number == first + self.rows - 1 and number < len(self.choices) - 1
        word = min(self._wide(self.choices)[0], width - 3)
        pieces = [
            Piece(" "),
            Piece(fit(choice.text.rstrip(), word), "bold"),
            Piece("  "),
            Piece(fit(choice.help, max(0, width - word - 5)), "muted"),
            Piece(" v" if more else "  ", "muted"),
        ]
        return strip_of(
            pieces, width, palette_of(self), self.rich_style, "cursor" if number == self.taken else ""
        )

    @property
    def _first(self) -> int:
        """The first one in view: the one that is taken is always in it."""
        return max(0, (self.taken or 0) - self.rows + 1)

    def _wide(self, choices: Sequence[Completion]) -> tuple[int, int]:
        words = max((text_width(each.text.rstrip()) for each in choices), default=0)
        abouts = max((text_width(each.help) for each in choices), default=0)
        return min(words, _WORD), abouts
