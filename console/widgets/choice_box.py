"""A choice in a dialog: all its options in sight, one of them taken."""

from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from console.client.proposal import Choice
from console.widgets.cell import Piece, fit, strip_of, text_width
from console.widgets.glyph import glyph
from console.widgets.palette import palette_of

LABEL: Final = 12
"""Columns of the labels in a dialog."""


class ChoiceBox(Widget, can_focus=True, inherit_bindings=False):
    """A label and its options: in one line where they fit, else one below the other."""

    DEFAULT_CSS = """
    ChoiceBox { height: auto; width: 1fr; background: $surface; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,down,space", "next(1)", show=False),
        Binding("left,up", "next(-1)", show=False),
    ]

    class Picked(Message):
        """Another option was taken."""

        def __init__(self, key: str, value: str) -> None:
            super().__init__()
            self.key = key
            self.value = value

    def __init__(self, choice: Choice, *, label: int = LABEL) -> None:
        super().__init__(id=f"choice-{choice.key}")
        self.choice = choice
        self.place = 0
        self._label = label

    @property
    def value(self) -> str:
        """The key of the option that is taken."""
        return self.choice.options[self.place].key

    def action_next(self, by: int) -> None:
        """Take the next option, or the one before."""
        count = len(self.choice.options)
        if count > 1:
            self.place = (self.place + by) % count
            self.refresh()
            self.post_message(self.Picked(self.choice.key, self.value))

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """Return one line, or one for each option."""
        del container, viewport
        return 1 if self._in_one_line(width) else len(self.choice.options)

    def render_line(self, y: int) -> Strip:
        """Draw a line of options."""
        width = self.size.width
        label = Piece(fit(self.choice.title if not y else "", self._label), "muted")
        options = range(len(self.choice.options))
        shown = options if self._in_one_line(width) else [y] if y < len(options) else []
        pieces = [label, *(piece for place in shown for piece in self._option(place))]
        return strip_of(pieces, width, palette_of(self), self.rich_style)

    def _option(self, place: int) -> list[Piece]:
        taken = place == self.place
        style = "primary bold" if taken and self.has_focus else "bold" if taken else "foreground"
        sign = glyph("●") if taken else glyph("○")
        return [
            Piece(f"{sign} ", style),
            Piece(fit_label(self.choice.options[place].label), style),
            Piece("    "),
        ]

    def _in_one_line(self, width: int) -> bool:
        return self._label + sum(text_width(option.label) + 6 for option in self.choice.options) <= width + 4


def fit_label(label: str) -> str:
    """Return an option's label in the columns that it takes."""
    return fit(label, text_width(label))
