"""The lower part of a job's screen: the end of a node's log, or why there is none."""

from datetime import datetime
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from console.core.explain import explain_job, explain_node
from console.core.sanitize import sanitize
from console.model import JobDetail, LogRef, Node
from console.screens.attempts import executions_of
from console.screens.desk import Desk
from console.screens.job_words import Words, outputs_line, tail_title
from console.screens.log_pane import LogPane
from console.widgets.cell import Piece
from console.widgets.glyph import glyph
from console.widgets.log_gutter import Gutter
from console.widgets.text_view import TextLine, TextView

SETTLES: Final = 0.12
"""Seconds that the cursor rests on a node before its log is read."""


class JobTail(Vertical):
    """Shows the latest attempt of the node under the cursor."""

    DEFAULT_CSS = """
    JobTail { width: 1fr; height: 8; }
    JobTail #outputs { background: $background; display: none; }
    JobTail TextView { display: none; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(id="tail")
        self._desk = desk
        self._ref: LogRef | None = None
        self._unopened = False
        """Whether that log could not be opened: it is tried again with the next news of the job."""
        self._detail: JobDetail | None = None
        self._node: Node | None = None

    def compose(self) -> ComposeResult:
        """Lay out title, outputs, log and the words in its place."""
        yield Words(id="tail-title")
        yield Words(id="outputs")
        yield LogPane(Gutter(zone=self._desk.settings.zone), view_id="tail-log")
        yield TextView(id="tail-why")

    @property
    def pane(self) -> LogPane:
        """The log."""
        return self.query_one(LogPane)

    def show(self, detail: JobDetail, node: Node | None) -> None:
        """Show the log of a node; without one, why the job stands where it stands."""
        self._detail, self._node = detail, node
        self._show_title()
        attempts = executions_of(detail, node.id) if node is not None else ()
        number = attempts[0].number if attempts else (node.execution if node is not None else 0)
        if node is None or not number:
            self._ref = None
            self.pane.close()
            self._show_words(self._why(detail, node))
            return
        ref = LogRef(detail.job.id, node.id, number)
        if ref != self._ref or self._unopened:
            if ref != self._ref:
                self._show_words(None)
            self._ref, self._unopened = ref, False
            self.pane.open(self._desk.session, ref, self._rows, after=SETTLES)

    def rest(self) -> None:
        """Follow nothing while another screen stands before this one."""
        self.pane.rest()

    def go_on(self) -> None:
        """Show the end of the log as it is by now, and follow it again."""
        self.pane.go_on(self._rows)

    @property
    def _rows(self) -> int:
        """How many lines are read at the end of a log."""
        return 2 * max(10, self.size.height)

    def retitle(self) -> None:
        """Draw the title anew: another pane has the focus."""
        if self.is_mounted:
            self._show_title()

    @on(LogPane.Opened)
    @on(LogPane.LinkChanged)
    def _opened(self, event: LogPane.Opened | LogPane.LinkChanged) -> None:
        event.stop()
        windows = self.pane.windows
        if windows is None or windows.count or self._ref is None:
            self._show_words(None)
        elif windows.ended:
            self._show_words([[Piece("It wrote nothing.", "muted")], *self._reason()])
        else:
            self._show_words([[Piece("It has written nothing yet.", "muted")]])

    @on(LogPane.Failed)
    def _failed(self, event: LogPane.Failed) -> None:
        event.stop()
        self._unopened = self.pane.windows is not None and not self.pane.windows.count
        self._show_words(
            [[Piece(sanitize(line), "warning")] for line in event.trouble.lines] + self._reason()
        )

    def lines_appeared(self) -> None:
        """Show the log once it has a line."""
        if self._ref is not None and self.pane.view.lines.count:
            self._show_words(None)

    def _show_title(self) -> None:
        title, outputs = self.query_one("#tail-title", Words), self.query_one("#outputs", Words)
        detail, node = self._detail, self._node
        if detail is None or node is None:
            title.say(Piece(" Why", "bold"))
            outputs.display = False
            return
        attempts = executions_of(detail, node.id)
        latest = attempts[0] if attempts else None
        focused, zone = self.pane.view.has_focus, self._desk.settings.zone
        title.say(*tail_title(node, latest, len(attempts), zone, focused=focused))
        outputs.display = bool(node.outputs)
        outputs.say(*outputs_line(node, self.size.width))

    def _why(self, detail: JobDetail, node: Node | None) -> list[TextLine]:
        now: datetime = self._desk.now
        zone = self._desk.settings.zone
        whys = explain_job(detail, now=now, zone=zone) if node is None else explain_node(
            detail, node.id, now=now, zone=zone
        )  # fmt: skip
        return [[Piece(f"{glyph('•')} ", "accent"), Piece(sanitize(why.sentence))] for why in whys]

    def _reason(self) -> list[TextLine]:
        """Return why the node, else the job, stands so, where no log tells it."""
        if self._detail is None:
            return []
        reason = (self._node.reason if self._node is not None else None) or self._detail.job.reason
        return [[Piece(sanitize(reason))]] if reason else []

    def _show_words(self, words: list[TextLine] | None) -> None:
        why = self.query_one("#tail-why", TextView)
        had_focus = self.pane.view.has_focus or why.has_focus
        self.pane.display = words is None
        why.display = words is not None
        if words is not None:
            why.show(words)
        if had_focus:
            (why if words is not None else self.pane.view).focus()
