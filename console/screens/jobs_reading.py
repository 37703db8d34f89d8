"""Reading a list of jobs and showing it: its rows, how old they are, what to say where there are none."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from textual import on, work
from textual.app import ComposeResult

from console.client.first_read import EVERYTHING, NEEDS_A_PERSON, FirstRead
from console.client.ordering import order_named
from console.client.page import JobPages
from console.client.session import Connection
from console.client.trouble import TOLD_BY_THE_CONNECTION, Trouble
from console.client.views import View
from console.model import Job
from console.screens.command import MoveTo
from console.screens.desk import Desk
from console.screens.jobs_kept import JobsKept
from console.screens.jobs_telling import JobsTelling
from console.screens.notice import Notice
from console.screens.places import JobsPlace
from console.terminal.app import TerminalApp
from console.widgets.job_list import JobHead, JobList
from console.widgets.line_list import LineList

MOST_NAMED: Final = 500
"""Jobs that are offered by name."""


class JobsReading(JobsTelling, inherit_bindings=False):
    """The part of the jobs screen that reads a list and shows it; `console.screens.jobs` has the keys."""

    def __init__(self, desk: Desk, place: JobsPlace, kept: JobsKept | None = None) -> None:
        """Show ``place``; ``kept``: the list as it was when one left this context."""
        super().__init__(desk, place)
        self._kept = kept
        self._may_fall_back = not place.view and not place.query
        if kept is not None:
            self._pages = kept.pages
            self._pages.session = desk.session
        self._is_read = False
        if (first := desk.first_read) is not None and first.is_over:
            self._is_read = self._take(first)

    def body(self) -> ComposeResult:
        """Lay out titles, list and notice."""
        rows = JobList(self._pages, lambda: self.desk.moment, id="jobs")
        rows.order, rows.chosen = self.order, self.wanted.columns
        if self._kept is not None:
            rows.selection, rows.stale = self._kept.selection, True
        yield JobHead(rows)
        yield rows
        yield Notice()

    # --- leaving and coming back ------------------------------------------------------------------

    def keep(self) -> JobsKept:
        """Return the list as it is now, for when one comes back to this context."""
        rows = self.job_list
        return JobsKept(self.here, self._pages, rows.selection, self.marked_jobs(), rows.scroll_offset.y)

    def marked_jobs(self) -> dict[str, Job]:
        """Return every marked job by its id, as it was last seen."""
        return {}

    def _begin(self) -> None:
        if self._kept is not None and not self.leaves:
            self.job_list.rows_changed()
            self.job_list.scroll_to(y=self._kept.top, animate=False)
        super()._begin()

    # --- reading ----------------------------------------------------------------------------------

    def _take(self, first: FirstRead) -> bool:
        """Take what was read before there was a screen; False where it is not what is shown here."""
        self.desk.first_read = None
        if first.pages is None or self._kept is not None or not first.answers(self.query_text):
            return False
        self._pages, self._fell_back, self._may_fall_back = first.pages, first.fell_back, False
        if first.fell_back:
            self.view = self.desk.views.named(EVERYTHING)
        if first.counts is not None:
            self.desk.counts = first.counts
        return True

    async def _was_read(self) -> bool:
        """Wait for what is being read since before there was a screen, once; return whether it is shown."""
        if (first := self.desk.first_read) is not None:
            await first.wait()
            if self.desk.first_read is first and self._take(first):
                self.job_list.order, self.job_list.chosen = self.order, self.wanted.columns
                self.job_list.show(self._pages)
                return True
        was_read, self._is_read = self._is_read, False
        return was_read

    async def read(self) -> None:
        """Read the counts and the rows in view."""
        if await self._was_read():
            self._show(None)  # who watches reads again at once, so nothing between is missed
            return
        await self.read_counts()
        if self._pages.query != self.query_text:  # what can be ordered by is known only now
            self._look_at(self.view, self.filter)
        pages = self._pages
        first, last = self.job_list.rows_in_view
        trouble = await pages.refresh(first, last + 1, self.job_list.selection.cursor)
        if pages is not self._pages:
            return
        if trouble is None and self._may_fall_back:
            self._may_fall_back = False
            if not len(pages):
                self._fall_back()
                return
        self._show(trouble)

    def _fall_back(self) -> None:
        self._fell_back = True
        self._look_at(self.desk.views.named(EVERYTHING), "")

    def _look_at(self, view: View, filter_: str) -> None:
        self.view, self.filter = view, filter_
        self._pages = JobPages(self.desk.session, self.query_text)
        self._trouble = None
        self.job_list.order, self.job_list.chosen = self.order, self.wanted.columns
        self.job_list.show(self._pages)
        self._note()
        self.refresh_frame()
        self.read_soon()

    @property
    def read_at(self) -> datetime:
        """The moment of the last good answer."""
        return self._read_at

    @property
    def is_live(self) -> bool:
        """Whether the rows were read, and are as they are now for all that is known."""
        return self.is_laid_out and self._pages.loaded and not self._is_old

    @property
    def opens_here(self) -> bool:
        """Whether it shows what a console opens on: what needs a person, or all jobs if nothing does."""
        usual = self.view.name == NEEDS_A_PERSON or (self._fell_back and self.view.name == EVERYTHING)
        return usual and not self.filter and not self.mine

    def _show(self, trouble: Trouble | None) -> None:
        rows = self.job_list
        self._trouble = trouble
        if trouble is None:
            self._read_at = self.desk.now
        rows.stale = self._is_old
        rows.rows_changed()
        self._show_notice(trouble)
        self._note()
        if isinstance(self.app, TerminalApp):  # pyright: ignore[reportUnknownMemberType]
            self.app.show_itself()  # there is a live list, or a reason why not

    @on(LineList.Scrolled)
    def _scrolled(self, event: LineList.Scrolled) -> None:
        event.stop()
        self._load_view()

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        self.refresh_keys()
        self._note()
        if self._trouble is None:  # what cannot be read is read again at the next tick, not at once for ever
            self._load_view()

    def _load_view(self) -> None:
        first, last = self.job_list.rows_in_view
        if self._pages.loaded and self._pages.wants(first, last + 1):
            self._load_rows(first, last + 1)

    @work(group="rows", name="rows", exclusive=True)
    async def _load_rows(self, first: int, last: int) -> None:
        pages = self._pages
        trouble = await pages.load(first, last)
        if pages is self._pages:
            self._show(trouble)

    def jobs_changed(self, ids: frozenset[str]) -> None:
        """Read again: a changed job may enter or leave the list."""
        del ids
        self.read_soon()

    def connection_changed(self, connection: Connection) -> None:
        """Grey what is old, or say why there is nothing."""
        del connection
        rows = self.job_list
        rows.stale = self._is_old
        rows.repaint_changed()
        self._show_notice(self._trouble)

    def tick(self) -> None:
        """Let the times of running jobs go on, where they are seen; read again what could not be read."""
        self.job_list.repaint_changed()
        failed = self._trouble is not None and self._trouble.kind not in TOLD_BY_THE_CONNECTION
        if failed or self._pages.missing:
            self.read_soon()

    def move_to(self, wish: MoveTo) -> bool:
        """Go to a row by its number."""
        if wish.number:
            self.job_list.move_to(wish.number - 1)
        return bool(wish.number)

    # --- looking elsewhere ------------------------------------------------------------------------

    def show_place(self, place: JobsPlace) -> None:
        """Show a view with a filter."""
        self._may_fall_back = self._fell_back = False
        if place.mine is not None:
            self.mine = place.mine
        view = self.desk.views.named(place.view or "all")
        if place.order is not None:
            wanted = replace(self.desk.views.layout(view), order=order_named(place.order))
            self.desk.views.change(view, wanted)
        self._look_at(view, place.query)
