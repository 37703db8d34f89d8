"""The audit: every action that was asked for, who asked, what came of it and why."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from textual.binding import BindingType

from console.client.trouble import Trouble
from console.core.times import clock_time, log_time
from console.keymap import Scope
from console.model import AuditEntry, OutcomeKind
from console.screens.base import screen_bindings
from console.screens.desk import Desk
from console.screens.notice import NoticeText
from console.screens.places import AuditPlace, Go, JobPlace
from console.screens.table import TableScreen
from console.widgets.cell import Piece
from console.widgets.table_list import Spec

_GOOD = (OutcomeKind.DONE, OutcomeKind.REQUESTED)


class Row:
    """An entry with its place in the list: entries have no id of their own."""

    __slots__ = ("entry", "place")

    def __init__(self, place: int, entry: AuditEntry) -> None:
        self.place = place
        self.entry = entry


class AuditScreen(TableScreen[Row], inherit_bindings=False):
    """One row an action, newest first."""

    SCOPES = (Scope.EVERYWHERE, Scope.AUDIT)
    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(SCOPES)
    FOOTER = ("go.open", "look.filter", "leave.back", "go.help")
    SPECS = (
        Spec("WHEN", 15),
        Spec("WHO", 8, share=1),
        Spec("WHAT", 9),
        Spec("JOB", 7),
        Spec("NODE", 12, share=1, drop=2),
        Spec("RESULT", 9),
        Spec("WHY", 16, share=4, drop=1),
    )

    CONTEXT_AT = 3
    WHAT = "Who did what"

    def __init__(self, desk: Desk, place: AuditPlace) -> None:
        super().__init__(desk)
        self._job = place.job

    @property
    def trail(self) -> tuple[str, ...]:
        """Return whose audit this is."""
        return ("audit", f"job {self._job}" if self._job else "all jobs")

    async def fetch(self) -> Sequence[Row] | Trouble:
        """Read the entries."""
        answer = await self.desk.session.audit(self._job)
        if isinstance(answer, Trouble):
            return answer
        return [Row(len(answer) - place, entry) for place, entry in enumerate(answer)]

    def name_of(self, item: Row) -> str:
        """Return the entry's number from the oldest that was read, which later ones do not change."""
        entry = item.entry
        return entry.request_id or f"{entry.at}-{item.place}"

    def id_of(self, item: Row) -> str:
        """Return the job's id."""
        return item.entry.job

    def cells(self, item: Row) -> Sequence[Piece]:
        """Return an entry's cells."""
        entry = item.entry
        good = entry.result in _GOOD
        why = entry.reason or "" if good else entry.message
        return (
            Piece(self._when(entry.at), "muted"),
            Piece(entry.actor or "?"),
            Piece(entry.verb, "bold"),
            Piece(self.plain(entry.job)),
            Piece(entry.node or "", "foreground"),
            Piece(entry.result, "status-succeeded" if good else "status-failed"),
            Piece(why, "foreground" if good else "muted"),
        )

    def _when(self, at: str) -> str:
        try:
            when = datetime.fromisoformat(at)
        except ValueError:
            return at
        zone, now = self.desk.settings.zone, self.desk.now
        if when.tzinfo is None:
            return at
        day = clock_time(when, now, zone)
        return log_time(when, zone) if ":" in day else f"{day} {log_time(when, zone)}"

    def empty(self) -> NoticeText:
        """Say that nothing was done."""
        whose = f"job {self._job}" if self._job else "any job"
        return NoticeText(
            f"Nobody has done anything to {whose} yet.", (f"{self.desk.face('leave.back')} goes back.",)
        )

    def action_open(self) -> None:
        """Open the entry's job."""
        if (item := self.table.item) is not None:
            self.post_message(Go(JobPlace(item.entry.job, item.entry.node)))
