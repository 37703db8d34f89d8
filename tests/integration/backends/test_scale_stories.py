"""Stories on Scale: find the failed one, read why, act, see the effect; and nothing else is ever touched."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from fakes.scale import NODE_LOST, PASSWORD, Bench

from console.backends.base import BadRequest, Conflict, NotFound, ServerFault, Unauthorized
from console.backends.scale.selection import Selection
from console.model import (
    Action,
    Attention,
    ExecutionStatus,
    JobStatus,
    NodeStatus,
    OutcomeKind,
    StartRequest,
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

        def deaf(asked: object) -> object:
            from starlette.responses import JSONResponse

            return JSONResponse({"is_valid": True}) if getattr(asked, "method", "") == "PATCH" else None

        bench.fake.faults.append(deaf)  # type: ignore[arg-type]
        assert (await bench.backend.act(Action(Verb.PAUSE, "1"))).kind is OutcomeKind.REQUESTED

    async def test_continuing_what_is_not_paused_is_illegal(self, bench: Bench) -> None:
        bench.world.add_job()
        outcome = await bench.backend.act(Action(Verb.CONTINUE, "1"))
        assert (outcome.kind, bench.fake.changes()) == (OutcomeKind.ILLEGAL, [])


class TestRecipes:
    async def test_a_recipe_is_a_graph_of_its_jobs(self, bench: Bench) -> None:
        world = bench.world
        recipe = world.add_recipe({"clip": (world.clip, []), "tile": (world.tile, ["clip"])})
        world.run(recipe.nodes["clip"][0])
        world.fail(recipe.nodes["clip"][0])
        detail = await bench.backend.job("recipe-1")
        assert {name: node.status for name, node in detail.nodes.items()} == {
            "clip": NodeStatus.FAILED,
            "tile": NodeStatus.BLOCKED,
        }
        assert detail.nodes["tile"].rules.needs == ("clip",)
        assert (detail.job.waiting_node, detail.job.attention) == ("clip", Attention.FAILURE)
        assert [(each.node, each.number) for each in detail.executions] == [("clip", 1)]

    async def test_restarting_its_failed_node_lets_the_next_run(self, bench: Bench) -> None:
        world = bench.world
        recipe = world.add_recipe({"clip": (world.clip, []), "tile": (world.tile, ["clip"])})
        clip, tile = (job for job, _ in recipe.nodes.values())
        world.run(clip)
        world.fail(clip)
        clip.fate = tile.fate = "COMPLETED"
        outcome = await bench.backend.act(Action(Verb.RESTART, "recipe-1", "clip"))
        assert outcome.kind is OutcomeKind.REQUESTED
        done = await reached(bench.backend, "recipe-1", lambda now: now.job.status is JobStatus.SUCCEEDED)
        assert done.nodes["clip"].execution == 2
        assert bench.fake.changes()[0].body == {"job_ids": [clip.id], "status": "FAILED"}

    async def test_canceling_it_names_its_jobs_and_spares_the_failed_one(self, bench: Bench) -> None:
        world = bench.world
        graph = {"bad": (world.clip, []), "good": (world.clip, []), "tile": (world.tile, ["good"])}
        recipe = world.add_recipe(graph)
        world.run(recipe.nodes["bad"][0])
        world.fail(recipe.nodes["bad"][0])
        other = world.add_job(status="RUNNING")
        plan = await bench.backend.plan(Action(Verb.CANCEL, "recipe-1"))
        assert set(plan.will_cancel) == {"good", "tile"}
        await bench.backend.act(Action(Verb.CANCEL, "recipe-1"))
        ids = [recipe.nodes[name][0].id for name in ("good", "tile")]
        assert bench.fake.changes()[0].body == {"job_ids": ids}
        world.settle()
        assert [job.status for job, _ in recipe.nodes.values()] == ["FAILED", "CANCELED", "CANCELED"]
        assert other.status == "RUNNING"

    async def test_requeuing_it_means_its_failed_jobs(self, bench: Bench) -> None:
        world = bench.world
        recipe = world.add_recipe({"bad": (world.clip, []), "gone": (world.clip, [])})
        world.run(recipe.nodes["bad"][0])
        world.fail(recipe.nodes["bad"][0])
        world.cancel(recipe.nodes["gone"][0])
        plan = await bench.backend.plan(Action(Verb.REQUEUE, "recipe-1"))
        assert plan.will_run == ("bad",)
        await bench.backend.act(Action(Verb.REQUEUE, "recipe-1"))
        assert bench.fake.changes()[0].body == {"job_ids": [recipe.nodes["bad"][0].id], "status": "FAILED"}

    async def test_one_that_has_nothing_to_cancel_sends_nothing(self, bench: Bench) -> None:
        """An empty list of ids would mean every job there is."""
        world = bench.world
        recipe = world.add_recipe({"clip": (world.clip, [])})
        world.run(recipe.nodes["clip"][0])
        world.complete(recipe.nodes["clip"][0])
        for verb in (Verb.CANCEL, Verb.REQUEUE, Verb.RESTART):
            assert not (await bench.backend.act(Action(verb, "recipe-1"))).ok
        assert bench.fake.changes() == []

    async def test_an_unknown_recipe_is_not_found(self, bench: Bench) -> None:
        for wrong in ("recipe-9", "recipe-", "recipe-x", "recipe-0", "recipe-99999999999"):
            with pytest.raises(NotFound):
                await bench.backend.job(wrong)

    async def test_what_changes_in_an_open_recipe_is_told(self, bench: Bench) -> None:
        world = bench.world
        recipe = world.add_recipe({"clip": (world.clip, [])})
        changes = bench.backend.watch()
        await anext(changes)
        await bench.backend.job("recipe-1")
        world.run(recipe.nodes["clip"][0])
        async with asyncio.timeout(10):
            async for changed in changes:
                if "recipe-1" in changed:
                    break


class TestRelated:
    async def test_a_job_tells_recipe_siblings_and_batch(self, bench: Bench) -> None:
        world = bench.world
        recipe = world.add_recipe({"clip": (world.clip, []), "tile": (world.tile, ["clip"])})
        batch = {"id": 4, "title": "My Batch", "description": "", "created": None}
        recipe.nodes["clip"][0].batch = batch
        other = world.add_job(batch=batch)
        found = await bench.backend.related("1")
        assert [(each.relation, each.job.id) for each in found] == [
            ("recipe", "recipe-1"),
            ("in its recipe: tile", "2"),
            ("in its batch 4 (My Batch)", str(other.id)),
        ]

    async def test_superseded_and_superseding_jobs_are_told(self, bench: Bench) -> None:
        world = bench.world
        recipe = world.add_recipe({"clip": (world.clip, [])})
        newer = world.supersede(recipe)
        old, new = recipe.nodes["clip"][0].id, newer.nodes["clip"][0].id
        assert [(each.relation, each.job.id) for each in await bench.backend.related(str(old))] == [
            ("superseded by", str(new)),
            ("recipe", "recipe-1"),
        ]
        assert ("supersedes", str(old)) in [
            (each.relation, each.job.id) for each in await bench.backend.related(str(new))
        ]

    async def test_a_recipe_tells_its_jobs_and_what_took_its_place(self, bench: Bench) -> None:
        world = bench.world
        recipe = world.add_recipe({"clip": (world.clip, [])})
        world.supersede(recipe)
        found = [(each.relation, each.job.id) for each in await bench.backend.related("recipe-1")]
        assert found == [("superseded by", "recipe-2"), ("job: clip", "1")]

    async def test_an_unknown_job_is_not_found(self, bench: Bench) -> None:
        with pytest.raises(NotFound):
            await bench.backend.related("77")


class TestStarting:
    async def test_every_mistake_is_told_before_anything_is_sent(self, bench: Bench) -> None:
        with pytest.raises(BadRequest) as caught:
            await bench.backend.start(StartRequest("clip/1.0.0", {"WRONG": "1"}))
        assert caught.value.detail.splitlines() == [
            "WRONG: the job type has no such input",
            "INPUT_FILE: is needed",
        ]
        assert bench.fake.changes() == []

    async def test_a_priority_goes_into_the_configuration(self, bench: Bench) -> None:
        job = await bench.backend.start(StartRequest("clip/1.0.0", {"INPUT_FILE": "1"}, priority=7))
        assert (await bench.backend.job(job)).job.priority == 7
        with pytest.raises(BadRequest, match="1 or more"):
            await bench.backend.start(StartRequest("clip/1.0.0", {"INPUT_FILE": "1"}, priority=0))

    async def test_a_file_that_does_not_exist_leaves_it_open_what_came_of_it(self, bench: Bench) -> None:
        """Scale answers with an error 500; whoever asked must look, not ask again."""
        with pytest.raises(ServerFault, match="it may be there or not") as caught:
            await bench.backend.start(StartRequest("clip/1.0.0", {"INPUT_FILE": "777"}))
        assert "file id" in caught.value.advice
        assert len(bench.fake.changes()) == 1
        bench.fake.offences.clear()

    async def test_a_type_that_is_not_active_is_not_started(self, bench: Bench) -> None:
        bench.world.clip.is_active = False
        with pytest.raises(Conflict, match="not active"):
            await bench.backend.start(StartRequest("clip/1.0.0", {"INPUT_FILE": "1"}))

    async def test_the_name_alone_is_enough_where_there_is_one_version(self, bench: Bench) -> None:
        assert await bench.backend.start(StartRequest("tile", {"INPUT_FILE": "1"})) == "1"
        bench.world.add_type("tile", "3.0.0", "Tile")
        with pytest.raises(BadRequest, match="several versions"):
            await bench.backend.start(StartRequest("tile", {"INPUT_FILE": "1"}))

    async def test_a_version_without_an_address_takes_its_whole_input(self, bench: Bench) -> None:
        bench.world.add_type("odd", "1.0-rc", "Odd")
        form = next(each for each in await bench.backend.workflows() if each.id == "odd/1.0-rc")
        assert [each.name for each in form.params] == ["input"]
        await bench.backend.start(StartRequest("odd/1.0-rc", {"input": '{"files": {"A": [1]}}'}))
        assert bench.fake.changes()[0].body["input"] == {"files": {"A": [1]}}

    async def test_only_active_types_that_are_not_scales_own_are_listed(self, bench: Bench) -> None:
        bench.world.add_type("scale-ingest", "1.0.0", "Ingest", is_system=True)
        bench.world.add_type("old", "1.0.0", "Old", is_active=False)
        assert [each.id for each in await bench.backend.workflows()] == ["clip/1.0.0", "tile/2.1.0"]

    async def test_interfaces_are_asked_for_once(self, bench: Bench) -> None:
        for _ in range(2):
            await bench.backend.workflows()
        assert len([each for each in bench.fake.requests if each.path == "/v6/job-types/clip/1.0.0/"]) == 1


class TestMany:
    async def test_a_filter_that_names_nothing_is_never_sent(self, bench: Bench) -> None:
        bench.world.add_job(status="RUNNING")
        for selection in (Selection(), Selection(job_ids=()), Selection(status="RUNNING")):
            with pytest.raises(BadRequest):
                await bench.backend.changes.cancel_matching(selection)
            with pytest.raises(BadRequest):
                await bench.backend.changes.requeue_matching(selection)
        with pytest.raises(BadRequest):
            await bench.backend.changes.cancel_jobs([])
        assert bench.fake.changes() == []

    async def test_a_filter_means_what_it_says(self, bench: Bench) -> None:
        clip, tile = (
            bench.world.add_job(type_, status="RUNNING") for type_ in (bench.world.clip, bench.world.tile)
        )
        await bench.backend.changes.cancel_matching(Selection(job_type_names=("tile",), status="RUNNING"))
        bench.world.settle()
        assert (clip.status, tile.status) == ("RUNNING", "CANCELED")

    async def test_many_ids_go_in_parts(self, bench: Bench) -> None:
        for _ in range(250):
            bench.world.add_job()
        assert await bench.backend.changes.cancel_jobs(range(1, 251)) == 3
        assert [len(each.body["job_ids"]) for each in bench.fake.changes()] == [100, 100, 50]

    async def test_a_wrong_id_among_many_stops_all(self, bench: Bench) -> None:
        with pytest.raises(BadRequest):
            await bench.backend.changes.cancel_jobs([*range(1, 150), 0])
        assert bench.fake.changes() == []


class TestReading:
    async def test_executions_and_input_files_have_filters_of_their_own(self, bench: Bench) -> None:
        job = bench.world.add_job(status="RUNNING")
        bench.world.fail(job, NODE_LOST)
        bench.world.run(job)
        reader = bench.backend.reader
        assert [each.number for each in await reader.executions(1)] == [2, 1]
        assert [each.number for each in await reader.executions(1, [("status", "RUNNING")])] == [2]
        assert [each.number for each in await reader.executions(1, [("error_category", "SYSTEM")])] == [1]
        assert [each.file_name for each in await reader.input_files(1)] == ["scene_0001.tif"]
        assert await reader.input_files(1, [("job_input", "OTHER")]) == []
        with pytest.raises(BadRequest) as caught:
            await reader.input_files(1, [("time_field", "bogus")])
        assert "time_field" in caught.value.detail
        with pytest.raises(NotFound):
            await reader.input_files(9)

    async def test_pages_hold_every_job_once_though_ties_come_as_they_please(self, bench: Bench) -> None:
        for _ in range(25):
            bench.world.add_job()
        for query in ("", "sort:status", "sort:-executions"):
            ids, cursor = [], None
            while True:
                page = await bench.backend.jobs(query, cursor=cursor, limit=4)
                ids += [job.id for job in page.items]
                cursor = page.next
                if cursor is None:
                    break
            assert sorted(ids, key=int) == [str(number) for number in range(1, 26)]
            assert page.total == 25

    async def test_a_page_behind_the_end_is_empty(self, bench: Bench) -> None:
        """Jobs may go while somebody turns pages."""
        bench.world.add_job()
        page = await bench.backend.jobs("", cursor="9:10")
        assert (page.items, page.next) == ((), None)
        with pytest.raises(BadRequest):
            await bench.backend.jobs("", cursor="../9")

    async def test_the_inbox_holds_failed_jobs_that_nothing_replaced(self, bench: Bench) -> None:
        first = bench.world.add_job(status="FAILED")
        bench.world.add_job(status="FAILED", is_superseded=True)
        bench.world.add_job(status="COMPLETED")
        last = bench.world.add_job(status="FAILED")
        items = await bench.backend.paused()
        assert [item.job.id for item in items] == [str(first.id), str(last.id)]
        assert (items[0].kind, items[0].actions) == ("failure", (Verb.CANCEL, Verb.RESTART))

    async def test_the_inbox_forgets_what_failed_long_ago(self, bench: Bench) -> None:
        bench.world.add_job(status="FAILED")
        bench.world.clock.advance(8 * 86_400)
        assert await bench.backend.paused() == ()


class TestWhoWeAre:
    async def test_a_staff_account_may_act(self, bench: Bench) -> None:
        found = await bench.backend.identity()
        assert (found.who, found.may_act, found.version, found.notes) == ("op", True, "7.2.2", ())

    async def test_the_hash_of_the_password_is_nowhere(self, bench: Bench) -> None:
        assert "pbkdf2" not in repr(await bench.backend.identity())

    async def test_an_account_that_is_not_staff_reads_and_is_forbidden_to_act(self, bench: Bench) -> None:
        bench.world.add_job(status="RUNNING")
        for token in bench.fake.accounts:
            bench.fake.accounts[token] = ("viewer", False)
        found = await bench.backend.identity()
        assert (found.may_act, len(found.notes)) == (False, 1)
        outcome = await bench.backend.act(Action(Verb.CANCEL, "1"))
        assert outcome.kind is OutcomeKind.FORBIDDEN
        assert "staff" in outcome.message
        assert bench.world.jobs[1].status == "RUNNING"

    async def test_no_credentials_and_a_bad_token_are_told_apart(self, bench: Bench) -> None:
        bench.fake.accounts.clear()
        with pytest.raises(Unauthorized, match="does not know this token"):
            await bench.backend.jobs("")
        async with Bench(bench.fake, token="") as nobody:
            with pytest.raises(Unauthorized, match="wants credentials"):
                await nobody.backend.identity()

    async def test_anybody_may_read_where_that_is_allowed(self, bench: Bench) -> None:
        bench.fake.public_read = True
        async with Bench(bench.fake, token=None) as nobody:
            found = await nobody.backend.identity()
            assert (found.who, found.may_act) == (None, False)
            assert "anybody may read" in found.notes[0]

    async def test_a_scheduler_that_is_down_and_lost_logs_are_noted(self, bench: Bench) -> None:
        bench.fake.status = {
            "scheduler": {"state": {"name": "PAUSED"}},
            "dependencies": {"elasticsearch": {"OK": False}},
        }
        notes = (await bench.backend.identity()).notes
        assert ["PAUSED" in notes[0], "Elasticsearch" in notes[1]] == [True, True]
        bench.fake.status = None
        assert "Scheduler may be down" in (await bench.backend.identity()).notes[0]

    async def test_a_clock_ten_minutes_off_is_told(self, bench: Bench) -> None:
        from datetime import timedelta

        bench.fake.skew = timedelta(minutes=10)
        assert (await bench.backend.identity()).clock_difference == 600.0

    async def test_secrets_are_masked_in_what_is_shown(self, bench: Bench) -> None:
        job = bench.world.add_job()
        job.input["json"] = {"api_token": "hush", "n": 1}
        detail = await bench.backend.job("1")
        assert "hush" not in repr(detail)
        assert detail.params["n"] == 1

    def test_half_a_login_is_refused(self) -> None:
        from console.backends.scale import ScaleBackend

        url = {"url": "https://scale.example/api"}
        for half in ({"username": "op"}, {"password": PASSWORD}):
            with pytest.raises(BadRequest, match="half of a login") as caught:
                ScaleBackend.create("scale", {**url, **half})
            assert PASSWORD not in f"{caught.value} {caught.value.advice}"
        ScaleBackend.create("scale", url)
