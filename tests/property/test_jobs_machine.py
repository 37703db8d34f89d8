"""The cursor and the marks of the jobs list mean jobs: through any changes, pages, orders and filters.

The list with its pages, over a backend whose jobs come, go and move, held against a plain model of what a
person has pointed at. Nothing here is an example: hypothesis tells the stories.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC
from typing import TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from textual.geometry import Size
from tui.memory_backend import MemoryBackend
from tui.samples import NOW, chatty

from console.client.page import JobPages
from console.client.session import Session
from console.core.query import parse_query
from console.model import Job, JobPage
from console.widgets.job_columns import Moment
from console.widgets.job_list import JobList

T = TypeVar("T")
PAGE = 3
VIEW = 2
FIRST = chatty().job


class Moving(MemoryBackend):
    """Jobs in an order of their own; ``id:`` terms filter, ``sort:`` turns it round."""

    def __init__(self, *, counted: bool) -> None:
        super().__init__([])
        self.rows: list[Job] = []
        self.says_total = counted

    def matching(self, query: str) -> list[Job]:
        asked = parse_query(query)
        wanted = {value for term in asked.terms for value in term.values}
        found = [job for job in self.rows if not wanted or job.name in wanted]
        return found[::-1] if asked.sort is not None else found

    def _slice(self, query: str, row: int, limit: int) -> JobPage:
        found = self.matching(query)
        end = row + limit
        total = len(found) if self.says_total else None
        return JobPage(tuple(found[row:end]), str(end) if end < len(found) else None, total)

    async def jobs(self, query: str, *, cursor: str | None = None, limit: int = 100) -> JobPage:
        return self._slice(query, int(cursor or 0), limit)


class Jumping(Moving):
    """The same, read from any row on."""

    async def jobs_at(self, query: str, row: int, *, limit: int = 100) -> JobPage:
        return self._slice(query, row, limit)


class Shown(JobList):
    """The list without a screen: it has a size, and nothing is painted."""

    def __init__(self, pages: JobPages) -> None:
        super().__init__(pages, lambda: Moment(NOW, UTC))
        self.top = 0

    @property
    def size(self) -> Size:
        return Size(120, VIEW)

    @property
    def line_width(self) -> int:
        return 120

    def post_message(self, message: object) -> bool:
        del message
        return True

    def _resize(self) -> None: ...

    def _keep_in_view(self) -> None:
        self.top = min(max(self.top, self.cursor - VIEW + 1), self.cursor)

    def scroll_to(self, *args: object, **options: object) -> None:
        del args, options

    def repaint_changed(self) -> None: ...


def run(work: Coroutine[object, object, T]) -> T:
    return asyncio.run(work)


class JobsMachine(RuleBasedStateMachine):
    """A person at the list, and a server behind it."""

    @initialize(count=st.integers(0, 30), counted=st.booleans(), jumps=st.booleans())
    def begin(self, count: int, counted: bool, jumps: bool) -> None:
        """Open a list of some jobs."""
        self.made = 0
        self.backend = (Jumping if jumps else Moving)(counted=counted)
        self.session = Session(self.backend, clock=self.backend.clock)
        for _ in range(count):
            self._add(0)
        self.marks: set[str] = set()
        self.on: str | None = None
        self.list = Shown(self._pages(""))
        self.refresh()

    def _pages(self, query: str) -> JobPages:
        return JobPages(self.session, query, page=PAGE, kept=3)

    def _add(self, place: int) -> None:
        self.made += 1
        job = replace(FIRST, id=f"j{self.made}", name=("even", "odd")[self.made % 2])
        self.backend.rows.insert(place, job)

    def _settle(self) -> None:
        """Read what is in view until nothing is wanted, as the screen does after every change."""
        for _ in range(20):
            first = self.list.cursor
            if not self.list.pages.wants(max(0, first - VIEW), first + VIEW):
                return
            assert run(self.list.pages.load(max(0, first - VIEW), first + VIEW)) is None
            self.list.rows_changed()

    def _look(self) -> None:
        self._settle()
        self.on = self.list.selection.cursor

    # --- what the server does ---------------------------------------------------------------------

    @rule(data=st.data())
    def a_job_comes(self, data: st.DataObject) -> None:
        """A job is new, anywhere in the list."""
        self._add(data.draw(st.integers(0, len(self.backend.rows))))

    @precondition(lambda self: self.backend.rows)
    @rule(data=st.data())
    def a_job_goes(self, data: st.DataObject) -> None:
        """A job goes."""
        self.backend.rows.pop(data.draw(st.integers(0, len(self.backend.rows) - 1)))

    @precondition(lambda self: len(self.backend.rows) > 1)
    @rule(data=st.data())
    def jobs_change_places(self, data: st.DataObject) -> None:
        """The order is another one."""
        self.backend.rows = data.draw(st.permutations(self.backend.rows))

    # --- what the person does ---------------------------------------------------------------------

    @rule()
    def refresh(self) -> None:
        """The rows in view are read again: the cursor stays on its job, if that is read at all."""
        rows = self.list
        before = rows.selection
        first = max(0, rows.cursor - VIEW)
        assert run(rows.pages.refresh(first, rows.cursor + VIEW, before.cursor)) is None
        rows.rows_changed()
        if before.cursor is not None and before.cursor in rows.row_ids():
            assert rows.selection.cursor == before.cursor
        else:
            assert rows.selection.index == max(0, min(before.index, len(rows.row_ids()) - 1))
        self._look()

    @rule(
        way=st.sampled_from(["up", "down", "top", "bottom", "page_up", "page_down", "half_up", "half_down"])
    )
    def move(self, way: str) -> None:
        """A key moves the cursor."""
        self.list.action_move(way)
        self._look()

    @rule()
    def mark(self) -> None:
        """Space marks what is under the cursor, or takes that mark away."""
        self.list.select(self.list.selection.toggle())
        if self.on is not None:
            self.marks ^= {self.on}

    @rule()
    def mark_all_loaded(self) -> None:
        """Star marks what is loaded, or takes these marks away."""
        loaded = {id_ for _, id_ in self.list.pages.ids.named()}
        self.list.select(self.list.selection.mark_all(self.list.row_ids()))
        self.marks = self.marks - loaded if loaded <= self.marks else self.marks | loaded

    @rule()
    def next_mark(self) -> None:
        """The cursor goes to a mark that is loaded, if there is one."""
        there = {id_ for _, id_ in self.list.pages.ids.named()} & self.marks
        self.list.select(self.list.selection.next_mark(self.list.row_ids()))
        if there:
            assert self.list.selection.cursor in there
        self._look()

    @rule(query=st.sampled_from(["", "name:even", "name:odd", "sort:created", "name:odd sort:created"]))
    def filter_or_order(self, query: str) -> None:
        """Another query: the list begins at its top."""
        self.list.show(self._pages(query))
        assert self.list.selection.index == 0
        self._look()

    # --- what is always true ----------------------------------------------------------------------

    @invariant()
    def marks_are_ids_that_the_person_marked(self) -> None:
        """No change of the rows marks or unmarks."""
        assert self.list.selection.marks == self.marks

    @invariant()
    def the_cursor_is_on_the_job_that_it_was_put_on(self) -> None:
        """What an action would be sent for is what the person put the cursor on."""
        assert self.list.selection.cursor == self.on
        job = self.list.job
        assert job is None or job.id == self.on

    @invariant()
    def every_job_is_there_once_and_where_it_says(self) -> None:
        """A row has the id that it is found by, and no id has two rows."""
        rows = self.list.row_ids()
        named = list(self.list.pages.ids.named())
        assert len({id_ for _, id_ in named}) == len(named)
        assert all(rows[row] == id_ and rows.index(id_) == row for row, id_ in named)
        assert all(row < len(rows) for row, _ in named)
        assert len(self.list.pages.jobs()) <= 3 * PAGE


JobsMachine.TestCase.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)
test_the_jobs_list = JobsMachine.TestCase
