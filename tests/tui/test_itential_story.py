"""By keystrokes on Itential: find the failed one, read why, retry it, see it go on; answer a manual task."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fakes.itential import FakeItential, Flow, Step
from fakes.itential.context import SESSION, URL
from fakes.itential.server import NOW

from console.backends.itential import ItentialBackend
from console.core.clock import FixedClock
from console.screens.places import PausedPlace, Place
from tui.remote_console import RemoteDriver, console_on

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

DEVICE = {
    "incoming": {"device": "core-rtr-7", "token": "$SECRET"},
    "decorators": [{"type": "encryption", "pointer": "/incoming/token"}],
    "error": "core-rtr-7 does not answer on port 22",
}
FLOWS = (
    Flow("Push", [Step("look"), Step("push", "fails once", "automatic", **DEVICE), Step("report")]),
    Flow(
        "Change",
        [
            Step("look"),
            Step("window", "waits", "manual", {"header": "Shall it begin?", "btn_success": "Begin"}),
            Step("go"),
        ],
    ),
    Flow("Long", [Step("work", "runs", "automatic")]),
)


@asynccontextmanager
async def console_of(fake: FakeItential, place: Place | None = None) -> AsyncIterator[RemoteDriver]:
    fake.add(*FLOWS)
    for name in ("Long", "Push", "Change"):
        fake.start(name)
    fake.asked.clear()
    clock = FixedClock(NOW)
    backend = ItentialBackend(
        "iap", {"url": URL, **SESSION}, transport=fake.transport(), clock=clock, floor=0.01
    )
    async with console_on(backend, clock, place) as driver:
        yield driver
    assert (fake.offences, fake.ignored, fake.door.offences) == ([], [], [])


def changes(fake: FakeItential) -> list[str]:
    """The ends of the addresses of what was to change something; to log in is none of it."""
    return [asked.path.rpartition("/")[2] for asked in fake.sent("POST") if asked.path != "/login"]


async def test_a_failed_task_is_found_read_retried_and_seen_to_succeed() -> None:
    fake = FakeItential()
    async with console_of(fake) as driver:
        await driver.sees("push: core-rtr-7 does not")
        await driver.press("slash", *"name:Push", "enter")
        await driver.press("enter")
        await driver.sees("✖ push")
        await driver.sees("err  core-rtr-7 does not answer on port 22")
        await driver.sees("in token = •••")

        await driver.confirm("r")

        await driver.sees("✔ push")
        await driver.sees("✔ report")
    assert changes(fake) == ["retry"]


async def test_a_manual_task_is_answered_from_the_inbox_and_the_job_goes_on() -> None:
    fake = FakeItential()
    async with console_of(fake, PausedPlace()) as driver:
        await driver.sees("Shall it begin?")
        await driver.press("slash", *"window", "enter")
        await driver.asks("c")
        await driver.sees('approve finishes it as success; its button says "Begin"')
        await driver.press("y")
        await driver.until(lambda: fake.world.jobs[waiting(fake)]["status"] == "complete")
    assert changes(fake)[-1] == "finish"


async def test_keys_that_itential_cannot_honour_say_why_and_send_nothing() -> None:
    fake = FakeItential()
    async with console_of(fake) as driver:
        await driver.press("slash", *"name:Push", "enter")
        for key, why in (("s", "Itential has no skip"), ("p", "cannot pause job")):
            await driver.press(key)
            await driver.sees(why)
    assert changes(fake) == []


def waiting(fake: FakeItential) -> str:
    """The id of the job with the manual task."""
    return next(id_ for id_, job in fake.world.jobs.items() if job["name"] == "Change")
