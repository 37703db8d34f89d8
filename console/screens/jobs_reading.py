"""Reading a list of jobs and showing it: its rows, how old they are, what to say where there are none."""

from dataclasses import replace
from typing import Final

from textual import on, work
from textual.app import ComposeResult

from console.actions import Focus, JobFocus
from console.client.ordering import order_named, order_term, order_text
from console.client.page import JobPages
from console.client.query_parts import QueryParts, query_parts, sifted_sentence
from console.client.session import Connection, Link
from console.client.trouble import TOLD_BY_THE_CONNECTION, Trouble
from console.client.views import View
from console.core.columns import Layout
from console.core.query import FieldSpec, SortOrder, fields_with
from console.core.times import age
from console.model import Capabilities, Job
from console.screens.base import ConsoleScreen
from console.screens.command import MoveTo
from console.screens.desk import Desk
from console.screens.jobs_kept import JobsKept
from console.screens.jobs_words import empty_notice, why_all
from console.screens.notice import Notice, NoticeText, connection_notice, left_out, unread_notice
from console.screens.places import JobsPlace
from console.widgets.cell import Piece, shorten, total_width
from console.widgets.job_list import JobHead, JobList
from console.widgets.line_list import LineList

MOST_NAMED: Final = 500
"""Jobs that are offered by name."""


