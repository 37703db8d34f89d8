"""The drawn graph: whatever the graph is, nothing covers anything, and every line leads where it says."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from console.core.graph_layout import (
    ARROW_LEFT,
    ARROW_RIGHT,
    EAST,
    JOIN,
    NORTH,
    SOUTH,
    WEST,
    GraphLayout,
    lay_out,
)
from console.core.graph_order import SWEEPS, crossings, order_ranks
from console.core.graph_slots import place_in_ranks
from console.core.graph_walk import along, beside, on_route

if TYPE_CHECKING:
    from collections.abc import Sequence

Edge = tuple[str, str]
Cell = tuple[int, int]


@st.composite
def graphs(draw: st.DrawFn, *, back: bool = True) -> tuple[dict[str, int], list[Edge]]:
    """Boxes with their widths, and edges of every kind: long ones, double ones, those that lead back."""
    names = [f"n{number}" for number in range(draw(st.integers(1, 12)))]
    widths = {name: draw(st.integers(5, 30)) for name in names}
    ends = st.sampled_from(names)
    edges = draw(st.lists(st.tuples(ends, ends), max_size=24))
    if not back:
        edges = [(min(edge, key=names.index), max(edge, key=names.index)) for edge in edges]
    return widths, edges


def cells_of(route: Sequence[Cell]) -> dict[Cell, int]:
    """Every cell of a line, with the sides by which it is left within the line."""
    cells = {route[0]: WEST}
    for (x, y), (to_x, to_y) in pairwise(route):
        step = ((to_x > x) - (to_x < x), (to_y > y) - (to_y < y))
        out, into = {(1, 0): (EAST, WEST), (0, 1): (SOUTH, NORTH), (0, -1): (NORTH, SOUTH)}[step]
        while (x, y) != (to_x, to_y):
            cells[x, y] = cells.get((x, y), 0) | out
            x, y = x + step[0], y + step[1]
            cells[x, y] = cells.get((x, y), 0) | into
    cells[route[-1]] = cells.get(route[-1], 0) | EAST
    return cells


def ends_of(layout: GraphLayout, edge: Edge) -> tuple[str, str]:
    """The boxes at the left and at the right end of an edge's line."""
    return (edge[1], edge[0]) if edge in layout.backward else edge


@given(graphs())
def test_no_two_boxes_overlap_and_all_are_within_the_drawing(
    graph: tuple[dict[str, int], list[Edge]],
) -> None:
    widths, edges = graph
    layout = lay_out(widths, edges)
    assert set(layout.boxes) == set(widths)
    for box in layout.boxes.values():
        assert 0 <= box.x <= box.right < layout.width
        assert 0 <= box.y <= box.bottom < layout.height
        assert box.width >= widths[box.id]
    for one, other in combinations(layout.boxes.values(), 2):
        beside_each_other = one.right < other.x or other.right < one.x
        assert beside_each_other or one.bottom < other.y or other.bottom < one.y


@given(graphs())
def test_every_edge_is_drawn_from_its_source_to_its_target(graph: tuple[dict[str, int], list[Edge]]) -> None:
    widths, edges = graph
    layout = lay_out(widths, edges)
    assert set(layout.routes) == {edge for edge in edges if edge[0] != edge[1]}
    for edge, route in layout.routes.items():
        left, right = (layout.boxes[end] for end in ends_of(layout, edge))
        assert route[0][0] == left.right + 1
        assert left.y < route[0][1] < left.bottom
        assert route[-1][0] == right.x - 1
        assert right.y < route[-1][1] < right.bottom
        for cell, sides in cells_of(route).items():
            assert layout.lines[cell[1]][cell[0]] & sides == sides
        arrow, at = (ARROW_LEFT, route[0]) if edge in layout.backward else (ARROW_RIGHT, route[-1])
        assert layout.lines[at[1]][at[0]] & arrow


