"""When nodes are due: a retry, an approval that times out. One heap, one timer of the loop for the first."""

import asyncio
import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from console.core.clock import Clock

_LONGEST: Final = timedelta(hours=1)
"""The loop's clock stands still while a machine sleeps: after this, the real one is asked again."""


class Timers:
    """Calls back when a node is due. A node that is due at another time by now is the owner's to notice."""

    def __init__(self, clock: Clock, due: Callable[[int, str, datetime], None]) -> None:
        self._clock = clock
        self._due = due
        self._heap: list[tuple[datetime, int, str]] = []
        self._handle: asyncio.TimerHandle | None = None

    def set(self, at: datetime, job: int, node: str) -> None:
        """Call back about this node then."""
        heapq.heappush(self._heap, (at, job, node))
        if self._heap[0][0] == at:
            self._arm()

    def clear(self) -> None:
        """Forget everything."""
        self._heap.clear()
        self._disarm()

    def _disarm(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def _arm(self) -> None:
        self._disarm()
        if self._heap:
            wait = min(max(timedelta(), self._heap[0][0] - self._clock.now()), _LONGEST)
            self._handle = asyncio.get_running_loop().call_later(wait.total_seconds(), self._fire)

    def _fire(self) -> None:
        self._handle = None
        now = self._clock.now()
        while self._heap and self._heap[0][0] <= now:
            at, job, node = heapq.heappop(self._heap)
            self._due(job, node, at)
        self._arm()
