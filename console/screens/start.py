"""The workflows that can be started."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType

from console.client.trouble import Trouble
from console.client.workflow_file import complete_path, expanded
from console.keymap import Scope
from console.model import WorkflowInfo
from console.screens.base import screen_bindings
from console.screens.desk import Desk
from console.screens.notice import NoticeText, no_start_notice
from console.screens.places import FormPlace, Go, StartPlace
from console.screens.table import TableScreen
from console.widgets.cell import Piece
from console.widgets.key_bar import Hint
from console.widgets.table_list import Spec


class StartScreen(TableScreen[WorkflowInfo], inherit_bindings=False):
    """One row a workflow; enter opens its form."""

    SCOPES = (Scope.EVERYWHERE, Scope.START)
    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(SCOPES)
    FOOTER = ("go.open", "act.start", "go.file", "look.filter", "leave.back", "go.help")
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
        self._like = place.like

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
        if self.starts_nothing:
            return no_start_notice(self.desk)
        face, why = self.desk.face, self.desk.session.why_no_files
        way = why or f"{face('go.file')} starts one from a file; from then on it stands here."
        return NoticeText("No workflow can be started from here.", (way, f"{face('leave.back')} goes back."))

    def look_hints(self) -> Sequence[Hint]:
        """Say of which job a form would be filled in, and whether a file can be started here."""
        face = self.desk.face
        words = {
            face("act.start"): (f"as job {self._like}" if self._like else "as a job", bool(self._like)),
            face("go.file"): ("file", not self.desk.session.why_no_files),
        }
        return [
            replace(hint, label=words[hint.key][0], live=words[hint.key][1]) if hint.key in words else hint
            for hint in super().look_hints()
        ]

    def action_start(self) -> None:
        """Open the form of the job that one came from, filled in as that one was."""
        if self._like:
            self.post_message(Go(FormPlace(like=self._like)))
        else:
            self.say("this starts a job again that the cursor was on: there was none", "warning")

    # --- a file -----------------------------------------------------------------------------------

    def action_file(self) -> None:
        """Ask for a path; tab completes it."""
        if why := self.desk.session.why_no_files:
            self.say(why, "warning")
            return
        self.ask("F", "", complete_path)
        self.prompt_edited("F", "")

    def prompt_edited(self, sign: str, text: str) -> None:
        """Say what may stand next in the path; a filter is taken at once."""
        if sign != "F":
            super().prompt_edited(sign, text)
            return
        found = [each.text for each in self.prompt.completions]
        self.prompt.hint(
            "  ".join(found[:8]) if found else "no folder and no workflow file begins so", error=not found
        )

    def prompt_submitted(self, sign: str, text: str) -> bool:
        """Open the file's form, or its mistakes; a folder is no file yet."""
        if sign != "F":
            return super().prompt_submitted(sign, text)
        path = text.strip()
        if not path:
            return True
        if not expanded(path).is_file():
            told = (
                "this is a folder: tab completes what is in it"
                if expanded(path).is_dir()
                else "there is no such file"
            )
            self.prompt.hint(told, error=True)
            return False
        self.post_message(Go(FormPlace(file=path)))
        return True

    def action_open(self) -> None:
        """Open the form of the workflow under the cursor."""
        if (item := self.table.item) is not None:
            self.post_message(Go(FormPlace(item.id)))
