"""A graph as boxes and arrows in the cells of a terminal: from left to right, after Sugiyama.

Ranks by the longest path (`graph_slots`), few crossings by barycentres (`graph_order`), lines as straight as
may be (`graph_lines`), and tracks on which edges turn (`graph_tracks`). Pure and deterministic; what it
returns is drawn, a line at a time, by a widget that knows what the boxes say.

A cell of an edge is a set of the sides by which lines leave it, and whether they join there or only cross.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

from console.core.graph_lines import place_on_lines
from console.core.graph_order import order_ranks
from console.core.graph_slots import BOX_LINES, EdgeName, Link, Slots, place_in_ranks
from console.core.graph_tracks import Gap, tracks_of

NORTH: Final = 1
EAST: Final = 2
SOUTH: Final = 4
WEST: Final = 8
JOIN: Final = 16
"""In a cell where lines of one edge, or of one source, meet: it is no mere crossing."""

ARROW_RIGHT: Final = 32
ARROW_LEFT: Final = 64

Point: TypeAlias = tuple[int, int]
"""A column and a line, both from 0."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where a box stands. ``x`` and ``y`` are its left upper corner, borders included."""

    id: str
    x: int
    y: int
    width: int
    rank: int

    @property
    def right(self) -> int:
        """The column of its right border."""
        return self.x + self.width - 1

    @property
    def bottom(self) -> int:
        """The line of its lower border."""
        return self.y + BOX_LINES - 1


@dataclass(frozen=True, slots=True)
class GraphLayout:
    """A drawn graph: its boxes, its edges, and the cells that the edges' lines go through.

    ``routes`` maps every edge to the corners of its line, from the left end to the right one; those of
    ``backward`` lead from right to left. ``lines[y]`` maps columns to sides. ``ports`` are the cells of
    boxes' borders where a line leaves.
    """

    width: int
    height: int
    boxes: Mapping[str, Box]
    ranks: Sequence[Sequence[str]]
    routes: Mapping[EdgeName, tuple[Point, ...]]
    backward: Set[EdgeName]
    lines: Sequence[Mapping[int, int]]
    ports: Set[Point]


def lay_out(
    widths: Mapping[str, int], edges: Iterable[EdgeName], last: Set[str] = frozenset()
) -> GraphLayout:
    """Lay out boxes of these widths (borders included), which come in their order; ``last`` stand last.

    An edge against the order leads back. Raises TooTangled where no drawing could be read.
    """
    made = place_in_ranks(list(widths), edges, last)
    order_ranks(made)
    height = place_on_lines(made)
    gaps = [tracks_of(made, links) for links in made.gaps]
    columns = _Columns.of(made, gaps, widths)
    boxes = {
        id_: Box(id_, columns.left[made.slots[slot].rank], made.slots[slot].y,
                 columns.wide[made.slots[slot].rank], made.slots[slot].rank)
        for id_, slot in made.boxes.items()
    }  # fmt: skip
    routes = {edge: _route(made, gaps, columns, way) for edge, way in made.ways.items()}
    backward = frozenset(edge for edge, way in made.ways.items() if way[0].back)
    nets = {edge: way[0].net for edge, way in made.ways.items()}
    ranks = [[box for slot in rank if (box := made.slots[slot].box) is not None] for rank in made.ranks]
    lines, ports = _paint(height, routes, nets, backward)
    return GraphLayout(columns.width, height, boxes, ranks, routes, backward, lines, ports)


@dataclass(frozen=True, slots=True)
class _Columns:
    """For every rank its left column and width; for every gap its tracks."""

    left: Sequence[int]
    wide: Sequence[int]
    tracks: Sequence[Sequence[int]]
    width: int

    @classmethod
    def of(cls, made: Slots, gaps: Sequence[Gap], widths: Mapping[str, int]) -> "_Columns":
        left: list[int] = []
        wide: list[int] = []
        tracks: list[list[int]] = []
        at = 0
        for rank, slots in enumerate(made.ranks):
            left.append(at)
            wide.append(max((widths[box] for slot in slots if (box := made.slots[slot].box)), default=3))
            at += wide[-1]
            if rank < len(gaps):
                count = gaps[rank].tracks
                step = 2 if count <= _SPREAD else 1
                tracks.append([at + 1 + step * track for track in range(count)])
                at += max(3, 3 + step * (count - 1) + 1)
        return cls(left, wide, tracks, at)


_SPREAD: Final = 8
"""Tracks of a gap up to which a column is left free between them."""


def _route(made: Slots, gaps: Sequence[Gap], columns: _Columns, way: Sequence[Link]) -> tuple[Point, ...]:
    """Return the corners of an edge's line."""
    points: list[Point] = []
    for link in way:
        left = made.slots[link.left]
        gap = gaps[left.rank]
        net, start = gap.nets[link.left, link.back], gap.starts[link.left, link.back]
        end = net.ends[link.right]
        begin = columns.left[left.rank] + columns.wide[left.rank]
        if left.box is None:
            _pass(points, columns, left.rank, start)
        points.append((begin, start))
        if start != end:
            x = columns.tracks[left.rank][net.track]
            points += [(x, start), (x, end)]
        points.append((columns.left[left.rank + 1] - 1, end))
    return tuple(dict.fromkeys(points))


def _pass(points: list[Point], columns: _Columns, rank: int, line: int) -> None:
    """Lead a line through a rank, onto ``line`` where it came on another one."""
    x = columns.left[rank] + columns.wide[rank] // 2
    came = points[-1][1]
    if came != line:
        points += [(x, came), (x, line)]


def _paint(
    height: int,
    routes: Mapping[EdgeName, Sequence[Point]],
    nets: Mapping[EdgeName, int],
    backward: Set[EdgeName],
) -> tuple[list[dict[int, int]], frozenset[Point]]:
    by_net: dict[int, list[EdgeName]] = {}
    for edge in routes:
        by_net.setdefault(nets[edge], []).append(edge)
    lines: list[dict[int, int]] = [{} for _ in range(height)]
    ports: set[Point] = set()
    for edges in by_net.values():
        cells: dict[Point, int] = {}
        for edge in edges:
            _trace(cells, routes[edge])
        for (x, y), sides in cells.items():
            join = JOIN if sides & (NORTH | SOUTH) and sides & (EAST | WEST) else 0
            lines[y][x] = lines[y].get(x, 0) | sides | join
    for edge, route in routes.items():
        (first, top), (last, end) = route[0], route[-1]
        if edge in backward:
            lines[top][first] |= ARROW_LEFT
            ports.add((last + 1, end))
        else:
            lines[end][last] |= ARROW_RIGHT
            ports.add((first - 1, top))
    return lines, frozenset(ports)


def _trace(cells: dict[Point, int], route: Sequence[Point]) -> None:
    """Note the sides by which a line leaves each of its cells."""
    cells[route[0]] = cells.get(route[0], 0) | WEST
    for (x, y), (to_x, to_y) in pairwise(route):
        step_x, step_y = (to_x > x) - (to_x < x), (to_y > y) - (to_y < y)
        out = {(1, 0): EAST, (-1, 0): WEST, (0, 1): SOUTH, (0, -1): NORTH}[step_x, step_y]
        back = {EAST: WEST, WEST: EAST, SOUTH: NORTH, NORTH: SOUTH}[out]
        while (x, y) != (to_x, to_y):
            cells[x, y] = cells.get((x, y), 0) | out
            x, y = x + step_x, y + step_y
            cells[x, y] = cells.get((x, y), 0) | back
    cells[route[-1]] = cells.get(route[-1], 0) | EAST
