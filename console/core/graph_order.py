"""The order of the slots within each rank: few crossings, by barycentres, in a fixed number of sweeps."""

from collections.abc import Sequence
from typing import Final

from console.core.graph_slots import Slots

SWEEPS: Final = 6
"""Times that all ranks are sorted, at most: first by what comes before, then by what comes after."""


def order_ranks(made: Slots) -> None:
    """Sort every rank so that few links cross. The same graph always gets the same order."""
    before, after = _neighbours(made)
    best = [list(rank) for rank in made.ranks]
    least = crossings(made)
    for sweep in range(SWEEPS):
        if not least:
            break
        down = sweep % 2 == 0
        ranks = range(1, len(made.ranks)) if down else range(len(made.ranks) - 2, -1, -1)
        for rank in ranks:
            _sort(made, rank, before if down else after, rank - 1 if down else rank + 1)
        found = crossings(made)
        if found < least:
            least, best = found, [list(each) for each in made.ranks]
    made.ranks = best


def crossings(made: Slots) -> int:
    """Count the pairs of links that cross."""
    places = _places(made)
    return sum(
        _inversions([right for _, right in sorted((places[link.left], places[link.right]) for link in gap)])
        for gap in made.gaps
    )


def _places(made: Slots) -> list[int]:
    places = [0] * len(made.slots)
    for rank in made.ranks:
        for place, slot in enumerate(rank):
            places[slot] = place
    return places


def _neighbours(made: Slots) -> tuple[list[list[int]], list[list[int]]]:
    before: list[list[int]] = [[] for _ in made.slots]
    after: list[list[int]] = [[] for _ in made.slots]
    for gap in made.gaps:
        for link in gap:
            before[link.right].append(link.left)
            after[link.left].append(link.right)
    return before, after


def _sort(made: Slots, rank: int, neighbours: Sequence[Sequence[int]], beside: int) -> None:
    """Sort a rank by where the neighbours of its slots stand; one without any keeps its place."""
    places = {slot: place for place, slot in enumerate(made.ranks[beside])}
    slots = made.ranks[rank]
    share = len(made.ranks[beside]) / max(1, len(slots))
    wanted: dict[int, float] = {}
    for place, slot in enumerate(slots):
        found = [places[each] for each in neighbours[slot]]
        wanted[slot] = sum(found) / len(found) if found else place * share
    slots.sort(key=lambda slot: wanted[slot])


def _inversions(numbers: Sequence[int]) -> int:
    """Count the pairs that stand in the wrong order, with a binary indexed tree."""
    size = max(numbers, default=-1) + 1
    tree = [0] * (size + 1)
    found = 0
    for seen, number in enumerate(numbers):
        smaller, at = 0, number + 1
        while at:
            smaller += tree[at]
            at -= at & -at
        found += seen - smaller
        at = number + 1
        while at <= size:
            tree[at] += 1
            at += at & -at
    return found
