"""Rows of a list, page by page: what is in view is read, what is not has a place but no job."""

from dataclasses import replace

from tui.memory_backend import MemoryBackend
from tui.samples import chatty

from console.backends.base import Unreachable
from console.client.page import JobPages
from console.client.session import Session
from console.client.trouble import Trouble


def _backend(count: int) -> MemoryBackend:
    first = chatty()
    jobs = [replace(first, job=replace(first.job, id=str(1000 - place))) for place in range(count)]
    return MemoryBackend(jobs)


def _pages(backend: MemoryBackend, *, page: int = 10, kept: int = 60) -> JobPages:
    return JobPages(Session(backend, clock=backend.clock), page=page, kept=kept)


def _shown(pages: JobPages, first: int, last: int) -> list[str | None]:
    return [None if (job := pages.job(row)) is None else job.id for row in range(first, last + 1)]


async def test_only_what_is_in_view_is_read() -> None:
    backend = _backend(100)
    pages = _pages(backend)

    await pages.load(0, 9)

    assert len(pages) == 10
    assert pages.total == 100
    assert pages.more
    assert backend.reads == 1


async def test_going_down_reads_on_from_the_cursor() -> None:
    pages = _pages(_backend(25))

    await pages.load(0, 9)
    await pages.load(18, 22)

    assert len(pages) == 25
    assert not pages.more
    assert _shown(pages, 23, 25) == ["977", "976", None]


async def test_pages_that_are_out_of_sight_are_let_go_but_keep_their_place() -> None:
    pages = _pages(_backend(50), kept=2)

    await pages.load(0, 49)

    assert len(pages) == 50
    assert pages.ids[10] is None
    assert pages.job(0) is not None
    assert pages.job(45) is not None
    assert pages.wants(10, 13)
    await pages.load(10, 13)
    assert pages.job(10) is not None


async def test_a_refresh_reads_what_is_seen_and_marks_the_rest_as_old() -> None:
    backend = _backend(30)
    pages = _pages(backend)
    await pages.load(0, 29)
    reads = backend.reads

    await pages.refresh(0, 9)

    assert backend.reads == reads + 1
    assert pages.wants(10, 12)
    assert not pages.wants(0, 9)


async def test_new_jobs_push_the_others_down_without_a_gap() -> None:
    backend = _backend(30)
    pages = _pages(backend)
    await pages.load(0, 19)
    first = chatty()
    for number in (2001, 2002, 2003):
        backend.put(replace(first, job=replace(first.job, id=str(number))))

    await pages.refresh(0, 19)

    assert _shown(pages, 0, 19) == ["2003", "2002", "2001", *(str(1000 - place) for place in range(17))]


async def test_a_list_that_shrank_ends_where_it_ends() -> None:
    backend = _backend(30)
    pages = _pages(backend)
    await pages.load(0, 29)
    for place in range(15):
        backend.remove(str(1000 - place))

    await pages.refresh(0, 19)

    assert len(pages) == 15
    assert not pages.more


async def test_trouble_leaves_what_was_read() -> None:
    backend = _backend(10)
    pages = _pages(backend)
    await pages.load(0, 9)
    backend.fault = Unreachable("gone")

    trouble = await pages.refresh(0, 9)

    assert isinstance(trouble, Trouble)
    assert pages.job(0) is not None


async def test_an_empty_list_is_loaded_and_empty() -> None:
    pages = _pages(MemoryBackend([]))

    await pages.load(0, 9)

    assert pages.loaded
    assert len(pages) == 0
    assert not pages.more


async def test_a_job_that_has_moved_to_the_next_page_meanwhile_is_there_once() -> None:
    backend = _backend(20)
    pages = _pages(backend)
    await pages.load(0, 9)
    first = backend.details["1000"]
    newer = replace(first, job=replace(first.job, id="1001"))
    backend.details = {"1001": newer, **backend.details}

    await pages.load(10, 25)

    shown = [id_ for id_ in pages.ids if id_ is not None]
    assert len(shown) == len(set(shown))


async def test_a_job_that_many_new_ones_pushed_down_is_looked_for_on_the_pages_beside() -> None:
    backend = _backend(40)
    pages = _pages(backend)
    await pages.load(0, 9)
    first = chatty()
    for number in range(2001, 2013):
        backend.put(replace(first, job=replace(first.job, id=str(number))))

    await pages.refresh(0, 9, "1000")

    assert pages.row_of("1000") == 12


async def test_a_job_that_is_gone_costs_the_pages_beside_and_no_more() -> None:
    backend = _backend(100)
    pages = _pages(backend)
    await pages.load(0, 9)
    backend.remove("1000")
    before = backend.reads

    await pages.refresh(0, 9, "1000")

    assert backend.reads - before <= 3
