"""The contract suite on AOM, as its fake stands for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from fakes.aom import FakeAom, node
from fakes.huawei_recordings import ACCESS_KEY, PROJECT, SECRET_KEY

from console.backends.aom import AomBackend
from console.core.clock import FixedClock
from console.model import LogRef, StartRequest
from console.testing import BackendContract, Scenario

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class AomScenario(Scenario):
    def __init__(self, server: FakeAom, backend: AomBackend) -> None:
        self._server = server
        self._backend = backend
        server.add("ends", node("a"), node("b", parent="a"))
        server.add("runs", node("a", "runs"), node("b", parent="a"))
        server.add("waits", node("gate", "pause"), node("b", parent="gate"))
        server.add("fails", node("bad", "fail"), node("b", parent="bad"))

    async def ends(self) -> str:
        return await self._start("ends")

    async def runs(self) -> str:
        return await self._start("runs")

    async def waits(self) -> tuple[str, str]:
        return await self._start("waits"), "gate"

    async def fails(self) -> tuple[str, str]:
        return await self._start("fails"), "bad"

    async def logs(self, lines: int) -> LogRef:
        self._server.add("logs", node("chatty", output="".join(f"line {n}\n" for n in range(lines))))
        return LogRef(await self._start("logs"), "chatty", 1)

    async def _start(self, workflow: str) -> str:
        return await self._backend.start(StartRequest(workflow, {}))


class TestAomBackend(BackendContract):
    @pytest.fixture
    def server(self) -> FakeAom:
        return FakeAom()

    @pytest.fixture
    async def backend(self, server: FakeAom) -> AsyncIterator[AomBackend]:
        settings = {
            "url": "https://aom.example.com",
            "project_id": PROJECT,
            "access_key": ACCESS_KEY,
            "secret_key": SECRET_KEY,
        }
        transport = httpx.ASGITransport(app=server)
        backend = AomBackend("aom", settings, transport=transport, clock=FixedClock(server.now), floor=0.01)
        yield backend
        await backend.close()

    @pytest.fixture
    def scenario(self, server: FakeAom, backend: AomBackend) -> AomScenario:
        return AomScenario(server, backend)
