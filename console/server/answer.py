"""Answers: one JSON document, or a stream of them, one a line."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from typing import Final, TypeVar

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from console.engine.errors import EngineError
from console.model import Json
from console.server.problem import STOPPING, problem_of

HEARTBEAT: Final = 15.0
"""Seconds after which a silent stream says that it is still there."""

_T = TypeVar("_T")


def encode(document: Mapping[str, Json]) -> bytes:
    """Return a document as UTF-8. A lone surrogate, which UTF-8 cannot hold, becomes a question mark."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def answer(document: Mapping[str, Json], status: int = 200) -> Response:
    """Return a document as the whole answer."""
    return Response(encode(document), status, media_type="application/json")


class LineStream(StreamingResponse):
    """A stream of documents, one a line. Its source is let go of as soon as the client is gone."""

    media_type = "application/x-ndjson"

    def __init__(self, lines: AsyncIterator[bytes]) -> None:
        super().__init__(lines, headers={"cache-control": "no-store"})
        self._lines = lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the lines until they end or the client has gone."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            # A client that does not read holds us in `send`, outside the generator: end it here.
            await _let_go(self._lines)


async def document_lines(
    source: AsyncIterator[_T],
    render: Callable[[_T], Mapping[str, Json]],
    *,
    stopping: asyncio.Event,
    heartbeat: float = HEARTBEAT,
) -> AsyncIterator[bytes]:
    """Yield what comes from ``source`` as lines, with a heartbeat in silence and a last line that says why.

    The last line is ``{"end": true}`` where the source has ended and an error where it failed or the host
    stops. A stream without a last line has been cut.
    """
    stop = asyncio.ensure_future(stopping.wait())
    pending: asyncio.Future[_T] | None = None
    try:
        while True:
            pending = pending or asyncio.ensure_future(_next(source))
            done, _ = await asyncio.wait(
                {pending, stop}, timeout=heartbeat, return_when=asyncio.FIRST_COMPLETED
            )
            if pending in done:
                try:
                    item = pending.result()
                except StopAsyncIteration:
                    yield encode({"end": True}) + b"\n"
                    return
                except EngineError as error:
                    yield encode(problem_of(error).body) + b"\n"
                    return
                pending = None
                yield encode(render(item)) + b"\n"
            elif stop in done:
                yield encode(STOPPING.body) + b"\n"
                return
            else:
                yield b'{"heartbeat":true}\n'
    finally:
        stop.cancel()
        if pending is not None:
            pending.cancel()
            with suppress(asyncio.CancelledError, StopAsyncIteration, EngineError):
                await pending
        await _let_go(source)


async def _next(source: AsyncIterator[_T]) -> _T:
    return await anext(source)


async def _let_go(source: AsyncIterator[object]) -> None:
    """Close a generator; other iterators have nothing to close."""
    close = getattr(source, "aclose", None)
    if close is not None:
        await close()
