"""Reading a job and showing it: nodes, timeline, words and log; what to say where there is nothing."""

from typing import Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal

from console.actions import Focus, JobFocus, NodeFocus
from console.client.session import Connection, Link
from console.client.trouble import TOLD_BY_THE_CONNECTION, Trouble, TroubleKind
from console.core.outline import first_to_see
from console.core.timeline import timeline
from console.model import JobDetail
from console.screens.base import ConsoleScreen
from console.screens.desk import Desk
from console.screens.job_tail import JobTail
from console.screens.job_words import Words, nodes_title, summary, wants
from console.screens.notice import Notice, NoticeText, connection_notice, unread_notice
from console.screens.places import JobPlace
from console.widgets.cell import fit_id
from console.widgets.line_list import LineList
from console.widgets.log_view import LogView
from console.widgets.node_list import NodeList
from console.widgets.timeline_view import TimelineAxis, TimelineView

WIDE: Final = 120
"""Columns from which the timeline stands beside the nodes by itself."""

_FRAME: Final = 7
"""Lines that are neither nodes nor log: header, summary, titles, messages, keys, and one of air."""

_NODES: Final = 62
"""Columns of the nodes beside a timeline, where there is room."""

_ID: Final = 17
"""Columns of an id in the header, where the name stands after it; ``d`` shows it whole, ``Y`` copies it."""


