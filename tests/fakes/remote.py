"""One stand-in of every remote API with a backend on it and a job that runs: for what all must hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from console.backends.aom import AomBackend
from console.backends.itential import ItentialBackend
from console.backends.mrs import MrsBackend
from console.backends.sahara import SaharaBackend
from console.backends.scale import ScaleBackend
from console.core.clock import FixedClock
from console.model import StartRequest
from fakes.aom import FakeAom, node
from fakes.aom_desk import SETTINGS as AOM_SETTINGS
from fakes.faulty import Faulty
from fakes.itential import FakeItential, Flow, Step
from fakes.itential.context import SESSION
from fakes.mrs import FakeMrs
from fakes.mrs.context import settings as mrs_settings
from fakes.sahara import TOKEN as SAHARA_TOKEN
from fakes.sahara import SaharaFake
from fakes.scale import FakeScale

if TYPE_CHECKING:
    from console.backends.base import Backend

Meant = Callable[[httpx.Request], bool]


async def at_once(_seconds: float) -> None:
    """Wait for nothing."""


@dataclass
class Desk:
    """A backend, what lies between it and its server, and which of its requests is a cancel.

    ``again`` makes another backend on the same server.
    """

    kind: str
    again: Callable[[], Backend]
    line: Faulty
    is_cancel: Meant
    run: Callable[[], object]
    secrets: tuple[str, ...] = ()
    logs_in: bool = False
    blame: Callable[[], list[object]] = field(default=list)

    def __post_init__(self) -> None:
        self.backend = self.again()

    async def running(self) -> str:
        """Start a job that runs until it is canceled; returns its id."""
        job = self.run()
        return job if isinstance(job, str) else await job  # type: ignore[misc]


def scale() -> Desk:
    fake = FakeScale()
    line = Faulty(fake.transport)

    def run() -> str:
        job = fake.world.add_job()
        fake.world.run(job)
        return str(job.id)

    def made() -> Backend:
        return ScaleBackend(
            "scale", fake.settings, transport=line, clock=fake.world.clock, floor=0.01, sleep=at_once
        )

    secrets = tuple(str(value) for key, value in fake.settings.items() if key in ("token", "password"))
    return Desk(
        "scale",
        made,
        line,
        lambda request: request.url.path.endswith("/jobs/cancel/"),
        run,
        secrets,
        blame=lambda: list(fake.offences),
    )


def itential(generation: str = "om") -> Desk:
    fake = FakeItential(generation)
    fake.add(Flow("Runs", [Step("look"), Step("work", "runs", "automatic")]))
    line = Faulty(fake.transport())
    told = {"url": "https://iap.example", **SESSION}

    def made() -> Backend:
        return ItentialBackend("iap", told, transport=line, floor=0.01, sleep=at_once)

    return Desk(
        f"itential-{generation}",
        made,
        line,
        lambda request: request.url.path.endswith(("/jobs/cancel", "/cancelJob")),
        lambda: fake.start("Runs"),
        (str(SESSION["password"]),),
        logs_in=True,
        blame=lambda: [*fake.offences, *fake.ignored],
    )


def aom() -> Desk:
    fake = FakeAom()
    fake.add("long", node("work", "runs"), node("b", parent="work"))
    line = Faulty(httpx.ASGITransport(app=fake))
    clock = FixedClock(fake.now)

    def made() -> Backend:
        return AomBackend("aom", AOM_SETTINGS, transport=line, clock=clock, floor=0.01, sleep=at_once)

    return Desk(
        "aom",
        made,
        line,
        lambda request: request.url.path.endswith("/terminate"),
        lambda: f"long:{fake.start('long').id}",
        (str(AOM_SETTINGS["token"]),),
    )


def mrs(api: str = "v2") -> Desk:
    fake = FakeMrs(tells=True, templates=[{"id": "t-1", "name": "nightly"}])
    line = Faulty(httpx.ASGITransport(fake))
    told = mrs_settings(api)

    def made() -> Backend:
        return MrsBackend("mrs", told, transport=line, floor=0.01, sleep=at_once)

    async def run() -> str:
        parameters = {"job_name": "long"} if api == "v2" else {}
        job = await desk.backend.start(StartRequest("MapReduce" if api == "v2" else "t-1", parameters))
        fake.jobs[job].run()
        return job

    desk = Desk(
        f"mrs-{api}",
        made,
        line,
        lambda request: request.url.path.endswith(("/kill", "/cancel")),
        run,
        (told["token"],),
    )
    return desk


def sahara(api: str = "v1.1") -> Desk:
    fake = SaharaFake()
    line = Faulty(httpx.ASGITransport(fake))
    told = {"url": "http://sahara.test", "token": SAHARA_TOKEN, "api": api}

    def made() -> Backend:
        return SaharaBackend("sahara", told, transport=line, floor=0.01, sleep=at_once)

    desk = Desk(
        f"sahara-{api}",
        made,
        line,
        lambda request: request.url.path.endswith("/cancel") or request.method == "PATCH",
        lambda: desk.backend.start(StartRequest("nightly", {"cluster_id": "runs"})),
        (SAHARA_TOKEN,),
    )
    return desk


DESKS: dict[str, Callable[[], Desk]] = {
    "scale": scale,
    "itential-om": itential,
    "itential-wfe": lambda: itential("wfe"),
    "aom": aom,
    "mrs-v2": mrs,
    "mrs-v1.1": lambda: mrs("v1.1"),
    "sahara-v1.1": sahara,
    "sahara-v2": lambda: sahara("v2"),
}
"""How each is made."""
