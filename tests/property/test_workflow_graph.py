"""Random graphs: rings are found if and only if there are any, and what comes before what is right."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from console.workflow import WorkflowErrors, expand, parse
from console.workflow.graph import Ancestry, components, rings

Graph = dict[str, tuple[str, ...]]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Draw any graph of a few nodes, rings and all."""
    names = [f"n{i}" for i in range(draw(st.integers(1, 9)))]
    needs = st.lists(st.sampled_from(names), max_size=3, unique=True)
    return {name: tuple(draw(needs)) for name in names}


@st.composite
def ordered_graphs(draw: st.DrawFn) -> Graph:
    """Draw a graph without rings, its nodes in any order."""
    names = [f"n{i}" for i in range(draw(st.integers(1, 9)))]
    needs = {
        name: tuple(draw(st.lists(st.sampled_from(names[:i]), max_size=4, unique=True)) if i else ())
        for i, name in enumerate(names)
    }
    return {name: needs[name] for name in draw(st.permutations(names))}


def _reached(needs: Graph, start: str) -> set[str]:
    """The plainest way to all that a node needs, by which the quick one is judged."""
    reached: set[str] = set()
    waiting = list(needs[start])
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached.add(node)
            waiting += needs[node]
    return reached


@given(graphs())
def test_ancestry_is_what_can_be_reached(needs: Graph) -> None:
    ancestry = Ancestry(needs)
    for node in needs:
        assert {other for other in needs if ancestry.is_upstream(other, of=node)} == _reached(needs, node)


@given(graphs())
def test_a_ring_is_told_for_each_knot_and_is_one(needs: Graph) -> None:
    told = rings(needs)
    for ring in told:
        assert ring[0] == ring[-1]
        assert len(set(ring)) == len(ring) - 1
        assert all(upstream in needs[node] for node, upstream in pairwise(ring))
    in_a_ring = {node for node in needs if node in _reached(needs, node)}
    knots = [set(component) for component in components(needs) if in_a_ring & set(component)]
    assert set().union(*knots) == in_a_ring
    assert len(told) == len(knots)


@given(ordered_graphs())
def test_components_come_after_what_they_need(needs: Graph) -> None:
    seen: set[str] = set()
    for (node,) in components(needs):
        assert set(needs[node]) <= seen
        seen.add(node)
    assert seen == set(needs)


def _file(needs: Graph, lines: dict[str, str] | None = None) -> str:
    nodes = [
        f"  {node}:\n    run: x\n    outputs: [o]\n    needs: [{', '.join(upstream)}]\n"
        + (lines or {}).get(node, "")
        for node, upstream in needs.items()
    ]
    return "nodes:\n" + "".join(nodes)


def _problems(text: str) -> list[str]:
    try:
        parse(text, "flow.yaml", Path("/flows"))
    except WorkflowErrors as errors:
        return [error.message for error in errors.errors]
    return []


@given(graphs())
def test_a_file_is_refused_if_and_only_if_it_has_a_ring(needs: Graph) -> None:
    assert len(_problems(_file(needs))) == len(rings(needs))


@given(graphs(), st.data())
def test_a_condition_may_ask_what_comes_before_and_nothing_else(needs: Graph, data: st.DataObject) -> None:
    node, asked = (data.draw(st.sampled_from(sorted(needs))) for _ in range(2))
    text = _file(needs, {node: f"    if: nodes.{asked}.outputs.o > 0\n"})
    refused = [message for message in _problems(text) if "does not come after" in message]
    assert bool(refused) == (asked not in _reached(needs, node))


@given(ordered_graphs(), st.data())
def test_the_plan_has_the_graph_of_the_file(needs: Graph, data: st.DataObject) -> None:
    with_matrix = data.draw(st.sets(st.sampled_from(sorted(needs))))
    text = _file(needs, dict.fromkeys(with_matrix, "    matrix: {t: [x, y]}\n"))
    plan = expand(parse(text, "flow.yaml", Path("/flows")), {})

    def instances(node: str) -> list[str]:
        return [f"{node}[x]", f"{node}[y]"] if node in with_matrix else [node]

    assert [node.id for node in plan] == [instance for node in needs for instance in instances(node)]
    for planned in plan:
        assert planned.needs == tuple(i for upstream in needs[planned.key] for i in instances(upstream))
        expected = {i for upstream in _reached(needs, planned.key) for i in instances(upstream)}
        assert {source.id for source in plan.sources(planned.id)} == expected


def test_nine_hundred_nodes_are_checked_in_no_time() -> None:
    chain = {f"n{i}": (f"n{i - 1}",) if i else () for i in range(900)}
    lines = {
        node: f"    retry: {{limit: 2, delay: 3s}}\n    if: nodes.{upstream[0]}.status == 'succeeded'\n"
        for node, upstream in chain.items()
        if upstream
    }
    text = _file(chain, lines)
    best = min(_seconds(text) for _ in range(3))
    assert best < 0.3


def test_five_thousand_nodes_in_a_chain() -> None:
    chain = {f"n{i}": (f"n{i - 1}",) if i else () for i in range(5000)}
    lines = {node: "    if: nodes.n0.outputs.o > 0\n" for node in chain if node != "n0"}
    workflow = parse(_file(chain, lines), "flow.yaml", Path("/flows"))
    plan = expand(workflow, {})
    assert sum(1 for _ in plan.sources("n4999")) == 4999


def _seconds(text: str) -> float:
    """CPU seconds to check a file."""
    begin = time.process_time()
    parse(text, "flow.yaml", Path("/flows"))
    return time.process_time() - begin