class JobsReading(ConsoleScreen, inherit_bindings=False):
    """The part of the jobs screen that reads a list and shows it; `console.screens.jobs` has the keys."""

    def __init__(self, desk: Desk, place: JobsPlace, kept: JobsKept | None = None) -> None:
        """Show ``place``; ``kept``: the list as it was when one left this context."""
        super().__init__(desk)
        self._kept = kept
        self.view: View = desk.views.named(place.view or "needs")
        self.filter = place.query
        self.mine = bool(place.mine)
        if place.order is not None:
            wanted = replace(desk.views.layout(self.view), order=order_named(place.order))
            desk.views.change(self.view, wanted)
        self._may_fall_back = not place.view and not place.query
        self._fell_back = False
        self._pages = kept.pages if kept else JobPages(desk.session, self.query_text)
        self._pages.session = desk.session
        self._trouble: Trouble | None = None
        self._read_at = desk.now
        self._parted: tuple[str, Capabilities, QueryParts] | None = None

    @property
    def query_text(self) -> str:
        """What is asked of the backend: the view's query, the filter, whose jobs, and the order."""
        order = "" if "sort:" in f"{self.view.query} {self.filter}" else order_term(self.order)
        return " ".join(filter(None, (self.terms_text, order)))

    @property
    def terms_text(self) -> str:
        """What is asked, apart from the order."""
        mine = "owner:me" if self.mine else ""
        return " ".join(filter(None, (self.view.query, self.filter, mine)))

    @property
    def wanted(self) -> Layout:
        """How a person wants this view."""
        return self.desk.views.layout(self.view)

    @property
    def order(self) -> SortOrder | None:
        """The order of this view; None is the backend's own, also where it cannot do what is wanted."""
        order, session = self.wanted.order, self.desk.session
        if order is None or (session.is_known and order.field not in session.capabilities.sortable):
            return None
        return order

    @property
    def here(self) -> JobsPlace:
        """The place as it looks now."""
        return JobsPlace(self.view.name, self.filter, self.mine, order_text(self.order))

    @property
    def trail(self) -> tuple[str, ...]:
        """Return the view's name, whose jobs, and the filter."""
        return (
            "jobs",
            self.view.title,
            *(["mine"] if self.mine else []),
            *([self.filter] if self.filter else []),
        )

    @property
    def job_list(self) -> JobList:
        """The list."""
        return self.query_one(JobList)

    @property
    def target(self) -> Focus:
        """The job under the cursor."""
        rows = self.job_list
        return None if rows.job is None else JobFocus(rows.job)

    def names_seen(self) -> dict[str, str]:
        """Return the names of the jobs that are loaded, by id."""
        return {job.id: job.name for job in self._pages.jobs()[:MOST_NAMED]}

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

    async def read(self) -> None:
        """Read the counts and the rows in view."""
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
        self._look_at(self.desk.views.named("all"), "")

    def _look_at(self, view: View, filter_: str) -> None:
        self.view, self.filter = view, filter_
        self._pages = JobPages(self.desk.session, self.query_text)
        self._trouble = None
        self.job_list.order, self.job_list.chosen = self.order, self.wanted.columns
        self.job_list.show(self._pages)
        self._note()
        self.refresh_frame()
        self.read_soon()

    def _show(self, trouble: Trouble | None) -> None:
        rows = self.job_list
        self._trouble = trouble
        if trouble is None:
            self._read_at = self.desk.now
        rows.stale = self._is_old
        rows.rows_changed()
        self._show_notice(trouble)
        self._note()

    @property
    def _is_old(self) -> bool:
        """Whether the rows may not be true any more: nobody answers, or not to this question."""
        return self.connection.is_stale or self._trouble is not None

    def _show_notice(self, trouble: Trouble | None) -> None:
        notice = self._notice(trouble)
        self.query_one(Notice).show(notice)
        shown = notice is None
        if self.job_list.display != shown:
            self.job_list.display = self.query_one(JobHead).display = shown
            if shown:
                self.give_focus()
        self.query_one(JobHead).changed()

    def _notice(self, trouble: Trouble | None) -> NoticeText | None:
        session, face = self.desk.session, self.desk.face
        if self._pages.loaded and len(self._pages):
            return None
        if not self._pages.loaded:
            if self.patient and session.connection.link in (Link.CONNECTING, Link.LIVE) and trouble is None:
                return None
            if trouble is not None and session.connection.link is Link.LIVE:
                return unread_notice("The list", trouble, face)
            return connection_notice(session.context, session.connection, face) or NoticeText("Reading …")
        narrowed = self.query_text if self.filter or self.mine else ""
        return empty_notice(self.view, narrowed, self.desk.counts, self.fields, face)

    def fit_words(self) -> None:
        """Say again what is cut to the width of the screen."""
        super().fit_words()
        self._note()

    def _note(self) -> None:
        selection = self.job_list.selection
        pieces: list[Piece] = []
        if selection.anchor is not None:
            pieces.append(Piece("range: v marks up to here, esc gives it up   ", "accent"))
        pieces += self.mark_notes()
        if (sifted := self._sifted()) and self._trouble is None:
            pieces.append(Piece(shorten(f"{sifted}   ", self.size.width - total_width(pieces) - 3), "muted"))
        if self._fell_back and self.view.name == "all" and not self.filter and len(self._pages):
            pieces.append(why_all(self.desk.counts, self.desk.face))
        pieces += self._doubts(self.size.width - total_width(pieces) - 3)
        self.status_line.note(*pieces)

    def mark_notes(self) -> list[Piece]:
        """Say how many are marked."""
        return []

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        """The fields that a query may name here."""
        return fields_with(self.desk.session.capabilities.query_fields)

    def _sifted(self) -> str:
        """Say what the server did not evaluate, and what the number of rows means then."""
        session, pages = self.desk.session, self._pages
        if not session.is_known or not pages.loaded:
            return ""
        asked = (self.query_text, session.capabilities)
        if self._parted is None or self._parted[0] != asked[0] or self._parted[1] is not asked[1]:
            self._parted = (*asked, query_parts(self.query_text, self.fields, session.evaluated))
        parts = self._parted[2]
        found = pages.total if pages.total is not None else len(pages)
        return sifted_sentence(parts, found, pages.read, more=pages.more)

    def _doubts(self, width: int) -> list[Piece]:
        """Say what keeps the list from being whole, or from being as it is now."""
        if self._trouble is not None and not self.connection.is_stale and len(self._pages):
            old = age((self.desk.now - self._read_at).total_seconds())
            return [Piece(shorten(f"this is {old} old: {self._trouble.sentence}", width), "warning")]
        return [Piece(shorten(told, width), "warning") for told in left_out(self._pages.missing)]

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
