"""The rows of a list, page by page: what is in view is loaded, what is not is a row without a job yet.

Pages are reached by cursors, so only the page after a known one can be asked for. A page that was read
stays until there are too many; its place in the list stays for ever, so that the rows below do not jump.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from console.client.session import Session
from console.client.trouble import Trouble
from console.model import Job

PAGE: Final = 100
"""Jobs asked for at once."""

KEPT: Final = 20
"""Pages kept in memory."""


@dataclass(slots=True)
class _Page:
    cursor: str | None
    jobs: list[Job] | None = None  # None: let go of, to be read again
    count: int = 0
    next: str | None = None
    used: int = 0
    fresh: bool = False


class JobPages:
    """The jobs that match one query, as rows from 0 on.

    ``total`` is what the backend says of the whole list, None where it does not count.
    """

    def __init__(self, session: Session, query: str = "", *, page: int = PAGE, kept: int = KEPT) -> None:
        self.session = session
        self.query = query
        self.total: int | None = None
        self.missing: tuple[str, ...] = ()
        """What should be in the list and is not: a sentence for each context that did not answer."""
        self.loaded = False
        """Whether the first page has ever been read."""
        self._size = page
        self._kept = kept
        self._pages: list[_Page] = [_Page(None)]
        self._turn = 0
        self._ids: list[str | None] | None = None

    def __len__(self) -> int:
        """Count the rows that are known to exist, and one page more where there is more."""
        return sum(page.count for page in self._pages)

    @property
    def more(self) -> bool:
        """Whether there are jobs after the last known row."""
        last = self._pages[-1]
        return last.next is not None or not last.fresh

    def job(self, row: int) -> Job | None:
        """Return the job of a row, or None if it is not loaded."""
        place = self._place(row)
        if place is None:
            return None
        page, offset = place
        self._turn += 1
        page.used = self._turn
        return None if page.jobs is None or offset >= len(page.jobs) else page.jobs[offset]

    def by_id(self, job: str) -> Job | None:
        """Return a loaded job by id."""
        return next((each for page in self._pages for each in page.jobs or () if each.id == job), None)

    @property
    def ids(self) -> Sequence[str | None]:
        """The ids of all rows, None where not loaded."""
        if self._ids is None:
            self._ids = [id_ for page in self._pages for id_ in _page_ids(page)]
        return self._ids

    def jobs(self) -> list[Job]:
        """Return every loaded job, in the list's order."""
        return [job for page in self._pages for job in page.jobs or ()]

    def wants(self, first: int, last: int) -> bool:
        """Whether any row from ``first`` to ``last`` has to be read, or the page after them."""
        pages = self._between(first, last)
        return any(page.jobs is None or not page.fresh for page in pages) or (last >= len(self) and self.more)

    async def load(self, first: int, last: int) -> Trouble | None:
        """Read what is missing of the rows ``first`` .. ``last``. Returns what went wrong, or None."""
        for page in self._between(first, last):
            if (page.jobs is None or not page.fresh) and (trouble := await self._read(page)):
                return trouble
        while last >= len(self) and self._pages[-1].next is not None:
            if trouble := await self._append():
                return trouble
        return None

    async def refresh(self, first: int, last: int) -> Trouble | None:
        """Read the rows ``first`` .. ``last`` again; all others are read again when they come into view."""
        for page in self._pages:
            page.fresh = False
        return await self.load(first, last)

    async def _append(self) -> Trouble | None:
        page = _Page(self._pages[-1].next)
        trouble = await self._read(page)
        if trouble is None:
            self._pages.append(page)
            self._ids = None
        return trouble

    async def _read(self, page: _Page) -> Trouble | None:
        answer = await self.session.jobs(self.query, page.cursor, self._size)
        if isinstance(answer, Trouble):
            return answer
        self._turn += 1
        jobs = self._first_seen(page, answer.items)
        page.jobs, page.count, page.used = jobs, len(jobs), self._turn
        self.missing = answer.missing
        page.fresh = True
        if answer.total is not None or page.cursor is None:
            self.total = answer.total
        self._link(page, answer.next)
        self.loaded = True
        self._ids = None
        self._let_go()
        return None

    def _first_seen(self, page: _Page, jobs: Sequence[Job]) -> list[Job]:
        """Leave out what stands on an earlier page already: a server's list may shift between two reads."""
        before: set[str] = set()
        for each in self._pages:
            if each is page:
                break
            before.update(job.id for job in each.jobs or ())
        return [job for job in jobs if job.id not in before]

    def _link(self, page: _Page, cursor: str | None) -> None:
        """Note where the next page begins; one that begins elsewhere now is read again when it is seen."""
        page.next = cursor
        if page not in self._pages:
            return
        after = self._pages.index(page) + 1
        if cursor is None:
            del self._pages[after:]
        elif after < len(self._pages) and self._pages[after].cursor != cursor:
            self._pages[after].cursor = cursor
            self._pages[after].fresh = False

    def _let_go(self) -> None:
        held = [page for page in self._pages if page.jobs is not None]
        for page in sorted(held, key=lambda page: page.used)[: max(0, len(held) - self._kept)]:
            page.jobs = None

    def _between(self, first: int, last: int) -> list[_Page]:
        found: list[_Page] = []
        begin = 0
        for page in self._pages:
            end = begin + page.count
            if begin <= last and (end > first or page.count == 0):
                found.append(page)
            begin = end
        return found

    def _place(self, row: int) -> tuple[_Page, int] | None:
        begin = 0
        for page in self._pages:
            if begin <= row < begin + page.count:
                return page, row - begin
            begin += page.count
        return None


def _page_ids(page: _Page) -> Sequence[str | None]:
    return [None] * page.count if page.jobs is None else [job.id for job in page.jobs]
