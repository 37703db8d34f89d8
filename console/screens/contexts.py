"""The contexts: where one can look, what each allows, and which one this is."""

from collections.abc import Sequence
from typing import ClassVar, Final

from textual.binding import BindingType

from console.client.connection import Link
from console.client.contexts import ContextInfo
from console.core.context_name import LIST
from console.keymap import Scope
from console.screens.base import screen_bindings
from console.screens.desk import Desk
from console.screens.notice import NoticeText
from console.screens.places import ContextsPlace, LookAt
from console.screens.table import TableScreen
from console.widgets.cell import Piece
from console.widgets.glyph import glyph
from console.widgets.table_list import Spec


class ContextsScreen(TableScreen[ContextInfo], inherit_bindings=False):
    """One row a context; enter looks there, or at all that are marked, in one list."""

    SCOPES = (Scope.EVERYWHERE, Scope.CONTEXTS)
    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(SCOPES)
    FOOTER = ("go.open", "mark.toggle", "leave.back", "go.help")
    SPECS = (
        Spec("CONTEXT", 18, share=1),
        Spec("BACKEND", 9),
        Spec("ALLOWS", 10),
        Spec("NOW", 26),
        Spec("ADDRESS", 20, share=2, drop=1),
        Spec("FROM", 14, drop=2),
    )

    def __init__(self, desk: Desk, place: ContextsPlace) -> None:
        super().__init__(desk)
        del place

    @property
    def trail(self) -> tuple[str, ...]:
        """Say where this is."""
        return ("contexts",)

    @property
    def needs_connection(self) -> bool:
        """No: contexts are of this machine's configuration."""
        return False

    async def fetch(self) -> Sequence[ContextInfo]:
        """Return every context of the configuration."""
        return self.desk.source.infos()

    def name_of(self, item: ContextInfo) -> str:
        """Return the context's name."""
        return item.name

    def cells(self, item: ContextInfo) -> Sequence[Piece]:
        """Return a context's cells."""
        here = item.name in self.desk.session.connections
        policy = item.policy
        allows = "read-only" if policy.read_only else "protected" if policy.protected else "everything"
        style = "warning" if policy.read_only else "protected" if policy.protected else "foreground"
        name = f"{glyph('●')} {item.name}" if here else f"  {item.name}"
        return (
            Piece(name + (" (default)" if item.is_default else ""), "primary bold" if here else "foreground"),
            Piece(item.backend),
            Piece(allows, style),
            self._now(item),
            Piece(item.address, "muted"),
            Piece(item.origin, "muted"),
        )

    def _now(self, item: ContextInfo) -> Piece:
        """Say what is wrong with a context first of all; of one that nobody looks at nothing is known."""
        if item.policy.unverified:
            return Piece("TLS not checked", "warning bold")
        connection = self.desk.session.connections.get(item.name)
        return Piece("", "muted") if connection is None else _STATES[connection.link]

    def empty(self) -> NoticeText:
        """Say that there is none."""
        return NoticeText(
            "There are no contexts.", ("The configuration file names them; see jobconsole info.",)
        )

    def action_open(self) -> None:
        """Look at the context under the cursor."""
        item = self.table.item
        marks = [each.name for each in self.items or () if each.name in self.table.selection.marks]
        if item is None:
            return
        wanted = LIST.join(marks or [item.name])
        if wanted == self.desk.session.context:
            self.say(f"this is {wanted} already", "muted")
        else:
            self.say(f"opening {wanted} …", "muted")
            self.post_message(LookAt(wanted))

    def action_mark(self) -> None:
        """Mark the context, to look at several in one list, and go to the next one."""
        table = self.table
        table.select(table.selection.toggle())
        table.action_move("down")
        marked = len(table.selection.marks)
        self.say(f"{marked} marked: ⏎ shows them in one list" if marked > 1 else "", "accent", stays=True)

    def peel(self) -> bool:
        """Take away the marks, then the filter."""
        table = self.table
        if not table.selection.marks:
            return super().peel()
        table.select(table.selection.only(frozenset()))
        self.status_line.clear()
        return True


_STATES: Final = {
    Link.CONNECTING: Piece("asking", "muted"),
    Link.LIVE: Piece("answers", "status-succeeded"),
    Link.LOST: Piece("connection lost", "warning bold"),
    Link.UNREACHABLE: Piece("does not answer", "warning bold"),
    Link.FORBIDDEN: Piece("not permitted", "error bold"),
    Link.UNAUTHORIZED: Piece("credentials not accepted", "error bold"),
}
