"""The help: every key, made from the table that binds them, searchable."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType

from console.keymap import Scope
from console.screens.base import screen_bindings
from console.screens.desk import Desk
from console.screens.help_rows import HelpRow, help_rows, topic_of
from console.screens.notice import NoticeText
from console.screens.places import HelpPlace
from console.screens.table import TableScreen
from console.widgets.cell import Piece, text_width
from console.widgets.table_list import Spec, widths_for

_KEYS = 12
"""Columns of keys; a command takes the room of what it does, which stands below it then."""


class HelpScreen(TableScreen[HelpRow], inherit_bindings=False):
    """One row a key, under headings: first those of the screen that one came from."""

    SCOPES = (Scope.EVERYWHERE, Scope.HELP)
    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(SCOPES)
    FOOTER = ("look.filter", "leave.back", "go.command", "go.palette")
    WORDS = {"look.filter": "search"}  # noqa: RUF012 - as the base has it
    SPECS = (
        Spec("", 10),
        Spec("KEY", _KEYS),
        Spec("WHAT IT DOES", 48, share=3, drop=0),
        Spec("WHERE", 23, share=1, drop=2),
        Spec("ID", 20, drop=3),
    )

    def __init__(self, desk: Desk, place: HelpPlace) -> None:
        super().__init__(desk)
        self._asked = place.topic
        self._topic = topic_of(place.topic)
        self._first: dict[str, str] = {}

    @property
    def trail(self) -> tuple[str, ...]:
        """Say where this is."""
        return ("help", self._asked if self._topic is not None else "every key")

    @property
    def needs_connection(self) -> bool:
        """No: the keys are ours."""
        return False

    async def fetch(self) -> Sequence[HelpRow]:
        """Return every key with a person's own in place of ours, and the commands."""
        if self._asked and self._topic is None:
            self.say(f"there is no help on {self._asked} alone: this is all of it", "warning")
        own = {f"go.view_{view.digit}": view for view in self.desk.views.own}
        keys = [
            replace(key, help=f"your own view {own[key.id].name}: {own[key.id].query or 'all jobs'}")
            if key.id in own
            else key
            for key in self.desk.keys
        ]
        return help_rows(self._topic, keys)

    def show_items(self, trouble: object = None) -> None:
        """Show the keys; the first of a group bears its name."""
        del trouble
        text = self.filter.casefold()
        self._first = {}
        for row in self.items or ():
            if not text or self.matches(row, text):
                self._first.setdefault(row.heading, row.id)
        super().show_items()

    def name_of(self, item: HelpRow) -> str:
        """Return the binding's id."""
        return item.id

    def matches(self, item: HelpRow, text: str) -> bool:
        """Search everything that is said of a key: every word must be in it."""
        return all(item.matches(word) for word in text.split())

    def cells(self, item: HelpRow) -> Sequence[Piece]:
        """Return a key's cells."""
        wide = text_width(item.keys) > _KEYS
        what = f"{item.keys}  {item.what}" if wide else item.what
        keys = item.keys.partition(" ")[0] if wide else item.keys
        return (
            Piece(item.heading if self._first.get(item.heading) == item.id else "", "secondary bold"),
            Piece(keys, "key"),
            Piece(what),
            Piece(item.where, "muted"),
            Piece("" if item.id.startswith(":") else item.id, "muted"),
        )

    def fit_words(self) -> None:
        """Say again what is cut to the width of the screen."""
        super().fit_words()
        self.cursor_moved()

    def cursor_moved(self) -> None:
        """Tell in full what has no room in its row."""
        row = self.table.item
        if row is not None and text_width(self.cells(row)[2].text) > self._room:
            self.status_line.note(Piece(row.what))
        else:
            self.note_filter()

    @property
    def _room(self) -> int:
        """The columns of what a key does."""
        return widths_for(self.SPECS, self.table.line_width)[2]

    def empty(self) -> NoticeText:
        """There is always a key."""
        return NoticeText("There are no keys.")
