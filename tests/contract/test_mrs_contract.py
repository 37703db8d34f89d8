"""The contract suite on MRS, by each of its three APIs, against the stand-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.mrs import FakeMrs, made

from console.backends.base import Unsupported
from console.model import StartRequest
from console.testing import BackendContract, Scenario

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from console.backends.mrs import MrsBackend


class MrsScenario(Scenario):
    """Jobs that are submitted by the backend and then led by the stand-in."""

    def __init__(self, backend: MrsBackend, fake: FakeMrs, workflow: str) -> None:
        self._backend = backend
        self._fake = fake
        self._workflow = workflow

    async def ends(self) -> str:
        job = await self._start()
        self._fake.jobs[job].end("FINISHED", "SUCCEEDED")
        return job

    async def runs(self) -> str:
        job = await self._start()
        self._fake.jobs[job].run()
        return job

    async def fails(self) -> tuple[str, str]:
        job = await self._start()
        self._fake.jobs[job].end("FINISHED", "FAILED")
        return job, "job"

    async def _start(self) -> str:
        return await self._backend.start(StartRequest(self._workflow, {"job_name": "contract"}))


class StatuslessScenario(Scenario):
    """Job executions of v1.1, which tell no status: nothing can be waited for that asks for one."""

    async def ends(self) -> str:
        raise Unsupported("a job execution of MRS v1.1 tells no status")

    runs = ends


class _MrsContract(BackendContract):
    api = "v2"

    @pytest.fixture
    def fake(self) -> FakeMrs:
        return FakeMrs()

    @pytest.fixture
    async def backend(self, fake: FakeMrs) -> AsyncIterator[MrsBackend]:
        backend = made(fake, self.api)
        yield backend
        await backend.close()


class TestMrsV2(_MrsContract):
    @pytest.fixture
    def scenario(self, backend: MrsBackend, fake: FakeMrs) -> MrsScenario:
        return MrsScenario(backend, fake, "MapReduce")


class TestMrsV2ThatCountsPages(TestMrsV2):
    @pytest.fixture
    def fake(self) -> FakeMrs:
        return FakeMrs(counts_pages=True)


class TestMrsExes(_MrsContract):
    api = "v1.1-job-exes"

    @pytest.fixture
    def scenario(self, backend: MrsBackend, fake: FakeMrs) -> MrsScenario:
        return MrsScenario(backend, fake, "MapReduce")


class TemplateScenario(MrsScenario):
    """Job executions of a job object."""

    async def _start(self) -> str:
        return await self._backend.start(StartRequest(self._workflow, {}))


class TestMrsExecutionsThatTellOozie(_MrsContract):
    """The one field by which a job execution could tell a status: null in every example of the vendor."""

    api = "v1.1"

    @pytest.fixture(params=[False, True], ids=["exclusive marker", "inclusive marker"])
    def fake(self, request: pytest.FixtureRequest) -> FakeMrs:
        return FakeMrs(inclusive=request.param, tells=True, templates=[{"id": "t-1", "name": "nightly"}])

    @pytest.fixture
    def scenario(self, backend: MrsBackend, fake: FakeMrs) -> TemplateScenario:
        return TemplateScenario(backend, fake, "t-1")


class TestMrsExecutions(_MrsContract):
    api = "v1.1"

    @pytest.fixture
    def scenario(self) -> StatuslessScenario:
        return StatuslessScenario()
