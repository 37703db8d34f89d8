"""The logs of a whole job: every execution of every node, as one log by time."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Final

from textual.binding import BindingType

from console.actions import Focus, JobFocus
from console.client.job_logs import sources_of
from console.client.log_lines import HeldLine
from console.client.log_merge import MergedLog
from console.client.log_window import LogReader
from console.core.figures import count
from console.core.log_pattern import LogPattern
from console.model import JobDetail, LogLine, LogRef
from console.screens.base import screen_bindings
from console.screens.desk import Desk
from console.screens.logs import LogsScreen
from console.screens.notice import NoticeText
from console.screens.picker import Choice, Picker, pick
from console.screens.places import Go, JobLogPlace, LogsPlace, Place
from console.widgets.cell import Piece, fit, shorten, text_width
from console.widgets.log_gutter import name_of

WIDEST_NAME: Final = 24
"""Columns for the names of nodes at most."""


class JobLogScreen(LogsScreen, inherit_bindings=False):
    """All keys of a log work here; the actions mean the job, not the node that happens to write."""

    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(LogsScreen.SCOPES)
    WORDS: ClassVar[Mapping[str, str]] = {
        **LogsScreen.WORDS,
        "go.whole_log": "one node",
        "go.attempts": "executions",
    }

    def __init__(self, desk: Desk, place: JobLogPlace) -> None:
        super().__init__(desk, LogsPlace(place.job, line=place.line))
        self._merged: MergedLog | None = None

    # --- what the frame asks ------------------------------------------------------------------------

    @property
    def here(self) -> Place | None:
        """The job's log, and the line where the end is not followed."""
        return JobLogPlace(self.place.job, None if self.windows is None else self.line_here)

    @property
    def trail(self) -> tuple[str, ...]:
        """Return the job, and of how many executions this is the log."""
        number = len(self._merged.sources) if self._merged is not None else 0
        of = f"{count(number)} execution{'' if number == 1 else 's'}"
        return (shorten(self.place.job, 16), "all nodes", *([of] if number else []))

    @property
    def target(self) -> Focus:
        """Return the job."""
        return None if self.detail is None else JobFocus(self.detail.job, self.detail)

    @property
    def reader(self) -> LogReader:
        """What merges the logs."""
        return self._merged or self.desk.session.backend

    @property
    def names(self) -> int:
        """How wide the names of the nodes that have written are."""
        sources = self._merged.sources if self._merged is not None else []
        widest = max((text_width(_label(each.ref)) for each in sources), default=0)
        return min(widest, WIDEST_NAME, max(8, self.size.width // 5))

    @property
    def begin(self) -> datetime | None:
        """When the job began."""
        return self.detail.job.started if self.detail is not None else None

    # --- which logs ---------------------------------------------------------------------------------

    def node_id(self) -> str | None:
        """Return no node: this is about the job."""
        return None

    def choose(self, detail: JobDetail) -> LogRef | None:
        """Return the name of the merged log; take over executions that have begun since."""
        sources = sources_of(detail)
        if self._merged is None:
            if not sources:
                return None
            self._merged = MergedLog(self.desk.session.backend, sources, sleep=self.desk.session.sleep)
        before = len(self._merged.sources)
        self._merged.update(sources, finished=detail.job.status.is_terminal)
        if len(self._merged.sources) != before:
            self.number_lines()
        return LogRef(detail.job.id, "", 0)

    def log_opened(self, pattern: LogPattern | None) -> None:
        """Say what could not be read."""
        super().log_opened(pattern)
        if self._merged is not None and self._merged.left_out:
            self.say(f"{count(self._merged.left_out)} executions have no log that can be read", "warning")

    async def find_since(self, ref: LogRef, moment: datetime, count: int) -> int | None:
        """Let each log be searched by itself."""
        if self._merged is None:
            return await super().find_since(ref, moment, count)
        return await self._merged.first_since(moment)

    def silent(self, ref: LogRef, *, ended: bool) -> NoticeText:
        """Return what stands instead of the lines of logs that have none."""
        if ended:
            return NoticeText(f"No node of job {ref.job} wrote anything.")
        return NoticeText(
            f"No node of job {ref.job} has written anything yet.", ("Lines appear here as they come.",)
        )

    def without_log(self, detail: JobDetail) -> NoticeText:
        """Return what stands here before anything has run."""
        return NoticeText(
            f"No node of job {detail.job.id} has run yet, so there is no log.",
            (f"{self.desk.face('leave.back')} goes back.",),
        )

    # --- to one of them -----------------------------------------------------------------------------

    def action_whole_log(self) -> None:
        """Go to the log of the node that wrote the line that is meant."""
        line = self._line()
        if line is None or line.node is None:
            self.say("no node wrote this line", "warning")
        else:
            self.post_message(Go(LogsPlace(self.place.job, line.node, line.execution)))

    def action_attempts(self) -> None:
        """Choose one of the executions, and open its log."""
        sources = [each for each in self._merged.sources if not each.note] if self._merged else []
        if not sources:
            self.say("nothing has run yet", "warning")
            return
        line, names = self._line(), {str(number): each.ref for number, each in enumerate(sources)}
        rows = [
            Choice(id_, (Piece(fit(_label(ref), 40)), Piece(f"{count(each.total):>12} lines", "muted")))
            for (id_, ref), each in zip(names.items(), sources, strict=True)
        ]
        at = next((id_ for id_, ref in names.items() if line and name_of(line) == _label(ref)), "0")

        def chosen(id_: str | None) -> None:
            if id_ is not None:
                ref = names[id_]
                self.post_message(Go(LogsPlace(ref.job, ref.node, ref.execution)))

        pick(self, Picker(f"Executions of job {self.place.job}", rows, at=at), chosen)

    def _line(self) -> LogLine | None:
        number = self.view.current
        held = self.view.lines.get(number) if number is not None else None
        return held.line if isinstance(held, HeldLine) else None


def _label(ref: LogRef) -> str:
    return f"{ref.node}#{ref.execution}" if ref.node else ""