class JobReading(ConsoleScreen, inherit_bindings=False):
    """The part of the job screen that shows a job; `console.screens.job` has the keys."""

    DEFAULT_CSS = """
    JobReading #titles { height: 1; width: 1fr; }
    JobReading #panes { height: 1fr; width: 1fr; }
    JobReading #nodes { width: 1fr; }
    JobReading.-timeline #nodes, JobReading.-timeline #nodes-title { width: 62; }
    JobReading #timeline, JobReading #axis { display: none; }
    JobReading.-timeline #timeline, JobReading.-timeline #axis { display: block; width: 1fr; }
    JobReading.-nodes-only #tail { display: none; }
    JobReading.-log-only #titles, JobReading.-log-only #panes { display: none; }
    JobReading.-empty #titles, JobReading.-empty #panes, JobReading.-empty #tail { display: none; }
    """

    def __init__(self, desk: Desk, place: JobPlace) -> None:
        super().__init__(desk)
        self.place = place
        self.detail: JobDetail | None = None
        self._trouble: Trouble | None = None
        self._related: int | None = None
        self.timeline_wanted: bool | None = None
        self.zoomed = ""
        """Which pane has the screen for itself: ``nodes``, ``log``, or none."""

    # --- what the frame asks ------------------------------------------------------------------------

    @property
    def subject(self) -> str:
        """Return the job's id."""
        return self.place.job

    @property
    def here(self) -> JobPlace:
        """The job, with the node under the cursor."""
        node = self.nodes.node if self.detail is not None else None
        return JobPlace(self.place.job, self.place.node if self.detail is None else node and node.id)

    @property
    def trail(self) -> tuple[str, ...]:
        """Return the job's id and name."""
        name = f" {self.detail.job.name}" if self.detail else ""
        return ("jobs", f"{fit_id(self.place.job, min(len(self.place.job), _ID)).strip()}{name}")

    @property
    def target(self) -> Focus:
        """Return the node under the cursor, else the job."""
        if self.detail is None:
            return None
        node = self.nodes.node
        return JobFocus(self.detail.job, self.detail) if node is None else NodeFocus(self.detail, node)

    @property
    def nodes(self) -> NodeList:
        """The nodes."""
        return self.query_one(NodeList)

    @property
    def tail(self) -> JobTail:
        """The log below."""
        return self.query_one(JobTail)

    def body(self) -> ComposeResult:
        """Lay out summary, nodes, timeline and log."""
        nodes = NodeList(lambda: self.desk.moment, id="nodes")
        view = TimelineView(nodes, id="timeline")
        yield Words(id="summary")
        with Horizontal(id="titles"):
            yield Words(id="nodes-title")
            yield TimelineAxis(view, self.desk.moment, id="axis")
        with Horizontal(id="panes"):
            yield nodes
            yield view
        yield JobTail(self.desk)
        yield Notice()

    # --- reading ------------------------------------------------------------------------------------

    async def read(self) -> None:
        """Read the job."""
        answer = await self.desk.session.job(self.place.job)
        if isinstance(answer, Trouble):
            if self.detail is not None and answer != self._trouble and _is_of_this(answer):
                self.complain(answer)
            self._trouble = answer
        else:
            self._trouble = None
            self._show(answer)
        self._show_age()
        self._show_notice()

    def _show_age(self) -> None:
        """Grey what may not be true any more."""
        self.nodes.stale = self.connection.is_stale or self._trouble is not None
        self.nodes.repaint_changed()

    def _show(self, detail: JobDetail) -> None:
        first = self.detail is None
        self.detail = detail
        self.nodes.show(detail)
        if first:
            start = self.place.node or first_to_see(detail.nodes)
            if start is not None and not self.nodes.go_to(start) and self.place.node:
                self.say(f"job {detail.job.id} has no node {start}", "warning")
            self._count_related()
            self.fit(self.size.width, self.size.height)
        self._show_times()
        self._show_words()
        self.tail.show(detail, self.nodes.node)

    def _show_times(self) -> None:
        axis = self.query_one(TimelineAxis)
        if self.detail is not None and self.has_class("-timeline"):
            self.query_one(TimelineView).show(timeline(self.detail, now=self.desk.now))
            axis.moment = self.desk.moment
        axis.changed()

    def _show_words(self) -> None:
        if self.detail is None:
            return
        self.query_one("#summary", Words).say(*summary(self.detail, self._related))
        focused = self.nodes.has_focus
        self.query_one("#nodes-title", Words).say(*nodes_title(self.detail.job, focused=focused))
        zone = self.desk.settings.zone
        self.header.update(right=wants(self.detail, self.desk.now, zone, short=self.size.width < 100))

    @work(group="related", name="related", exclusive=True)
    async def _count_related(self) -> None:
        answer = await self.desk.session.related(self.place.job)
        if not isinstance(answer, Trouble):
            self._related = len(answer)
            self._show_words()

    def _show_notice(self) -> None:
        text = self._notice()
        self.query_one(Notice).show(text)
        was_empty = self.has_class("-empty")
        self.set_class(text is not None, "-empty")
        if was_empty and text is None:
            self.nodes.focus()

    def _notice(self) -> NoticeText | None:
        home, connection = self.desk.session.home(self.place.job), self.connection
        if self.detail is not None:
            return None if self.detail.nodes else NoticeText(f"Job {self.place.job} has no nodes.")
        trouble, back = self._trouble, f"{self.desk.face('leave.back')} goes back."
        if trouble is not None and trouble.kind is TroubleKind.NOT_FOUND:
            told = tuple(filter(None, (trouble.advice, back)))
            return NoticeText(f"There is no job {self.place.job} in {home.context}.", told)
        if trouble is not None and connection.link is Link.LIVE:
            return unread_notice("The job", trouble, self.desk.face)
        return connection_notice(home.context, connection, self.desk.face) or NoticeText("Reading …")

    def jobs_changed(self, ids: frozenset[str]) -> None:
        """Read again if it is this job that changed."""
        if not ids or self.place.job in ids:
            self.read_soon()

    def connection_changed(self, connection: Connection) -> None:
        """Grey what is old, or say why there is nothing."""
        del connection
        self._show_age()
        self._show_notice()

    def tick(self) -> None:
        """Let running times go on; read again what could not be read."""
        if self._trouble is not None and _is_of_this(self._trouble):
            self.read_soon()
        if self.detail is not None and not self.detail.job.has_ended:
            self.nodes.repaint_changed()
            self._show_times()
            self._show_words()

    # --- moving -------------------------------------------------------------------------------------

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        self.refresh_keys()
        self.query_one(TimelineView).refresh()
        if self.detail is not None:
            self.tail.show(self.detail, self.nodes.node)

    @on(LineList.Scrolled)
    def _scrolled(self, event: LineList.Scrolled) -> None:
        event.stop()
        self.query_one(TimelineView).refresh()

    @on(LogView.Moved)
    def _log_moved(self, event: LogView.Moved) -> None:
        event.stop()
        self.tail.lines_appeared()

    def on_resize(self, event: events.Resize) -> None:
        """Give the timeline and the log the room that there is."""
        self.fit(event.size.width, event.size.height)

    def on_descendant_focus(self) -> None:
        """Show which pane hears the keys."""
        self._show_words()
        self.tail.retitle()

    def fit(self, width: int, height: int) -> None:
        """Give every pane its part of the screen."""
        wanted = self.timeline_wanted
        shown = width >= WIDE if wanted is None else wanted
        self.set_class(shown, "-timeline")
        columns = min(_NODES, max(24, width * 2 // 5))
        for name in ("#nodes", "#nodes-title"):
            self.query_one(name).styles.width = columns if shown else None
        # What few nodes leave free is the log's, up to the greater part of the screen.
        free = height - _FRAME - len(self.nodes.rows)
        share = max(4, min(max(height * 3 // 10, free), height * 6 // 10))
        self.tail.styles.height = "1fr" if self.zoomed == "log" else share
        self.set_class(self.zoomed == "nodes", "-nodes-only")
        self.set_class(self.zoomed == "log", "-log-only")
        self._show_times()
        self._show_words()


def _is_of_this(trouble: Trouble) -> bool:
    """Whether only this job cannot be read: the state of the connection does not tell of it."""
    return trouble.kind not in TOLD_BY_THE_CONNECTION
