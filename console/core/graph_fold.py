"""Which boxes a job's graph is drawn with: one a node, or one for many where there are very many.

Folded are the instances of a matrix, nodes that hang alike in the graph, and long stretches of one state.
What needs a person stands by itself in front of its like, as does what a person opened or went to. Where
all that is not enough, the nodes of a rank are one box.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final

from console.core.ended import is_settled
from console.core.graph import Graph
from console.core.graph_slots import EdgeName, longest_paths
from console.core.matrix import family
from console.core.outline import arrange
from console.model import Node, NodeRules, NodeStatus

FOLD_OVER: Final = 40
"""A job of more nodes than this is folded."""

LEAST: Final = 4
"""So many nodes at least are folded into one box."""

MOST_OUT: Final = 6
"""Nodes of a group that stand by themselves because they need a person."""

MOST_OPENED: Final = 40
"""Nodes of a group that stand by themselves when it is opened; the rest stays folded."""

MOST_BOXES: Final = 500
"""With more boxes than this, all nodes of a rank are folded."""

_GROUP: Final = "\0"
"""Begins the id of a group: no node is called so."""


@dataclass(frozen=True, slots=True)
class FoldedBox:
    """A box: a node, or a group of nodes under a ``title``. A group's id is no node's id."""

    id: str
    members: tuple[str, ...]
    title: str

    @property
    def is_group(self) -> bool:
        """Whether it stands for several nodes."""
        return self.id.startswith(_GROUP)


@dataclass(frozen=True, slots=True)
class FoldedGraph:
    """The boxes in the order of the work, the edges between them, and which box a node is in.

    ``last`` are the boxes of what runs at the end, whatever came before.
    """

    boxes: Mapping[str, FoldedBox]
    edges: tuple[EdgeName, ...]
    last: frozenset[str]
    box_of: Mapping[str, str]


def fold(
    nodes: Mapping[str, Node], opened: Set[str] = frozenset(), shown: Set[str] = frozenset()
) -> FoldedGraph:
    """Return the boxes of a job. ``opened`` are groups, ``shown`` nodes that a person wants to see."""
    box_of = {id_: id_ for id_ in nodes}
    titles: dict[str, str] = {}
    if len(nodes) > FOLD_OVER:
        folding = _Folding(nodes, opened, shown, box_of, titles)
        folding.fold_alike()
        folding.fold_stretches()
        if len(set(box_of.values())) > MOST_BOXES:
            folding.fold_ranks()
    return _folded(nodes, box_of, titles)


@dataclass(frozen=True, slots=True)
class _Folding:
    nodes: Mapping[str, Node]
    opened: Set[str]
    shown: Set[str]
    box_of: dict[str, str]
    titles: dict[str, str]

    def fold_alike(self) -> None:
        """Fold the instances of one matrix, and what needs the same and is needed by the same."""
        dependents = Graph.of(self.nodes).dependents
        alike: dict[object, list[str]] = {}
        for id_, node in self.nodes.items():
            name = family(id_)
            place = (frozenset(node.rules.needs), frozenset(dependents[id_]), node.rules.is_finally)
            alike.setdefault(name if name != id_ else place, []).append(id_)
        for key, ids in alike.items():
            if len(ids) >= LEAST:
                title = f"{key}[…]" if isinstance(key, str) else _common_name(ids)
                self._put(f"{_GROUP}alike {ids[0]}", title, ids)

    def fold_stretches(self) -> None:
        """Fold what stands in a row and is over, or has not begun; the ends of the row stay."""
        needs, after = self._quotient()
        singles = {id_ for id_, box in self.box_of.items() if id_ == box and not self._stands_out(id_)}
        inside = {
            id_: _phase(self.nodes[id_])
            for id_ in singles
            if len(needs[id_]) <= 1 and len(after[id_]) <= 1 and _phase(self.nodes[id_])
        }
        for stretch in _stretches(inside, needs, after):
            row = stretch[1:] if inside[stretch[0]] == "to come" else stretch[:-1]
            if len(row) >= LEAST:
                self._put(f"{_GROUP}row {row[0]}", f"{len(row)} in a row", row)

    def fold_ranks(self) -> None:
        """Fold all nodes of a rank."""
        order = [row.id for row in arrange(self.nodes)]
        place = {id_: number for number, id_ in enumerate(order)}
        edges = [edge for edge in _edges(self.nodes) if place[edge[0]] < place[edge[1]]]
        ranks: dict[int, list[str]] = {}
        for id_, rank in longest_paths(order, edges).items():
            ranks.setdefault(rank, []).append(id_)
        for rank, ids in ranks.items():
            if len(ids) >= LEAST:
                self._put(f"{_GROUP}rank {rank}", f"step {rank + 1}", ids)

    def _put(self, group: str, title: str, ids: Sequence[str]) -> None:
        """Put nodes into a group, but those that stand by themselves."""
        out = [id_ for id_ in ids if self._stands_out(id_)]
        alone = {*[id_ for id_ in out if id_ not in self.shown][:MOST_OUT], *(self.shown & set(ids))}
        if group in self.opened:
            alone.update([id_ for id_ in ids if id_ not in alone][:MOST_OPENED])
        for id_ in ids:
            self.box_of[id_] = id_ if id_ in alone else group
        self.titles[group] = title

    def _stands_out(self, id_: str) -> bool:
        node = self.nodes[id_]
        return id_ in self.shown or node.needs_person or node.status in (NodeStatus.FAILED, NodeStatus.LOST)

    def _quotient(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        boxes = set(self.box_of.values())
        needs: dict[str, set[str]] = {box: set() for box in boxes}
        after: dict[str, set[str]] = {box: set() for box in boxes}
        for source, target in _edges(self.nodes):
            one, other = self.box_of[source], self.box_of[target]
            if one != other:
                needs[other].add(one)
                after[one].add(other)
        return needs, after


def _edges(nodes: Mapping[str, Node]) -> Iterator[EdgeName]:
    """Yield every edge: from a need to what needs it, and those that lead back."""
    for id_, node in nodes.items():
        for need in node.rules.needs:
            if need in nodes:
                yield need, id_
        for target in node.rules.returns:
            if target in nodes:
                yield id_, target


def _phase(node: Node) -> str:
    """Return which stretch a node may be part of: of what is over, or of what has not begun."""
    if node.status is NodeStatus.PENDING:
        return "to come"
    return "over" if is_settled(node) else ""


def _stretches(
    inside: Mapping[str, str], needs: Mapping[str, Set[str]], after: Mapping[str, Set[str]]
) -> Iterable[list[str]]:
    """Return the rows of nodes of one phase, each from its first."""

    def goes_on(id_: str, way: Mapping[str, Set[str]]) -> str | None:
        found = next(iter(way[id_]), None)
        return found if found is not None and inside.get(found) == inside[id_] else None

    for id_ in inside:
        if goes_on(id_, needs) is not None:
            continue
        row = [id_]
        while (following := goes_on(row[-1], after)) is not None and following != id_:
            row.append(following)
        yield row


def _common_name(ids: Sequence[str]) -> str:
    """Return what the names begin with, if that is a word of its own."""
    first, last = min(ids), max(ids)
    length = next((place for place, sign in enumerate(first) if last[place : place + 1] != sign), len(first))
    name = first[:length].rstrip("0123456789")
    return f"{name}…" if len(name.strip("-_. ")) > 1 else f"{len(ids):,} nodes"


def _folded(nodes: Mapping[str, Node], box_of: Mapping[str, str], titles: Mapping[str, str]) -> FoldedGraph:
    members: dict[str, list[str]] = {}
    # A group comes where its last node does: what stands out of it is drawn above it.
    for id_ in reversed(list(nodes)):
        members.setdefault(box_of[id_], []).append(id_)
    members = {box: ids[::-1] for box, ids in reversed(list(members.items()))}
    edges = dict.fromkeys(
        (box_of[source], box_of[target])
        for source, target in _edges(nodes)
        if box_of[source] != box_of[target] or box_of[source] == source
    )
    ways = _forward(nodes, box_of)
    stand_ins = {
        box: replace(_STAND_IN, id=box, rules=NodeRules(
            needs=tuple(ways.get(box, ())), is_finally=nodes[ids[0]].rules.is_finally))
        for box, ids in members.items()
    }  # fmt: skip
    order = [row.id for row in arrange(stand_ins)]
    boxes = {box: FoldedBox(box, tuple(members[box]), titles.get(box, box)) for box in order}
    last = frozenset(box for box in order if stand_ins[box].rules.is_finally)
    if any(box.startswith(f"{_GROUP}rank ") for box in order):
        edges = dict.fromkeys(_next_only(order, edges))
    return FoldedGraph(boxes, tuple(edges), last, dict(box_of))


_STAND_IN: Final = Node("", "")


def _forward(nodes: Mapping[str, Node], box_of: Mapping[str, str]) -> dict[str, dict[str, None]]:
    """Return the needs of every box, without those that lead back."""
    needs: dict[str, dict[str, None]] = {}
    for id_, node in nodes.items():
        for need in node.rules.needs:
            if need in nodes and box_of[need] != box_of[id_]:
                needs.setdefault(box_of[id_], {})[box_of[need]] = None
    return needs


def _next_only(order: Sequence[str], edges: Iterable[EdgeName]) -> Iterator[EdgeName]:
    """Yield the edges to the next rank: those over several ranks are implied where all is folded."""
    place = {box: number for number, box in enumerate(order)}
    known = [edge for edge in edges if place[edge[0]] < place[edge[1]]]
    ranks = longest_paths(order, known)
    yield from (edge for edge in known if ranks[edge[1]] == ranks[edge[0]] + 1)
