"""A project of AOM with one workflow of each kind, and a backend on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from console.backends.aom import AomBackend
from console.core.clock import FixedClock
from console.model import Action, OutcomeKind, Verb
from fakes.aom import TOKEN, FakeAom, node
from fakes.huawei_recordings import PROJECT

if TYPE_CHECKING:
    pass

URL = "https://aom.example.com"
SETTINGS: dict[str, Any] = {"url": URL, "project_id": PROJECT, "token": TOKEN}


class Desk:
    """A project with one workflow of each kind, and a backend on it."""

    def __init__(self) -> None:
        self.server = FakeAom()
        self.server.add("good", node("a"), node("b", parent="a"))
        self.server.add("gated", node("a"), node("gate", "pause", "a"), node("b", parent="gate"))
        self.server.add("broken", node("a"), node("bad", "flaky", "a"), node("b", parent="bad"))
        self.server.add("approved", node("ask", "approval"), node("b", parent="ask"))
        self.server.add("long", node("work", "runs"), node("b", parent="work"))
        self.clock = FixedClock(self.server.now)
        self.backend = AomBackend(
            "aom", SETTINGS, transport=httpx.ASGITransport(app=self.server), clock=self.clock, floor=0.01
        )

    def start(self, workflow: str) -> str:
        return f"{workflow}:{self.server.start(workflow).id}"

    async def act(self, verb: Verb, job: str, node_: str | None = None, **more: Any) -> OutcomeKind:
        return (await self.backend.act(Action(verb, job, node_, **more))).kind

    async def ids(self, query: str = "", **more: Any) -> list[str]:
        return [job.id for job in (await self.backend.jobs(query, **more)).items]

    def asked(self, part: str) -> int:
        return sum(part in target for _, target in self.server.requests)
