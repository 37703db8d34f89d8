"""A TCP server on loopback that says byte for byte what a test tells it to: what no framework would send."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


class RawServer:
    """Gives one answer a request, in order, the last one again and again; records what was asked."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)
        self.url = ""
        self.requests: list[str] = []
        self.heads: list[str] = []
        self.asked = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = [line for line in head.lower().splitlines() if line.startswith("content-length:")]
            if length:
                await reader.readexactly(int(length[0].partition(":")[2]))
            self.requests.append(head.splitlines()[0].rpartition(" ")[0])
            self.heads.append(head)
            self.asked.set()
            answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
            await answer(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has gone: what it thinks of that is the test's matter
        finally:
            writer.close()


@asynccontextmanager
async def raw_server(*answers: Answer) -> AsyncIterator[RawServer]:
    """Serve on a free port of loopback; its ``url`` tells where."""
    server = RawServer(*answers)
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    host, port = listener.sockets[0].getsockname()[:2]
    server.url = f"http://{host}:{port}"
    async with listener:
        yield server


def whole(
    body: bytes, *, status: str = "200 OK", kind: str = "application/json", headers: tuple[str, ...] = ()
) -> Answer:
    """Answer with this body, as HTTP should."""
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *headers,
    ]
    return says("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def fine(document: object, **how: object) -> Answer:
    """Answer with a JSON document."""
    return whole(json.dumps(document).encode(), **how)  # type: ignore[arg-type]


def says(data: bytes) -> Answer:
    """Write these bytes and close."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return answer


def reset() -> Answer:
    """Break the connection off without a word, after the request has been taken in."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    return answer


def drip(byte: bytes = b"x") -> Answer:
    """Send the head, then a byte at a time for as long as somebody listens: a slow loris."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while not writer.is_closing():
            writer.write(byte)
            await writer.drain()
            await asyncio.sleep(0.005)

    return answer


def flood(megabytes: int) -> Answer:
    """Send a body of so many megabytes, without saying beforehand how long it will be."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"x" * 1024 * 1024
        for _ in range(megabytes):
            writer.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            await writer.drain()
        writer.write(b"0\r\n\r\n")
        await writer.drain()

    return answer
