"""The logs of several executions as one, by time: read lazily, a block at a time, with bounded memory.

A *cut* tells of a place in the merged log how many lines of each source lie before it. Two neighbouring cuts
bound a block, and the order inside of a block follows from its cuts alone; cuts are never changed. So every
line of every source has exactly one number, whatever the clocks of the sources say, and a number means the
same line for ever. Only what has come since the last cut may still be put in order: `follow` sends it again.
"""

import asyncio
import heapq
from bisect import bisect_right
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeAlias

from console.backends.base import BackendError, NotFound, Unsupported
from console.client.log_source import LogSource, Place, SourceLines, pumped
from console.client.log_window import LogReader
from console.model import LogLine, LogRef, LogWindow

BLOCK: Final = 500
"""Lines between two cuts at most, but for what was never asked for."""

AT_ONCE: Final = 8
"""Logs that are asked for their length at the same time."""

MOST_QUEUED: Final = 64
"""Batches of lines that wait to be put in order."""

NO_SEARCH: Final = "the logs of several nodes are searched here, by reading them"

Cut: TypeAlias = tuple[int, ...]
"""How many lines of each source lie before a place; sources that came later have none there."""

News: TypeAlias = tuple[int, Sequence[LogLine] | BackendError | None]
"""From which source; lines, what went wrong, or that it has ended. Source -1 only wakes."""


