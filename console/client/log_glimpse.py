"""What is shown of a long log before its lines are counted: the end of it, without numbers."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Final

from console.backends.base import BackendError, TellsLogEnds
from console.model import LogEnd, LogRef

AGAIN: Final = 0.3
"""Seconds between two looks at the end, and at how much is counted."""


async def glimpses(
    reader: object, ref: LogRef, rows: int, counted: "asyncio.Future[None]"
) -> AsyncGenerator[LogEnd]:
    """Yield the last ``rows`` lines, now and again, until ``counted`` is done; nothing where that is soon.

    What goes wrong here is not told: whoever waits for ``counted`` is told.
    """
    while isinstance(reader, TellsLogEnds) and not counted.done():
        try:
            end = await reader.log_end(ref, count=rows)
        except BackendError:
            return
        if end.counted >= 1 or counted.done():
            return
        yield end
        await asyncio.wait({counted}, timeout=AGAIN)
