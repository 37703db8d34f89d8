"""The workflows that can be started."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from console.client.trouble import Trouble
from console.keymap import Scope
from console.model import WorkflowInfo
from console.screens.base import screen_bindings
from console.screens.desk import Desk
from console.screens.notice import NoticeText, no_start_notice
from console.screens.places import FormPlace, Go, StartPlace
from console.screens.table import TableScreen
from console.widgets.cell import Piece
from console.widgets.table_list import Spec


class StartScreen(TableScreen[WorkflowInfo], inherit_bindings=False):
    """One row a workflow; enter opens its form."""

    SCOPES = (Scope.EVERYWHERE, Scope.START)
    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(SCOPES)
    FOOTER = ("go.open", "look.filter", "leave.back", "go.help")
    SPECS = (
        Spec("WORKFLOW", 18, share=1),
        Spec("NODES", 5, drop=3, align="right"),
        Spec("TAKES", 16, share=1, drop=2),
        Spec("WHAT IT DOES", 24, share=2),
        Spec("FROM", 20, share=1, drop=4),
    )

    CONTEXT_AT = 0
    WHAT = "What can be started"

    def __init__(self, desk: Desk, place: StartPlace) -> None:
        super().__init__(desk)
        del place

    @property
    def trail(self) -> tuple[str, ...]:
        """Say where this is."""
        return ("start", "which workflow")

    async def fetch(self) -> Sequence[WorkflowInfo] | Trouble:
        """Read the workflows; of a backend that starts nothing there are none."""
        return () if self.starts_nothing else await self.desk.session.workflows()

    @property
    def starts_nothing(self) -> bool:
        """Whether it is known that no job can be started here."""
        session = self.desk.session
        return session.is_known and not session.capabilities.start

    def name_of(self, item: WorkflowInfo) -> str:
        """Return the workflow's id."""
        return item.id

    def id_of(self, item: WorkflowInfo) -> str:
        """Return the workflow's id."""
        return item.id

    def cells(self, item: WorkflowInfo) -> Sequence[Piece]:
        """Return a workflow's cells."""
        takes = ", ".join(f"{p.name}{'*' if p.required and p.default is None else ''}" for p in item.params)
        return (
            Piece(item.name, "bold"),
            Piece("" if item.node_count is None else str(item.node_count)),
            Piece(takes or "nothing", "foreground" if takes else "muted"),
            Piece(item.description),
            Piece(item.source, "muted"),
        )

    def empty(self) -> NoticeText:
        """Say where workflows come from, or that there is nothing to be had here."""
        face = self.desk.face
        if self.starts_nothing:
            return no_start_notice(self.desk)
        return NoticeText(
            "No workflow can be started from here.",
            (
                "jobconsole run FILE starts one from a file; from then on it stands here.",
                f"{face('leave.back')} goes back.",
            ),
        )

    def action_open(self) -> None:
        """Open the form of the workflow under the cursor."""
        if (item := self.table.item) is not None:
            self.post_message(Go(FormPlace(item.id)))
