"""By keystrokes on Sahara: find the running one, cancel it, see it KILLED."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import pytest
from fakes.sahara import TOKEN, SaharaFake
from fakes.sahara.opening import URL

from console.backends.sahara import SaharaBackend
from console.core.clock import FixedClock
from tui.remote_console import RemoteDriver, console_on

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@asynccontextmanager
async def console_of(fake: SaharaFake, api: str) -> AsyncIterator[RemoteDriver]:
    clock = FixedClock(NOW)
    settings = {"url": URL, "token": TOKEN, "api": api}
    backend = SaharaBackend("data", settings, transport=httpx.ASGITransport(fake), clock=clock, floor=0.01)
    async with console_on(backend, clock) as driver:
        yield driver


@pytest.mark.parametrize("api", ["v1.1", "v2"])
async def test_the_running_one_is_found_canceled_and_seen_to_be_killed(api: str) -> None:
    fake = SaharaFake()
    fake.state.add("SUCCEEDED")
    running = fake.state.add("RUNNING", template="spark", job_configs={"args": ["hunter2"]})
    async with console_of(fake, api) as driver:
        await driver.press("4")
        await driver.press("slash", *"status:running", "enter")
        await driver.sees("spark")
        await driver.press("enter")
        await driver.sees("▶ running")
        await driver.sees("Sahara keeps no logs")
        assert "hunter2" not in driver.text

        await driver.confirm("x")

        await driver.sees("⊘ job")
        await driver.sees("canceled")
    assert fake.state.executions[running].status == "KILLED"
    assert fake.cancels == {running: 1}


async def test_keys_that_sahara_cannot_honour_say_why_and_send_nothing() -> None:
    fake = SaharaFake()
    fake.state.add("RUNNING", is_protected=True)
    async with console_of(fake, "v1.1") as driver:
        await driver.press("4")
        await driver.sees("nightly")
        for key, why in (
            ("p", "suspending in Sahara always ends as SUSPENDFAILED"),
            ("c", "Sahara cannot resume anything"),
            ("r", "Sahara runs no execution again"),
            ("x", "protected"),
        ):
            await driver.press(key)
            await driver.sees(why)
    assert not fake.cancels
