"""What is asked for before there is a screen is what the screen would ask; of errors it tells nothing."""

import asyncio
from dataclasses import replace
from pathlib import Path

from tui.memory_backend import FULL, MemoryBackend
from tui.samples import chatty

from console.backends.base import Unreachable
from console.client.first_read import FirstRead
from console.client.session import Link, Session
from console.client.views import ViewBook
from console.core.columns import Layout
from console.core.query import SortOrder


async def _read(backend: MemoryBackend, views: ViewBook | None) -> tuple[FirstRead, Session]:
    session = Session(backend, clock=backend.clock, me="ada")
    first = FirstRead(session, views)
    assert not first.is_over
    await first.wait()
    return first, session


async def test_it_connects_counts_and_reads_what_needs_a_person() -> None:
    first, session = await _read(MemoryBackend(), ViewBook())

    assert session.is_known
    assert first.counts is not None
    assert first.pages is not None
    assert [job.id for job in first.pages.jobs()] == ["4127", "4126", "4119", "4090"]
    assert not first.fell_back
    assert first.answers("problem:any")
    assert not first.answers("status:failed")


async def test_where_nobody_is_needed_it_reads_all_jobs() -> None:
    first, _ = await _read(MemoryBackend([chatty()]), ViewBook())

    assert first.fell_back
    assert first.pages is not None
    assert len(first.pages) == 1
    assert first.answers("problem:any")  # what a screen asks first that would fall back, too


async def test_it_asks_in_the_order_that_is_wanted_where_there_is_one() -> None:
    views = ViewBook()
    views.change(views.named("needs"), Layout(order=SortOrder("name", descending=False)))

    first, _ = await _read(MemoryBackend(), views)
    plain, _ = await _read(MemoryBackend(capabilities=replace(FULL, sortable=())), views)

    assert first.answers("problem:any sort:name")
    assert plain.answers("problem:any")


async def test_elsewhere_it_only_connects() -> None:
    first, session = await _read(MemoryBackend(), None)

    assert session.is_known
    assert first.pages is None
    assert not first.answers("problem:any")
    assert first.counts is None


async def test_what_goes_wrong_is_left_to_who_asks_again() -> None:
    backend = MemoryBackend()
    backend.cut(Unreachable("gone"))
    first, session = await _read(backend, ViewBook())

    assert first.connected.is_set()
    assert first.pages is None
    assert session.connection.link is Link.UNREACHABLE


async def test_a_mistake_of_our_own_is_raised_by_nobody(tmp_path: Path) -> None:
    session = Session(MemoryBackend())
    session.connect = _broken  # pyright: ignore[reportAttributeAccessIssue]
    first = FirstRead(session, ViewBook(tmp_path / "views.toml"))

    await asyncio.wait_for(first.connected.wait(), 5)
    await first.wait()

    assert first.is_over
    assert first.pages is None


async def _broken() -> None:
    raise RuntimeError("broken")
