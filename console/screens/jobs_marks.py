"""Marks on the jobs list: on rows, ranges, what is loaded, and on all that match, also what is not loaded."""

from typing import Final

from textual import work

from console.actions import Focus, MarksFocus
from console.client.trouble import Trouble
from console.core.figures import count
from console.model import Job
from console.screens.base import NO_JOB
from console.screens.desk import Desk
from console.screens.jobs_kept import JobsKept
from console.screens.jobs_views import JobsViews
from console.screens.places import JobsPlace
from console.widgets.cell import Piece

MOST_MARKED: Final = 1_000
"""Jobs that are marked at once by a query: each of them is read before anything is done to it."""

_AT_ONCE: Final = 200


class JobsMarks(JobsViews, inherit_bindings=False):
    """The part of the jobs screen that marks. A mark means the job as it was last seen here."""

    def __init__(self, desk: Desk, place: JobsPlace, kept: JobsKept | None = None) -> None:
        super().__init__(desk, place, kept)
        self._seen: dict[str, Job] = dict(kept.seen) if kept else {}
        """Every marked job as it was last seen."""
        self._members: set[str] = set()
        """Marked jobs that are in the list of `_asked`, loaded or not."""
        self._asked = ""
        self._collected = False
        """Whether all that match have been marked, as far as that goes."""
        self._with_hidden = False
        self._progress = ""

    # --- what is marked ---------------------------------------------------------------------------

    @property
    def target(self) -> Focus:
        """The marked jobs, else the job under the cursor."""
        if not self.job_list.selection.marks:
            return super().target
        here, hidden = self._marked()
        if self._with_hidden:
            here, hidden = (*here, *hidden), ()
        return MarksFocus(here, hidden=len(hidden)) if here else super().target

    def marked_jobs(self) -> dict[str, Job]:
        """Return every marked job by its id, as it was last seen."""
        self._marked()
        return dict(self._seen)

    def _marked(self) -> tuple[tuple[Job, ...], tuple[Job, ...]]:
        """Return the marked jobs that are in this list, and those that it does not show."""
        marks = self.job_list.selection.marks
        pages = self._pages
        if self._asked != (asked := self.terms_text):
            self._asked, self._collected = asked, False
            self._members.clear()
        whole = not pages.more and pages.known == len(pages)
        loaded = {id_ for id_ in marks if pages.row_of(id_) is not None}
        self._members = loaded if whole else (self._members & marks) | loaded
        for id_ in loaded:
            if (job := pages.by_id(id_)) is not None:
                self._seen[id_] = job
        for gone in self._seen.keys() - marks:
            del self._seen[gone]
        ordered = sorted(marks & self._seen.keys(), key=self._place_of)
        return (
            tuple(self._seen[id_] for id_ in ordered if id_ in self._members),
            tuple(self._seen[id_] for id_ in ordered if id_ not in self._members),
        )

    def _place_of(self, id_: str) -> tuple[int, str]:
        row = self._pages.row_of(id_)
        return (len(self._pages) if row is None else row, id_)

    def mark_notes(self) -> list[Piece]:
        """Say how many are marked, and how many of them the list does not show."""
        if self._progress:
            return [Piece(f"{self._progress}   ", "accent")]
        if not self.job_list.selection.marks:
            return []
        here, hidden = self._marked()
        if not hidden:
            return [Piece(f"{count(len(here))} marked   ", "accent")]
        key = self.desk.face("mark.hidden")
        others = count(len(hidden))
        if self._with_hidden:
            both = count(len(here) + len(hidden))
            told = f"{both} marked, {others} of them not in this list ({key} leaves them out)"
        else:
            told = f"{count(len(here))} marked, {others} more not in this list ({key} takes them along)"
        return [Piece(f"{told}   ", "accent")]

    # --- keys -------------------------------------------------------------------------------------

    def action_mark(self) -> None:
        """Mark the row, and go to the next one, so that several are marked by several presses."""
        rows = self.job_list
        if rows.job is None:
            self.say(NO_JOB, "warning")
            return
        rows.select(rows.selection.toggle())
        rows.action_move("down")

    def action_mark_range(self) -> None:
        """Begin or end a range."""
        rows = self.job_list
        if rows.job is None:
            self.say(NO_JOB, "warning")
            return
        selection = rows.selection
        ended = selection.end_range(rows.row_ids()) if selection.anchor else selection.start_range()
        rows.select(ended)

    def action_mark_hidden(self) -> None:
        """Take the marks along that the list does not show, or leave them out."""
        if not self.job_list.selection.marks or not self._marked()[1]:
            self.say("every mark is in this list", "muted")
            return
        self._with_hidden = not self._with_hidden
        self.refresh_keys()
        self._note()

    def action_mark_all(self) -> None:
        """Mark all that is loaded; the next time all that match, and then none of them."""
        if self._progress:
            return
        rows = self.job_list
        if rows.job is None:
            self.say(NO_JOB, "warning")
            return
        self._marked()
        loaded = {id_ for _, id_ in rows.pages.ids.named()}
        marks = rows.selection.marks
        if not loaded <= marks:
            rows.select(rows.selection.only(marks | loaded))
            self._offer_all(len(loaded))
        elif self._has_more and not self._collected:
            self._collect()
        else:
            rows.select(rows.selection.only(marks - loaded - self._members))
            self._collected = False

    @property
    def _has_more(self) -> bool:
        pages = self._pages
        return pages.more or pages.known < len(pages)

    def _offer_all(self, loaded: int) -> None:
        if self._has_more:
            total = self._pages.total
            every = f"all {count(total)} that match" if total is not None else "all that match"
            most = f", {count(MOST_MARKED)} at most" if total is None or total > MOST_MARKED else ""
            key = self.desk.face("mark.all")
            self.say(f"{count(loaded)} are marked, which is what is loaded; {key} again marks {every}{most}")

    @work(group="collect", name="collect", exclusive=True)
    async def _collect(self) -> None:
        """Read every job that matches, page by page, and mark it."""
        pages, query = self._pages, self.query_text
        found: dict[str, Job] = {}
        cursor: str | None = None
        try:
            while True:
                self._tell_progress(len(found), pages.total)
                answer = await self.desk.session.jobs(query, cursor, _AT_ONCE)
                if isinstance(answer, Trouble):
                    self.complain(answer)
                    return
                found.update((job.id, job) for job in answer.items)
                cursor = answer.next
                if cursor is None or len(found) >= MOST_MARKED:
                    break
        finally:
            self._progress = ""
            self._note()
        if pages is self._pages:
            whole = cursor is None and len(found) <= MOST_MARKED
            self._mark_found(list(found.values())[:MOST_MARKED], whole=whole)

    def _tell_progress(self, found: int, total: int | None) -> None:
        of = f" of {count(total)}" if total is not None else ""
        stop = self.desk.face("leave.peel")
        self._progress = f"marking all that match: {count(found)}{of} read, {stop} stops it"
        self.status_line.clear()
        self._note()

    def _mark_found(self, jobs: list[Job], *, whole: bool) -> None:
        self._marked()
        ids = {job.id for job in jobs}
        self._seen.update((job.id, job) for job in jobs)
        self._members |= ids
        self._collected = True
        rows = self.job_list
        rows.select(rows.selection.only(rows.selection.marks | ids))
        if whole:
            self.say(f"all {count(len(jobs))} that match are marked, as they were just now", "success")
        else:
            told = f"the first {count(len(jobs))} that match are marked: more are not marked at once"
            self.say(f"{told}; narrow the list, or act on these first", "warning")

    def action_next_mark(self) -> None:
        """Go to the next mark."""
        rows = self.job_list
        if not rows.selection.marks:
            self.say("nothing is marked; space marks a row", "muted")
        rows.select(rows.selection.next_mark(rows.row_ids()))

    def acted(self, failed: frozenset[str], done: frozenset[str] = frozenset()) -> None:
        """Keep the marks of what failed, and of what nothing was done to."""
        rows = self.job_list
        if rows.selection.marks:
            rows.select(rows.selection.only(rows.selection.marks - (done - failed)))
            self._with_hidden = self._with_hidden and bool(rows.selection.marks)
        self.read_soon()

    def peel_marks(self) -> bool:
        """Stop marking, or take away the range, or the marks; False where there is nothing of it."""
        rows = self.job_list
        selection = rows.selection
        if self._progress:
            self.workers.cancel_group(self, "collect")  # pyright: ignore[reportUnknownMemberType]
        elif selection.anchor is not None:
            rows.select(selection.only(selection.marks))
        elif selection.marks:
            rows.select(selection.only(frozenset()))
            self._collected = self._with_hidden = False
        else:
            return False
        return True
