"""One page out of the pages of several contexts, each read on from where it was left.

A page of a context that was begun is read again when the list goes on, and what was taken of it is passed
over by the last job taken: by its id, or by its place in the order if it has gone meanwhile. So nothing is
kept between two pages, and rows that come and go at the top move nothing out of the list.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from console.backends.base import BackendError
from console.backends.many.order import Key, Order
from console.model import Job, JobPage

MOST_READS = 3
"""Pages of one context that are read to find its next job, before a page ends without it."""

Read = Callable[[str, str | None, int], Awaitable[JobPage]]
"""Reads a page of a context: its name, its own cursor, how many jobs at most. Raises BackendError."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The last job that was taken of a page."""

    id: str
    key: Key


@dataclass(frozen=True, slots=True)
class Position:
    """Where a context's part of the list goes on. ``cursor`` is its own: of the page that was begun.

    ``over`` after its last job; ``out`` where it did not answer: it is left out to the end of this list,
    since its jobs would stand at the wrong places.
    """

    cursor: str | None = None
    taken: Taken | None = None
    over: bool = False
    out: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """A page over several contexts. ``positions`` is where each goes on, None where all are over.

    ``errors`` tells of each context that did not answer now.
    """

    items: tuple[Job, ...]
    positions: Mapping[str, Position] | None
    errors: Mapping[str, BackendError]
    total: int | None


class _Part:
    """One context's rows, read page by page as they are needed."""

    def __init__(self, name: str, position: Position, read: Read, order: Order, limit: int) -> None:
        self.name = name
        self.error: BackendError | None = None
        self.total: int | None = None
        self.rows: deque[Job] = deque()
        self._read, self._order, self._limit = read, order, limit
        self._cursor, self._taken = position.cursor, position.taken
        self._next: str | None = position.cursor
        self._begun = False
        self._in_vain = 0
        self.over = position.over
        self.out = position.out

    @property
    def asks(self) -> bool:
        """Whether there may be jobs of it that have not been read."""
        return not self.rows and not self.over and not self.out

    async def fill(self) -> None:
        """Read until there is a row, the end is known, or it has been asked often enough."""
        while self.asks and self._in_vain < MOST_READS:
            cursor = self._next
            try:
                page = await self._read(self.name, cursor, self._limit)
            except BackendError as error:
                self.error, self.out = error, True
                return
            if not self._begun:
                self._begun, self.total = True, page.total
            self._cursor, self._next = cursor, page.next
            rest, found = _rest(page.items, self._taken, self._order)
            self.rows.extend(rest)
            if found and not rest:
                self._taken = None  # all of this page was taken: nothing of the next one was
            self._in_vain = 0 if self.rows else self._in_vain + 1
            self.over = not self.rows and (page.next is None or page.next == cursor)

    def take(self) -> Job:
        """Take the next row."""
        job = self.rows.popleft()
        self._taken = Taken(job.id, self._order.key(job)) if self.rows else None
        self.over = not self.rows and (self._next is None or self._next == self._cursor)
        return job

    @property
    def position(self) -> Position:
        """Where it goes on."""
        if self.over or self.out:
            return Position(over=self.over, out=self.out)
        if self.rows or not self._begun:
            return Position(self._cursor, self._taken)
        return Position(self._next, self._taken)


async def merged(
    positions: Mapping[str, Position], read: Read, order: Order, limit: int, *, size: int | None = None
) -> Merged:
    """Return the next ``limit`` jobs of all contexts in one order, or fewer where the next one is not known.

    ``size`` is how many are read of a context at once: the same through a whole list, so that its cursors
    stay true and a page that was begun is the same when it is read again; ``limit`` if None. A context that
    does not answer does not keep the others from being listed.
    """
    parts = [_Part(name, position, read, order, size or limit) for name, position in positions.items()]
    await asyncio.gather(*(part.fill() for part in parts))
    items: list[Job] = []
    while len(items) < limit:
        for part in parts:
            await part.fill()
        if any(part.asks for part in parts):
            break  # its next job may come before all the others'
        full = [part for part in parts if part.rows]
        if not full:
            break
        items.append(full[order.first([order.key(part.rows[0]) for part in full])].take())
    after = {part.name: part.position for part in parts}
    more = any(not (each.over or each.out) for each in after.values())
    errors = {part.name: part.error for part in parts if part.error is not None}
    return Merged(tuple(items), after if more else None, errors, _total(parts))


def _total(parts: Sequence[_Part]) -> int | None:
    """Return how many jobs there are, None where any context does not tell."""
    totals = [part.total for part in parts]
    known = [total for total in totals if total is not None]
    return sum(known) if len(known) == len(totals) and not any(part.out for part in parts) else None


def _rest(jobs: Sequence[Job], taken: Taken | None, order: Order) -> tuple[Sequence[Job], bool]:
    """Return what comes after the last job taken, and whether that job itself is on this page."""
    if taken is None:
        return jobs, False
    place = next((place for place, job in enumerate(jobs) if job.id == taken.id), None)
    if place is not None:
        return jobs[place + 1 :], True
    passed = 0
    while passed < len(jobs) and order.before(order.key(jobs[passed]), taken.key):
        passed += 1
    return jobs[passed:], False
