"""Queries find exactly what they mean, and logs lose and repeat nothing, however the server serves them."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from fakes.scale import NODE_LOST, TIMEOUT, Bench
from hypothesis import given
from hypothesis import strategies as st

from console.backends.scale.job_log import OVERLAP, SETTLED
from console.model import LogRef, Stream
from console.wire.scale.words import job_status

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.scale import FakeJob

STATUSES = ("PENDING", "QUEUED", "RUNNING", "FAILED", "COMPLETED", "CANCELED")
JOBS = st.lists(
    st.tuples(
        st.sampled_from(STATUSES),
        st.booleans(),  # of the other type
        st.booleans(),  # superseded
        st.sampled_from([None, 1, 2]),  # its batch
        st.booleans(),  # another error
    ),
    max_size=12,
)

TERMS: dict[str, Callable[[FakeJob], bool]] = {
    "status:queued": lambda job: job_status(job.status) == "queued",
    "status:failed,canceled": lambda job: job.status in ("FAILED", "CANCELED"),
    "state:pending": lambda job: job.status == "PENDING",
    "type:tile": lambda job: job.type.name == "tile",
    "workflow:clip": lambda job: job.type.name == "clip",
    "workflow:*/2.*": lambda job: job.type.version.startswith("2."),
    "batch:1": lambda job: job.batch is not None and job.batch["id"] == 1,
    "superseded:yes": lambda job: job.is_superseded,
    "error_category:SYSTEM": lambda job: job.error is not None and job.error["category"] == "SYSTEM",
    "error_id:15": lambda job: job.error is not None and job.error["id"] == 15,
    "problem:failure": lambda job: job.status == "FAILED" and not job.is_superseded,
    "host:node-a.*": lambda job: job.node is not None,
    "id:1,3,5": lambda job: job.id in (1, 3, 5),
    "id:1*": lambda job: str(job.id).startswith("1"),
    "error:timeout": lambda job: job.status == "FAILED" and job.error is TIMEOUT,
}
QUERIES = st.lists(st.tuples(st.sampled_from(sorted(TERMS)), st.booleans()), max_size=3)


@given(JOBS, QUERIES, st.integers(1, 5))
def test_a_query_finds_the_jobs_that_it_means_each_once(
    jobs: list[tuple[str, bool, bool, int | None, bool]], query: list[tuple[str, bool]], limit: int
) -> None:
    async def story() -> None:
        async with Bench() as bench:
            world = bench.world
            for status, other, superseded, batch, lost in jobs:
                job = world.add_job(
                    world.tile if other else world.clip,
                    status=status,
                    is_superseded=superseded,
                    batch=batch and {"id": batch, "title": "b", "description": "", "created": None},
                )
                if lost and job.error is not None:
                    job.error = NODE_LOST
            text = " ".join(("!" if negated else "") + term for term, negated in query)
            meant = {
                str(job.id)
                for job in world.jobs.values()
                if all(TERMS[term](job) is not negated for term, negated in query)
            }
            found: list[str] = []
            cursor: str | None = None
            while True:
                page = await bench.backend.jobs(text, cursor=cursor, limit=limit)
                found += [row.id for row in page.items]
                cursor = page.next
                if cursor is None:
                    break
            assert sorted(found) == sorted(meant)

    asyncio.run(story())


LATEST = int(SETTLED) - 4
"""Seconds by which a line may be late: fluentd gathers for 5, Elasticsearch shows it a second later."""

ROWS = st.lists(
    st.tuples(
        st.integers(0, 40_000),  # milliseconds after the beginning
        st.integers(0, LATEST * 1000),  # milliseconds until it can be seen
        st.booleans(),  # on stderr
    ),
    max_size=40,
)


@given(ROWS, st.integers(6, 50), st.integers(0, 5))
def test_a_log_that_is_followed_gives_every_line_once(
    rows: list[tuple[int, int, bool]], page: int, first: int
) -> None:
    """Whenever lines are written and seen, and wherever answers are cut."""

    async def story() -> None:
        async with Bench() as bench:
            bench.fake.log_page = page
            world = bench.world
            execution = world.run(world.add_job())
            begin = world.tick()
            for number, (after, late, error) in enumerate(rows):
                when = begin + timedelta(milliseconds=after)
                shown = when + timedelta(milliseconds=late)
                stream = "stderr" if error else "stdout"
                world.write(execution, f"line {number}", stream=stream, when=when, shown=shown)
            over = begin + timedelta(seconds=41)
            found: list[tuple[int, str, Stream]] = []

            async def complete() -> None:
                while world.clock.now() < over:
                    await asyncio.sleep(0)
                world.complete(world.jobs[1])

            async with asyncio.timeout(20):
                ending = asyncio.create_task(complete())
                async for lines in bench.backend.follow(LogRef("1", "job", 1), first=first):
                    found += [(line.number, line.text, line.stream) for line in lines]
                await ending
            assert [number for number, _, _ in found] == list(range(first, first + len(found)))
            texts = [text for _, text, stream in found if stream is not Stream.NOTE]
            assert len(texts) == len(set(texts))
            whole = (await bench.backend.log(LogRef("1", "job", 1), first=0, count=1000)).lines
            assert texts == [line.text for line in whole[first:] if line.stream is not Stream.NOTE]
            burst = max((sum(a == after for a, _, _ in rows) for after, _, _ in rows), default=0)
            if burst < page:
                assert {line.text for line in whole} == {f"line {number}" for number in range(len(rows))}

    asyncio.run(story())


def test_the_overlap_is_longer_than_a_line_may_be_late() -> None:
    assert OVERLAP.total_seconds() > LATEST
