"""Changes where a server pushes none: one poller for all who watch, slower when it is quiet."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Final

from console.backends.base import BackendError, NotFound, ServerFault, Unreachable

FLOOR: Final = 2.0
"""Seconds between two looks, at least."""

CEILING: Final = 15.0
"""Seconds between two looks, at most."""

MINDED: Final = 8
"""Jobs that somebody has open and that are looked at by themselves, at most; the latest ones stay."""

_SLOWER: Final = 1.5

Look = Callable[[], Awaitable[Mapping[str, int]]]
Peek = Callable[[str], Awaitable[int | None]]


class Poller:
    """Looks at a server again and again while somebody watches, and tells which jobs are not as they were.

    ``look`` returns the versions of the jobs that matter most (the newest page); ``peek`` that of one job,
    None if it is gone; both give the same number for the same state. Between two looks there are ``floor``
    seconds after a change and up to ``ceiling`` when nothing changes.
    """

    def __init__(
        self,
        look: Look,
        peek: Peek,
        *,
        floor: float = FLOOR,
        ceiling: float = CEILING,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._look = look
        self._peek = peek
        self._floor = floor
        self._ceiling = max(floor, ceiling)
        self._sleep = sleep
        self._watchers: list[asyncio.Queue[frozenset[str] | BackendError]] = []
        self._task: asyncio.Task[None] | None = None
        self._minded: OrderedDict[str, int | None] = OrderedDict()
        self._seen: dict[str, int] = {}
        self._connected = False
        self._poked = asyncio.Event()

    def mind(self, job: str, version: int | None = None) -> None:
        """Look at ``job`` too from now on, because it is open. ``version`` is the one just read."""
        known = self._minded.pop(job, None)
        self._minded[job] = known if version is None else version
        while len(self._minded) > MINDED:
            self._minded.popitem(last=False)

    def poke(self) -> None:
        """Look soon: something was asked for whose effect is awaited."""
        self._poked.set()

    async def watch(self) -> AsyncIterator[frozenset[str]]:
        """Yield sets of ids of jobs that changed, as `Backend.watch` does. Raises BackendError."""
        queue: asyncio.Queue[frozenset[str] | BackendError] = asyncio.Queue()
        self._watchers.append(queue)
        if self._task is None or self._task.done():
            self._connected = False
            self._task = asyncio.create_task(self._run(), name="poll")
        elif self._connected:
            queue.put_nowait(frozenset())
        try:
            while True:
                found = await queue.get()
                if isinstance(found, BackendError):
                    raise found
                yield found
        finally:
            self._watchers.remove(queue)
            if not self._watchers:
                await self.close()

    async def close(self) -> None:
        """Stop looking. Who watches learns no more."""
        task, self._task = self._task, None
        if task is not None and not task.done():
            task.cancel()
            await asyncio.wait((task,))

    def _tell(self, found: "frozenset[str] | BackendError") -> None:
        for queue in self._watchers:
            queue.put_nowait(found)

    async def _run(self) -> None:
        try:
            # Whoever begins to watch knows nothing of what was seen before.
            self._seen = dict(await self._looked())
            self._connected = True
            self._tell(frozenset())
            pause = self._floor
            while self._watchers:
                await self._pause(pause)
                changed = await self._changes()
                pause = self._floor if changed else min(pause * _SLOWER, self._ceiling)
                if changed:
                    self._tell(changed)
        except BackendError as error:
            self._tell(error)
        except BaseException:
            # A fault of ours, or the end: nobody may wait for what will not come.
            self._tell(Unreachable("the changes are not looked for any more", advice="refresh"))
            raise

    async def _pause(self, seconds: float) -> None:
        """Wait ``seconds``, or the floor only when somebody pokes meanwhile."""
        await self._sleep(self._floor)
        if seconds <= self._floor or self._poked.is_set():
            self._poked.clear()
            return
        rest = asyncio.ensure_future(self._sleep(seconds - self._floor))
        poked = asyncio.ensure_future(self._poked.wait())
        try:
            await asyncio.wait((rest, poked), return_when=asyncio.FIRST_COMPLETED)
        finally:
            rest.cancel()
            poked.cancel()
        self._poked.clear()

    async def _changes(self) -> frozenset[str]:
        found = await self._looked()
        changed = {job for job, version in found.items() if self._seen.get(job) != version}
        changed |= self._seen.keys() - found.keys()  # gone, or pushed out by newer ones
        self._seen = dict(found)
        for job in [job for job in self._minded if job not in found]:
            known = self._minded[job]
            version = await self._peeked(job)
            # None is one not looked at yet: it was just read, so it is not told as changed.
            if known is not None and version != known:
                changed.add(job)
            if version is None:
                self._minded.pop(job, None)
            else:
                self._minded[job] = version
        for job in self._minded:
            self._minded[job] = found.get(job, self._minded[job])
        return frozenset(changed)

    async def _looked(self) -> Mapping[str, int]:
        try:
            return await self._look()
        except ServerFault as error:
            # What is on the screen grows old all the same: whoever watches must say so.
            raise Unreachable(str(error), advice=error.advice, detail=error.detail) from error

    async def _peeked(self, job: str) -> int | None:
        try:
            return await self._peek(job)
        except NotFound:
            return None
