"""Reading one log: which one it is, its lines as they are wanted, its end as it grows, its empty states."""

from collections.abc import Sequence
from datetime import datetime

from textual import on
from textual.app import ComposeResult

from console.actions import Focus, NodeFocus
from console.client.log_search import LogSearch
from console.client.log_window import LogLink, LogReader, LogWindows
from console.client.session import Connection
from console.client.trouble import Trouble, trouble_of
from console.core.explain import explain_node
from console.core.log_pattern import LogPattern
from console.core.outline import first_to_see
from console.model import Execution, JobDetail, LogLine, LogRef
from console.screens.attempts import executions_of
from console.screens.base import ConsoleScreen
from console.screens.desk import Desk
from console.screens.log_frame import Frame, trail_of
from console.screens.log_pane import LogPane
from console.screens.notice import Notice, NoticeText, connection_notice, unread_notice
from console.screens.places import LogsPlace
from console.widgets.log_gutter import Gutter, Times
from console.widgets.log_view import LogView


class LogReading(ConsoleScreen, inherit_bindings=False):
    """The part of the log screen that shows a log; `console.screens.logs` has the keys."""

    def __init__(self, desk: Desk, place: LogsPlace) -> None:
        super().__init__(desk)
        self.place = place
        self.ref: LogRef | None = None
        self.search: LogSearch | None = None
        self.searching = False
        self.only = False
        self.around = 0
        self.detail: JobDetail | None = None
        self.chosen = place.execution
        self._trouble: Trouble | None = None
        self._pattern: LogPattern | None = None

    def log_opened(self, pattern: LogPattern | None) -> None:
        """Take note that another log has been opened, while ``pattern`` was looked for in the one before."""

    # --- what the frame asks ------------------------------------------------------------------------

    @property
    def subject(self) -> str:
        """Return the job's id."""
        return self.place.job

    @property
    def trail(self) -> tuple[str, ...]:
        """Return job, node and execution."""
        if self.ref is None or self.detail is None:
            return ("jobs", self.place.job, *([self.place.node] if self.place.node else []), "log")
        return trail_of(self.ref, len(executions_of(self.detail, self.ref.node)), self.size.width)

    @property
    def target(self) -> Focus:
        """Return the node whose log this is."""
        detail, node = self.detail, self.node_id()
        if detail is None or node is None or node not in detail.nodes:
            return None
        return NodeFocus(detail, detail.nodes[node])

    @property
    def names(self) -> int:
        """How wide the column with the names of nodes is."""
        return 0

    @property
    def begin(self) -> datetime | None:
        """When the log began, if that is not when its execution did."""
        return None

    @property
    def reader(self) -> LogReader:
        """What gives the lines."""
        return self.desk.session.backend

    @property
    def view(self) -> LogView:
        """The lines."""
        return self.pane.view

    @property
    def pane(self) -> LogPane:
        """The lines and what feeds them."""
        return self.query_one(LogPane)

    @property
    def windows(self) -> LogWindows | None:
        """The log as it is held."""
        return self.pane.windows

    def body(self) -> ComposeResult:
        """Lay out the lines and the notice."""
        pane = LogPane(Gutter(zone=self.desk.settings.zone), view_id="log")
        pane.on_batch = self.lines_came
        yield pane
        yield Notice()

    def refresh_frame(self) -> None:
        """Bring header, keys and the line above them up to date."""
        super().refresh_frame()
        self.frame_changed()

    def jobs_changed(self, ids: frozenset[str]) -> None:
        """Read again if it is this job that changed."""
        if not ids or self.place.job in ids:
            self.read_soon()

    def connection_changed(self, connection: Connection) -> None:
        """Say why there is nothing, if there is nothing."""
        del connection
        self.show_notice()

    # --- reading ------------------------------------------------------------------------------------

    async def read(self) -> None:
        """Read the job; open its log when it is known which."""
        answer = await self.desk.session.job(self.place.job)
        if isinstance(answer, Trouble):
            self._trouble = answer
        else:
            self._trouble, self.detail = None, answer
            ref = self.choose(answer)
            if ref is not None and ref != self.ref:
                self._open(ref)
            self._tell_of_newer(answer)
        self.show_notice()

    def node_id(self) -> str | None:
        """Return the node whose log this is, None while that is not known."""
        if self.place.node is not None or self.detail is None:
            return self.place.node
        return self.ref.node if self.ref is not None else first_to_see(self.detail.nodes)

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
        self.number_lines()
        self.show_notice()
        self.frame_changed()
        self.log_opened(self._pattern)

    @on(LogPane.Failed)
    def _failed(self, event: LogPane.Failed) -> None:
        event.stop()
        self._trouble = event.trouble
        if self.windows is not None and self.windows.count:
            self.complain(event.trouble)
        self.show_notice()

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

    @on(LogView.Moved)
    def _moved(self, event: LogView.Moved) -> None:
        event.stop()
        self.frame_changed()
        if self.windows is not None and self.windows.count and not self.pane.display:
            self.show_notice()

    # --- showing ------------------------------------------------------------------------------------

    def frame_changed(self) -> None:
        """Bring the words around the log up to date."""
        zones = {Times.LOCAL: self.desk.zone, Times.UTC: "UTC", Times.RELATIVE: "since start", Times.OFF: ""}
        zone = zones[self.view.painter.gutter.times]
        keys = "" if self.size.width >= 100 else self.narrow_keys()
        frame = Frame(
            self.view,
            self.windows,
            self.search,
            zone,
            self._present_execution(),
            self.only,
            searching=self.searching,
            around=self.around,
            marked=self.marked_words(),
            keys=keys,
        )
        self.header.update(right=frame.header(self.size.width))
        self.status_line.note(*frame.status(self.size.width))

    def narrow_keys(self) -> str:
        """Return the keys that a narrow footer has no room for."""
        return "f follow  / search  e error  ? help"

    def marked_words(self) -> str:
        """Return what is said of marked lines; empty where none are."""
        return ""

    def _present_execution(self) -> Execution | None:
        if self.ref is None or self.detail is None:
            return None
        found = executions_of(self.detail, self.ref.node)
        return next((each for each in found if each.number == self.ref.execution), None)

    def show_notice(self) -> None:
        """Show the lines, or what to say instead of them."""
        text = self._notice()
        self.query_one(Notice).show(text)
        shown = text is None
        if self.pane.display != shown:
            self.pane.display = shown
            if shown:
                self.give_focus()

    def _notice(self) -> NoticeText | None:
        if self.windows is not None and self.windows.count:
            return None
        if self._trouble is not None:
            home = self.desk.session.home(self.place.job)
            return connection_notice(home.context, self.connection, self.desk.face) or unread_notice(
                "The log", self._trouble, self.desk.face
            )
        if self.detail is None:
            return NoticeText("Reading …")
        if self.windows is None or self.ref is None:
            return self.without_log(self.detail)
        return self.silent(self.ref, ended=self.windows.ended)

    def silent(self, ref: LogRef, *, ended: bool) -> NoticeText:
        """Return what stands instead of the lines of a log that has none."""
        if ended:
            return NoticeText(f"Execution {ref.execution} of {ref.node} wrote nothing.")
        return NoticeText(f"{ref.node} has written nothing yet.", ("Lines appear here as they come.",))

    def without_log(self, detail: JobDetail) -> NoticeText:
        """Return what stands here where there is no log."""
        node = self.node_id()
        if node is None:
            return NoticeText(f"Job {detail.job.id} has no nodes.")
        if node not in detail.nodes:
            return NoticeText(
                f"Job {detail.job.id} has no node {node}.", (f"{self.desk.face('leave.back')} goes back.",)
            )
        whys = explain_node(detail, node, now=self.desk.now, zone=self.desk.settings.zone)
        return NoticeText(f"{node} has not run yet, so it has no log.", tuple(why.sentence for why in whys))

    def number_lines(self, times: Times | None = None) -> None:
        """Draw the gutter anew: with line numbers where lines are left out."""
        view, windows = self.view, self.windows
        execution, first = self._present_execution(), windows.first_line() if windows else None
        begin = self.begin or (execution and execution.started) or (first and first.time)
        view.set_look(
            gutter=Gutter(
                times or view.painter.gutter.times,
                self.desk.settings.zone,
                begin or None,
                len(str(windows.count)) if windows and self.only else 0,
                self.names,
            )
        )
