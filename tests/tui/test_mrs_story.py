"""The story on MRS by keystrokes: find the one that hangs, read what is known, cancel it, see the effect."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fakes.mrs import FakeMrs, made
from fakes.mrs.jobs import FIRST

from console.core.clock import FixedClock
from tui.remote_console import RemoteDriver, console_on

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@asynccontextmanager
async def console_of(fake: FakeMrs, api: str = "v2") -> AsyncIterator[RemoteDriver]:
    clock = FixedClock(datetime.fromtimestamp(FIRST / 1000 + 600, UTC))
    async with console_on(made(fake, api, clock=clock), clock) as driver:
        yield driver


async def test_a_job_that_hangs_is_found_read_canceled_and_seen_to_end() -> None:
    fake = FakeMrs()
    fake.add("FINISHED", "SUCCEEDED", name="yesterday")
    fake.add("RUNNING", name="hangs", type="SparkSubmit", arguments=["--password", "hunter2"])
    async with console_of(fake) as driver:
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
    async with console_of(fake, "v1.1") as driver:
        await driver.sees("? active")
        await driver.confirm("x")
        await driver.sees("it has ended; this API")
    assert [asked.path.rpartition("/")[2] for asked in fake.changes] == ["cancel"]


async def test_keys_that_mrs_cannot_honour_say_why_and_send_nothing() -> None:
    fake = FakeMrs()
    fake.add("RUNNING", name="protected", protected=True)
    async with console_of(fake, "v1.1") as driver:
        await driver.sees("? active")
        for key, why in (
            ("p", "MRS has no call that pauses a job"),
            ("r", "MRS has no call that runs a job again"),
            ("x", "it is protected (is_protected)"),
        ):
            await driver.press(key)
            await driver.sees(why)
    assert fake.changes == []