class MergedLog:
    """Gives the logs of several executions as a backend gives one; what it is asked for by ref is ignored.

    Lines without their newline wait until they are whole. ``finished`` says that no execution will be added.
    """

    def __init__(
        self, reader: LogReader, sources: Iterable[LogSource], *, sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        """Merge ``sources``, which ``reader`` has. Nothing is read before it is asked for."""
        self.sources = list(sources)
        self.finished = False
        self._reader = reader
        self._sleep = sleep
        self._lines = SourceLines(reader)
        self.left_out = 0
        """How many sources have no log that can be read."""
        self._surveyed = False
        self._lock = asyncio.Lock()
        self._at: list[int] = [0]
        self._cuts: list[Cut] = [()]
        self._open: list[Place] = []  # what came after the last cut
        self._queue: asyncio.Queue[News] = asyncio.Queue(MOST_QUEUED)

    @property
    def count(self) -> int:
        """How many lines have a number."""
        return sum(source.total for source in self.sources)

    @property
    def ended(self) -> bool:
        """Whether nothing will be appended any more."""
        return self.finished and all(source.ended for source in self.sources)

    def update(self, sources: Iterable[LogSource], *, finished: bool) -> None:
        """Add the sources that are new; ``finished`` says that there will be no other."""
        known = {source.ref for source in self.sources}
        new = [source for source in sources if source.ref not in known and not source.note]
        if new or finished != self.finished:
            self.sources += new
            self.finished = finished
            with suppress(asyncio.QueueFull):
                self._queue.put_nowait((-1, None))

    # --- as a reader ------------------------------------------------------------------------------

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:  # noqa: ARG002
        """Return lines ``first`` .. of the merged log. Raises BackendError."""
        async with self._lock:
            await self._survey()
            total = self.count
            begin = max(0, total + first) if first < 0 else first
            lines = await self._numbered(begin, min(begin + count, total))
            return LogWindow(tuple(lines), begin, total, self.ended)

    async def search_log(
        self,
        ref: LogRef,  # noqa: ARG002
        pattern: str,  # noqa: ARG002
        *,
        first: int = 0,  # noqa: ARG002
        limit: int = 1000,  # noqa: ARG002
    ) -> Sequence[int]:
        """Raise Unsupported: a source knows its own numbers only."""
        raise Unsupported(NO_SEARCH)

    async def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:
        """Yield lines from ``first`` on as they come; those that are put in order anew come again."""
        while first < self.count:
            window = await self.log(ref, first=first, count=2000)
            if window.lines:
                yield window.lines
            first = min(first + 2000, self.count)
        queue = self._queue = asyncio.Queue[News](MOST_QUEUED)
        pumps: dict[int, asyncio.Task[None]] = {}
        try:
            async with self._lock:
                await self._survey()
            while not self.ended:
                for place, source in enumerate(self.sources):
                    if not source.ended and place not in pumps:
                        pump = pumped(self._reader, source, self._sleep)
                        pumps[place] = asyncio.create_task(_pass_on(place, pump, queue))
                news = [await queue.get()]
                while not queue.empty():
                    news.append(queue.get_nowait())
                lines = await self._arrived(news)
                if lines:
                    yield lines
        finally:
            for task in pumps.values():
                task.cancel()
            await asyncio.gather(*pumps.values(), return_exceptions=True)

    async def first_since(self, moment: datetime) -> int | None:
        """Return the first line written at ``moment`` or later, None if there is none. Raises BackendError.

        Each source is searched by itself; only the ones that ran at that moment are read.
        """
        async with self._lock:
            await self._survey()
            cut = tuple([await self._lines.before(source, moment) for source in self.sources])
            at = self._add_cut(cut)
            return at if at < self.count else None

    # --- where lines are --------------------------------------------------------------------------

    @property
    def _all(self) -> range:
        return range(len(self.sources))

    async def _survey(self) -> None:
        """Ask every source how long it is. Raises BackendError where not one can be read."""
        if self._surveyed:
            return
        gate = asyncio.Semaphore(AT_ONCE)
        refused: list[BackendError] = []

        async def ask(source: LogSource) -> None:
            async with gate:
                try:
                    await source.survey(self._reader)
                except (NotFound, Unsupported) as error:
                    source.ended = True
                    refused.append(error)

        await asyncio.gather(*(ask(source) for source in self.sources))
        if refused and len(refused) == len(self.sources):
            raise refused[0]
        self._surveyed, self.left_out = True, len(refused)
        if self.count:
            self._at.append(self.count)
            self._cuts.append(self._end)

    @property
    def _end(self) -> Cut:
        return tuple(source.total for source in self.sources)

    async def _numbered(self, begin: int, end: int) -> list[LogLine]:
        found: list[LogLine] = []
        at = begin
        while at < end:
            first, places = await self._block(at)
            for number, place in enumerate(places[at - first : end - first], start=at):
                line = await self._lines.get(place, self.sources[place[0]])
                if line is not None:
                    ref = self.sources[place[0]].ref
                    found.append(replace(line, number=number, node=ref.node or None, execution=ref.execution))
            at = first + len(places)
        return found

    async def _block(self, at: int) -> tuple[int, list[Place]]:
        """Return a stretch of the merged log that holds line ``at``: its first line, and which lines it has.

        Cuts are made on the way there, from the nearer side.
        """
        if at >= self._at[-1]:
            return self._at[-1], self._open
        while True:
            low = bisect_right(self._at, at) - 1
            first, after = self._at[low], self._at[low + 1]
            lower, upper = self._cuts[low], self._cuts[low + 1]
            if after - first <= BLOCK:
                return first, await self._in_order(lower, upper, after - first)
            if at - first <= after - at:
                self._add_cut(_moved(lower, await self._in_order(lower, upper, BLOCK)))
            else:
                self._add_cut(await self._back(upper, lower, BLOCK))

    def _add_cut(self, cut: Cut) -> int:
        """Add a cut where there is room for one; return the place that it is at.

        It is brought between its neighbours, and within a block of them it is not needed.
        """
        at = sum(cut)
        low = bisect_right(self._at, at) - 1
        if self._at[low] == at or low + 1 == len(self._at):
            return at
        lower, upper = self._cuts[low], self._cuts[low + 1]
        within = tuple(
            min(max(lines, _of(lower, place)), _of(upper, place)) for place, lines in enumerate(cut)
        )
        at = sum(within)
        if self._at[low] < at < self._at[low + 1] and self._at[low + 1] - self._at[low] > BLOCK:
            self._at.insert(low + 1, at)
            self._cuts.insert(low + 1, within)
        return at

    async def _in_order(self, lower: Cut, upper: Cut, most: int) -> list[Place]:
        """Return the first ``most`` lines between two cuts, by time; each source keeps its own order."""
        found: list[Place] = []
        ready: list[tuple[float, int, int, bool]] = []
        for place, source in enumerate(self.sources):
            at = _of(lower, place)
            if at < _of(upper, place):
                # A source is not read before the time at which it began; one in its middle is.
                when = await self._time((place, at), source.begin) if at else source.begin
                ready.append((when, place, at, at > 0))
        heapq.heapify(ready)
        while ready and len(found) < most:
            when, place, at, known = heapq.heappop(ready)
            if not known:
                heapq.heappush(ready, (await self._time((place, at), when), place, at, True))
                continue
            found.append((place, at))
            if at + 1 < _of(upper, place):
                heapq.heappush(ready, (await self._time((place, at + 1), when), place, at + 1, True))
        return found

    async def _time(self, place: Place, before: float) -> float:
        """Return when a line was written, not earlier than the one before it."""
        return max(before, await self._lines.time(place, self.sources[place[0]], before))

    async def _back(self, upper: Cut, lower: Cut, lines: int) -> Cut:
        """Return the cut that lies ``lines`` before ``upper``."""
        cut = [_of(upper, place) for place in self._all]
        tails: list[tuple[float, int, bool]] = []
        for place, source in enumerate(self.sources):
            if cut[place] > _of(lower, place):
                whole = cut[place] == source.total and source.ended
                when = source.end if whole else await self._tail_time(place, cut[place], source.end)
                tails.append((-when, -place, not whole))
        heapq.heapify(tails)
        while tails and lines:
            minus_when, minus_place, known = heapq.heappop(tails)
            place = -minus_place
            if not known:
                when = await self._tail_time(place, cut[place], -minus_when)
                heapq.heappush(tails, (-when, -place, True))
                continue
            cut[place] -= 1
            lines -= 1
            if cut[place] > _of(lower, place):
                when = await self._tail_time(place, cut[place], -minus_when)
                heapq.heappush(tails, (-when, -place, True))
        return tuple(cut)

    async def _tail_time(self, place: int, cut: int, after: float) -> float:
        """Return when the line before a cut was written, not later than the one after it."""
        return min(after, await self._lines.time((place, cut - 1), self.sources[place], after))

    # --- as it grows ------------------------------------------------------------------------------

    async def _arrived(self, news: Iterable[News]) -> list[LogLine]:
        """Take over what came; return the lines that have a number now, or another one than before."""
        async with self._lock:
            for place, what in news:
                if isinstance(what, BackendError):
                    raise what
                if place >= 0:
                    self._lines.put(place, self.sources[place].arrived(what))
            before, first = self._open, self._at[-1]
            self._open = await self._in_order(self._cuts[-1], self._end, self.count - first)
            same = next(
                (n for n, (old, new) in enumerate(zip(before, self._open, strict=False)) if old != new),
                min(len(before), len(self._open)),
            )
            lines = await self._numbered(first + same, self.count)
            while len(self._open) > BLOCK:
                self._at.append(self._at[-1] + BLOCK)
                self._cuts.append(_moved(self._cuts[-1], self._open[:BLOCK]))
                self._open = self._open[BLOCK:]
            return lines


async def _pass_on(
    place: int, batches: AsyncIterator[Sequence[LogLine]], queue: "asyncio.Queue[News]"
) -> None:
    """Put what comes of a source into the queue; at its end that it has ended, or what went wrong."""
    try:
        async for batch in batches:
            await queue.put((place, batch))
    except NotFound:
        await queue.put((place, None))
    except BackendError as error:
        await queue.put((place, error))
    else:
        await queue.put((place, None))


def _of(cut: Cut, place: int) -> int:
    return cut[place] if place < len(cut) else 0


def _moved(cut: Cut, places: Iterable[Place]) -> Cut:
    """Return the cut behind these lines."""
    places = list(places)
    lines = list(cut) + [0] * (max((place for place, _ in places), default=-1) + 1 - len(cut))
    for place, number in places:
        lines[place] = number + 1
    return tuple(lines)
