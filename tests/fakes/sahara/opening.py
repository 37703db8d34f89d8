"""A backend on the stand-in, and ways to let its connection or its server fail."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx

from console.backends.sahara import SaharaBackend
from fakes.sahara.server import TOKEN, SaharaFake

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.responses import Response

    from console.core.clock import Clock
    from fakes.sahara.server import Asked

URL = "http://sahara.test"


async def at_once(_: float) -> None:
    """Instead of waiting."""


@asynccontextmanager
async def opened(
    fake: SaharaFake, *, cut: Cut | None = None, clock: Clock | None = None, **settings: object
) -> AsyncIterator[SaharaBackend]:
    """A backend whose server is ``fake``; ``settings`` go beside its address and token."""
    transport = httpx.ASGITransport(fake) if cut is None else cut
    table = {"url": URL, "token": TOKEN, **settings}
    backend = SaharaBackend("sahara", table, transport=transport, clock=clock, floor=0.01, sleep=at_once)
    try:
        yield backend
    finally:
        await backend.close()


class Cut(httpx.AsyncBaseTransport):
    """A connection that is cut once the server has a request of this method whose path holds ``part``."""

    def __init__(
        self, fake: SaharaFake, part: str, error: Exception | None = None, *, method: str = ""
    ) -> None:
        self._method = method
        self._inner = httpx.ASGITransport(fake)
        self._part = part
        self._error = error or httpx.ReadError("connection reset")

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        if self._part in request.url.path and self._method in ("", request.method):
            raise self._error
        return response


def answering(
    part: str, response: Callable[[], Response], *, times: int = 1
) -> Callable[[Asked], Response | None]:
    """Answer the next ``times`` requests whose path holds ``part`` with ``response``, the others as ever."""
    left = [times]

    def instead(asked: Asked) -> Response | None:
        if part not in asked.path or not left[0]:
            return None
        left[0] -= 1
        return response()

    return instead
