"""The contract suite on the Sahara backend, against the stand-in, in both versions of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from fakes.sahara import TOKEN, SaharaFake

from console.backends.sahara import SaharaBackend
from console.model import StartRequest
from console.testing import BackendContract, Scenario

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class SaharaScenario(Scenario):
    """Clusters that let what they run end, or go on."""

    def __init__(self, backend: SaharaBackend) -> None:
        self._backend = backend

    async def ends(self) -> str:
        return await self._backend.start(StartRequest("nightly", {"cluster_id": "ends"}))

    async def runs(self) -> str:
        return await self._backend.start(StartRequest("nightly", {"cluster_id": "runs"}))

    async def fails(self) -> tuple[str, str]:
        return await self._backend.start(StartRequest("nightly", {"cluster_id": "fails"})), "job"


class TestSaharaVersion11(BackendContract):
    API = "v1.1"

    @pytest.fixture
    async def backend(self) -> AsyncIterator[SaharaBackend]:
        settings = {"url": "http://sahara.test", "token": TOKEN, "api": self.API}
        transport = httpx.ASGITransport(SaharaFake())
        backend = SaharaBackend("sahara", settings, transport=transport, floor=0.01)
        yield backend
        await backend.close()

    @pytest.fixture
    def scenario(self, backend: SaharaBackend) -> SaharaScenario:
        return SaharaScenario(backend)


class TestSaharaVersion2(TestSaharaVersion11):
    API = "v2"
