"""What a log screen knows of its log, and shows of it: the words around it, and what stands in its stead."""

from datetime import datetime

from textual.app import ComposeResult

from console.actions import Focus, NodeFocus
from console.client.log_search import LogSearch
from console.client.log_window import LogReader, LogWindows
from console.client.session import Connection
from console.client.trouble import Trouble
from console.core.explain import explain_node
from console.core.outline import first_to_see
from console.model import Execution, JobDetail, LogRef
from console.screens.attempts import executions_of
from console.screens.base import ConsoleScreen
from console.screens.desk import Desk
from console.screens.log_frame import Frame, trail_of
from console.screens.log_pane import LogPane
from console.screens.notice import Notice, NoticeText, connection_notice, unread_notice
from console.screens.places import LogsPlace
from console.widgets.glyph import glyph
from console.widgets.log_gutter import Gutter, Times
from console.widgets.log_view import LogView


class LogShowing(ConsoleScreen, inherit_bindings=False):
    """What a log screen knows of its log, and shows of it; `LogReading` reads, `LogsScreen` has the keys."""

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
        self.trouble: Trouble | None = None

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

    def node_id(self) -> str | None:
        """Return the node whose log this is, None while that is not known."""
        if self.place.node is not None or self.detail is None:
            return self.place.node
        return self.ref.node if self.ref is not None else first_to_see(self.detail.nodes)

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

    @property
    def counting(self) -> str:
        """What is said of a log whose end is shown before its lines are counted; empty where they are."""
        glimpse = self.pane.glimpse
        return "" if glimpse is None else f"reading the index {glyph('·')} {int(100 * glimpse.counted)} %"

    def body(self) -> ComposeResult:
        """Lay out the lines and the notice."""
        pane = LogPane(Gutter(zone=self.desk.settings.zone), view_id="log")
        yield pane
        yield Notice()

    def refresh_frame(self) -> None:
        """Bring header, keys and the line above them up to date."""
        super().refresh_frame()
        self.frame_changed()

    def connection_changed(self, connection: Connection) -> None:
        """Say why there is nothing, if there is nothing."""
        del connection
        self.show_notice()

    # --- showing ------------------------------------------------------------------------------------

    def frame_changed(self) -> None:
        """Bring the words around the log up to date."""
        zones = {Times.LOCAL: self.desk.zone, Times.UTC: "UTC", Times.RELATIVE: "since start", Times.OFF: ""}
        zone = zones[self.view.painter.gutter.times]
        has_lines = self.windows is not None and self.windows.count
        keys = "" if self.size.width >= 100 or not has_lines else self.narrow_keys()
        unread = self.trouble is not None and not has_lines
        frame = Frame(
            self.view,
            None if unread else self.windows,
            self.search,
            zone,
            self._present_execution(),
            self.only,
            searching=self.searching,
            around=self.around,
            marked=self.marked_words(),
            keys=keys,
            counting=self.counting,
        )
        self.header.update(right=frame.header(self.size.width))
        self.status_line.note(*frame.status(self.size.width))

    def narrow_keys(self) -> str:
        """Return the keys that a narrow footer has no room for."""
        words = (("look.follow", "follow"), ("look.filter", "search"), ("look.next_error", "error"))
        return "  ".join(f"{self.desk.face(id_)} {word}" for id_, word in words)

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
        if self.counting or (self.windows is not None and self.windows.count):
            return None
        if self.trouble is not None:
            home = self.desk.session.home(self.place.job)
            return connection_notice(home.context, self.connection, self.desk.face) or unread_notice(
                "The log", self.trouble, self.desk.face
            )
        if self.detail is None:
            return NoticeText("Reading …")
        if self.windows is None or self.ref is None:
            return self.without_log(self.detail)
        if not self.pane.opened:
            return NoticeText("Reading …")
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
