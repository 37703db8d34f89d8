"""A fake, a backend on it, and time that passes at once: what the tests of Scale share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from console.backends.scale import ScaleBackend
from fakes.scale.app import FakeScale
from fakes.scale.time import PassingTime

if TYPE_CHECKING:
    from types import TracebackType


class Bench:
    """Use as ``async with``: at the end nothing may have been asked that a real server punishes."""

    def __init__(self, fake: FakeScale | None = None, **settings: Any) -> None:
        self.fake = fake or FakeScale()
        self.world = self.fake.world
        self.time = PassingTime(self.world.clock)
        self.backend = ScaleBackend(
            "scale",
            {**self.fake.settings, **settings},
            transport=self.fake.transport,
            clock=self.world.clock,
            sleep=self.time.sleep,
        )

    async def __aenter__(self) -> Bench:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.backend.close()
        if error is None:
            assert self.fake.offences == []
