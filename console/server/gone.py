"""Work that is done for one client only, and ends when the client has gone."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from starlette.requests import Request

from console.server.problem import Problem
from console.wire.local.failure import FailureKind

_T = TypeVar("_T")


async def while_wanted(request: Request, work: Coroutine[Any, Any, _T]) -> _T:
    """Return the result of ``work``; cancel it when the client is gone. Raises Problem then."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Problem(FailureKind.BAD_REQUEST, "the client has gone")
        return working.result()
    finally:
        for task in (working, leaving):
            if not task.done():
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
