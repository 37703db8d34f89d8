"""In which order the looks of a painting are shown: one costs up to forty bytes, a change of its colour half."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import combinations
from typing import Final, TypeAlias

from console.terminal.sgr import blank_of, sgr_change

Look: TypeAlias = tuple[str, frozenset[str]]
"""A look, and the grounds that must have been erased before anything is written in it."""

_Costs: TypeAlias = Mapping[tuple[str | None, str], int]
"""The bytes from one look to another."""

Step: TypeAlias = tuple[str, tuple[str, ...]]
"""A look, and the grounds that are erased in it before anything else is."""

FEW: Final = 9
"""Looks of which better orders are sought; of more the nearest is the next one."""


def erases_alike(sgr: str, ground: str) -> bool:
    """Whether erasing in a look leaves a ground.

    What is erased takes the ground, and nothing is seen of bold, dim or italic; on what becomes of underlines
    terminals do not agree.
    """
    return blank_of(sgr) == ground


@lru_cache(maxsize=300)
def order_of(looks: tuple[Look, ...], begin: str | None) -> tuple[Step, ...]:
    """Return the looks in a cheap order, from the look that the terminal has (None is not known)."""
    costs = {
        (before, after): len(sgr_change(before, after))
        for before in (begin, *(look for look, _ in looks))
        for after, _ in looks
    }
    order = _nearest_first([look for look, _ in looks], begin, costs)
    if len(order) <= FEW:
        order = _improved(order, begin, costs)
    needed = dict(looks)
    return tuple(_steps((look, needed[look]) for look in order))


def _nearest_first(looks: list[str], begin: str | None, costs: _Costs) -> list[str]:
    order, sgr = list[str](), begin
    while looks:
        nearest = min(looks, key=lambda look, sgr=sgr: costs[sgr, look])
        looks.remove(nearest)
        order.append(nearest)
        sgr = nearest
    return order


def _improved(order: list[str], begin: str | None, costs: _Costs) -> list[str]:
    """Take some looks that follow each other to where they cost less, until none do."""
    best, cost = order, _cost(order, begin, costs)
    better = True
    while better:
        better = False
        for other in _others(best):
            if (less := _cost(other, begin, costs)) < cost:
                best, cost, better = other, less, True
                break
    return best


def _others(order: list[str]) -> Iterable[list[str]]:
    """Yield the orders in which a part of this one stands somewhere else, as it is or turned around."""
    for begin, end in combinations(range(len(order) + 1), 2):
        part, rest = order[begin:end], [*order[:begin], *order[end:]]
        for at in range(len(rest) + 1):
            yield [*rest[:at], *part, *rest[at:]]
            yield [*rest[:at], *part[::-1], *rest[at:]]


def _cost(order: list[str], begin: str | None, costs: _Costs) -> int:
    return sum(costs[pair] for pair in zip((begin, *order[:-1]), order, strict=True))


def _steps(order: Iterable[Look]) -> list[Step]:
    """Return the order with what is erased on the way, in a look of its own where no other will do."""
    steps: list[Step] = []
    erased: set[str] = set()
    for look, needed in order:
        missing = sorted(needed - erased)
        hosted = tuple(ground for ground in missing if erases_alike(look, ground))
        steps += [(ground, (ground,)) for ground in missing if ground not in hosted]
        steps.append((look, hosted))
        erased.update(missing)
    return steps
