"""How the list and a job look on each remote API: its ids, its words, its reasons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import httpx
import pytest
from fakes.aom_desk import Desk
from fakes.itential import FakeItential, Flow, Step
from fakes.itential.context import SESSION, URL
from fakes.itential.server import NOW
from fakes.mrs import FakeMrs, made
from fakes.mrs.jobs import FIRST
from fakes.sahara import TOKEN, SaharaFake, state
from fakes.scale import NODE_LOST, FakeScale

from console.backends.itential import ItentialBackend
from console.backends.sahara import SaharaBackend
from console.backends.scale import ScaleBackend
from console.client.connection import Link
from console.core.clock import FixedClock
from console.screens.places import JobPlace, JobsPlace
from tui.remote_console import RemoteDriver, app_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from console.backends.base import Backend

World: TypeAlias = "tuple[Backend, FixedClock, str]"
"""A backend on a stand-in with jobs in several states, its clock, and the job to look into."""


def scale() -> World:
    fake = FakeScale()
    world = fake.world
    for status in ("COMPLETED", "RUNNING", "FAILED", "QUEUED", "CANCELED", "BLOCKED"):
        world.add_job(status=status)
        world.clock.advance(100)
    lost = world.add_job(world.tile, status="RUNNING")
    for again in (True, False):
        world.clock.advance(50)
        world.fail(lost, {**NODE_LOST, "should_be_retried": False}, retry=again)
        if again:
            world.run(lost)
    world.clock.advance(600)
    backend = ScaleBackend("scale", fake.settings, transport=fake.transport, clock=world.clock, floor=0.01)
    return backend, world.clock, str(lost.id)


def itential() -> World:
    fake = FakeItential()
    error = "Could not connect to core-rtr-7.example.net:22 (timed out after 30 s)"
    token = {
        "incoming": {"device": "core-rtr-7", "token": "$SECRET"},
        "decorators": [{"type": "encryption", "pointer": "/incoming/token"}],
    }
    fake.add(
        Flow("Nightly backup", [Step("look"), Step("save")]),
        Flow(
            "Push configuration to the core routers of the north",
            [Step("collect"), Step("push", "fails", "automatic", error=error, **token), Step("report")],
        ),
        Flow("Change window", [Step("ask", "waits", "manual", {"header": "Begin?", "btn_success": "Yes"})]),
        Flow("Collect inventory", [Step("work", "runs", "automatic")]),
    )
    jobs = {name: fake.start(name) for name in fake.world.flows}
    paused = fake.start("Collect inventory")
    fake.world.change("pause", fake.world.jobs[paused])
    clock = FixedClock(NOW + timedelta(minutes=25))
    backend = ItentialBackend(
        "iap", {"url": URL, **SESSION}, transport=fake.transport(), clock=clock, floor=0.01
    )
    return backend, clock, jobs["Push configuration to the core routers of the north"]


def aom() -> World:
    desk = Desk()
    for workflow in ("good", "gated", "approved", "long"):
        desk.start(workflow)
    broken = desk.server.start("broken")
    broken.id = "d95bafc8-f2a4-d27b-dcf4-bb99f4bea973"  # as long as real ones
    desk.server.workflows["broken"].name = "rolling restart of the payment gateways"
    desk.clock.set(datetime.fromtimestamp(desk.server.tick() / 1000 + 900, UTC))
    return desk.backend, desk.clock, f"broken:{broken.id}"


def mrs(api: str = "v2") -> World:
    fake = FakeMrs()
    fake.add("FINISHED", "SUCCEEDED", name="yesterday")
    fake.add("FINISHED", "FAILED", name="load of the day")
    fake.add("KILLED", "KILLED", name="given up")
    fake.add("FINISHED", "UNDEFINED", name="odd")
    fake.add("ACCEPTED", name="waits")
    hangs = fake.add("RUNNING", name="hangs", type="SparkSubmit", arguments=["--password", "hunter2"])
    clock = FixedClock(datetime.fromtimestamp(FIRST / 1000 + 600, UTC))
    return made(fake, api, clock=clock), clock, hangs.id


def sahara() -> World:
    fake = SaharaFake()
    add = fake.state.add
    for status in ("SUCCEEDED", "FAILED", "KILLED", "PENDING", "SUSPENDED", "SUSPENDFAILED", "TOBEKILLED"):
        add(status)
    running = add("RUNNING", template="spark")
    clock = FixedClock(datetime(2026, 11, 20, 7, 45, tzinfo=UTC))
    settings = {"url": "http://sahara.test", "token": TOKEN}
    backend = SaharaBackend("sahara", settings, transport=httpx.ASGITransport(fake), clock=clock, floor=0.01)
    return backend, clock, running


WORLDS: dict[str, Callable[[], World]] = {
    "scale": scale,
    "itential": itential,
    "aom": aom,
    "mrs": mrs,
    "mrs-v1.1": lambda: mrs("v1.1"),
    "sahara": sahara,
}


@pytest.fixture(autouse=True)
def ids_in_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sahara's ids are random; here they are not, and each differs from the others at its end."""
    made_ids = iter(range(1, 1000))
    monkeypatch.setattr(state, "_id", lambda: f"1852441f-8889-4548-96ee-{next(made_ids):012x}")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("screen", ["list", "job"])
@pytest.mark.parametrize("name", WORLDS)
def test_how_each_backend_looks(
    snap_compare: Callable[..., bool], name: str, screen: str, size: tuple[int, int]
) -> None:
    backend, clock, job = WORLDS[name]()
    app = app_on(backend, clock, JobsPlace("all") if screen == "list" else JobPlace(job))

    async def drive(pilot: Pilot[int]) -> None:
        driver = RemoteDriver(app, pilot, clock)
        await driver.sees(job[-5:])
        session = app.desk.session
        await driver.until(lambda: app.desk.counts is not None or not session.capabilities.counts)
        await driver.until(lambda: session.is_known and session.connection.link is Link.LIVE)
        await driver.settle()
        if screen == "list":
            await driver.press("j")

    assert snap_compare(app, terminal_size=size, run_before=drive)
