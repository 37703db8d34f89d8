"""A million jobs: what the console asks for and keeps does not depend on how many there are."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from console.client.page import KEPT, PAGE
from console.core.query import parse_query
from console.model import Counts, Job, JobPage, JobStatus
from console.screens.places import JobsPlace
from tui.harness import make_app, running
from tui.memory_backend import MemoryBackend
from tui.samples import chatty

MILLION = 1_000_000
FIRST = chatty().job


class Endless(MemoryBackend):
    """``count`` jobs that are made when they are asked for; it notes each request and its rows."""

    def __init__(self, count: int = MILLION) -> None:
        super().__init__([])
        self.count = count
        self.asked: list[tuple[int, int]] = []

    def _page(self, query: str, row: int, limit: int) -> JobPage:
        self.asked.append((row, limit))
        upwards = (sort := parse_query(query).sort) is not None and not sort.descending
        rows = range(row, min(row + limit, self.count))
        jobs = tuple(replace(FIRST, id=str(place if upwards else self.count - 1 - place)) for place in rows)
        return JobPage(jobs, str(rows.stop) if rows.stop < self.count else None, self.count)

    async def jobs(self, query: str, *, cursor: str | None = None, limit: int = 100) -> JobPage:
        await self._answer()
        return self._page(query, int(cursor or 0), limit)

    async def jobs_at(self, query: str, row: int, *, limit: int = 100) -> JobPage:
        await self._answer()
        return self._page(query, row, limit)

    async def counts(self) -> Counts:
        await self._answer()
        return Counts({JobStatus.RUNNING: self.count}, {}, self.count)

    def told(self) -> Iterator[int]:
        """The rows that each request had."""
        return (limit for _, limit in self.asked)


def _kept(driver) -> tuple[list[Job], int]:
    rows = driver.screen.job_list
    return rows.pages.jobs(), len(rows._strips)


async def _walk(count: int) -> tuple[int, int]:
    """Go through a list by every long way; return the requests that it took, and the jobs that are kept."""
    backend = Endless(count)
    async with running(make_app(backend, place=JobsPlace("all")), size=(120, 30)) as driver:
        rows = driver.screen.job_list
        assert len(rows.row_ids()) == count
        await driver.press("G")
        assert rows.selection.cursor == "0"
        assert " 0 " in driver.text
        await driver.press("g")
        assert rows.selection.cursor == str(count - 1)
        middle = count // 2
        await driver.press("colon")
        await driver.type(f"line {middle}")
        await driver.press("enter")
        assert rows.selection.index == middle - 1
        assert rows.selection.cursor == str(count - middle)
        await driver.press("pagedown", "pageup", "equals_sign")
        assert rows.selection.cursor == "0"
        await driver.press("G")
        assert rows.selection.cursor == str(count - 1)
        await driver.press("asterisk", "apostrophe", "v", "k", "v")
        jobs, strips = _kept(driver)
        assert strips <= 400
        assert set(backend.told()) == {100}
        return len(backend.asked), len(jobs)


async def test_a_million_jobs_cost_no_more_requests_and_rows_than_ten_thousand() -> None:
    few = await _walk(10_000)
    many = await _walk(MILLION)

    assert many == few
    assert many[0] <= 14
    assert many[1] <= 600


async def test_the_first_screen_asks_for_one_page() -> None:
    backend = Endless()
    async with running(make_app(backend, place=JobsPlace("all"))):
        assert [row for row, _ in backend.asked] == [0] * len(backend.asked)
        assert len(backend.asked) <= 2


async def test_what_is_kept_is_bounded_however_far_one_goes() -> None:
    backend = Endless()
    async with running(make_app(backend, place=JobsPlace("all")), size=(120, 30)) as driver:
        pages = driver.screen.job_list.pages
        for row in range(0, MILLION, MILLION // 100):
            assert await pages.load(row, row + 30) is None
        assert len(pages.jobs()) <= KEPT * PAGE
        assert len(pages._where) == len(pages.jobs())
        assert pages.job(0) is not None


@pytest.mark.parametrize("row", [0, 99, 100, 499_999, 999_999])
async def test_any_row_is_the_row_that_it_is(row: int) -> None:
    backend = Endless()
    async with running(make_app(backend, place=JobsPlace("all")), size=(120, 30)) as driver:
        driver.screen.job_list.move_to(row)
        await driver.settle()
        assert driver.screen.job_list.selection.cursor == str(MILLION - 1 - row)
