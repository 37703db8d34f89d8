"""All executions of a server, page by page: its order is that of random ids, so there is no newest page.

A marker is inclusive in Sahara (a page begins with the marker's own row) and exclusive in its relatives; rows
are kept by id, so both are walked without a double row.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from console.backends.base import NotFound
from console.core.clock import Clock
from console.wire.sahara.execution import ExecutionDocument, ExecutionPage

PAGE: Final = 500
"""Rows asked for at once. The server counts all rows anew for each page, so few large ones are cheap."""

MOST: Final = 10_000
"""Rows that are looked at, at most."""

_MOST_PAGES: Final = 100  # of one list: a server may give out fewer rows than it was asked for

KEPT: Final = 30.0
"""Seconds that a walk serves the pages after the first one of a list."""

_SHARE: Final = 20.0  # a walk may take a twentieth of the time

Fetch = Callable[[str | None, str | None], Awaitable[ExecutionPage]]
"""Asks for one page: its marker (None: the first) and a native status (None: all)."""


@dataclass(frozen=True, slots=True)
class Walk:
    """What one walk found. ``whole`` is False where rows were left unseen; ``unread`` could not be read."""

    rows: tuple[ExecutionDocument, ...]
    whole: bool
    unread: int
    at: float

    @property
    def missing(self) -> tuple[str, ...]:
        """Sentences on what should be in a list of these rows and is not."""
        told: list[str] = []
        if not self.whole:
            told.append(
                f"only {len(self.rows):,} jobs were looked at, and Sahara lists them in no order of time: "
                "narrow the list by status:running, native:… or the like"
            )
        if self.unread:
            told.append(f"{self.unread} rows of the server could not be read")
        return tuple(told)


class Walker:
    """Walks a server's list, and keeps what it found for a moment."""

    def __init__(self, fetch: Fetch, clock: Clock, *, most: int = MOST) -> None:
        self._fetch = fetch
        self._clock = clock
        self._most = most
        self._kept: dict[tuple[str, ...], Walk] = {}
        self._known: dict[str, ExecutionDocument] = {}
        self._lock = asyncio.Lock()
        self._era = 0
        self.pause = 0.0
        """Seconds that should lie between two walks: the server has others to serve."""

    def forget(self) -> None:
        """Let the next look be at the server: something was changed by us."""
        self._kept.clear()
        self._era += 1

    async def rows(self, statuses: Sequence[str] = (), *, younger: float) -> Walk:
        """Return all executions, or those of some native statuses, as seen less than ``younger`` seconds ago.

        Who asks while a walk is under way waits for it. Raises BackendError.
        """
        key = tuple(sorted(statuses))
        async with self._lock:
            kept = self._kept.get(key)
            if kept is not None and self._clock.monotonic() - kept.at < younger:
                return kept
            era, walk = self._era, await self._walked(key)
            self.pause = _SHARE * (self._clock.monotonic() - walk.at)
            if era == self._era:
                self._drop_old()
                self._kept[key] = walk
            return walk

    def _drop_old(self) -> None:
        now = self._clock.monotonic()
        self._kept = {key: walk for key, walk in self._kept.items() if now - walk.at < KEPT}

    async def _walked(self, statuses: tuple[str, ...]) -> Walk:
        at = self._clock.monotonic()
        found = _Found(self._most, self._known)
        for status in statuses or (None,):
            if not await self._follow(status, found) and not await self._follow(status, found):
                found.whole = False
        self._known = found.rows if not statuses else {**self._known, **found.rows}
        return Walk(tuple(found.rows.values()), found.whole, found.unread, at)

    async def _follow(self, status: str | None, found: "_Found") -> bool:
        """Follow one list to its end, or as far as we look; False if the ground moved, and it must be redone.

        The row that a marker names may be deleted meanwhile, which is answered with 404; or it may not be
        of the status asked for any more: then the server begins anew, and says that this is the last page.
        """
        marker: str | None = None
        seen: set[str] = set()
        for _ in range(_MOST_PAGES):
            try:
                page = await self._fetch(marker, status)
            except NotFound:
                if marker is None:
                    raise
                return False
            ids = found.take(page)
            if marker is not None and marker not in ids and ids & seen:
                return False
            if page.next is None:
                return True
            if page.next == marker or ids <= seen or found.full:
                found.whole = False  # a list that goes in circles, or that is longer than we look
                return True
            seen |= ids
            marker = page.next
        found.whole = False
        return True


class _Found:
    """What a walk has gathered so far."""

    def __init__(self, most: int, known: Mapping[str, ExecutionDocument]) -> None:
        self._known = known
        self.rows: dict[str, ExecutionDocument] = {}
        self.whole = True
        self.unread = 0
        self._most = most

    @property
    def full(self) -> bool:
        """Whether no more is looked at."""
        return len(self.rows) >= self._most

    def take(self, page: ExecutionPage) -> set[str]:
        """Take the rows of a page in, and return their ids."""
        read = page.read(self._known)
        self.unread += len(page.items) - len(read)
        self.rows.update((each.id, each) for each in read)
        return {each.id for each in read}
