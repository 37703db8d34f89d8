"""What a step and a forecast cost in a job of thousands of nodes: CPU time, in proportion to its size."""

import time
from collections.abc import Callable

import pytest

from console.core.event import Claimed, Ended, EndReason
from console.core.graph import Graph
from console.core.plan import plan
from console.core.step import Step, step
from console.model import Action, NodeRules, Verb
from tests.unit.core.story import NOW, Story, rules

SMALL, LARGE = 400, 3200
GROWTH = 3 * LARGE / SMALL
"""In proportion it is 8; squared it would be 64."""


def chain_of(count: int) -> dict[str, NodeRules]:
    return {f"n{k}": rules(*([f"n{k - 1}"] if k else [])) for k in range(count)}


def fan_of(count: int) -> dict[str, NodeRules]:
    middle = {f"n{k}": rules("start") for k in range(1, count - 1)}
    return {"start": rules(), **middle, "join": rules(*middle)}


def seconds(work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best


@pytest.mark.parametrize("shape", [chain_of, fan_of])
def test_a_forecast_costs_in_proportion_to_the_job(shape: Callable[[int], dict[str, NodeRules]]) -> None:
    def forecast(count: int) -> float:
        story = Story(**shape(count))
        first = next(iter(story.detail.nodes))
        story.run(first, 1)
        return seconds(lambda: plan(story.detail, Action(Verb.SKIP, "7", first), now=NOW))

    assert forecast(LARGE) / forecast(SMALL) < GROWTH


def test_the_end_of_one_of_thousands_before_a_join_looks_at_each_node_a_few_times_at_most() -> None:
    def end(count: int) -> float:
        story = Story(**fan_of(count))
        story.run("start")
        story.tell(Claimed("n1"))
        graph = Graph.of(story.detail.nodes)
        event = Ended("n1", EndReason.EXIT, 0)
        return seconds(lambda: [step(story.detail, event, now=NOW, graph=graph) for _ in range(5)])

    assert end(LARGE) / end(SMALL) < GROWTH


def test_in_a_large_job_only_what_moves_is_written_again() -> None:
    story = Story(**chain_of(LARGE))
    story.start("n0")
    failed = step(story.detail, Ended("n0", EndReason.EXIT, 1), now=NOW)
    assert isinstance(failed, Step)
    assert failed.changed == ("n0",)
    again = step(failed.detail, Action(Verb.RESTART, "7", "n0"), now=NOW)
    assert isinstance(again, Step)
    assert again.changed == ("n0",)
