"""Time that passes only while somebody waits, and then at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.core.clock import FixedClock


class PassingTime:
    """A sleep that moves a clock on instead of waiting; ``slept`` is what was asked for."""

    def __init__(self, clock: FixedClock) -> None:
        self._clock = clock
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._clock.advance(seconds)
        await asyncio.sleep(0)
