"""The story on MRS by keystrokes: find the one that hangs, read what is known, cancel it, see the effect."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fakes.mrs import FakeMrs, made
from fakes.mrs.jobs import FIRST

from console.app import ConsoleApp, ConsoleOptions
from console.client.session import Session
from console.core.clock import FixedClock
from console.screens.confirm import ConfirmScreen
from console.screens.desk import Settings
from console.screens.places import JobsPlace
from tui.harness import Driver, never
from tui.memory_backend import MemoryContexts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot


class MrsDriver(Driver):
    """Drives the console over a cluster of MRS instead of jobs in memory."""

    def __init__(self, app: ConsoleApp, pilot: Pilot[int], clock: FixedClock) -> None:
        self.app = app
        self.pilot = pilot
        self.clock = clock

    async def confirm(self, *keys: str) -> None:
        """Press a key, wait for its dialog, let it stand, and say yes."""
        await self.press(*keys)
        await self.until(lambda: isinstance(self.app.screen, ConfirmScreen))
        await self.settle()
        self.clock.advance(0.4)
        await self.press("y")


@asynccontextmanager
async def console_on(fake: FakeMrs, api: str = "v2") -> AsyncIterator[MrsDriver]:
    clock = FixedClock(datetime.fromtimestamp(FIRST / 1000 + 600, UTC))
    backend = made(fake, api, clock=clock)

    def open_session(_name: str) -> Session:
        return Session(backend, clock=clock, me="ann", sleep=never)

    options = ConsoleOptions("prod", Settings(gap=0.0), JobsPlace())
    app = ConsoleApp(open_session("prod"), MemoryContexts(open_session), options, clock=clock)
    async with app.run_test(size=(160, 45)) as pilot:
        driver = MrsDriver(app, pilot, clock)
        await driver.settle()
        yield driver


async def test_a_job_that_hangs_is_found_read_canceled_and_seen_to_end() -> None:
    fake = FakeMrs()
    fake.add("FINISHED", "SUCCEEDED", name="yesterday")
    fake.add("RUNNING", name="hangs", type="SparkSubmit", arguments=["--password", "hunter2"])
    async with console_on(fake) as driver:
        await driver.sees("hangs")
        await driver.press("enter")
        await driver.sees("tracking_url=https://master:8090/proxy/")
        await driver.sees("arguments=[--password, •••]")
        await driver.sees("MRS gives out no log by its API")

        await driver.confirm("x")

        await driver.sees("MRS has been asked to end it")
        await driver.sees("⊘ job")
    assert [asked.path.rpartition("/")[2] for asked in fake.changes] == ["kill"]


async def test_an_execution_without_a_status_is_canceled_and_seen_to_have_ended_somehow() -> None:
    fake = FakeMrs()
    fake.add("RUNNING")
    async with console_on(fake, "v1.1") as driver:
        await driver.sees("? active")
        await driver.confirm("x")
        await driver.sees("it has ended; this API")
    assert [asked.path.rpartition("/")[2] for asked in fake.changes] == ["cancel"]


async def test_keys_that_mrs_cannot_honour_say_why_and_send_nothing() -> None:
    fake = FakeMrs()
    fake.add("RUNNING", name="protected", protected=True)
    async with console_on(fake, "v1.1") as driver:
        await driver.sees("? active")
        for key, why in (
            ("p", "MRS has no call that pauses a job"),
            ("r", "MRS has no call that runs a job again"),
            ("x", "it is protected (is_protected)"),
        ):
            await driver.press(key)
            await driver.sees(why)
    assert fake.changes == []
