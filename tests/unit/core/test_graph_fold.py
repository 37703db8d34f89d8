"""Which boxes a graph is drawn with, where it has very many nodes."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from console.core.graph_fold import FOLD_OVER, MOST_BOXES, MOST_OPENED, MOST_OUT, fold
from console.core.graph_layout import lay_out
from console.model import Node, NodeRules, NodeStatus, Resolution


def node(id_: str, *needs: str, status: str = "succeeded", is_finally: bool = False) -> Node:
    resolution = Resolution.WAITING if status == "failed" else None
    rules = NodeRules(needs=needs, is_finally=is_finally)
    return Node(id_, id_, NodeStatus(status), rules=rules, resolution=resolution)


def by_id(*nodes: Node) -> dict[str, Node]:
    return {each.id: each for each in nodes}


def fan(count: int, *bad: int) -> dict[str, Node]:
    parts = [node(f"part[{n}]", "list", status="failed" if n in bad else "succeeded") for n in range(count)]
    return by_id(node("list"), *parts, node("sum", *(part.id for part in parts), status="pending"))


def test_a_job_of_few_nodes_is_drawn_as_it_is() -> None:
    folded = fold(fan(FOLD_OVER - 2))
    assert list(folded.boxes) == ["list", *(f"part[{n}]" for n in range(FOLD_OVER - 2)), "sum"]


def test_the_instances_of_a_matrix_are_one_box_between_what_they_need_and_what_needs_them() -> None:
    folded = fold(fan(1000))
    (group,) = [box for box in folded.boxes.values() if box.is_group]
    assert (group.title, len(group.members)) == ("part[…]", 1000)
    assert folded.edges == (("list", group.id), (group.id, "sum"))


def test_what_hangs_alike_is_one_box_under_what_the_names_have_in_common() -> None:
    folded = fold(by_id(*(node(f"load-{n:03}") for n in range(100))))
    assert [box.title for box in folded.boxes.values()] == ["load-…"]


def test_what_needs_a_person_stands_by_itself_and_above_its_like() -> None:
    folded = fold(fan(1000, 7, 500))
    assert [box.id for box in folded.boxes.values() if not box.is_group] == [
        "list",
        "part[7]",
        "part[500]",
        "sum",
    ]
    assert list(folded.boxes)[3] == folded.box_of["part[8]"]


def test_no_more_than_a_few_of_them_do() -> None:
    folded = fold(fan(1000, *range(100)))
    assert len(folded.boxes) == 3 + MOST_OUT


def test_a_group_that_is_opened_shows_some_and_a_node_that_is_looked_for_is_shown() -> None:
    nodes = fan(1000)
    group = fold(nodes).box_of["part[0]"]
    opened = fold(nodes, frozenset({group}), frozenset({"part[900]"}))
    assert len(opened.boxes) == 3 + MOST_OPENED + 1
    assert opened.box_of["part[900]"] == "part[900]"


def test_long_stretches_are_one_box_but_for_their_near_end() -> None:
    done = [node("a0"), *(node(f"a{n}", f"a{n - 1}") for n in range(1, 30))]
    now = node("now", "a29", status="running")
    to_come = [node("b0", "now", status="pending")]
    to_come += [node(f"b{n}", f"b{n - 1}", status="pending") for n in range(1, 30)]
    folded = fold(by_id(*done, now, *to_come))
    assert [box.title for box in folded.boxes.values()] == ["29 in a row", "a29", "now", "b0", "29 in a row"]


def test_a_graph_without_a_pattern_is_folded_by_its_ranks() -> None:
    dice = random.Random(4)
    nodes = by_id(
        *(
            node(f"n{n}", *{f"n{dice.randrange(n)}" for _ in range(dice.randrange(3)) if n})
            for n in range(5000)
        )
    )
    folded = fold(nodes)
    assert len(folded.boxes) <= MOST_BOXES
    assert lay_out(dict.fromkeys(folded.boxes, 20), folded.edges, folded.last).height < 200


def test_what_runs_at_the_end_is_not_mixed_with_what_runs_before() -> None:
    nodes = by_id(*(node(f"n-{n}") for n in range(50)), *(node(f"t-{n}", is_finally=True) for n in range(50)))
    folded = fold(nodes)
    assert folded.last == {folded.box_of["t-0"]}


@given(st.integers(0, 9), st.integers(1, 120))
def test_every_node_is_in_exactly_one_box(seed: int, count: int) -> None:
    dice = random.Random(seed)
    states = ["succeeded", "pending", "failed", "running"]
    nodes = by_id(
        *(
            node(
                f"{dice.choice('abc')}{n}" if dice.random() < 0.5 else f"m[{n}]",
                *(
                    dice.choice(["m[0]", f"a{dice.randrange(count)}", "stranger"])
                    for _ in range(dice.randrange(3))
                ),
                status=dice.choice(states),
            )
            for n in range(count)
        )
    )
    folded = fold(nodes)
    inside = [id_ for box in folded.boxes.values() for id_ in box.members]
    assert sorted(inside) == sorted(nodes)
    assert all(id_ in folded.boxes[folded.box_of[id_]].members for id_ in nodes)
    for source, target in folded.edges:
        assert {source, target} <= set(folded.boxes)
