"""A server on a Unix socket that says, byte for byte, what a test tells it to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from console.version import VERSION

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


class ScriptedServer:
    """Gives one answer a request, in order, the last one again and again; records what was asked."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)
        self.requests: list[str] = []
        self.heads: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.requests.append(head.splitlines()[0].rpartition(" ")[0])
            self.heads.append(head)
            length = [line for line in head.lower().splitlines() if line.startswith("content-length:")]
            if length:
                await reader.readexactly(int(length[0].partition(":")[2]))
            answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
            await answer(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has gone: what it thinks of that is the test's matter
        finally:
            writer.close()


@asynccontextmanager
async def scripted(folder: Path, *answers: Answer) -> AsyncIterator[ScriptedServer]:
    """Serve on the folder's socket, which is where a local backend looks."""
    server = ScriptedServer(*answers)
    listener = await asyncio.start_unix_server(server.serve, folder / "host.sock")
    async with listener:
        yield server


def says(data: bytes) -> Answer:
    """Write these bytes and close."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return answer


def says_json(text: str, *, status: str = "200 OK", api: str = "1", version: str = VERSION) -> Answer:
    """Answer as a host of this version would."""
    body = text.encode()
    head = f"HTTP/1.1 {status}\r\nJobconsole-Api: {api}\r\nJobconsole-Version: {version}\r\n"
    return says(
        f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    )


def says_lines(*lines: str) -> Answer:
    """Answer with a stream that is cut after these lines: closed without the chunk that ends it."""
    head = f"HTTP/1.1 200 OK\r\nJobconsole-Api: 1\r\nJobconsole-Version: {VERSION}\r\n"
    head += "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = b"".join(
        f"{len(data):x}\r\n".encode() + data + b"\r\n" for data in (f"{x}\n".encode() for x in lines)
    )
    return says(head.encode() + chunks)


async def resets(writer: asyncio.StreamWriter) -> None:
    """Break the connection off without a word."""
    writer.transport.abort()
