"""Changes of jobs as they happen, over a connection that may break: nothing is polled."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from console.backends.base import Unreachable
from console.cli.connection import Connection

PATIENCE: Final = 60.0
"""Seconds for which a lost connection is tried again."""

_FIRST_WAIT: Final = 0.5
_LONGEST_WAIT: Final = 8.0


async def changes(connection: Connection) -> AsyncIterator[frozenset[str]]:
    """Yield ids of jobs that changed. An empty set means: (re)connected, read again what you look at.

    Ends never by itself. Raises Unreachable when the backend stays away for longer than `PATIENCE`.
    """
    loop = asyncio.get_running_loop()
    lost_at: float | None = None
    wait = _FIRST_WAIT
    while True:
        try:
            async for changed in connection.backend.watch():
                if lost_at is not None:
                    connection.terminal.tell("connected again")
                lost_at, wait = None, _FIRST_WAIT
                yield changed
        except Unreachable as error:
            if lost_at is not None and loop.time() - lost_at > PATIENCE:
                raise
            if lost_at is None:
                connection.terminal.tell(f"{error}; trying again")
        # A stream that ended without an error is a host that ended: the next one answers.
        lost_at = loop.time() if lost_at is None else lost_at
        await asyncio.sleep(wait)
        wait = min(wait * 2, _LONGEST_WAIT)
