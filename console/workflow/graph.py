"""The graph of what needs what, by plain ids. Nothing here recurses: chains may be thousands long."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

Needs = Mapping[str, Sequence[str]]
"""What each node needs. Every id that is needed is a key too."""


def components(needs: Needs) -> list[tuple[str, ...]]:
    """Return the strongly connected components, what is needed before what needs it.

    Tarjan's algorithm with its stack written out. A component of several nodes holds a ring.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[tuple[str, ...]] = []

    def enter(node: str) -> tuple[str, Iterator[str]]:
        index[node] = low[node] = len(index)
        stack.append(node)
        on_stack.add(node)
        return node, iter(needs[node])

    for root in needs:
        if root in index:
            continue
        path = [enter(root)]
        while path:
            node, waiting = path[-1]
            upstream = next(waiting, None)
            if upstream is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == index[node]:
                    found.append(_popped(stack, on_stack, node))
            elif upstream not in index:
                path.append(enter(upstream))
            elif upstream in on_stack:
                low[node] = min(low[node], index[upstream])
    return found


def _popped(stack: list[str], on_stack: set[str], last: str) -> tuple[str, ...]:
    members: list[str] = []
    while not members or members[-1] != last:
        members.append(stack.pop())
        on_stack.discard(members[-1])
    return tuple(members)


def rings(needs: Needs) -> list[tuple[str, ...]]:
    """Return one shortest ring of each component that has any, as ``(a, b, a)``: a needs b, b needs a.

    A ring begins with the node that comes first in ``needs``.
    """
    order = {node: position for position, node in enumerate(needs)}
    found: list[tuple[str, ...]] = []
    for component in components(needs):
        first = min(component, key=order.__getitem__)
        if len(component) > 1 or first in needs[first]:
            found.append(_shortest_ring(needs, first, frozenset(component)))
    return sorted(found, key=lambda ring: order[ring[0]])


def _shortest_ring(needs: Needs, first: str, members: frozenset[str]) -> tuple[str, ...]:
    """Search breadth first from a node to itself, inside its component."""
    came_from: dict[str, str] = {}
    waiting = deque([first])
    while waiting:
        node = waiting.popleft()
        for upstream in needs[node]:
            if upstream == first:
                ring = [node]
                while ring[-1] != first:
                    ring.append(came_from[ring[-1]])
                return (*reversed(ring), first)
            if upstream in members and upstream not in came_from:
                came_from[upstream] = node
                waiting.append(upstream)
    raise ValueError(f"{first} is in no ring")


class Ancestry:
    """Answers whether one node comes, directly or not, before another. One bit a node, even in rings."""

    def __init__(self, needs: Needs) -> None:
        self._bit = {node: 1 << position for position, node in enumerate(needs)}
        self._before: dict[str, int] = {}
        for component in components(needs):
            before = 0
            for node in component:
                for upstream in needs[node]:
                    before |= self._bit[upstream] | self._before.get(upstream, 0)
            for node in component:
                self._before[node] = before

    def is_upstream(self, node: str, of: str) -> bool:
        """Whether ``of`` needs ``node``, directly or through others."""
        return bool(self._before[of] & self._bit[node])
