"""One job of Sahara: as its engine tells it where that can be asked, and names for its ids."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import pytest
from fakes.sahara import SaharaFake, answers
from fakes.sahara.opening import Cut, answering, opened
from starlette.responses import Response

from console.backends.base import NotFound, ProtocolError, Unsupported
from console.core.clock import FixedClock
from console.model import JobStatus, LogRef, NodeStatus

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def fake() -> SaharaFake:
    return SaharaFake()


async def test_names_are_read_once(fake: SaharaFake) -> None:
    fake.state.add("RUNNING")
    async with opened(fake) as backend:
        for _ in range(3):
            backend._walker.forget()
            page = await backend.jobs("")
    assert (page.items[0].name, page.items[0].queue) == ("nightly", "runs")
    assert Counter(each.path for each in fake.asked)["/v1.1/clusters"] == 1


async def test_an_id_that_nobody_knows_is_looked_for_once_in_a_while(fake: SaharaFake) -> None:
    """Templates are deleted, and their executions stay."""
    fake.state.executions[fake.state.add("RUNNING")].job_id = "00000000-0000-0000-0000-000000000000"
    clock = FixedClock(datetime(2026, 11, 20, tzinfo=UTC))

    async def reads() -> int:
        backend._walker.forget()
        await backend.jobs("")
        return len(fake.reads("/clusters"))

    async with opened(fake, clock=clock) as backend:
        assert [await reads(), await reads()] == [1, 1]
        clock.advance(11)
        assert await reads() == 1  # it was looked for in vain
        fake.state.executions[fake.state.add("RUNNING")].job_id = "another"
        assert [await reads(), await reads()] == [2, 2]
        clock.advance(301)
        assert await reads() == 3


@pytest.mark.parametrize(
    "failing", [answers.internal, lambda: answers.refused(403, "FORBIDDEN", "no"), answers.racing]
)
async def test_without_names_ids_are_shown(fake: SaharaFake, failing: Callable[[], Response]) -> None:
    job = fake.state.add("RUNNING")
    fake.instead = answering("/clusters", failing, times=9)
    async with opened(fake) as backend:
        [row] = (await backend.jobs("")).items
    assert (row.name, row.queue) == (fake.state.executions[job].job_id, fake.state.executions[job].cluster_id)


async def test_a_job_that_is_opened_is_asked_of_its_engine(fake: SaharaFake) -> None:
    """What is stored is up to 45 seconds old; the list stays as it is stored."""
    job = fake.state.add("RUNNING", engine="SUCCEEDED")
    async with opened(fake) as backend:
        [row] = (await backend.jobs("")).items
        detail = await backend.job(job)
    assert row.status is JobStatus.RUNNING
    assert detail.job.status is JobStatus.SUCCEEDED
    assert detail.nodes["job"].outputs["engine's console"].startswith("http://oozie:11000")


async def test_a_job_that_has_ended_is_not_asked_of_its_engine(fake: SaharaFake) -> None:
    job = fake.state.add("SUCCEEDED")
    async with opened(fake) as backend:
        await backend.job(job)
    assert not fake.reads("refresh-status")


async def test_a_failed_suspend_is_asked_for_since_the_engine_may_go_on(fake: SaharaFake) -> None:
    job = fake.state.add("SUSPENDFAILED", engine="RUNNING")
    async with opened(fake) as backend:
        detail = await backend.job(job)
    assert detail.job.status is JobStatus.RUNNING


async def test_version_2_is_shown_as_stored_since_it_refuses_to_refresh(fake: SaharaFake) -> None:
    job = fake.state.add("RUNNING", engine="SUCCEEDED")
    async with opened(fake, api="v2") as backend:
        assert (await backend.job(job)).job.status is JobStatus.RUNNING
        assert "45 s old" in (await backend.capabilities()).extra["freshness"]
    assert all(not each.query for each in fake.reads(job))


async def test_a_refresh_that_fails_leaves_what_is_stored_and_says_so(fake: SaharaFake) -> None:
    job = fake.state.add("RUNNING", engine="SUCCEEDED")
    fake.instead = answering("refresh-status", answers.internal)
    async with opened(fake) as backend:
        detail = await backend.job(job)
    assert detail.job.status is JobStatus.RUNNING
    assert "could not be asked anew" in (detail.job.reason or "")


async def test_an_engine_that_hangs_does_not_hide_what_is_stored(
    fake: SaharaFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hanging(Cut):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("/refresh-status"):
                await asyncio.Event().wait()
            return await super().handle_async_request(request)

    monkeypatch.setattr("console.backends.sahara.opened.PATIENCE", 0.05)
    jobs = [fake.state.add("RUNNING") for _ in range(5)]
    async with opened(fake, cut=Hanging(fake, "never")) as backend:
        details = [await backend.job(job) for job in jobs]
        changes = backend.watch()
        async with asyncio.timeout(10):
            assert await anext(changes) == frozenset()
        await changes.aclose()
    assert {detail.job.status for detail in details} == {JobStatus.RUNNING}
    assert "no answer within" in (details[0].job.reason or "")


async def test_a_job_is_one_node_with_one_attempt_and_nothing_secret(fake: SaharaFake) -> None:
    job = fake.state.add(
        "FAILED", return_code="1", job_configs={"args": ["HUNTER2"], "configs": {"k": "HUNTER2"}}
    )
    async with opened(fake) as backend:
        detail = await backend.job(job)
    assert list(detail.nodes) == ["job"]
    assert detail.nodes["job"].status is NodeStatus.FAILED
    assert [(each.node, each.number, each.exit_code) for each in detail.executions] == [("job", 1, 1)]
    assert "HUNTER2" not in repr(detail)
    assert detail.raw["job_configs"] == {"args": ["•••"], "configs": {"k": "•••"}}


async def test_a_read_that_races_with_a_delete_finds_nothing(fake: SaharaFake) -> None:
    """Sahara answers it with 200 and a JSON string."""
    job = fake.state.add("SUCCEEDED")
    fake.instead = answering(job, answers.racing)
    async with opened(fake) as backend:
        with pytest.raises(NotFound, match="just deleting"):
            await backend.job(job)


@pytest.mark.parametrize("said", ["anything else", ["a", "list"], 7, None, True])
async def test_an_answer_that_is_no_object_is_refused(fake: SaharaFake, said: object) -> None:
    job = fake.state.add("SUCCEEDED")
    fake.instead = answering(job, lambda: answers.answer(said))
    async with opened(fake) as backend:
        with pytest.raises(ProtocolError, match=f"where job {job} is due"):
            await backend.job(job)


@pytest.mark.parametrize("place", ["info", "surprise"])
async def test_an_answer_that_is_nested_too_deep_is_refused(fake: SaharaFake, place: str) -> None:
    job = fake.state.add("SUCCEEDED")
    row = {**answers.shown(fake.state.executions[job], "v1.1"), place: "HERE"}
    deep = '{"status":' * 600 + "1" + "}" * 600
    body = json.dumps({"job_execution": row}).replace('"HERE"', deep)
    fake.instead = answering(job, lambda: Response(body, media_type="application/json"), times=9)
    async with opened(fake) as backend:
        with pytest.raises(ProtocolError):
            await backend.job(job)


async def test_another_job_than_the_one_asked_for_is_refused(fake: SaharaFake) -> None:
    asked, other = fake.state.add("SUCCEEDED"), fake.state.add("SUCCEEDED")
    document = {"job_execution": answers.shown(fake.state.executions[other], "v1.1")}
    fake.instead = answering(asked, lambda: answers.answer(document))
    async with opened(fake) as backend:
        with pytest.raises(ProtocolError, match=other):
            await backend.job(asked)


async def test_what_is_no_id_is_not_asked_for(fake: SaharaFake) -> None:
    async with opened(fake) as backend:
        for id_ in ("../clusters", "7", "", "x" * 400):
            with pytest.raises(NotFound):
                await backend.job(id_)
            with pytest.raises(NotFound):
                await backend.delete(id_)
    assert fake.asked == []


async def test_reading_never_cancels(fake: SaharaFake) -> None:
    """A cancel is a GET: it is no link to be followed, and nothing is fetched ahead."""
    jobs = [fake.state.add("RUNNING") for _ in range(3)]
    async with opened(fake) as backend:
        await backend.jobs("")
        for job in jobs:
            await backend.job(job)
            await backend.related(job)
        await backend.paused()
        await backend.counts()
        await backend.workflows()
        await backend.identity()
        changes = backend.watch()
        await anext(changes)
        await changes.aclose()
    assert fake.cancels == {}


async def test_what_sahara_does_not_have_is_told(fake: SaharaFake) -> None:
    ref = LogRef(fake.state.add("RUNNING"), "job", 1)
    async with opened(fake) as backend:
        for asked in (
            backend.log(ref, first=0, count=1),
            anext(backend.follow(ref)),
            backend.search_log(ref, "x"),
            backend.audit(),
        ):
            with pytest.raises(Unsupported, match="Sahara keeps no"):
                await asked


async def test_who_asks_for_a_log_is_told_where_the_engine_shows_it(fake: SaharaFake) -> None:
    job = fake.state.add("SUCCEEDED")
    fake.state.refresh(fake.state.executions[job])
    async with opened(fake) as backend:
        with pytest.raises(Unsupported) as caught:
            await backend.log(LogRef(job, "job", 1), first=0, count=1)
        with pytest.raises(NotFound):
            await backend.log(LogRef("7", "job", 1), first=0, count=1)
    assert "http://oozie:11000/oozie?job=" in caught.value.advice


async def test_an_open_job_is_watched_by_asking_its_engine(fake: SaharaFake) -> None:
    job, other = fake.state.add("RUNNING"), fake.state.add("RUNNING")
    async with opened(fake) as backend:
        changes = backend.watch()
        await anext(changes)
        await backend.job(job)
        seen: set[str] = set()
        fake.state.executions[job].engine = fake.state.executions[other].engine = "SUCCEEDED"
        async with asyncio.timeout(10):
            while fake.state.executions[job].status != "SUCCEEDED" or job not in seen:
                seen |= await anext(changes)
        await changes.aclose()
    assert fake.state.executions[other].status == "RUNNING"  # the list is as stored
