"""The host's life as its routes see it: how long nobody has asked for anything, and that it is to end."""

import asyncio
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager


class Life:
    """Counts the requests under way and carries the wish to stop. ``deliberate``: a person wished it."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.stopping = asyncio.Event()
        self.deliberate = False
        self._monotonic = monotonic
        self._under_way = 0
        self._last = monotonic()

    @contextmanager
    def request(self) -> Generator[None]:
        """Count a request, a stream too, while it is answered."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._last = self._monotonic()

    @property
    def idle(self) -> float:
        """Seconds since the last request ended; 0 while one is under way."""
        return 0.0 if self._under_way else self._monotonic() - self._last

    def stop(self, *, deliberate: bool) -> None:
        """Ask the host to end. Streams end, the socket closes, running commands go on."""
        self.deliberate = self.deliberate or deliberate
        self.stopping.set()
