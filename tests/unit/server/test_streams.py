"""Streams: heartbeats in silence, a last line that says why, and a source that is let go of."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import pytest

from console.engine.errors import UnknownJob
from console.server.answer import LineStream, document_lines

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from console.model import Json


class Source:
    """Gives what the test puts into it, and tells when it has been let go of."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[str | Exception | None] = asyncio.Queue()
        self.closed = asyncio.Event()
        self.waiting = asyncio.Event()

    async def items(self) -> AsyncIterator[str]:
        try:
            while True:
                self.waiting.set()
                item = await self.queue.get()
                if item is None:
                    return
                if isinstance(item, Exception):
                    raise item
                yield item
        finally:
            self.closed.set()


def render(item: str) -> dict[str, Json]:
    return {"item": item}


def lines_of(source: Source, stopping: asyncio.Event, heartbeat: float = 60) -> AsyncIterator[bytes]:
    return document_lines(source.items(), render, stopping=stopping, heartbeat=heartbeat)


async def all_of(lines: AsyncIterator[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) async for line in lines]


async def test_a_stream_that_ends_says_so() -> None:
    source = Source()
    for item in ("a", "b", None):
        source.queue.put_nowait(item)

    assert await all_of(lines_of(source, asyncio.Event())) == [{"item": "a"}, {"item": "b"}, {"end": True}]


async def test_silence_is_broken_by_heartbeats_and_loses_nothing() -> None:
    source = Source()
    async with aclosing(lines_of(source, asyncio.Event(), heartbeat=0.001)) as lines:
        assert json.loads(await anext(lines)) == {"heartbeat": True}
        assert json.loads(await anext(lines)) == {"heartbeat": True}
        source.queue.put_nowait("a")
        line = await anext(lines)
        while b"heartbeat" in line:
            line = await anext(lines)

    assert json.loads(line) == {"item": "a"}


async def test_an_error_of_the_engine_is_the_last_line() -> None:
    source = Source()
    source.queue.put_nowait(UnknownJob("9"))

    lines = await all_of(lines_of(source, asyncio.Event()))

    assert lines[-1]["error"]["kind"] == "not_found"


async def test_a_stopping_host_ends_its_streams_with_the_reason() -> None:
    source, stopping = Source(), asyncio.Event()
    reading = asyncio.create_task(all_of(lines_of(source, stopping)))
    await source.waiting.wait()
    stopping.set()

    lines = await reading

    assert lines[-1]["error"]["kind"] == "stopping"
    assert source.closed.is_set()


async def test_a_client_that_goes_lets_the_source_go() -> None:
    source = Source()
    lines = lines_of(source, asyncio.Event())
    source.queue.put_nowait("a")
    await anext(lines)

    await lines.aclose()  # type: ignore[attr-defined]

    assert source.closed.is_set()


@pytest.mark.parametrize("reads", [True, False], ids=["waiting for a line", "not reading what is sent"])
async def test_a_client_that_disconnects_lets_the_source_go(reads: bool) -> None:
    source = Source()
    source.queue.put_nowait("a")
    sending = asyncio.Event()
    hangs = asyncio.Event()

    async def send(message: Any) -> None:
        if message.get("body"):
            sending.set()
            if not reads:
                await hangs.wait()

    async def receive() -> Any:
        await sending.wait()
        return {"type": "http.disconnect"}

    stream = LineStream(lines_of(source, asyncio.Event()))
    scope = {"type": "http", "asgi": {"spec_version": "2.3"}}
    async with asyncio.timeout(5):
        await stream(scope, receive, send)

    assert source.closed.is_set()
