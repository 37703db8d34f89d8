"""The help: every key, made from the table that binds them, searchable."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from console.keymap import Group, Key, Scope, face
from console.screens.base import screen_bindings
from console.screens.command_table import COMMANDS
from console.screens.desk import Desk
from console.screens.notice import NoticeText
from console.screens.places import HelpPlace
from console.screens.table import TableScreen
from console.widgets.cell import Piece
from console.widgets.sign import glyph
from console.widgets.table_list import Spec


class HelpScreen(TableScreen[Key], inherit_bindings=False):
    """One row a key, under the headings of their groups."""

    SCOPES = (Scope.EVERYWHERE, Scope.HELP)
    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(SCOPES)
    FOOTER = ("look.filter", "leave.back")
    SPECS = (
        Spec("", 10),
        Spec("KEY", 12),
        Spec("WHAT IT DOES", 48, share=3, drop=0),
        Spec("WHERE", 23, share=1, drop=2),
        Spec("ID", 20, drop=3),
    )

    def __init__(self, desk: Desk, place: HelpPlace) -> None:
        super().__init__(desk)
        del place
        self._first: dict[str, str] = {}

    @property
    def trail(self) -> tuple[str, ...]:
        """Say where this is."""
        return ("help", "every key")

    @property
    def needs_connection(self) -> bool:
        """No: the keys are ours."""
        return False

    async def fetch(self) -> Sequence[Key]:
        """Return every key with a person's own in place of ours, and the commands."""
        ordered = [key for group in Group for key in self.desk.keys if key.group is group]
        return [*ordered, *(_command(name, info.line) for name, info in COMMANDS.items())]

    def show_items(self, trouble: object = None) -> None:
        """Show the keys; the first of a group bears its name."""
        del trouble
        text = self.filter.casefold()
        self._first = {}
        for key in self.items or ():
            if not text or self.matches(key, text):
                self._first.setdefault(_heading(key), key.id)
        super().show_items()

    def name_of(self, item: Key) -> str:
        """Return the binding's id."""
        return item.id

    def matches(self, item: Key, text: str) -> bool:
        """Search everything that is said of a key."""
        faces = " ".join(glyph(face(key)) for key in item.keys)
        return text in f"{_heading(item)} {faces} {item.help} {item.id} {_where(item)}".casefold()

    def cells(self, item: Key) -> Sequence[Piece]:
        """Return a key's cells."""
        heading = _heading(item)
        faces = "  ".join(glyph(face(key)) for key in item.keys)
        return (
            Piece(heading if self._first.get(heading) == item.id else "", "secondary bold"),
            Piece(faces, "key"),
            Piece(item.help),
            Piece(_where(item), "muted"),
            Piece("" if item.id.startswith(":") else item.id, "muted"),
        )

    def empty(self) -> NoticeText:
        """There is always a key."""
        return NoticeText("There are no keys.")


def _command(name: str, line: str) -> Key:
    usage, _, about = line.partition(": ")
    return Key(f":{name}", (f":{usage}",), "", about, Group.GO, frozenset())


def _heading(key: Key) -> str:
    return "Commands" if key.id.startswith(":") else str(key.group)


def _where(key: Key) -> str:
    return ", ".join(str(scope) for scope in Scope if scope in key.scopes)
