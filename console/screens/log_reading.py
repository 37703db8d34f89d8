"""Reading one log: which one it is, its lines as they are wanted, its end as it grows."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.messages import Update

from console.client.log_window import LogLink
from console.client.trouble import Trouble, trouble_of
from console.core.log_pattern import LogPattern
from console.model import JobDetail, LogLine, LogRef
from console.screens.attempts import executions_of
from console.screens.log_pane import LogPane
from console.screens.log_showing import LogShowing


class LogReading(LogShowing, inherit_bindings=False):
    """The part of the log screen that reads a log."""

    _pattern: LogPattern | None = None
    _unopened = False
    """Whether the last try to open the log failed: then it is tried again whenever the job is read."""

    def log_opened(self, pattern: LogPattern | None) -> None:
        """Take note that another log has been opened, while ``pattern`` was looked for in the one before."""

    def body(self) -> ComposeResult:
        """Lay out the lines and the notice, and hear of lines that come."""
        for widget in super().body():
            if isinstance(widget, LogPane):
                widget.on_batch = self.lines_came
                widget.view.on_moved = self._moved
            yield widget

    def jobs_changed(self, ids: frozenset[str]) -> None:
        """Read again if it is this job that changed."""
        if not ids or self.place.job in ids:
            self.read_soon()

    # --- reading ------------------------------------------------------------------------------------

    async def read(self) -> None:
        """Read the job; open its log when it is known which."""
        answer = await self.desk.session.job(self.place.job)
        if isinstance(answer, Trouble):
            self.trouble = answer
        else:
            self.detail = answer
            if not self._unopened:
                self.trouble = None
            ref = self.choose(answer)
            if ref is not None and (ref != self.ref or self._unopened):
                self._open(ref)
            self._tell_of_newer(answer)
        self.show_notice()

    def choose(self, detail: JobDetail) -> LogRef | None:
        """Return which log of the job to show, None if it has none yet."""
        node = self.node_id()
        if node is None or node not in detail.nodes:
            return None
        latest = max(
            (each.number for each in executions_of(detail, node)), default=detail.nodes[node].execution
        )
        number = self.chosen or (self.ref.execution if self.ref else latest)
        return LogRef(detail.job.id, node, number) if number else None

    def _tell_of_newer(self, detail: JobDetail) -> None:
        if self.ref is not None and self.ref.node in detail.nodes:
            latest = detail.nodes[self.ref.node].execution
            if latest > self.ref.execution and self.chosen is None:
                self.say(f"execution {latest} has begun; a shows it", "accent")

    def _open(self, ref: LogRef) -> None:
        self.ref, self.only, self.searching = ref, False, False
        self._pattern = self.search.pattern if self.search else None
        self.search = None
        self.pane.open(self.desk.session, ref, 2 * max(25, self.size.height), reader=self.reader)

    @on(LogPane.Opened)
    def _opened(self, event: LogPane.Opened) -> None:
        event.stop()
        self._unopened, self.trouble = False, None
        self.status_line.clear()  # what was said of a log that was not there yet
        self.number_lines()
        self.show_notice()
        self.frame_changed()
        self.log_opened(self._pattern)

    @on(LogPane.Glimpsed)
    def _glimpsed(self, event: LogPane.Glimpsed) -> None:
        event.stop()
        self.show_notice()
        self.frame_changed()

    @on(LogPane.Failed)
    def _failed(self, event: LogPane.Failed) -> None:
        event.stop()
        self.trouble = event.trouble
        if self.windows is not None and self.windows.count:
            self.complain(event.trouble)
        else:
            self._unopened = True
        self.show_notice()
        self.frame_changed()

    @on(LogPane.Replaced)
    def _replaced(self, event: LogPane.Replaced) -> None:
        """Show the log that is there now from its end, and look for the same in it."""
        event.stop()
        windows = self.windows
        if windows is None:
            return
        pattern, self.search, self.only = self.search.pattern if self.search else None, None, False
        self.view.show(windows.lines)
        self.number_lines()
        self.show_notice()
        self.log_opened(pattern)
        self.say("this log was cut short or begun anew; what is shown now is what is there now", "warning")

    @on(LogPane.LinkChanged)
    def _link_changed(self, event: LogPane.LinkChanged) -> None:
        event.stop()
        windows = self.windows
        if windows is not None and windows.link is LogLink.BROKEN and windows.error is not None:
            self.complain(trouble_of(windows.error))
        self.show_notice()
        self.frame_changed()

    def lines_came(self, batch: Sequence[LogLine]) -> None:
        """Take note of appended lines, before they are painted."""

    def _moved(self) -> None:
        if not self.is_laid_out or self.leaves:
            return
        self.frame_changed()
        # What each of them says by itself comes a moment apart, and would be a frame each.
        for widget in (self.header, self.status_line, self.view):
            self.post_message(Update(widget))
        if self.windows is not None and self.windows.count and not self.pane.display:
            self.show_notice()
