"""In which order the looks of a painting are shown: one costs up to forty bytes, a change of colour half."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain, combinations
from typing import Final, TypeAlias

from console.terminal.sgr import blank_of, sgr_change

Look: TypeAlias = tuple[str, frozenset[str]]
"""A look, and the grounds that must have been erased before anything is written in it."""

Step: TypeAlias = tuple[str, tuple[str, ...]]
"""A look, and the grounds that are erased in it before anything else is."""

FEW: Final = 10
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
    return _Orders(looks, begin).best()


class _Orders:
    """Ways to go through some looks."""

    def __init__(self, looks: tuple[Look, ...], begin: str | None) -> None:
        self._begin = begin
        self._needed = dict(looks)
        befores = (begin, *self._needed, *chain(*self._needed.values()))
        self._costs = {
            (before, after): len(sgr_change(before, after)) for before in befores for after in befores[1:]
        }
        self._hosts = {
            look: frozenset(ground for ground in chain(*self._needed.values()) if erases_alike(look, ground))
            for look in self._needed
        }

    def best(self) -> tuple[Step, ...]:
        """Return the cheapest way that is found."""
        order = self._nearest_first()
        if len(order) <= FEW:
            order = self._improved(order)
        return tuple(self._steps(order))

    def _nearest_first(self) -> list[str]:
        left, order, sgr = list(self._needed), list[str](), self._begin
        while left:
            nearest = min(left, key=lambda look, sgr=sgr: self._costs[sgr, look])
            left.remove(nearest)
            order.append(nearest)
            sgr = nearest
        return order

    def _improved(self, order: list[str]) -> list[str]:
        """Take some looks that follow each other to where they cost less, until none do."""
        cost = self._cost(order)
        while True:
            other = min(_others(order), key=self._cost, default=order)
            if (less := self._cost(other)) >= cost:
                return order
            order, cost = other, less

    def _cost(self, order: list[str]) -> int:
        cost, sgr = 0, self._begin
        erased: frozenset[str] = frozenset()
        for look in order:
            needed = self._needed[look]
            if not needed <= erased:
                for ground in needed - erased - self._hosts[look]:
                    cost += self._costs[sgr, ground]
                    sgr = ground
                erased |= needed
            cost += self._costs[sgr, look]
            sgr = look
        return cost

    def _steps(self, order: Iterable[str]) -> Iterable[Step]:
        """Yield the looks with what is erased on the way, in a look of its own where no other will do."""
        erased: frozenset[str] = frozenset()
        for look in order:
            missing = self._needed[look] - erased
            for ground in missing - self._hosts[look]:
                yield ground, (ground,)
            yield look, tuple(missing & self._hosts[look])
            erased |= missing


def _others(order: list[str]) -> Iterable[list[str]]:
    """Yield the orders in which a part of this one stands somewhere else, as it is or turned around."""
    for begin, end in combinations(range(len(order) + 1), 2):
        part, rest = order[begin:end], [*order[:begin], *order[end:]]
        turned = part[::-1] if len(part) > 1 else None
        for at in range(len(rest) + 1):
            yield [*rest[:at], *part, *rest[at:]]
            if turned:
                yield [*rest[:at], *turned, *rest[at:]]
