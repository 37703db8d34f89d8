"""By keystrokes on Scale: find the failed one, read why, act, see the effect."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fakes.scale import FakeScale

from console.backends.scale import ScaleBackend
from tui.remote_console import RemoteDriver, console_on

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@asynccontextmanager
async def console_of(fake: FakeScale) -> AsyncIterator[RemoteDriver]:
    clock = fake.world.clock
    backend = ScaleBackend("scale", fake.settings, transport=fake.transport, clock=clock, floor=0.01)
    async with console_on(backend, clock) as driver:
        yield driver
    assert fake.offences == []


async def test_the_failed_one_is_found_read_restarted_and_seen_to_succeed() -> None:
    fake = FakeScale()
    for status in ("COMPLETED", "RUNNING", "FAILED", "QUEUED"):
        fake.world.add_job(status=status)
    fake.world.write(fake.world.jobs[3].executions[0], "reading scene", "took too long")
    fake.world.jobs[3].fate = "COMPLETED"
    async with console_of(fake) as driver:
        await driver.sees("ALGORITHM error: Timeout")
        await driver.press("enter")
        await driver.sees("exit 3")
        await driver.sees("took too long")
        await driver.press("r")
        await driver.sees("Will run")
        assert "--expect" in driver.text
        await driver.stand()
        await driver.press("y")
        await driver.sees("succeeded")
        await driver.sees("2 attempts")
    assert [(each.path, each.body) for each in fake.changes()] == [
        ("/v6/jobs/requeue/", {"job_ids": [3], "status": "FAILED"})
    ]


async def test_a_pause_says_that_it_is_the_job_types() -> None:
    fake = FakeScale()
    fake.world.add_job()
    async with console_of(fake) as driver:
        await driver.press("4")
        await driver.sees("Clip raster")
        await driver.press("p")
        await driver.sees("Pause 1")
        assert "running jobs continue, this one stays QUEUED" in driver.words
        await driver.stand()
        await driver.press("y")
        await driver.sees("job type clip 1.0.0 is paused")
        async with asyncio.timeout(10):
            while not fake.world.clip.is_paused:
                await driver.pilot.pause()
    assert [(each.method, each.body) for each in fake.changes()] == [("PATCH", {"is_paused": True})]
