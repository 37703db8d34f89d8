"""The ranks of a drawn graph: every box in its column, and room for the lines that pass through a column.

A line that spans several ranks takes a place of its own in each rank between, so that no line runs through a
box. All lines of one source share their places: they part where they must and no earlier.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final, TypeAlias

EdgeName: TypeAlias = tuple[str, str]
"""An edge by its source and its target."""

BOX_LINES: Final = 4
"""Lines of a box: two of text between its borders."""

PASS_LINES: Final = 2
"""Lines that a passing line takes in a rank."""

MOST_PASSES: Final = 20_000
"""Places for passing lines, at most: a graph with more cannot be read as one."""


class TooTangled(ValueError):
    """The graph has so many long edges that no drawing of it could be read."""


@dataclass(slots=True)
class Slot:
    """A place in a rank: a box (``box`` is its id) or a line that passes (``box`` is None)."""

    rank: int
    box: str | None
    y: int = 0

    @property
    def lines(self) -> int:
        """How many lines it takes."""
        return PASS_LINES if self.box is None else BOX_LINES


@dataclass(frozen=True, slots=True)
class Link:
    """A piece of an edge, between neighbouring ranks. ``net`` is whose line it is, ``back`` leads back."""

    left: int
    right: int
    net: int
    back: bool


@dataclass(slots=True)
class Slots:
    """The slots by number, the ranks as lists of them, the links of each gap, and the way of each edge.

    ``gaps[r]`` are the links between rank ``r`` and ``r + 1``. ``ways`` maps an edge to its links from
    left to right; an edge that leads back is drawn from its target to its source.
    """

    slots: list[Slot] = field(default_factory=list[Slot])
    ranks: list[list[int]] = field(default_factory=list[list[int]])
    gaps: list[list[Link]] = field(default_factory=list[list[Link]])
    ways: dict[EdgeName, list[Link]] = field(default_factory=dict[EdgeName, list[Link]])
    boxes: dict[str, int] = field(default_factory=dict[str, int])


def place_in_ranks(boxes: Sequence[str], edges: Iterable[EdgeName], last: Set[str] = frozenset()) -> Slots:
    """Return the ranks of ``boxes``, which come in their order: an edge against it leads back.

    A box stands one rank after the last of its sources; those of ``last`` after all others. Edges from a
    box to itself and edges of strangers are left out. Raises TooTangled.
    """
    order = {id_: number for number, id_ in enumerate(boxes)}
    known = [
        edge for edge in dict.fromkeys(edges) if edge[0] in order and edge[1] in order and edge[0] != edge[1]
    ]
    forward = {edge: (edge if order[edge[0]] < order[edge[1]] else (edge[1], edge[0])) for edge in known}
    ranks = _at_the_end(longest_paths(boxes, forward.values()), last)
    made = Slots()
    made.ranks = [[] for _ in range(max(ranks.values(), default=-1) + 1)]
    made.gaps = [[] for _ in range(max(0, len(made.ranks) - 1))]
    for id_ in boxes:
        made.boxes[id_] = _add(made, Slot(ranks[id_], id_))
    passes: dict[tuple[str, bool, int], int] = {}
    links: set[Link] = set()
    for edge, (left, right) in forward.items():
        _add_way(made, edge, (left, right), edge[0] != left, passes, links)
        if len(passes) > MOST_PASSES:
            message = "this graph has too many edges across it to be drawn as one"
            raise TooTangled(message)
    return made


def longest_paths(boxes: Sequence[str], edges: Iterable[EdgeName]) -> dict[str, int]:
    """Return the rank of each box; every edge goes on in the order of ``boxes``."""
    sources: dict[str, list[str]] = {id_: [] for id_ in boxes}
    for left, right in edges:
        sources[right].append(left)
    ranks: dict[str, int] = {}
    for id_ in boxes:
        ranks[id_] = max((ranks[source] + 1 for source in sources[id_]), default=0)
    return ranks


def _at_the_end(ranks: dict[str, int], last: Set[str]) -> dict[str, int]:
    """Move the boxes of ``last`` behind all others, each as far, and close the ranks that this empties."""
    end = max((rank for id_, rank in ranks.items() if id_ not in last), default=-1) + 1
    first = min((rank for id_, rank in ranks.items() if id_ in last), default=end)
    step = max(0, end - first)
    return _tight({id_: rank + step * (id_ in last) for id_, rank in ranks.items()})


def _tight(ranks: Mapping[str, int]) -> dict[str, int]:
    """Close the ranks that nothing stands in."""
    used = {rank: number for number, rank in enumerate(sorted(set(ranks.values())))}
    return {id_: used[rank] for id_, rank in ranks.items()}


def _add(made: Slots, slot: Slot) -> int:
    made.slots.append(slot)
    made.ranks[slot.rank].append(len(made.slots) - 1)
    return len(made.slots) - 1


def _add_way(
    made: Slots,
    edge: EdgeName,
    ends: tuple[str, str],
    back: bool,
    passes: dict[tuple[str, bool, int], int],
    links: set[Link],
) -> None:
    source, target = made.boxes[ends[0]], made.boxes[ends[1]]
    way: list[Link] = []
    at = source
    for rank in range(made.slots[source].rank + 1, made.slots[target].rank + 1):
        if rank == made.slots[target].rank:
            after = target
        else:
            key = (ends[0], back, rank)
            if key not in passes:
                passes[key] = _add(made, Slot(rank, None))
            after = passes[key]
        link = Link(at, after, source * 2 + back, back)
        way.append(link)
        if link not in links:
            links.add(link)
            made.gaps[rank - 1].append(link)
        at = after
    made.ways[edge] = way
