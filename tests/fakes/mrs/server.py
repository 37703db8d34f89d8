"""The door of the stand-in: who may come in, what was asked, which fault is next, and who answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response

from fakes.huawei_recordings import ACCESS_KEY, SECRET_KEY
from fakes.huawei_signature import refusal
from fakes.mrs import v1, v2
from fakes.mrs.answers import Refused, refused
from fakes.mrs.jobs import CLUSTER, FIRST, PROJECT, FakeJob, job_id

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

TOKEN = "token-of-alice"
REQUEST_ID = "9c1b2d3e4f"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came. Header names are in small letters; ``target`` is the raw path and query."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The path alone, as it was written."""
        return self.target.partition("?")[0]

    @property
    def changes(self) -> bool:
        """Whether it changes something: also a GET that ends in cancel."""
        return self.method != "GET" or self.path.endswith("/cancel")


Fault = Callable[[Asked], Response | None]
"""Answers a request in place of the server, or lets it through (None)."""


@dataclass(slots=True)
class FakeMrs:
    """A region of MRS with one project and one cluster. Options say which of two documented ways it goes.

    ``inclusive``: a marker is the first row of its page (as in Sahara), else the last row before it.
    ``counts_pages``: the offset of v2 counts pages, not rows. ``lie`` is added to the total of v2.
    ``v1_gone``: the cluster has only the v2 job API. ``dies_after``: reads that show a killed job alive.
    ``tells``: job executions hold what Oozie says, which no example of MRS shows.
    ``most``: rows on a page, however many are asked for.
    """

    inclusive: bool = False
    counts_pages: bool = False
    lie: int = 0
    v1_gone: bool = False
    dies_after: int = 1
    tells: bool = False
    most: int = 1000
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    jobs: dict[str, FakeJob] = field(default_factory=dict[str, FakeJob])
    templates: list[dict[str, object]] = field(default_factory=list[dict[str, object]])
    asked: list[Asked] = field(default_factory=list[Asked])
    faults: list[Fault] = field(default_factory=list[Fault])

    @property
    def changes(self) -> list[Asked]:
        """The requests that change something, as they came."""
        return [asked for asked in self.asked if asked.changes]

    def add(self, state: str = "RUNNING", result: str = "UNDEFINED", **fields: object) -> FakeJob:
        """Add a job that stands so; the later it is added, the later it was submitted."""
        number = len(self.jobs)
        job = FakeJob(job_id(number), submitted=FIRST + number * 1000, tells=self.tells)
        for name, value in fields.items():
            setattr(job, name, value)
        if state in ("FINISHED", "FAILED", "KILLED"):
            job.end(state, result)
        elif state == "RUNNING":
            job.run()
        else:
            job.state = state
        self.jobs[job.id] = job
        return job

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as an ASGI application."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        query = scope["query_string"].decode("ascii")
        target = scope["raw_path"].decode("ascii") + (f"?{query}" if query else "")
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = Asked(request.method, target, headers, await request.body())
        self.asked.append(asked)
        try:
            response = self._fault(asked) or self._answer(asked, request)
        except Refused as no:
            response = no.response
        response.headers.setdefault("X-Request-Id", REQUEST_ID)
        response.headers["Date"] = self.now().strftime("%a, %d %b %Y %H:%M:%S GMT")
        await response(scope, receive, send)

    def _fault(self, asked: Asked) -> Response | None:
        for fault in self.faults:
            response = fault(asked)
            if response is not None:
                self.faults.remove(fault)
                return response
        return None

    def _answer(self, asked: Asked, request: Request) -> Response:
        self._let_in(asked)
        # Routed by the path as it was written: an escaped slash is part of an id, not of the path.
        steps = [unquote(step) for step in asked.path.split("/")[1:]]
        for pattern, answer in (*v1.ROUTES, *v2.ROUTES):
            method, *wanted = pattern.split("/")
            ids = _ids(wanted, steps)
            if method == asked.method and ids is not None:
                self._is_ours(ids)
                return answer(self, request, asked, ids)
        raise refused(404, "APIGW.0101", "The API does not exist or has not been published", style="gateway")

    def _let_in(self, asked: Asked) -> None:
        if "x-auth-token" in asked.headers:
            if asked.headers["x-auth-token"] == TOKEN:
                return
            raise refused(401, "12000001", "Invalid authentication")
        why = refusal(
            asked.method,
            asked.target,
            asked.headers,
            asked.body,
            secrets={ACCESS_KEY: SECRET_KEY},
            now=self.now(),
        )
        if why is not None:
            raise refused(401, "APIGW.0301", f"Incorrect IAM authentication information: {why}")

    def _is_ours(self, ids: dict[str, str]) -> None:
        if ids["project"] != PROJECT:
            raise refused(403, "12000106", "The project ID does not match the token")
        if ids.get("cluster", CLUSTER) != CLUSTER:
            raise refused(400, "12000003", "The cluster does not exist.")


def _ids(wanted: list[str], steps: list[str]) -> dict[str, str] | None:
    """Return what stands for the words in braces, None if the path is another one."""
    if len(wanted) != len(steps):
        return None
    found: dict[str, str] = {}
    for want, step in zip(wanted, steps, strict=True):
        name = re.fullmatch(r"\{(.+)\}", want)
        if name is not None:
            found[name[1]] = step
        elif want != step:
            return None
    return found
