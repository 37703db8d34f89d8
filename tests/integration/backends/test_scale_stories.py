"""Stories on Scale: find the failed one, read why, act, see the effect; and nothing else is ever touched."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from fakes.scale import NODE_LOST, Asked, Bench
from starlette.responses import JSONResponse, Response

from console.model import (
    Action,
    Attention,
    ExecutionStatus,
    JobStatus,
    OutcomeKind,
    Verb,
)
from console.testing import reached

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    """Nothing in it may ever ask for something that a real Scale punishes; the end of each test looks."""
    async with Bench() as bench:
        yield bench


class TestFindReadActSee:
    async def test_the_failed_one_is_found_read_requeued_and_seen_to_run(self, bench: Bench) -> None:
        for status in ("COMPLETED", "RUNNING", "FAILED", "COMPLETED"):
            bench.world.add_job(status=status)
        bench.world.add_job(status="FAILED", is_superseded=True)
        page = await bench.backend.jobs("problem:failure")
        assert [job.id for job in page.items] == ["3"]
        detail = await bench.backend.job("3")
        assert "Timeout" in (detail.nodes["job"].reason or "")
        assert detail.nodes["job"].exit_code == 3
        bench.world.jobs[3].fate = "COMPLETED"
        outcome = await bench.backend.act(
            Action(Verb.RESTART, "3", "job", expected_version=detail.nodes["job"].version)
        )
        assert outcome.kind is OutcomeKind.REQUESTED
        again = await reached(bench.backend, "3", lambda now: now.job.status is JobStatus.SUCCEEDED)
        assert [each.status for each in again.executions] == [
            ExecutionStatus.FAILED,
            ExecutionStatus.SUCCEEDED,
        ]
        assert {id_: job.status for id_, job in bench.world.jobs.items() if id_ != 3} == {
            1: "COMPLETED",
            2: "RUNNING",
            4: "COMPLETED",
            5: "FAILED",
        }

    async def test_a_cancel_names_one_job_and_is_seen(self, bench: Bench) -> None:
        jobs = [bench.world.add_job(status="RUNNING") for _ in range(3)]
        outcome = await bench.backend.act(Action(Verb.CANCEL, "2"))
        assert outcome.kind is OutcomeKind.REQUESTED
        assert [each.body for each in bench.fake.changes()] == [{"job_ids": [2]}]
        await reached(bench.backend, "2", lambda now: now.job.status is JobStatus.CANCELED)
        assert [job.status for job in jobs] == ["RUNNING", "CANCELED", "RUNNING"]

    async def test_what_a_canceled_job_ran_is_seen_to_end_some_seconds_later(self, bench: Bench) -> None:
        """The job is CANCELED at once, its execution is killed later: whoever has it open learns that."""
        job = bench.world.add_job(status="RUNNING")
        bench.world.cancel(job)
        held, bench.world.messages = bench.world.messages, []
        changes = bench.backend.watch()
        await anext(changes)
        assert (await bench.backend.job("1")).executions[0].status is ExecutionStatus.RUNNING
        bench.world.messages = held
        async with asyncio.timeout(10):
            async for changed in changes:
                if "1" in changed:
                    break
        assert (await bench.backend.job("1")).executions[0].status is ExecutionStatus.CANCELED

    async def test_an_automatic_retry_shows_the_failed_execution_of_a_queued_job(self, bench: Bench) -> None:
        job = bench.world.add_job(status="RUNNING")
        bench.world.fail(job, NODE_LOST)
        detail = await bench.backend.job("1")
        assert (detail.job.status, detail.job.attention) == (JobStatus.QUEUED, Attention.NONE)
        assert detail.executions[0].reason == "SYSTEM error: Node Lost: The node running this job was lost."

    async def test_after_an_action_it_is_looked_for_as_often_as_may_be(self, bench: Bench) -> None:
        """Not ever more seldom, as when nothing is going on."""
        bench.world.add_job(status="RUNNING")
        bench.world.lag = 12
        changes = bench.backend.watch()
        await anext(changes)
        await bench.backend.act(Action(Verb.CANCEL, "1"))
        before = len(bench.time.slept)
        async with asyncio.timeout(10):
            async for changed in changes:
                if "1" in changed and bench.world.jobs[1].status == "CANCELED":
                    break
        slept = bench.time.slept[before:]
        assert len(slept) >= 8
        assert set(slept) == {2.0}

    async def test_a_failed_job_that_changed_meanwhile_is_not_requeued(self, bench: Bench) -> None:
        """The status goes with the request: what is not FAILED any more is not matched."""
        job = bench.world.add_job(status="FAILED")
        detail = await bench.backend.job("1")
        bench.world.lag = 5
        await bench.backend.act(Action(Verb.REQUEUE, "1"))
        bench.world.requeue(job)
        bench.world.run(job)
        bench.world.settle()
        assert (job.status, job.num_exes) == ("RUNNING", 2)
        assert bench.fake.changes()[0].body == {"job_ids": [1], "status": "FAILED"}
        stale = Action(Verb.REQUEUE, "1", expected_version=detail.job.version)
        assert (await bench.backend.act(stale)).kind is OutcomeKind.CONFLICT

    @pytest.mark.parametrize("verb", [Verb.CANCEL, Verb.REQUEUE, Verb.RESTART, Verb.PAUSE, Verb.PRIORITY])
    async def test_nothing_is_sent_for_a_completed_job(self, bench: Bench, verb: Verb) -> None:
        bench.world.add_job(status="COMPLETED")
        outcome = await bench.backend.act(Action(verb, "1", priority=1))
        assert outcome.kind is OutcomeKind.ILLEGAL
        assert bench.fake.changes() == []

    @pytest.mark.parametrize("verb", [Verb.SKIP, Verb.APPROVE, Verb.FREEZE, Verb.MARK])
    async def test_what_scale_has_not_is_refused_with_its_reason(self, bench: Bench, verb: Verb) -> None:
        bench.world.add_job(status="RUNNING")
        outcome = await bench.backend.act(Action(verb, "1", "job"))
        assert outcome.kind is OutcomeKind.REFUSED
        assert "Scale" in outcome.message
        assert bench.fake.changes() == []


class TestPriority:
    async def test_a_lower_number_is_asked_for_by_queuing_again(self, bench: Bench) -> None:
        bench.world.add_job()
        outcome = await bench.backend.act(Action(Verb.PRIORITY, "1", priority=3))
        assert outcome.kind is OutcomeKind.REQUESTED
        assert bench.fake.changes()[0].body == {"job_ids": [1], "status": "QUEUED", "priority": 3}
        bench.world.settle()
        assert bench.world.jobs[1].num_exes == 2

    @pytest.mark.parametrize("priority", [0, -5, None])
    async def test_zero_and_less_are_not_sent(self, bench: Bench, priority: int | None) -> None:
        """Scale ignores 0 in silence."""
        bench.world.add_job()
        outcome = await bench.backend.act(Action(Verb.PRIORITY, "1", priority=priority))
        assert outcome.kind is OutcomeKind.REFUSED
        assert "urgent" in outcome.message
        assert bench.fake.changes() == []

    async def test_the_configured_one_is_shown_as_it_is(self, bench: Bench) -> None:
        bench.world.add_job(priority=7)
        assert (await bench.backend.job("1")).job.priority == 7


class TestPausing:
    async def test_a_version_without_an_address_cannot_be_paused(self, bench: Bench) -> None:
        odd = bench.world.add_type("clip", "1.0.0-rc1", "Clip")
        bench.world.add_job(odd)
        outcome = await bench.backend.act(Action(Verb.PAUSE, "1"))
        assert (outcome.kind, bench.fake.changes()) == (OutcomeKind.ILLEGAL, [])
        assert "no address for version 1.0.0-rc1" in outcome.message

    async def test_it_is_not_done_while_it_does_not_show(self, bench: Bench) -> None:
        bench.world.add_job()

        def deaf(asked: Asked) -> Response | None:
            return JSONResponse({"is_valid": True}) if asked.method == "PATCH" else None

        bench.fake.faults.append(deaf)
        assert (await bench.backend.act(Action(Verb.PAUSE, "1"))).kind is OutcomeKind.REQUESTED

    async def test_a_job_that_cannot_be_read_afterwards_leaves_it_at_requested(self, bench: Bench) -> None:
        bench.world.add_job()

        def gone(asked: Asked) -> Response | None:
            after = bool(bench.fake.changes())
            return Response(status_code=500) if after and asked.method == "GET" else None

        bench.fake.faults.append(gone)
        assert (await bench.backend.act(Action(Verb.PAUSE, "1"))).kind is OutcomeKind.REQUESTED
        assert bench.world.clip.is_paused

    async def test_continuing_what_is_not_paused_is_illegal(self, bench: Bench) -> None:
        bench.world.add_job()
        outcome = await bench.backend.act(Action(Verb.CONTINUE, "1"))
        assert (outcome.kind, bench.fake.changes()) == (OutcomeKind.ILLEGAL, [])
