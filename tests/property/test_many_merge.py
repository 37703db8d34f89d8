"""A list over several contexts is all their jobs sorted, whatever the pages are and whatever moves."""

import asyncio
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from console.backends.many.cursor import Place, read_cursor, write_cursor
from console.backends.many.merging import Position, merged
from console.backends.many.order import Order
from console.model import Job, JobPage, JobStatus

START = datetime(2026, 11, 20, tzinfo=UTC)
LISTS = st.dictionaries(st.sampled_from("abcd"), st.lists(st.integers(0, 30), max_size=12), min_size=1)


def _jobs(minutes: dict[str, list[int]], *, descending: bool) -> dict[str, list[Job]]:
    return {
        name: [
            Job(f"{name}/{place}", "n", "w", JobStatus.RUNNING, created=START + timedelta(minutes=minute))
            for place, minute in enumerate(sorted(own, reverse=descending))
        ]
        for name, own in minutes.items()
    }


async def _walk(
    jobs: dict[str, list[Job]], order: Order, limits: list[int], sizes: dict[str, int]
) -> list[Job]:
    async def read(name: str, cursor: str | None, limit: int) -> JobPage:
        begin = int(cursor or 0)
        end = begin + min(limit, sizes.get(name, limit))
        return JobPage(tuple(jobs[name][begin:end]), str(end) if end < len(jobs[name]) else None)

    found: list[Job] = []
    positions = {name: Position() for name in jobs}
    for turn in range(500):
        page = await merged(positions, read, order, limits[turn % len(limits)], size=limits[0])
        assert len(page.items) <= limits[turn % len(limits)]
        found += page.items
        if page.positions is None:
            return found
        positions = dict(read_cursor("q", write_cursor("q", Place(page.positions, 1))).positions)
    raise AssertionError("the list has no end")


@given(
    minutes=LISTS,
    limits=st.lists(st.integers(1, 7), min_size=1, max_size=3),
    sizes=st.dictionaries(st.sampled_from("abcd"), st.integers(1, 4)),
    descending=st.booleans(),
)
def test_the_merged_pages_are_everything_sorted(
    minutes: dict[str, list[int]], limits: list[int], sizes: dict[str, int], descending: bool
) -> None:
    jobs = _jobs(minutes, descending=descending)
    order = Order("created", descending)

    found = asyncio.run(_walk(jobs, order, limits, sizes))

    everything = [job for own in jobs.values() for job in own]
    assert sorted(job.id for job in found) == sorted(job.id for job in everything)
    assert [job.created for job in found] == sorted((job.created for job in everything), reverse=descending)
    for name in jobs:  # each context's own order is kept
        assert [job.id for job in found if job.id.startswith(name)] == [job.id for job in jobs[name]]


@given(
    minutes=st.dictionaries(
        st.sampled_from("abc"), st.lists(st.integers(0, 100), max_size=12, unique=True), min_size=1
    ),
    limit=st.integers(1, 5),
    data=st.data(),
)
def test_jobs_that_go_and_come_at_the_top_lose_no_other(
    minutes: dict[str, list[int]], limit: int, data: st.DataObject
) -> None:
    jobs = _jobs(minutes, descending=True)

    async def read(name: str, cursor: str | None, limit: int) -> JobPage:
        # By the last job seen, as a server with real cursors: pages begin behind it.
        own = [job for job in jobs[name] if cursor is None or str(job.created) < cursor]
        following = str(own[limit - 1].created) if len(own) > limit else None
        return JobPage(tuple(own[:limit]), following)

    async def walk() -> tuple[list[str], set[str]]:
        found: list[str] = []
        gone: set[str] = set()
        positions = {name: Position() for name in jobs}
        turn = 0
        while True:
            page = await merged(positions, read, Order(), limit)
            found += [job.id for job in page.items]
            if page.positions is None:
                return found, gone
            turn += 1
            name = data.draw(st.sampled_from(sorted(jobs)))
            if jobs[name] and data.draw(st.booleans()):
                gone.add(jobs[name].pop(data.draw(st.integers(0, len(jobs[name]) - 1))).id)
            new = START + timedelta(minutes=200 + turn)
            jobs[name].insert(0, Job(f"{name}/new{turn}", "n", "w", JobStatus.QUEUED, created=new))
            positions = dict(page.positions)

    before = {job.id for own in jobs.values() for job in own}
    found, gone = asyncio.run(walk())
    assert len(found) == len(set(found))
    assert before - gone <= set(found)
