"""One job: its nodes, when they ran, and the end of the log that matters."""

from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from console.actions import Focus, JobFocus, NodeFocus
from console.client.link import logs_command, node_link, show_command
from console.client.session import Connection, Link
from console.client.trouble import Trouble, TroubleKind
from console.core.outline import first_to_see
from console.core.timeline import timeline
from console.keymap import Scope
from console.model import JobDetail, LogRef
from console.screens.attempts import attempts_picker, executions_of
from console.screens.base import ConsoleScreen, screen_bindings
from console.screens.desk import Desk
from console.screens.job_tail import JobTail
from console.screens.job_words import Words, nodes_title, summary, wants
from console.screens.log_taking import copy_menu
from console.screens.notice import Notice, NoticeText, connection_notice
from console.screens.places import Go, JobPlace, LogsPlace
from console.screens.related import related_picker
from console.screens.text import describe_screen, why_screen
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


class JobScreen(ConsoleScreen, inherit_bindings=False):
    """Opens on what needs attention; the cursor decides what the actions and the log below mean."""

    SCOPES = (Scope.EVERYWHERE, Scope.JOB)
    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(SCOPES)
    FOOTER = ("go.open", "go.logs", "go.attempts", "look.why", "look.describe", "look.next_error",
              "look.timeline", "go.related", "take.copy", "go.help")  # fmt: skip
    DEFAULT_CSS = """
    JobScreen #titles { height: 1; width: 1fr; }
    JobScreen #panes { height: 1fr; width: 1fr; }
    JobScreen #nodes { width: 1fr; }
    JobScreen.-timeline #nodes, JobScreen.-timeline #nodes-title { width: 62; }
    JobScreen #timeline, JobScreen #axis { display: none; }
    JobScreen.-timeline #timeline, JobScreen.-timeline #axis { display: block; width: 1fr; }
    JobScreen.-empty #titles, JobScreen.-empty #panes, JobScreen.-empty #tail { display: none; }
    """

    def __init__(self, desk: Desk, place: JobPlace) -> None:
        super().__init__(desk)
        self.place = place
        self.detail: JobDetail | None = None
        self._trouble: Trouble | None = None
        self._related: int | None = None
        self._timeline_wanted: bool | None = None

    # --- what the frame asks ------------------------------------------------------------------------

    @property
    def trail(self) -> tuple[str, ...]:
        """Return the job's id and name."""
        name = f" {self.detail.job.name}" if self.detail else ""
        return ("jobs", f"{self.place.job}{name}")

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
            self._trouble = answer
            if self.detail is not None and answer.kind is TroubleKind.NOT_FOUND:
                self.complain(answer)
        else:
            self._trouble = None
            self._show(answer)
        self._show_notice()

    def _show(self, detail: JobDetail) -> None:
        first = self.detail is None
        self.detail = detail
        self.nodes.show(detail)
        if first:
            start = self.place.node or first_to_see(detail.nodes)
            if start is not None and not self.nodes.go_to(start) and self.place.node:
                self.say(f"job {detail.job.id} has no node {start}", "warning")
            self._count_related()
            self._fit(self.size.width, self.size.height)
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
        session = self.desk.session
        if self.detail is not None:
            return None if self.detail.nodes else NoticeText(f"Job {self.place.job} has no nodes.")
        trouble = self._trouble
        if trouble is not None and trouble.kind is TroubleKind.NOT_FOUND:
            return NoticeText(f"There is no job {self.place.job} in {session.context}.", ("q goes back.",))
        if trouble is not None and session.connection.link is Link.LIVE:
            return NoticeText("The job could not be read.", trouble.lines)
        return connection_notice(session.context, session.connection) or NoticeText("Reading …")

    def jobs_changed(self, ids: frozenset[str]) -> None:
        """Read again if it is this job that changed."""
        if not ids or self.place.job in ids:
            self.read_soon()

    def connection_changed(self, connection: Connection) -> None:
        """Grey what is old, or say why there is nothing."""
        self.nodes.stale = connection.is_stale
        self.nodes.repaint_changed()
        self._show_notice()

    def tick(self) -> None:
        """Let running times go on."""
        if self.detail is not None and not self.detail.job.status.is_terminal:
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
        self._fit(event.size.width, event.size.height)

    def on_descendant_focus(self) -> None:
        """Show which pane hears the keys."""
        self._show_words()
        self.tail.retitle()

    def _fit(self, width: int, height: int) -> None:
        wanted = self._timeline_wanted
        shown = width >= WIDE if wanted is None else wanted
        self.set_class(shown, "-timeline")
        columns = min(_NODES, max(24, width * 2 // 5))
        for name in ("#nodes", "#nodes-title"):
            self.query_one(name).styles.width = columns if shown else None
        # What few nodes leave free is the log's, up to the greater part of the screen.
        free = height - _FRAME - len(self.nodes.rows)
        self.tail.styles.height = max(4, min(max(height * 3 // 10, free), height * 6 // 10))
        self._show_times()
        self._show_words()

    def action_timeline(self) -> None:
        """Show the timeline, or not."""
        self._timeline_wanted = not self.has_class("-timeline")
        self._fit(self.size.width, self.size.height)

    def action_error(self, step: int) -> None:
        """Go to the next failed node, or the one before."""
        if not self.nodes.next_failed(step):
            where, key = ("below", "E") if step > 0 else ("above", "e")
            self.say(f"no failed node {where}; {key} looks the other way", "muted")

    # --- going --------------------------------------------------------------------------------------

    def action_open(self) -> None:
        """Open the log of the node, or the group under the cursor."""
        if not self.nodes.flip_group():
            self.action_logs()

    def action_attempts(self) -> None:
        """Choose an attempt, and open its log."""
        detail, node = self.detail, self.nodes.node
        if detail is None or node is None or not executions_of(detail, node.id):
            self.say("there is no attempt yet" if node else "choose a node first", "warning")
            return
        picker = attempts_picker(
            detail, node, at=node.execution, now=self.desk.now, zone=self.desk.settings.zone
        )
        id_ = node.id

        def chosen(number: str | None) -> None:
            if number is not None:
                self.post_message(Go(LogsPlace(self.place.job, id_, int(number))))

        self.app.push_screen(picker, chosen)

    @work(group="related", name="related", exclusive=True)
    async def action_related(self) -> None:
        """Choose a job that has to do with this one."""
        answer = await self.desk.session.related(self.place.job)
        if isinstance(answer, Trouble):
            self.complain(answer)
        elif not answer:
            self.say("no other job has to do with this one", "muted")
        else:
            self.app.push_screen(
                related_picker(answer, self.desk.now, self.desk.settings.zone), self._go_related
            )

    def _go_related(self, job: str | None) -> None:
        if job is not None:
            self.post_message(Go(JobPlace(job)))

    def action_why(self) -> None:
        """Say why the node, or the job, stands where it stands."""
        if self.detail is not None:
            self.app.push_screen(why_screen(self.desk, self.detail, self._node_id()))

    def action_describe(self) -> None:
        """Show everything that is known of the node, or of the job."""
        if self.detail is not None:
            self.app.push_screen(describe_screen(self.desk, self.detail, self._node_id()))

    def action_copy(self) -> None:
        """Choose what to copy."""
        if self.detail is None:
            return
        job, node, context = self.detail.job, self.nodes.node, self.desk.session.context
        choices = {
            "id": ("the id", job.id),
            "name": ("the name", job.name),
            "link": ("the link", node_link(context, job.id, node.id if node else None)),
            "show": ("the command", show_command(context, job.id)),
        }
        if node is not None and node.execution:
            ref = LogRef(job.id, node.id, node.execution)
            choices["logs"] = ("its log", logs_command(context, ref))
        copy_menu(self, choices)

    def _node_id(self) -> str | None:
        node = self.nodes.node
        return None if node is None else node.id
