"""Recipes of Scale: a graph of jobs, what is done to it by naming them, and what has to do with it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from fakes.scale import Asked, Bench
from starlette.responses import Response

from console.backends.base import NotFound
from console.model import (
    Action,
    Attention,
    JobStatus,
    NodeStatus,
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

    async def test_what_breaks_before_anything_is_sent_is_not_unknown(self, bench: Bench) -> None:
        world = bench.world
        world.add_recipe({"clip": (world.clip, [])})
        asked_for = []

        def broken(asked: Asked) -> Response | None:
            asked_for.append(asked.path)
            again = asked_for.count("/v6/recipes/1/") > 1
            return Response(status_code=500) if again and "recipes" in asked.path else None

        bench.fake.faults.append(broken)
        for action in (Action(Verb.CANCEL, "recipe-1"), Action(Verb.CANCEL, "recipe-1", "clip")):
            asked_for.clear()
            outcome = await bench.backend.act(action)
            assert outcome.kind is OutcomeKind.REFUSED
            assert "nothing was sent" in outcome.message
        assert bench.fake.changes() == []

    async def test_one_that_changes_between_look_and_action_is_a_conflict(self, bench: Bench) -> None:
        world = bench.world
        recipe = world.add_recipe({"clip": (world.clip, []), "tile": (world.tile, ["clip"])})
        asked_for = []

        def meanwhile(asked: Asked) -> Response | None:
            asked_for.append(asked.path)
            if asked_for.count("/v6/recipes/1/") == 2 and asked.path == "/v6/recipes/1/":
                world.run(recipe.nodes["clip"][0])
            return None

        bench.fake.faults.append(meanwhile)
        outcome = await bench.backend.act(Action(Verb.CANCEL, "recipe-1"))
        assert (outcome.kind, bench.fake.changes()) == (OutcomeKind.CONFLICT, [])

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
