"""The rows of a list, page by page: what is in view is loaded, what is not is a row without a job yet.

Where the backend tells how many jobs there are and can read from any row on, every row has its place from
the beginning and any of them can be gone to. Elsewhere pages are reached by cursors, so only the page after a
known one can be asked for; the place of a page that was read stays, so that the rows below do not jump.

Nothing here takes longer, or more room, because a list is longer: what is kept are `KEPT` pages.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from console.client.row_ids import RowIds
from console.client.session import Session
from console.client.trouble import Trouble
from console.model import Job, JobPage

PAGE: Final = 100
"""Jobs asked for at once."""

KEPT: Final = 20
"""Pages kept in memory: some forty screens. One that comes back into view is read again, in milliseconds."""


@dataclass(slots=True, eq=False)
class _Page:
    cursor: str | None = None
    jobs: list[Job | None] | None = None  # None: let go of, to be read again; a None in it: it has moved away
    count: int = 0
    next: str | None = None
    used: int = 0
    fresh: bool = False
    read: int | None = None


@dataclass(slots=True, eq=False)
class JobPages:
    """The jobs that match one query, as rows from 0 on.

    ``total`` is None where the backend does not count, ``missing`` a sentence for each context that did not
    answer. ``loaded`` is whether the first page has ever been read.
    """

    session: Session
    query: str = ""
    page: int = PAGE
    kept: int = KEPT
    total: int | None = None
    missing: tuple[str, ...] = ()
    loaded: bool = False
    _pages: dict[int, _Page] = field(default_factory=lambda: {0: _Page()})
    _where: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    _begins: list[int] | None = None
    _turn: int = 0

    @property
    def placed(self) -> bool:
        """Whether every row has its place already, and can be gone to at once."""
        return self.total is not None and self.session.reads_anywhere

    def __len__(self) -> int:
        """Count the rows that are known to exist."""
        if self.placed and self.loaded:
            return self.total or 0
        begins = self._chain
        return begins[-1] + self._pages[len(begins) - 1].count

    @property
    def read(self) -> int | None:
        """How many jobs of the server were read for the rows there are; None where it sifts them itself."""
        read = [page.read for page in self._pages.values() if page.read is not None]
        return sum(read) if read else None

    @property
    def more(self) -> bool:
        """Whether there are jobs after the last known row."""
        if self.placed:
            return not self.loaded
        last = self._pages[len(self._pages) - 1]
        return last.next is not None or not last.fresh

    def job(self, row: int) -> Job | None:
        """Return the job of a row, or None if it is not loaded."""
        number, offset = self._place(row)
        page = self._pages.get(number)
        if page is None or page.jobs is None or not 0 <= offset < len(page.jobs):
            return None
        self._turn += 1
        page.used = self._turn
        return page.jobs[offset]

    def by_id(self, job: str) -> Job | None:
        """Return a loaded job by id."""
        return None if (row := self.row_of(job)) is None else self.job(row)

    def row_of(self, job: str) -> int | None:
        """Return the row of a loaded job."""
        return None if (place := self._where.get(job)) is None else self._begin(place[0]) + place[1]

    @property
    def ids(self) -> RowIds:
        """The ids of all rows, None where not loaded."""
        return RowIds(self)

    def loaded_rows(self) -> Iterator[tuple[int, Job]]:
        """Yield every loaded job with its row, in the list's order."""
        for number in sorted(self._pages):
            begin = self._begin(number)
            for offset, job in enumerate(self._pages[number].jobs or ()):
                if job is not None:
                    yield begin + offset, job

    @property
    def known(self) -> int:
        """How many jobs are loaded."""
        return len(self._where)

    def jobs(self) -> list[Job]:
        """Return every loaded job, in the list's order."""
        return [job for _, job in self.loaded_rows()]

    def first(self) -> list[Job]:
        """Return the jobs of the first page, which is never let go of."""
        return [job for job in self._pages[0].jobs or () if job is not None]

    def wants(self, first: int, last: int) -> bool:
        """Whether any row from ``first`` to ``last`` has to be read, or the page after them."""
        missing = any(not self._is_good(number) for number in self._between(first, last))
        return missing or (last >= len(self) and self.more)

    async def load(self, first: int, last: int) -> Trouble | None:
        """Read what is missing of the rows ``first`` .. ``last``. Returns what went wrong, or None."""
        for _ in range(2):  # the first page may only now have told where the rows are
            for number in self._between(first, last):
                if not self._is_good(number) and (trouble := await self._read(number)):
                    return trouble
        while not self.placed and last >= len(self) and self._pages[len(self._pages) - 1].next is not None:
            if trouble := await self._read(len(self._pages)):
                return trouble
        return None

    async def refresh(self, first: int, last: int, keep: str | None = None) -> Trouble | None:
        """Read the rows ``first`` .. ``last`` again; all others are read again when they come into view.

        Where ``keep``, the job under the cursor, is not there any more, the pages beside are read, too: it
        may have been pushed there.
        """
        for page in self._pages.values():
            page.fresh = False
        trouble = await self.load(first, last)
        if trouble is not None or keep is None or self.row_of(keep) is not None:
            return trouble
        return await self.load(first - self.page, last + self.page)

    # --- where a row is ---------------------------------------------------------------------------

    @property
    def _chain(self) -> list[int]:
        """The first row of each page that was reached by cursors."""
        if self._begins is None:
            counts = (self._pages[number].count for number in range(len(self._pages) - 1))
            self._begins = list(accumulate(counts, initial=0))
        return self._begins

    def _begin(self, number: int) -> int:
        return number * self.page if self.placed else self._chain[number]

    def _place(self, row: int) -> tuple[int, int]:
        if self.placed:
            return divmod(row, self.page)
        number = max(0, bisect_right(self._chain, row) - 1)
        return number, row - self._chain[number]

    def _between(self, first: int, last: int) -> range:
        """Return the numbers of the pages that have these rows."""
        if self.placed:
            end = max(0, (self.total or 0) - 1)
            return range(max(0, min(first, end)) // self.page, min(max(first, last, 0), end) // self.page + 1)
        known = len(self._pages)
        begin = self._place(max(0, first))[0]
        return range(begin, min(known, self._place(max(0, last))[0] + 1))

    def _is_good(self, number: int) -> bool:
        page = self._pages.get(number)
        return page is not None and page.jobs is not None and page.fresh

    # --- reading ----------------------------------------------------------------------------------

    async def _read(self, number: int) -> Trouble | None:
        answer = await self._ask(number)
        if isinstance(answer, Trouble):
            return answer
        was_placed = self.placed
        if answer.total is not None or number == 0:
            self.total = answer.total
        if self.placed != was_placed or number not in self._pages:
            self._make_room(number, was_placed)
        self._take(number, answer)
        self.missing = answer.missing
        self.loaded = True
        self._let_go()
        return None

    async def _ask(self, number: int) -> JobPage | Trouble:
        before = self._pages.get(number - 1)
        if self.placed and number:
            if before is not None and before.fresh and before.next is not None:
                return await self.session.jobs(self.query, before.next, self.page)
            return await self.session.jobs_at(self.query, number * self.page, self.page)
        here = self._pages.get(number)
        cursor = here.cursor if here is not None else before.next if before is not None else None
        return await self.session.jobs(self.query, cursor, self.page)

    def _make_room(self, number: int, was_placed: bool) -> None:
        if self.placed != was_placed:  # the rows have other places now: only what is read next is known
            self._pages = {0: self._pages.get(0, _Page())}
            self._where = {id_: place for id_, place in self._where.items() if place[0] == 0}
        if number not in self._pages:
            before = self._pages.get(number - 1)
            self._pages[number] = _Page(before.next if before is not None else None)
        self._begins = None

    def _take(self, number: int, answer: JobPage) -> None:
        page = self._pages[number]
        self._forget(number)
        jobs: list[Job | None] = list(answer.items)
        if self.placed:
            self._move_here(number, answer.items)
            page.count = max(0, min(self.page, (self.total or 0) - number * self.page))
            jobs = [*jobs[: page.count], *[None] * (page.count - len(jobs))]
        else:
            jobs = [job for job in answer.items if self._where.get(job.id, (number, 0))[0] >= number]
            self._move_here(number, [job for job in jobs if job is not None])
            page.count = len(jobs)
        self._turn += 1
        page.jobs, page.used, page.fresh, page.read = jobs, self._turn, True, answer.read
        self._remember(number)
        self._begins = None
        self._link(number, answer.next)

    def _move_here(self, number: int, jobs: Sequence[Job]) -> None:
        """Take jobs out of the other pages that they were on: a list may shift between two reads."""
        for job in jobs:
            other, offset = self._where.get(job.id, (number, 0))
            page = self._pages.get(other)
            if other != number and page is not None and page.jobs is not None:
                page.jobs[offset] = None
                page.fresh = False

    def _link(self, number: int, cursor: str | None) -> None:
        """Note where the next page begins; one that begins elsewhere now is read again when it is seen."""
        self._pages[number].next = cursor
        after = self._pages.get(number + 1)
        if self.placed:
            self._end_at(self.total or 0)
        elif cursor is None:
            for gone in range(number + 1, len(self._pages)):
                self._drop(gone)
        elif after is not None and after.cursor != cursor:
            after.cursor, after.fresh = cursor, False

    def _end_at(self, total: int) -> None:
        """Let go of what stands after the end of a list that has become shorter."""
        for number, page in list(self._pages.items()):
            rows = total - number * self.page
            if number and rows <= 0:
                self._drop(number)
            elif page.jobs is not None and len(page.jobs) > rows:
                self._forget(number)
                del page.jobs[max(0, rows) :]
                self._remember(number)

    def _remember(self, number: int) -> None:
        """Note where the jobs of a page are."""
        for offset, job in enumerate(self._pages[number].jobs or ()):
            if job is not None:
                self._where[job.id] = (number, offset)

    def _drop(self, number: int) -> None:
        self._forget(number)
        del self._pages[number]
        self._begins = None

    def _forget(self, number: int) -> None:
        """Forget where the jobs of a page are."""
        for job in self._pages[number].jobs or ():
            if job is not None and self._where.get(job.id, (-1, 0))[0] == number:
                del self._where[job.id]

    def _let_go(self) -> None:
        held = [number for number, page in self._pages.items() if page.jobs is not None and number]
        over = len(held) + 1 - self.kept
        for number in sorted(held, key=lambda number: self._pages[number].used)[: max(0, over)]:
            if self.placed:
                self._drop(number)
            else:
                self._forget(number)
                self._pages[number].jobs = None
