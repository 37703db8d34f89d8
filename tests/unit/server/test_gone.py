"""What is done for a client ends with the client."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from starlette.requests import Request

from console.server.gone import while_wanted
from console.server.problem import Problem

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from typing import Any


class Client:
    """Sends a request without a body, and goes when it is told."""

    def __init__(self) -> None:
        self.leaves = asyncio.Event()
        self._sent = False

    async def receive(self) -> MutableMapping[str, Any]:
        if not self._sent:
            self._sent = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    @property
    def request(self) -> Request:
        return Request({"type": "http", "method": "GET", "headers": []}, self.receive)


async def test_work_for_a_client_that_stays_gives_its_result() -> None:
    async def work() -> int:
        await asyncio.sleep(0)
        return 7

    assert await while_wanted(Client().request, work()) == 7


async def test_what_fails_fails() -> None:
    async def work() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await while_wanted(Client().request, work())


async def test_work_for_a_client_that_leaves_is_cancelled() -> None:
    client, began, ended = Client(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    working = asyncio.ensure_future(while_wanted(client.request, work()))
    await began.wait()
    client.leaves.set()
    with pytest.raises(Problem):
        await working
    assert ended.is_set()
