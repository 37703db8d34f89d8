"""The contract of a backend, on a platform in memory, by each generation of the API."""

from collections.abc import AsyncIterator

import pytest
from fakes.itential import FakeItential, Flow, Step
from fakes.itential.door import PASSWORD, USERNAME

from console.backends.itential import ItentialBackend
from console.testing import BackendContract, Scenario

FLOWS = (
    Flow("Ends", [Step("look"), Step("change")]),
    Flow("Runs", [Step("look"), Step("work", "runs", "automatic")]),
    Flow("Fails", [Step("look"), Step("push", "fails", "automatic")]),
    Flow(
        "Waits",
        [
            Step("look"),
            Step("approve", "waits", "manual", {"header": "Go?", "btn_success": "Yes"}),
            Step("go"),
        ],
    ),
)


class ItentialScenario(Scenario):
    def __init__(self, fake: FakeItential) -> None:
        self._fake = fake

    async def ends(self) -> str:
        return self._fake.start("Ends")

    async def runs(self) -> str:
        return self._fake.start("Runs")

    async def waits(self) -> tuple[str, str]:
        return self._fake.start("Waits"), "approve"

    async def fails(self) -> tuple[str, str]:
        return self._fake.start("Fails"), "push"


class Contract(BackendContract):
    generation: str

    @pytest.fixture
    def fake(self) -> FakeItential:
        fake = FakeItential(self.generation)
        fake.add(*FLOWS)
        return fake

    @pytest.fixture
    async def backend(self, fake: FakeItential) -> AsyncIterator[ItentialBackend]:
        settings = {"url": "https://iap.example", "username": USERNAME, "password": PASSWORD}
        backend = ItentialBackend("iap", settings, transport=fake.transport(), floor=0.01)
        yield backend
        await backend.close()
        assert (fake.offences, fake.ignored, fake.door.offences) == ([], [], [])

    @pytest.fixture
    def scenario(self, fake: FakeItential) -> ItentialScenario:
        return ItentialScenario(fake)


class TestOperationsManager(Contract):
    generation = "om"


class TestWorkflowEngine(Contract):
    generation = "wfe"


del Contract, BackendContract
