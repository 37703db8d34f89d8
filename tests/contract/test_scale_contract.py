"""The contract suite on the Scale backend, against the strict fake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.scale import FakeScale

from console.backends.scale import ScaleBackend
from console.model import Action, JobStatus, LogRef, OutcomeKind, StartRequest, Verb
from console.testing import BackendContract, Scenario

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fakes.scale import FakeJob


class ScaleScenario(Scenario):
    """Jobs that are started through the backend, and then meet their fate."""

    def __init__(self, backend: ScaleBackend, fake: FakeScale) -> None:
        self._backend = backend
        self._fake = fake

    async def ends(self) -> str:
        job = await self._start()
        self._fake.world.run(job)
        self._fake.world.complete(job)
        return str(job.id)

    async def runs(self) -> str:
        job = await self._start()
        self._fake.world.run(job)
        return str(job.id)

    async def fails(self) -> tuple[str, str]:
        job = await self._start()
        self._fake.world.run(job)
        self._fake.world.fail(job)
        job.fate = "FAILED"
        return str(job.id), "job"

    async def logs(self, lines: int) -> LogRef:
        job = await self._start()
        world = self._fake.world
        execution = world.run(job)
        world.write(execution, *(f"line {number}" for number in range(lines)))
        world.complete(job)
        world.clock.advance(60)
        return LogRef(str(job.id), "job", 1)

    async def _start(self) -> FakeJob:
        id_ = await self._backend.start(StartRequest("clip/1.0.0", {"INPUT_FILE": "1"}))
        return self._fake.world.jobs[int(id_)]


class TestScaleBackend(BackendContract):
    @pytest.fixture
    def fake(self) -> FakeScale:
        return FakeScale()

    @pytest.fixture
    async def backend(self, fake: FakeScale) -> AsyncIterator[ScaleBackend]:
        backend = ScaleBackend(
            "scale", fake.settings, transport=fake.transport, clock=fake.world.clock, floor=0.01
        )
        yield backend
        await backend.close()
        assert fake.offences == []

    @pytest.fixture
    def scenario(self, backend: ScaleBackend, fake: FakeScale) -> ScaleScenario:
        return ScaleScenario(backend, fake)

    async def test_pausing_holds_a_job_and_continuing_lets_it_go(
        self, backend: ScaleBackend, scenario: ScaleScenario, fake: FakeScale
    ) -> None:
        """As far as Scale can: the type of a queued job is paused, a running one goes on."""
        running = await scenario.runs()
        refused = await backend.act(Action(Verb.PAUSE, running))
        assert refused.kind is OutcomeKind.ILLEGAL
        assert "holds queued jobs only" in refused.message
        queued = str(fake.world.add_job().id)
        for _ in range(2):
            outcome = await backend.act(Action(Verb.PAUSE, queued))
            assert (outcome.kind, fake.world.clip.is_paused) == (OutcomeKind.DONE, True)
        detail = await backend.job(queued)
        assert detail.job.status is JobStatus.QUEUED
        assert detail.job.reason == "its job type clip 1.0.0 is paused: no job of it starts"
        assert (await backend.act(Action(Verb.CONTINUE, queued))).kind is OutcomeKind.DONE
        assert (await backend.job(queued)).job.reason is None
