"""One watch over several contexts: each is connected again by itself, and none ends it for the others."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Final, cast

from console.backends.base import BackendError, Unreachable
from console.backends.many.asking import Members, nobody
from console.backends.many.member import Member
from console.core.context_name import full_name

FLOOR: Final = 2.0
"""Seconds before the first try to connect a context again."""

CEILING: Final = 30.0
"""Seconds between two tries, at most."""

Sleep = Callable[[float], Awaitable[None]]


class Watch:
    """What one watcher hears. It lives as long as somebody reads it."""

    def __init__(self, members: Members, sleep: Sleep) -> None:
        self._members = members
        self._sleep = sleep
        self._queue: asyncio.Queue[frozenset[str] | BackendError] = asyncio.Queue()
        self._broken = {name: asyncio.Event() for name in members.each}
        self._down: dict[str, BackendError] = {}

    def look_again(self) -> None:
        """Tell the watcher that anything may have changed."""
        self._queue.put_nowait(frozenset())

    def broke(self, name: str) -> None:
        """Connect a context again, because it did not answer when it was asked."""
        self._broken[name].set()

    async def changes(self) -> AsyncIterator[frozenset[str]]:
        """Yield sets of changed ids, and an empty one whenever a context is connected (again).

        Raises BackendError when none of them can be reached.
        """
        pumps = [asyncio.create_task(self._pump(each), name="watch") for each in self._members.each.values()]
        try:
            while True:
                found = await self._queue.get()
                if isinstance(found, BackendError):
                    raise found.with_traceback(None)  # it may be kept as a context's trouble
                yield found
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.wait(pumps)
            for member in self._members.each.values():
                member.mending = False

    async def _pump(self, member: Member) -> None:
        """Hand on what one context tells, for ever. One that breaks again at once is tried less often."""
        wait = FLOOR
        time = asyncio.get_running_loop().time
        while True:
            connected = None
            try:
                async for changed in self._told(member):
                    connected = time() if connected is None else connected
                    self._down.pop(member.name, None)
                    self._members.answered(member)
                    self._queue.put_nowait(frozenset(full_name(member.name, id_) for id_ in changed))
                error: BackendError = Unreachable(f"the watch of {member.name} has ended")
            except BackendError as failure:
                error = failure
            except Exception as failure:
                # A fault of ours: nobody may wait for what will not come.
                self._queue.put_nowait(Unreachable("the changes are not looked for any more"))
                raise failure from None
            if connected is not None and time() - connected > wait:
                wait = FLOOR
            member.mending = True
            self._fell(member, error)
            await self._sleep(wait)
            wait = min(wait * 2, CEILING)

    def _fell(self, member: Member, error: BackendError) -> None:
        before = member.name in self._down
        self._down[member.name] = error
        self._members.failed(member, error)
        if len(self._down) == len(self._broken):
            self._queue.put_nowait(nobody(self._down))
        elif not before:
            self.look_again()

    async def _told(self, member: Member) -> AsyncIterator[frozenset[str]]:
        """Yield what a context tells, until it ends or `broke` is called. Raises BackendError."""
        broken = self._broken[member.name]
        broken.clear()
        told = cast("AsyncGenerator[frozenset[str]]", member.backend.watch())
        async with aclosing(told):
            async for changed in self._turns(member, told, broken):
                yield changed

    async def _turns(
        self, member: Member, told: AsyncGenerator[frozenset[str]], broken: asyncio.Event
    ) -> AsyncIterator[frozenset[str]]:
        while True:
            turn = asyncio.ensure_future(_next(told))
            stop = asyncio.ensure_future(broken.wait())
            try:
                await asyncio.wait((turn, stop), return_when=asyncio.FIRST_COMPLETED)
            finally:
                stop.cancel()
                if not turn.done():
                    turn.cancel()
                    await asyncio.wait((turn,))
            if broken.is_set():
                error = member.trouble or Unreachable(f"{member.name} did not answer")
                raise error.with_traceback(None)  # else each time makes it longer
            changed = turn.result()
            if changed is None:
                return
            yield changed


async def _next(told: AsyncIterator[frozenset[str]]) -> frozenset[str] | None:
    return await anext(told, None)
