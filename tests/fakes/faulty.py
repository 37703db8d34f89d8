"""Faults between a backend and its server: answers replaced, cut or lost, of the requests that are meant."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx

Answer = Callable[[httpx.Request, httpx.AsyncBaseTransport], Awaitable[httpx.Response]]


class Faulty(httpx.AsyncBaseTransport):
    """Passes everything on to ``inner`` until it is told to ``fail``; keeps every request."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self._answer: Answer | None = None
        self._meant: Callable[[httpx.Request], bool] = lambda _: True
        self.requests: list[httpx.Request] = []

    def fail(self, answer: Answer | None, meant: Callable[[httpx.Request], bool] = lambda _: True) -> None:
        """Give ``answer`` to the requests that are ``meant`` from now on; None heals."""
        self._answer, self._meant = answer, meant

    def asked(self, meant: Callable[[httpx.Request], bool]) -> int:
        """Count the requests that are meant."""
        return sum(1 for request in self.requests if meant(request))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self._answer is not None and self._meant(request):
            return await self._answer(request, self.inner)
        return await self.inner.handle_async_request(request)


def says(status: int, body: bytes = b"", kind: str = "application/json", **headers: str) -> Answer:
    """Answer with this, and do nothing."""

    async def answer(_request: httpx.Request, _inner: httpx.AsyncBaseTransport) -> httpx.Response:
        told = {"content-type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return httpx.Response(status, headers=told, content=body)

    return answer


def raises(error: type[httpx.HTTPError], *, done: bool = False) -> Answer:
    """Break off; ``done`` lets the server do what was asked before."""

    async def answer(request: httpx.Request, inner: httpx.AsyncBaseTransport) -> httpx.Response:
        if done:
            await (await inner.handle_async_request(request)).aread()
        raise error("it broke", request=request)  # type: ignore[call-arg]

    return answer


def flood(megabytes: int) -> Answer:
    """Send so many megabytes."""

    class Flood(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            for _ in range(megabytes):
                yield b" " * 1024 * 1024

    async def answer(_request: httpx.Request, _inner: httpx.AsyncBaseTransport) -> httpx.Response:
        return httpx.Response(200, headers={"content-type": "application/json"}, stream=Flood())

    return answer


def cut() -> Answer:
    """Answer as the server does, but only with the first half of it."""

    async def answer(request: httpx.Request, inner: httpx.AsyncBaseTransport) -> httpx.Response:
        response = await inner.handle_async_request(request)
        body = await response.aread()
        headers = {"content-type": response.headers.get("content-type", "application/json")}
        return httpx.Response(response.status_code, headers=headers, content=body[: len(body) // 2])

    return answer


def soiled(dirt: str) -> Answer:
    """Answer as the server does, with ``dirt`` behind every text in it that is not a key."""

    def soil(value: object) -> object:
        if isinstance(value, dict):
            return {key: soil(item) for key, item in value.items()}
        if isinstance(value, list):
            return [soil(item) for item in value]
        return value + dirt if isinstance(value, str) else value

    async def answer(request: httpx.Request, inner: httpx.AsyncBaseTransport) -> httpx.Response:
        response = await inner.handle_async_request(request)
        body = await response.aread()
        try:
            document = soil(json.loads(body))
        except ValueError:
            return httpx.Response(response.status_code, headers=response.headers, content=body)
        return httpx.Response(
            response.status_code,
            headers={"content-type": response.headers.get("content-type", "application/json")},
            content=json.dumps(document).encode(),
        )

    return answer
