"""The Sahara backend on a real Sahara 19: the contract suite, and what only the real one tells."""

from __future__ import annotations

import pytest

from console.backends.sahara import SaharaBackend
from console.model import StartRequest
from console.testing import BackendContract, Scenario

pytestmark = pytest.mark.heavy


class RealScenario(Scenario):
    def __init__(self, backend, server):
        self._backend = backend
        self._server = server

    async def ends(self) -> str:
        return await self._backend.start(StartRequest("tmpl-seed", {"cluster_id": "c-stock"}))

    async def runs(self) -> str:
        return await self._backend.start(StartRequest("tmpl-seed", {"cluster_id": "c-oozie"}))


class TestVersion11(BackendContract):
    @pytest.fixture
    async def backend(self, real_sahara):
        backend = SaharaBackend(
            "real", {"url": real_sahara.url, "token": real_sahara.ids["project"]}, floor=0.05
        )
        yield backend
        await backend.close()

    @pytest.fixture
    def scenario(self, backend, real_sahara):
        return RealScenario(backend, real_sahara)


class TestVersion2(TestVersion11):
    @pytest.fixture
    async def backend(self, real_sahara):
        backend = SaharaBackend(
            "real", {"url": real_sahara.url, "api": "v2", "token": real_sahara.ids["project"]}, floor=0.05
        )
        yield backend
        await backend.close()
