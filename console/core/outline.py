"""The nodes of a job as rows to read: what comes first above what needs it, or by state when very many.

A graph may hold loops and reverts (a backend of others says what it says): every node has one row, and the
need that closes a loop is left out of the order and marked.
"""

import heapq
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Final, TypeAlias

from console.core.graph import Graph
from console.model import Node, NodeStatus, Resolution

COLLAPSE_OVER: Final = 200
"""A job of more nodes than this is shown by state."""

OPEN_UP_TO: Final = 30
"""Of a collapsed job, states of more nodes than this are closed at first."""


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A row of one node. ``indent`` counts the branches it stands in; ``loops``: it closes a loop."""

    id: str
    indent: int = 0
    loops: bool = False


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A row that stands for, or above, all nodes of one state (a status, or "needs you")."""

    state: str
    count: int
    opened: bool


OutlineRow: TypeAlias = NodeRow | GroupRow

NEEDS_YOU: Final = "needs you"
"""The state of the nodes that only a person moves on, whatever their status."""


def is_collapsed(nodes: Mapping[str, Node]) -> bool:
    """Whether a job has so many nodes that its outline is by state."""
    return len(nodes) > COLLAPSE_OVER


def outline(nodes: Mapping[str, Node], flipped: Set[str] = frozenset()) -> tuple[OutlineRow, ...]:
    """Return the rows of a job's nodes, every node once unless the group it is in is closed.

    ``flipped`` names the states whose groups a person opened or closed against their rule.
    """
    placed = arrange(nodes)
    if not is_collapsed(nodes):
        return placed
    groups: dict[str, list[NodeRow]] = {state: [] for state in _STATES}
    for row in placed:
        groups[state_of(nodes[row.id])].append(row)
    rows: list[OutlineRow] = []
    for state, members in groups.items():
        if not members:
            continue
        opened = is_open(state, len(members), flipped)
        rows.append(GroupRow(state, len(members), opened))
        if opened:
            rows.extend(NodeRow(row.id, 1, row.loops) for row in members)
    return tuple(rows)


def is_open(state: str, count: int, flipped: Set[str]) -> bool:
    """Whether the group of ``state`` shows its nodes."""
    return (count <= OPEN_UP_TO and state in _OPENED) != (state in flipped)


def state_of(node: Node) -> str:
    """Return the group a node is in: its status, or `NEEDS_YOU`."""
    return NEEDS_YOU if node.needs_person else str(node.status)


def first_to_see(nodes: Mapping[str, Node]) -> str | None:
    """Return the node that a job should open on: what needs a person, else what failed, else what runs."""
    order = [row.id for row in arrange(nodes)]
    for wanted in (_needs_you_most, _needs_you, _failed, _running, _retrying, _ready):
        for id_ in order:
            if wanted(nodes[id_]):
                return id_
    return order[-1] if order and all(nodes[i].ended for i in order) else next(iter(order), None)


def arrange(nodes: Mapping[str, Node]) -> tuple[NodeRow, ...]:
    """Return a row for every node, needs first, else in the order of the definition; finally nodes last."""
    graph = Graph.of(nodes)
    open_needs = {
        id_: sum(1 for need in dict.fromkeys(node.rules.needs) if need in nodes)
        for id_, node in nodes.items()
    }
    order, loops = _order(nodes, graph, open_needs)
    return _indented(order, loops, nodes, graph)


_N = NodeStatus

# What needs eyes first, what is over last.
_STATES: Final = (
    NEEDS_YOU,
    *(str(status) for status in (_N.LOST, _N.FAILED, _N.UNKNOWN, _N.STOPPING, _N.RUNNING, _N.STARTING)),
    *(str(status) for status in (_N.RETRY_WAIT, _N.READY, _N.WAITING, _N.BLOCKED, _N.PENDING)),
    *(str(status) for status in (_N.CANCELED, _N.SKIPPED, _N.SUCCEEDED)),
)
_OPENED: Final = frozenset(_STATES[:9])


def _needs_you_most(node: Node) -> bool:
    return node.status in (_N.LOST, _N.FAILED) and node.needs_person


def _needs_you(node: Node) -> bool:
    return node.needs_person


def _failed(node: Node) -> bool:
    return node.status is _N.FAILED and node.resolution is not Resolution.TOLERATED


def _running(node: Node) -> bool:
    return node.status.is_active


def _retrying(node: Node) -> bool:
    return node.status is _N.RETRY_WAIT


def _ready(node: Node) -> bool:
    return node.status is _N.READY


def _order(
    nodes: Mapping[str, Node], graph: Graph, open_needs: dict[str, int]
) -> tuple[list[str], frozenset[str]]:
    """Return the ids in their order, and those that were placed before one of their needs."""
    place = {id_: (node.rules.is_finally, number) for number, (id_, node) in enumerate(nodes.items())}
    names = list(nodes)
    free = [place[id_] for id_ in names if open_needs[id_] == 0]
    heapq.heapify(free)
    # Where a loop leaves nothing free, the first of the definition goes ahead.
    stuck = iter(sorted(place.values()))
    order: list[str] = []
    placed: set[str] = set()
    loops: set[str] = set()
    while len(order) < len(names):
        number = heapq.heappop(free)[1] if free else _first_open(stuck, names, placed)
        id_ = names[number]
        if id_ in placed:
            continue
        if open_needs[id_] > 0:
            loops.add(id_)
        order.append(id_)
        placed.add(id_)
        for after in dict.fromkeys(graph.dependents[id_]):
            open_needs[after] -= 1
            if open_needs[after] == 0 and after not in placed:
                heapq.heappush(free, place[after])
    return order, frozenset(loops)


def _first_open(stuck: Iterable[tuple[bool, int]], names: list[str], placed: set[str]) -> int:
    return next(number for _, number in stuck if names[number] not in placed)


def _indented(
    order: list[str], loops: frozenset[str], nodes: Mapping[str, Node], graph: Graph
) -> tuple[NodeRow, ...]:
    """Indent what branches off, and take a join back to where its branches began."""
    indents: dict[str, int] = {}
    # Once a node, not once an edge: a fan-out of thousands would else cost its square.
    branching = {id_ for id_, after in graph.dependents.items() if len(after) > 1 and len(set(after)) > 1}
    for id_ in order:
        needs = [need for need in dict.fromkeys(nodes[id_].rules.needs) if need in indents]
        if not needs or nodes[id_].rules.is_finally:
            indents[id_] = 0
        elif len(needs) == 1:
            indents[id_] = indents[needs[0]] + (needs[0] in branching)
        else:
            indents[id_] = max(0, min(indents[need] for need in needs) - 1)
    return tuple(NodeRow(id_, indents[id_], id_ in loops) for id_ in order)
