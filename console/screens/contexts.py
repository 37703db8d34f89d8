"""The contexts: where one can look, what each allows, and which one this is."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from console.client.contexts import ContextInfo
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
    """One row a context; enter looks there."""

    SCOPES = (Scope.EVERYWHERE, Scope.CONTEXTS)
    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(SCOPES)
    FOOTER = ("go.open", "leave.back", "go.help")
    SPECS = (
        Spec("CONTEXT", 18, share=1),
        Spec("BACKEND", 10),
        Spec("ALLOWS", 10),
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
        here = item.name == self.desk.session.context
        policy = item.policy
        allows = "read-only" if policy.read_only else "protected" if policy.protected else "everything"
        style = "warning" if policy.read_only else "protected" if policy.protected else "foreground"
        name = f"{glyph('●')} {item.name}" if here else f"  {item.name}"
        return (
            Piece(name + (" (default)" if item.is_default else ""), "primary bold" if here else "foreground"),
            Piece(item.backend),
            Piece(allows, style),
            Piece(f"TLS not checked: {item.address}", "warning bold")
            if policy.unverified
            else Piece(item.address, "muted"),
            Piece(item.origin, "muted"),
        )

    def empty(self) -> NoticeText:
        """Say that there is none."""
        return NoticeText(
            "There are no contexts.", ("The configuration file names them; see jobconsole info.",)
        )

    def action_open(self) -> None:
        """Look at the context under the cursor."""
        item = self.table.item
        if item is None:
            return
        if item.name == self.desk.session.context:
            self.say(f"this is {item.name} already", "muted")
        else:
            self.say(f"opening {item.name} …", "muted")
            self.post_message(LookAt(item.name))
