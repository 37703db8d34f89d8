"""Whatever is asked for, of whatever job in whatever state: nothing but what it names is touched."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fakes.scale import Bench
from hypothesis import given
from hypothesis import strategies as st

from console.model import Action, OutcomeKind, Verb

if TYPE_CHECKING:
    from fakes.scale import World

STATUSES = ("PENDING", "BLOCKED", "QUEUED", "RUNNING", "FAILED", "COMPLETED", "CANCELED")
JOBS = st.lists(st.tuples(st.sampled_from(STATUSES), st.booleans(), st.booleans()), min_size=1, max_size=4)
RECIPE = st.lists(st.sampled_from(["", "QUEUED", "RUNNING", "FAILED", "COMPLETED", "CANCELED"]), max_size=3)
TARGETS = st.sampled_from(["1", "2", "3", "4", "5", "9", "recipe-1", "recipe-2", "", "x", "0"])
NODES = st.sampled_from([None, None, "job", "a0", "a1", "a2", "nothing"])


def build(world: World, jobs: list[tuple[str, bool, bool]], recipe: list[str]) -> None:
    for status, superseded, is_tile in jobs:
        world.add_job(world.tile if is_tile else world.clip, status=status, is_superseded=superseded)
    made = world.add_recipe({f"a{number}": (world.clip, []) for number in range(len(recipe))})
    for (job, _), status in zip(made.nodes.values(), recipe, strict=True):
        if status in ("RUNNING", "FAILED", "COMPLETED"):
            world.run(job)
        if status == "FAILED":
            world.fail(job)
        elif status == "COMPLETED":
            world.complete(job)
        elif status == "CANCELED":
            world.cancel(job)
    world.settle()


def stands(world: World) -> dict[int, tuple[object, ...]]:
    return {
        id_: (job.status, job.num_exes, job.error is None, len(job.executions))
        for id_, job in world.jobs.items()
    }


def meant(world: World, target: str, node: str | None) -> set[int]:
    """Return the jobs that an action on this target may touch."""
    if target.isdigit():
        return {int(target)}
    recipe = world.recipes.get(int(target.removeprefix("recipe-") or 0)) if "recipe-" in target else None
    if recipe is None:
        return set()
    return {job.id for name, (job, _) in recipe.nodes.items() if node in (None, name)}


@given(JOBS, RECIPE, st.sampled_from(Verb), TARGETS, NODES, st.none() | st.integers(-1, 3))
def test_an_action_touches_what_it_names_and_nothing_else(
    jobs: list[tuple[str, bool, bool]],
    recipe: list[str],
    verb: Verb,
    target: str,
    node: str | None,
    priority: int | None,
) -> None:
    async def story() -> None:
        async with Bench() as bench:
            world = bench.world
            build(world, jobs, recipe)
            before = stands(world)
            outcome = await bench.backend.act(Action(verb, target, node, priority=priority))
            world.settle()
            after = stands(world)
            changed = {id_ for id_ in before if before[id_] != after[id_]}
            assert changed <= meant(world, target, node)
            assert outcome.message
            assert len(bench.fake.changes()) <= 1
            if not outcome.ok:
                assert bench.fake.changes() == []
                assert changed == set()
            elif outcome.kind is OutcomeKind.REQUESTED:
                # What was offered does something: there is no key that is accepted and then ignored.
                assert changed

    asyncio.run(story())