@given(graphs())
def test_no_line_runs_through_a_box(graph: tuple[dict[str, int], list[Edge]]) -> None:
    layout = lay_out(*graph)
    for line, cells in enumerate(layout.lines):
        for column in cells:
            assert 0 <= column < layout.width
            for box in layout.boxes.values():
                assert not (box.x <= column <= box.right and box.y <= line <= box.bottom)


@given(graphs(back=False))
def test_lines_of_different_edges_run_together_only_where_both_lead_to_both(
    graph: tuple[dict[str, int], list[Edge]],
) -> None:
    layout = lay_out(*graph)
    for (one, route), (other, other_route) in combinations(layout.routes.items(), 2):
        if one[0] == other[0] or one[1] == other[1]:
            continue
        cells, others = cells_of(route), cells_of(other_route)
        together = [cell for cell in cells.keys() & others.keys() if cells[cell] & others[cell]]
        if together:
            assert {(one[0], other[1]), (other[0], one[1])} <= set(layout.routes)


@given(graphs(back=False))
def test_lines_that_only_cross_are_not_joined(graph: tuple[dict[str, int], list[Edge]]) -> None:
    layout = lay_out(*graph)
    turns = {
        cell
        for route in layout.routes.values()
        for cell, sides in cells_of(route).items()
        if sides & (NORTH | SOUTH) and sides & (EAST | WEST)
    }
    drawn = {(x, y): cell for y, cells in enumerate(layout.lines) for x, cell in cells.items()}
    assert turns <= {cell for cell, sides in drawn.items() if sides & JOIN}
    for cell, sides in drawn.items():
        if sides & 15 not in (NORTH | SOUTH, EAST | WEST, NORTH | SOUTH | EAST | WEST):
            assert sides & JOIN, cell


@given(graphs())
def test_edges_lead_on_unless_they_lead_back(graph: tuple[dict[str, int], list[Edge]]) -> None:
    widths, edges = graph
    order = list(widths)
    layout = lay_out(widths, edges)
    for source, target in layout.routes:
        leads_back = order.index(source) > order.index(target)
        assert ((source, target) in layout.backward) == leads_back
        assert (layout.boxes[source].x > layout.boxes[target].x) == leads_back


@given(graphs())
def test_the_same_graph_is_always_drawn_alike(graph: tuple[dict[str, int], list[Edge]]) -> None:
    widths, edges = graph
    assert lay_out(widths, edges) == lay_out(dict(widths), list(edges))


@given(graphs())
def test_sorting_never_makes_more_crossings(graph: tuple[dict[str, int], list[Edge]]) -> None:
    widths, edges = graph
    made = place_in_ranks(list(widths), edges)
    before = crossings(made)
    order_ranks(made)
    assert crossings(made) <= before
    assert SWEEPS < 10


@given(graphs(), st.data())
def test_the_cursor_follows_edges_and_reaches_every_box(
    graph: tuple[dict[str, int], list[Edge]], data: st.DataObject
) -> None:
    layout = lay_out(*graph)
    box = data.draw(st.sampled_from(sorted(layout.boxes)))
    for step in (1, -1):
        found = along(layout, box, step)
        edge = (box, found) if step > 0 else (found, box)
        assert found == box or edge in layout.routes
    seen = [layout.ranks[0][0]]
    while (after := beside(layout, seen[-1], 1)) != seen[-1]:
        seen.append(after)
    assert sorted(seen) == sorted(layout.boxes)
    assert on_route(layout, box) <= {(x, y) for y, cells in enumerate(layout.lines) for x in cells}


@given(graphs(), st.data())
def test_what_runs_at_the_end_stands_after_all_else(
    graph: tuple[dict[str, int], list[Edge]], data: st.DataObject
) -> None:
    widths, edges = graph
    last = frozenset(data.draw(st.sets(st.sampled_from(sorted(widths)))))
    within = [edge for edge in edges if (edge[0] in last) == (edge[1] in last)]
    layout = lay_out(widths, within, last)
    others = [box.rank for id_, box in layout.boxes.items() if id_ not in last]
    for id_ in last:
        assert layout.boxes[id_].rank > max(others, default=-1)
