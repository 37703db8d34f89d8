"""Scale: one request for all jobs that a query finds, with nothing in it that the query does not say."""

from __future__ import annotations

import pytest
from fakes.scale.bench import Bench

from console.backends.base import ActsAtOnce, BadRequest
from console.backends.scale.at_once import selection_of
from console.backends.scale.capabilities import CAPABILITIES
from console.backends.scale.selection import Selection
from console.model import OutcomeKind, Verb


@pytest.mark.parametrize(
    ("query", "selection"),
    [
        ("batch:7", Selection(batch_ids=(7,))),
        ("type:clip,tile state:failed", Selection(job_type_names=("clip", "tile"), status="FAILED")),
        ("recipe:3 error_category:data", Selection(recipe_ids=(3,), error_categories=("DATA",))),
        ("id:1,2 superseded:no", Selection(job_ids=(1, 2), is_superseded=False)),
    ],
)
def test_a_query_is_said_as_it_is(query: str, selection: Selection) -> None:
    assert selection_of(query, CAPABILITIES.query_fields) == selection


@pytest.mark.parametrize(
    "query",
    [
        "clip",
        "!batch:7",
        "id:1*",
        "workflow:clip",
        "owner:ada",
        "state:failed,running batch:7",
        "batch:7 batch:8",
        "batch:7 sort:created",
        "started:>1h batch:7",
        "colour:red",
    ],
)
def test_what_one_request_cannot_say_exactly_is_refused(query: str) -> None:
    with pytest.raises(BadRequest):
        selection_of(query, CAPABILITIES.query_fields)


@pytest.mark.parametrize("query", ["", "state:failed", "superseded:no"])
async def test_a_query_that_names_no_jobs_is_never_sent(query: str) -> None:
    async with Bench() as bench:
        bench.world.add_job(status="FAILED")
        for verb in (Verb.CANCEL, Verb.REQUEUE):
            with pytest.raises(BadRequest, match="names no jobs"):
                await bench.backend.count_at_once(verb, query)
            outcome = await bench.backend.act_at_once(verb, query, at_most=100)
            assert outcome.kind is OutcomeKind.REFUSED
        assert bench.fake.changes() == []


async def test_jobs_are_requeued_by_a_filter_with_a_priority() -> None:
    async with Bench() as bench:
        assert isinstance(bench.backend, ActsAtOnce)
        for _ in range(3):
            bench.world.add_job(status="FAILED")
        bench.world.add_job(status="RUNNING")
        query = f"type:{bench.world.clip.name} state:failed"

        count = await bench.backend.count_at_once(Verb.REQUEUE, query)
        outcome = await bench.backend.act_at_once(Verb.REQUEUE, query, at_most=count, priority=5)

        assert (count, outcome.kind) == (3, OutcomeKind.REQUESTED)
        assert [change.body for change in bench.fake.changes()] == [
            {"job_type_names": [bench.world.clip.name], "status": "FAILED", "priority": 5}
        ]


async def test_nothing_is_sent_when_more_match_than_were_agreed_to() -> None:
    async with Bench() as bench:
        bench.world.add_job(status="FAILED")
        query = f"type:{bench.world.clip.name}"
        count = await bench.backend.count_at_once(Verb.CANCEL, query)
        bench.world.add_job(status="FAILED")

        outcome = await bench.backend.act_at_once(Verb.CANCEL, query, at_most=count)

        assert outcome.kind is OutcomeKind.CONFLICT
        assert "2 jobs match now, not 1" in outcome.message
        assert bench.fake.changes() == []


async def test_no_other_verb_goes_by_a_filter() -> None:
    async with Bench() as bench:
        with pytest.raises(BadRequest, match="takes no pause"):
            await bench.backend.count_at_once(Verb.PAUSE, "batch:7")
