"""The list of AOM's executions: what is walked, what is remembered, what a query finds."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest
from fakes.aom import answer, node
from fakes.aom_desk import SETTINGS, Desk

from console.backends.aom import AomBackend
from console.backends.aom.capabilities import RUNS, WALKED
from console.backends.aom.survey import REMEMBERED
from console.backends.base import BadRequest
from console.model import (
    Action,
    JobStatus,
    OutcomeKind,
    Verb,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    yield desk
    await desk.backend.close()


async def test_the_list_is_walked_in_bounds_and_says_so(desk: Desk) -> None:
    waits = desk.start("gated")
    for number in range(WALKED + 20):
        desk.server.add(f"wf-{number}", node("a"))
        desk.start(f"wf-{number}")

    page = await desk.backend.jobs("", limit=500)

    ids = [job.id for job in page.items]
    assert waits in ids  # what waits for a person is found, however long ago its workflow ran
    assert len(ids) == WALKED + 1
    assert page.total is None
    assert page.missing == (
        f"only the {WALKED} workflows of {WALKED + 25} that ran last, and those under way, are looked at",
    )
    assert [item.job.id for item in await desk.backend.paused()] == [waits]


async def test_of_one_workflow_the_newest_and_all_that_are_under_way_are_listed(desk: Desk) -> None:
    first = desk.start("gated")
    for _ in range(RUNS + 10):
        execution = desk.server.start("gated")
        execution.status = "success"
    page = await desk.backend.jobs("", limit=500)
    assert len(page.items) == RUNS + 1
    assert page.items[-1].id == first
    assert page.missing == (f"10 executions older than the {RUNS} newest of their workflow are left out",)


async def test_what_cannot_have_changed_is_not_read_again_for_a_while(desk: Desk) -> None:
    desk.start("good")
    desk.start("gated")
    await desk.backend.jobs("")
    await desk.backend.jobs("")
    assert (desk.asked("/good/executions"), desk.asked("/gated/executions")) == (1, 2)

    desk.start("good")
    assert "good:ex-2" in await desk.ids()
    assert desk.asked("/good/executions") == 2

    desk.clock.advance(REMEMBERED)
    await desk.backend.jobs("")
    assert desk.asked("/good/executions") == 3


async def test_a_row_that_is_as_it_was_is_not_read_into_the_model_again(desk: Desk) -> None:
    desk.start("gated")
    desk.start("good")
    first = {job.id: job for job in (await desk.backend.jobs("")).items}
    desk.clock.advance(REMEMBERED)
    again = {job.id: job for job in (await desk.backend.jobs("")).items}
    assert all(again[id_] is job for id_, job in first.items())

    await desk.act(Verb.CONTINUE, "gated:ex-1", "gate")
    changed = {job.id: job for job in (await desk.backend.jobs("")).items}
    assert changed["gated:ex-1"].status is JobStatus.SUCCEEDED

    desk.server.workflows["good"].name = "renamed"
    desk.clock.advance(REMEMBERED)
    assert "good:ex-1" in await desk.ids("workflow:renamed")


async def test_at_most_four_requests_are_under_way(desk: Desk) -> None:
    for number in range(30):
        desk.server.add(f"wf-{number}")
    under_way, most = 0, 0
    app = httpx.ASGITransport(app=desk.server)

    class Counting(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0)  # let the others begin
            try:
                return await app.handle_async_request(request)
            finally:
                under_way -= 1

    backend = AomBackend("aom", SETTINGS, transport=Counting(), clock=desk.clock)
    await backend.jobs("")
    assert 1 < most <= 4
    await backend.close()


async def test_a_whole_name_of_a_workflow_is_searched_for_by_aom(desk: Desk) -> None:
    desk.start("good")
    job = desk.start("gated")
    assert await desk.ids('workflow:"name of gated"') == [job]
    assert desk.asked("/good/executions") == 0
    # Its search may care about case; ours does not.
    assert await desk.ids('workflow:"NAME OF gated"') == [job]
    assert await desk.ids("workflow:*gated") == [job]
    assert await desk.ids('!workflow:"name of good"') == [job]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status:succeeded", ["good:ex-1"]),
        ("status:paused", ["approved:ex-1", "gated:ex-1"]),
        ("problem:decision", ["approved:ex-1", "gated:ex-1"]),
        ("node:gate", ["gated:ex-1"]),
        ('node:"task gate"', ["gated:ex-1"]),
        ("owner:ops status:succeeded", ["good:ex-1"]),
        ("error:broke", ["broken:ex-1"]),
        ("gated", ["gated:ex-1"]),
        ("id:*ex-1 !status:paused", ["broken:ex-1", "good:ex-1"]),
        ("tag:env=prod", ["good:ex-1"]),
        ("sort:created", ["good:ex-1", "gated:ex-1", "broken:ex-1", "approved:ex-1"]),
        ("sort:-name status:paused", ["gated:ex-1", "approved:ex-1"]),
        ("sort:ended", ["good:ex-1", "approved:ex-1", "broken:ex-1", "gated:ex-1"]),
        ("created:2024-10-15", ["approved:ex-1", "broken:ex-1", "gated:ex-1", "good:ex-1"]),
        ("created:>=2025-01-01", []),
    ],
)
async def test_every_query_works(desk: Desk, query: str, expected: list[str]) -> None:
    desk.server.workflows["good"].tags = {"env": "prod"}
    for workflow in ("good", "gated", "broken", "approved"):
        desk.start(workflow)
    assert await desk.ids(query) == expected


@pytest.mark.parametrize("query", ["sort:priority", "nothing:here", "status:wrong", "workflow:"])
async def test_a_query_that_cannot_be_answered_is_refused_before_anything_is_asked(
    desk: Desk, query: str
) -> None:
    with pytest.raises(BadRequest):
        await desk.backend.jobs(query)
    assert desk.server.requests == []


async def test_pages_go_on_where_they_ended_though_new_jobs_come(desk: Desk) -> None:
    for _ in range(5):
        desk.start("good")
    first = await desk.backend.jobs("", limit=2)
    desk.start("good")
    second = await desk.backend.jobs("", limit=2, cursor=first.next)
    assert [job.id for job in (*first.items, *second.items)] == [f"good:ex-{n}" for n in (5, 4, 3, 2)]
    assert (first.total, second.total) == (5, 6)
    with pytest.raises(BadRequest):
        await desk.backend.jobs("", cursor="nonsense")


async def test_an_execution_alone_keeps_its_owner_from_the_list(desk: Desk) -> None:
    job = desk.start("good")
    assert (await desk.backend.job(job)).job.owner is None
    await desk.backend.jobs("")
    assert (await desk.backend.job(job)).job.owner == "ops"


async def test_other_executions_of_the_workflow_are_related(desk: Desk) -> None:
    jobs = [desk.start("good") for _ in range(3)]
    related = await desk.backend.related(jobs[1])
    assert [(one.relation, one.job.id) for one in related] == [
        ("same workflow", jobs[2]),
        ("same workflow", jobs[0]),
    ]


async def test_an_execution_whose_row_names_no_waiting_node_is_looked_at_by_itself(desk: Desk) -> None:
    """The list may leave the results out; the inbox must name the node all the same."""
    desk.start("gated")
    execution = desk.server.find("gated", "ex-1")
    bare = {**execution.body(listed=True), "execution_result_list": None}
    desk.server.answers = [
        answer({"elements": [desk.server.workflows["gated"].body()], "total_elements": 1}),
        answer([bare]),
    ]
    (item,) = await desk.backend.paused()
    assert (item.node.id, item.actions) == ("gate", (Verb.CONTINUE,))


async def test_a_pause_that_aom_names_no_node_of_is_in_the_inbox_with_the_reason(desk: Desk) -> None:
    desk.start("good")
    desk.server.find("good", "ex-1").status = "pausing"
    (item,) = await desk.backend.paused()
    assert (item.node.id, item.actions) == ("execution", ())
    outcome = await desk.backend.act(Action(Verb.CONTINUE, item.job.id, "execution"))
    assert outcome.kind is OutcomeKind.ILLEGAL
    assert "names no node" in outcome.message
    assert desk.server.changes() == []


async def test_whoever_watches_learns_of_a_change_in_an_open_job(desk: Desk) -> None:
    job = desk.start("gated")
    changes = desk.backend.watch()
    assert await anext(changes) == frozenset()
    await desk.act(Verb.CONTINUE, job, "gate")
    assert job in await anext(changes)
