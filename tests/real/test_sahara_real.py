"""The contract suite on the Sahara backend, against a real Sahara 19, in both versions of its API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sahara_server.opening import opened, started

from console.testing import BackendContract, Scenario

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sahara_server import RealSahara

    from console.backends.sahara import SaharaBackend

pytestmark = pytest.mark.heavy


class RealScenario(Scenario):
    """Sahara's own fake engine lets a job succeed at once; its Oozie engine lets one run on."""

    def __init__(self, backend: SaharaBackend) -> None:
        self._backend = backend

    async def ends(self) -> str:
        return await started(self._backend, "c-stock")

    async def runs(self) -> str:
        return await started(self._backend, "c-oozie")


class TestRealSaharaVersion11(BackendContract):
    API = "v1.1"

    @pytest.fixture
    async def backend(self, real_sahara: RealSahara) -> AsyncIterator[SaharaBackend]:
        async with opened(real_sahara, api=self.API) as backend:
            yield backend

    @pytest.fixture
    def scenario(self, backend: SaharaBackend) -> RealScenario:
        return RealScenario(backend)


class TestRealSaharaVersion2(TestRealSaharaVersion11):
    API = "v2"
