"""Moving about in a drawn graph: along its edges, and from box to box."""

from itertools import pairwise

from console.core.graph_layout import GraphLayout, Point


def along(layout: GraphLayout, box: str, step: int) -> str:
    """Return the box that an edge leads to: forward (1) or from (-1), the nearest of several.

    Where none leads on, an edge back is followed; without any, ``box`` itself is returned.
    """
    here = layout.boxes.get(box)
    if here is None:
        return box
    ahead: list[str] = []
    behind: list[str] = []
    for source, target in layout.routes:
        if step > 0 and source == box:
            (behind if (source, target) in layout.backward else ahead).append(target)
        elif step < 0 and target == box:
            (behind if (source, target) in layout.backward else ahead).append(source)
    found = ahead or behind
    if not found:
        return box
    return min(found, key=lambda each: (abs(layout.boxes[each].y - here.y), layout.boxes[each].y))


def beside(layout: GraphLayout, box: str, steps: int) -> str:
    """Return the box so many places below (or above) in its column; beyond the end, of the next column."""
    here = layout.boxes.get(box)
    if here is None:
        return box
    rank, place = here.rank, layout.ranks[here.rank].index(box)
    column = layout.ranks[rank]
    wanted = place + steps
    if 0 <= wanted < len(column):
        return column[wanted]
    if abs(steps) > 1 and place not in (0, len(column) - 1):
        return column[-1 if steps > 0 else 0]
    after = rank + (1 if steps > 0 else -1)
    if not 0 <= after < len(layout.ranks):
        return box
    return layout.ranks[after][0 if steps > 0 else -1]


def on_route(layout: GraphLayout, box: str) -> frozenset[Point]:
    """Return the cells of all edges that begin or end at a box."""
    cells: set[Point] = set()
    for edge, route in layout.routes.items():
        if box in edge:
            for (x, y), (to_x, to_y) in pairwise(route):
                cells.update((column, y) for column in range(min(x, to_x), max(x, to_x) + 1))
                cells.update((to_x, line) for line in range(min(y, to_y), max(y, to_y) + 1))
            cells.add(route[0])
    return frozenset(cells)
