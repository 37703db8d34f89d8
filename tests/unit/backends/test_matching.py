"""Queries on a server that filters by little: asked for what it knows, sifted for the rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from console.backends.base import BadRequest
from console.backends.matching import MOST_PAGES, matching, split_query
from console.model import FieldSupport, Job, JobPage, JobStatus

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
DECLARED = (FieldSupport("batch", "number"), FieldSupport("status", "choice"), FieldSupport("text", "text"))


def job(number: int, *, owner: str = "ada", name: str = "run") -> Job:
    status = JobStatus.FAILED if number % 3 == 0 else JobStatus.RUNNING
    return Job(str(number), name, "w", status, owner=owner, created=NOW - timedelta(hours=number))


class Pages:
    """A server's list, by offset; ``shift`` repeats so many rows of the page before."""

    def __init__(self, count: int, *, shift: int = 0) -> None:
        self.jobs = [job(number, owner="ada" if number % 10 else "bob") for number in range(count)]
        self.shift = shift
        self.asked: list[str | None] = []

    async def fetch(self, cursor: str | None, limit: int) -> JobPage:
        self.asked.append(cursor)
        begin = int(cursor or 0)
        end = begin + limit
        more = str(end - self.shift) if end < len(self.jobs) else None
        return JobPage(tuple(self.jobs[begin:end]), more, len(self.jobs))


def test_what_the_server_declares_is_left_to_it() -> None:
    served = split_query("batch:7 status:failed load sort:-created owner:ada", DECLARED, now=NOW)

    assert [term.field for term in served.served.terms] == ["batch", "status", None]
    assert served.served.sort is not None
    assert served.rest is not None
    assert served.rest(job(1, owner="ada"))
    assert not served.rest(job(1, owner="bob"))


def test_where_the_server_tells_all_nothing_is_sifted() -> None:
    assert split_query("batch:7", DECLARED, now=NOW).rest is None


@pytest.mark.parametrize("text", ["colour:red", "status:nonsense", "owner:me", 'name:"open'])
def test_what_nobody_can_tell_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        split_query(text, DECLARED, now=NOW)


def test_owner_me_is_whoever_we_are_there() -> None:
    served = split_query("owner:me", DECLARED, now=NOW, me="ada")

    assert served.rest is not None
    assert served.rest(job(1))


async def test_without_a_rest_a_page_is_the_servers() -> None:
    server = Pages(30)

    page = await matching(server.fetch, None, cursor=None, limit=10)

    assert [each.id for each in page.items] == [str(number) for number in range(10)]
    assert (page.next, page.total) == ("10", 30)


async def test_pages_are_read_until_there_are_enough() -> None:
    server = Pages(100)
    rest = split_query("owner:bob", DECLARED, now=NOW).rest

    page = await matching(server.fetch, rest, cursor=None, limit=10)

    assert len(page.items) == 10
    assert page.total is None
    assert page.next is None
    assert len(server.asked) == 10


async def test_a_filter_that_finds_nothing_does_not_walk_the_server_to_its_end() -> None:
    server = Pages(100_000)
    rest = split_query("owner:nobody", DECLARED, now=NOW).rest

    page = await matching(server.fetch, rest, cursor=None, limit=100)

    assert (page.items, page.next) == ((), "1000")
    assert len(server.asked) == MOST_PAGES


async def test_rows_that_come_twice_are_there_once() -> None:
    server = Pages(40, shift=3)
    rest = split_query("owner:*", DECLARED, now=NOW).rest

    page = await matching(server.fetch, rest, cursor=None, limit=40)

    assert [each.id for each in page.items] == [str(number) for number in range(40)]


async def test_a_cursor_that_leads_nowhere_ends_the_list() -> None:
    async def fetch(cursor: str | None, limit: int) -> JobPage:
        return JobPage((job(1),), "same")

    rest = split_query("owner:ada", DECLARED, now=NOW).rest

    page = await matching(fetch, rest, cursor="same", limit=10)

    assert page.next is None
