"""The choice of columns: every column that there is, in order, shown or not."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.geometry import Size
from textual.screen import ModalScreen

from console.core.columns import COLUMNS
from console.core.visible import make_visible_in_place
from console.keymap import Scope
from console.screens.picker import Choice, ChoiceList, Line
from console.widgets.bindings import bindings
from console.widgets.cell import Piece, fit
from console.widgets.glyph import glyph

Fitting = Callable[[tuple[str, ...]], frozenset[str]]
"""Returns which of these columns have room, as the list is wide now."""


class ColumnsScreen(ModalScreen[tuple[str, ...] | None], inherit_bindings=False):
    """Is dismissed with the columns chosen, in order; empty for the usual ones, None for no change."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.COLUMNS)
    DEFAULT_CSS = """
    ColumnsScreen { align: center middle; background: $background 60%; }
    ColumnsScreen:ansi { background: transparent; }
    ColumnsScreen Vertical {
        width: 90%; max-width: 72; height: auto; max-height: 95%;
        border: round $primary; border-title-color: $foreground; border-title-style: bold;
        background: $surface; padding: 0 1;
    }
    ColumnsScreen Vertical.-ascii { border: ascii $primary; }
    """

    def __init__(self, view: str, shown: tuple[str, ...], usual: tuple[str, ...], fitting: Fitting) -> None:
        super().__init__()
        self._view = view
        self._usual = usual
        self._fitting = fitting
        self.names = _all_in_order(shown or usual)
        """Every column, in the order that it has here."""
        self.shown = set(shown or usual)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The columns that are shown, in order."""
        return tuple(name for name in self.names if name in self.shown)

    def compose(self) -> ComposeResult:
        """Lay out title, columns and keys."""
        with Vertical(classes="-ascii" if glyph.ascii_only else "") as box:
            box.border_title = Content(make_visible_in_place(f"Columns of {self._view}"))
            yield ChoiceList(self._rows())
            yield Line("space shows or hides   < > moves it left or right", "muted")
            yield Line(f"d the usual ones   {glyph('⏎')} takes them   esc leaves", "muted")

    def on_mount(self) -> None:
        """Begin at the first column."""
        self._take_height(self.app.size)  # pyright: ignore[reportUnknownMemberType]
        self.query_one(ChoiceList).focus()

    def on_resize(self, event: Resize) -> None:
        """Leave room for the keys, however low the terminal has become."""
        self._take_height(event.size)

    def _take_height(self, screen: Size) -> None:
        rows = self.query_one(ChoiceList)
        rows.styles.height = max(3, min(len(self.names), screen.height * 95 // 100 - 4))
        rows.rows_changed()

    def action_show(self) -> None:
        """Show the column under the cursor, or hide it; the last one stays."""
        name = self._under_cursor
        if self.shown == {name}:
            return
        self.shown ^= {name}
        self._changed()

    def action_shift(self, by: int) -> None:
        """Move the column under the cursor; the cursor goes with it."""
        place = self.names.index(self._under_cursor)
        other = place + by
        if 0 <= other < len(self.names):
            self.names[place], self.names[other] = self.names[other], self.names[place]
            self._changed()

    def action_usual(self) -> None:
        """Take the usual columns."""
        self.names = _all_in_order(self._usual)
        self.shown = set(self._usual)
        self._changed()

    def action_choose(self) -> None:
        """Take what is shown."""
        self.dismiss(() if self.chosen == self._usual else self.chosen)

    def action_away(self) -> None:
        """Leave the list as it was."""
        self.dismiss(None)

    @property
    def _under_cursor(self) -> str:
        return self.query_one(ChoiceList).selection.cursor or self.names[0]

    def _changed(self) -> None:
        rows = self.query_one(ChoiceList)
        rows.choices = self._rows()
        rows.rows_changed()

    def _rows(self) -> list[Choice]:
        room = self._fitting(() if self.chosen == self._usual else self.chosen)
        return [Choice(name, tuple(self._cells(name, room))) for name in self.names]

    def _cells(self, name: str, room: frozenset[str]) -> list[Piece]:
        shown = name in self.shown
        told = COLUMNS[name]
        if shown and name not in room:
            told = "a line of its own under the cursor" if name == "why" else "no room in this width"
        elif not shown and name in room:
            told = "stays: it says whose each job is"
        return [
            Piece(f"[{glyph('✔') if shown else ' '}] ", "accent bold" if shown else "muted"),
            Piece(fit(name, 10), "foreground" if shown else "muted"),
            Piece(told, "warning" if told != COLUMNS[name] else "muted"),
        ]


def _all_in_order(shown: tuple[str, ...]) -> list[str]:
    return [*shown, *(name for name in COLUMNS if name not in shown)]
