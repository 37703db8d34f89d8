"""Reading a job and showing it: nodes, timeline, words and log; what to say where there is nothing."""

from typing import Final

from textual import events, on, work
from textual.app import ComposeResult

from console.actions import Focus, JobFocus, NodeFocus
from console.client.session import Connection, Link
from console.client.trouble import TOLD_BY_THE_CONNECTION, Trouble, TroubleKind
from console.core.outline import first_to_see
from console.core.pauses import pauses_of
from console.model import JobDetail
from console.screens.base import ConsoleScreen
from console.screens.desk import Desk
from console.screens.job_panes import NodePanes
from console.screens.job_tail import JobTail
from console.screens.job_words import Words, summary, wants
from console.screens.notice import Notice, NoticeText, connection_notice, unread_notice
from console.screens.places import JobPlace
from console.widgets.cell import fit_id
from console.widgets.log_view import LogView
from console.widgets.node_list import NodeList

_FRAME: Final = 7
"""Lines that are neither nodes nor log: header, summary, titles, messages, keys, and one of air."""

_ID: Final = 17
"""Columns of an id in the header, where the name stands after it; ``d`` shows it whole, ``Y`` copies it."""


class JobReading(ConsoleScreen, inherit_bindings=False):
    """The part of the job screen that shows a job; `console.screens.job` has the keys."""

    DEFAULT_CSS = """
    JobReading.-nodes-only #tail { display: none; }
    JobReading.-log-only NodePanes { display: none; }
    JobReading.-empty NodePanes, JobReading.-empty #tail { display: none; }
    """

    def __init__(self, desk: Desk, place: JobPlace) -> None:
        super().__init__(desk)
        self.place = place
        self.detail: JobDetail | None = None
        self._trouble: Trouble | None = None
        self._related: int | None = None
        self._held: tuple[bool, int] | None = None
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
        node = self.panes.node
        return JobFocus(self.detail.job, self.detail) if node is None else NodeFocus(self.detail, node)

    @property
    def panes(self) -> NodePanes:
        """The nodes, in whichever look."""
        return self.query_one(NodePanes)

    @property
    def nodes(self) -> NodeList:
        """The nodes as rows."""
        return self.panes.nodes

    @property
    def tail(self) -> JobTail:
        """The log below."""
        return self.query_one(JobTail)

    def body(self) -> ComposeResult:
        """Lay out summary, nodes, timeline and log."""
        yield Words(id="summary")
        yield NodePanes(self.desk)
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
        self.panes.age(stale=self.connection.is_stale or self._trouble is not None)

    def _show(self, detail: JobDetail) -> None:
        first = self.detail is None
        self.detail = detail
        self.panes.show(detail)
        if first:
            start = self.place.node or first_to_see(detail.nodes)
            if start is not None and not self.panes.pane.go_to(start) and self.place.node:
                self.say(f"job {detail.job.id} has no node {start}", "warning")
            self._count_related()
            self.fit(self.size.height)
        self._show_words()
        self.tail.show(detail, self.panes.node)
        if (held := (detail.operator_paused, detail.job.version)) != self._held:
            self._held = held
            self._read_pauses()

    def _show_words(self) -> None:
        if self.detail is None:
            return
        self.query_one("#summary", Words).say(*summary(self.detail, self._related))
        self.panes.retitle()
        zone = self.desk.settings.zone
        self.header.update(right=wants(self.detail, self.desk.now, zone, short=self.size.width < 100))

    @work(group="related", name="related", exclusive=True)
    async def _count_related(self) -> None:
        answer = await self.desk.session.related(self.place.job)
        if not isinstance(answer, Trouble):
            self._related = len(answer)
            self._show_words()

    @work(group="pauses", name="pauses", exclusive=True)
    async def _read_pauses(self) -> None:
        """Ask when the job was held; a context that does not tell leaves the timeline without it."""
        if self.detail is None or not self.desk.session.home(self.place.job).capabilities.audit:
            return
        answer = await self.desk.session.audit(self.place.job)
        if not isinstance(answer, Trouble):
            found = pauses_of(self.detail, answer)
            if found != self.panes.pauses:
                self.panes.pauses = found
                self.panes.show_times()

    def _show_notice(self) -> None:
        text = self._notice()
        self.query_one(Notice).show(text)
        was_empty = self.has_class("-empty")
        self.set_class(text is not None, "-empty")
        if was_empty and text is None:
            self.panes.pane.focus()

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
            self.panes.show_times()
            self._show_words()

    # --- out of sight -------------------------------------------------------------------------------

    def _begin(self) -> None:
        super()._begin()
        self.on_screen_suspend()  # it may never have been in front: a link leads past it

    def on_screen_suspend(self) -> None:
        """Let the log rest behind a whole screen, which may show the same; a dialog leaves it in sight."""
        front = self.app.screen  # pyright: ignore[reportUnknownMemberType]
        if self.is_laid_out and not self.leaves and front is not self and not front.is_modal:
            self.tail.rest()

    def on_screen_resume(self) -> None:
        """Go on with the log from where it is now."""
        if self.is_laid_out and not self.leaves:
            self.tail.go_on()

    # --- moving -------------------------------------------------------------------------------------

    @on(NodePanes.Moved)
    def _moved(self, event: NodePanes.Moved) -> None:
        event.stop()
        self.refresh_keys()
        if self.detail is not None:
            self.tail.show(self.detail, self.panes.node)

    @on(LogView.Moved)
    def _log_moved(self, event: LogView.Moved) -> None:
        event.stop()
        self.tail.lines_appeared()

    def on_resize(self, _event: events.Resize) -> None:
        """Give the timeline and the log the room that there is."""
        self.fit(_event.size.height)

    def fit_words(self) -> None:
        """Say again what is cut to the width of the screen."""
        super().fit_words()
        self._show_words()

    def on_descendant_focus(self) -> None:
        """Show which pane hears the keys."""
        self._show_words()
        self.tail.retitle()

    def fit(self, height: int) -> None:
        """Give every pane its part of the screen."""
        self.panes.fit()
        # What few nodes leave free is the log's, up to the greater part of the screen.
        free = height - _FRAME - self.panes.lines
        share = max(4, min(max(height * 3 // 10, free), height * 6 // 10))
        self.tail.styles.height = "1fr" if self.zoomed == "log" else share
        self.set_class(self.zoomed == "nodes", "-nodes-only")
        self.set_class(self.zoomed == "log", "-log-only")
        self._show_words()


def _is_of_this(trouble: Trouble) -> bool:
    """Whether only this job cannot be read: the state of the connection does not tell of it."""
    return trouble.kind not in TOLD_BY_THE_CONNECTION
