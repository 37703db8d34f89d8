"""Telling whoever listens that jobs changed or logs grew. A slow listener never holds up the engine."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Watchers:
    """Listeners to the ids of changed jobs; each gathers what came while it was busy."""

    def __init__(self) -> None:
        self._listeners: set[_Listener] = set()
        self._closed = False

    def publish(self, ids: frozenset[str]) -> None:
        """Tell everybody that these jobs changed."""
        for listener in self._listeners:
            listener.gathered.update(ids)
            listener.woken.set()

    async def listen(self) -> AsyncIterator[frozenset[str]]:
        """Yield an empty set at once, then what has changed since, until `close`."""
        listener = _Listener()
        self._listeners.add(listener)
        try:
            yield frozenset()
            while not self._closed:
                await listener.woken.wait()
                listener.woken.clear()
                found, listener.gathered = frozenset(listener.gathered), set()
                if found:
                    yield found
        finally:
            self._listeners.discard(listener)

    def close(self) -> None:
        """End every listener."""
        self._closed = True
        for listener in self._listeners:
            listener.woken.set()


class _Listener:
    def __init__(self) -> None:
        self.gathered: set[str] = set()
        self.woken = asyncio.Event()


class Bells(Generic[K]):
    """One event a key for whoever waits for news of it: rung, it wakes them once."""

    def __init__(self) -> None:
        self._waiting: dict[K, set[asyncio.Event]] = {}
        self.closed = False
        """Whether there will be no news any more."""

    def ring(self, key: K) -> None:
        """Wake who listens to this key."""
        for event in self._waiting.get(key, ()):
            event.set()

    def close(self) -> None:
        """Wake everybody for the last time."""
        self.closed = True
        for key in self._waiting:
            self.ring(key)

    def listen(self, key: K) -> asyncio.Event:
        """Return an event that is set whenever the key is rung; give it back with `leave`."""
        event = asyncio.Event()
        self._waiting.setdefault(key, set()).add(event)
        return event

    def leave(self, key: K, event: asyncio.Event) -> None:
        """Listen no more."""
        events = self._waiting.get(key, set())
        events.discard(event)
        if not events:
            self._waiting.pop(key, None)
