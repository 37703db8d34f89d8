"""A list to choose one thing from, laid over the screen: attempts, related jobs, what to copy."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.geometry import Size
from textual.screen import ModalScreen, Screen
from textual.strip import Strip

from console.keymap import Scope
from console.widgets.bar import Bar
from console.widgets.bindings import bindings
from console.widgets.cell import Piece, shorten, strip_of
from console.widgets.glyph import glyph
from console.widgets.line_list import LineList


@dataclass(frozen=True, slots=True)
class Choice:
    """A row of a picker. ``pieces`` are safe text already."""

    id: str
    pieces: tuple[Piece, ...]


class ChoiceList(LineList):
    """The rows of a picker."""

    DEFAULT_CSS = """
    ChoiceList { height: auto; max-height: 1fr; background: $surface; }
    """

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__(id="choices")
        self.choices = choices

    def row_ids(self) -> Sequence[str]:
        """Return the id of every choice."""
        return [choice.id for choice in self.choices]

    def row_look(self, row: int) -> Hashable:
        """Return the choice."""
        return self.choices[row]

    def draw_row(self, row: int, width: int, *, under_cursor: bool, marked: bool) -> Strip:  # noqa: ARG002
        """Draw a choice."""
        sign = Piece(glyph("▌"), "primary bold") if under_cursor else Piece(" ")
        pieces = [sign, Piece(" "), *self.choices[row].pieces]
        return strip_of(pieces, width, self.palette, self.base, "cursor" if under_cursor else "")


class Line(Bar):
    """A line of a picker's frame."""

    DEFAULT_CSS = """
    Line { background: $surface; }
    """

    def __init__(self, text: str, style: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self._text = text
        self._style = style

    def tell(self, text: str, style: str) -> None:
        """Show another text."""
        self._text, self._style = text, style
        self.changed()

    def pieces_for(self, width: int) -> Sequence[Piece]:
        """Return the text, cut to the width."""
        return [Piece(shorten(self._text, width), self._style)]


class Picker(ModalScreen[str | None], inherit_bindings=False):
    """Shows choices and is dismissed with the id of one, or with None."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.PICKER)
    DEFAULT_CSS = """
    Picker { align: center middle; background: $background 60%; }
    Picker Vertical {
        width: 90%; max-width: 100; height: auto; max-height: 80%;
        border: round $primary; background: $surface; padding: 0 1;
    }
    Picker Vertical.-ascii { border: ascii $primary; }
    """

    def __init__(
        self, title: str, choices: Sequence[Choice], *, at: str | None = None, head: str = ""
    ) -> None:
        super().__init__()
        self._title = title
        self._choices = choices
        self._at = at
        self._head = head

    def compose(self) -> ComposeResult:
        """Lay out title, rows and keys."""
        with Vertical(classes="-ascii" if glyph.ascii_only else ""):
            yield Line(self._title, "bold")
            if self._head:
                yield Line(f"  {self._head}", "secondary")
            yield ChoiceList(self._choices)
            yield Line("⏎ takes it   esc leaves", "muted")

    def on_mount(self) -> None:
        """Put the cursor on the present choice."""
        rows = self.query_one(ChoiceList)
        rows.styles.height = max(1, min(len(self._choices), self._room))
        rows.rows_changed()
        if self._at is not None:
            rows.move_to_id(self._at)
        rows.focus()

    @property
    def _room(self) -> int:
        """The rows that there is room for."""
        screen: Size = self.app.size  # pyright: ignore[reportUnknownMemberType]
        return screen.height * 8 // 10 - 4 - bool(self._head)

    def action_choose(self) -> None:
        """Take the row under the cursor."""
        self.dismiss(self.query_one(ChoiceList).selection.cursor)

    def action_away(self) -> None:
        """Take nothing."""
        self.dismiss(None)


def pick(screen: Screen[None], picker: Picker, chosen: Callable[[str | None], None]) -> None:
    """Lay a picker over a screen; ``chosen`` gets the id that was taken, or None.

    Not over one that is not in front any more: what was read for it came too late, and would take the keys
    that are meant for another screen or dialog.
    """
    if not screen.is_active:
        return
    screen.app.push_screen(picker, chosen)  # pyright: ignore[reportUnknownMemberType]
