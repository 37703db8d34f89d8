"""The server around the state: routes of both generations, faults to put in, a record of all requests."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from fakes.itential.documents import Document, Flow
from fakes.itential.door import Door
from fakes.itential.engine_routes import engine_answer
from fakes.itential.manager_routes import manager_answer
from fakes.itential.world import Refused, World
from fakes.itential.wrong import Wrong

PAGE = '<!doctype html><html><head><title>Itential</title></head><body><div id="root"></div></body></html>'

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@dataclass(slots=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: str
    body: Any
    headers: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(slots=True)
class _Fault:
    method: str
    part: str
    make: Callable[[], Response]
    after: bool
    times: int


class FakeItential:
    """A platform. ``generations`` are those that it speaks: ``om``, ``wfe``, or both."""

    def __init__(self, *generations: str, now: datetime = NOW) -> None:
        self.generations = frozenset(generations or ("om",))
        self.world = World(now)
        self.door = Door()
        self.asked: list[Asked] = []
        self.ignored: list[str] = []
        self.offences: list[str] = []
        self.forbidden: set[str] = set()
        self.refuses_include = False
        self.needs_claim = False
        self.deaf: set[str] = set()  # verbs that are answered with 200 and not carried out
        self._faults: list[_Fault] = []

    # --- for tests ----------------------------------------------------------------------------------

    def add(self, *flows: Flow) -> None:
        """Store workflows."""
        for flow in flows:
            self.world.add(flow)

    def start(self, name: str, **options: Any) -> str:
        """Start a job as somebody else would, and return its id."""
        return str(self.world.start(name, options)["_id"])

    def fault(
        self, method: str, part: str, make: Callable[[], Response], *, after: bool = False, times: int = 1
    ) -> None:
        """Answer the next requests whose path contains ``part`` so; ``after`` they were carried out."""
        self._faults.append(_Fault(method, part, make, after, times))

    def transport(self) -> httpx.ASGITransport:
        """Return a transport to this server, without a network."""
        return httpx.ASGITransport(self)

    def sent(self, method: str, part: str = "") -> list[Asked]:
        """Return the requests of a method of which the path contains ``part``."""
        return [each for each in self.asked if each.method == method and part in each.path]

    # --- ASGI ---------------------------------------------------------------------------------------

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        raw = await request.body()  # a GET may have one, too, and it must be drained
        path = scope_path(request)
        self.asked.append(
            Asked(request.method, path, request.url.query, _json(raw), dict(request.headers.items()))
        )
        for fault in self._faults:
            if fault.times and fault.method == request.method and fault.part in path:
                fault.times -= 1
                if fault.after:
                    await self._routed(request, path, _json(raw))
                return fault.make()
        return await self._routed(request, path, _json(raw))

    async def _routed(self, request: Request, path: str, body: Any) -> Response:
        if path == "/login" and request.method == "POST":
            return await self.door.login(request)
        if path == "/oauth/token" and request.method == "POST":
            return await self.door.oauth(request)
        if not self.door.lets_in(request):
            return self.door.turned_away()
        if any(path.startswith(each) for each in self.forbidden):
            return envelope("You are not authorized to perform this action", None, 403)
        try:
            found = await self._found(request, path, body)
        except Refused as error:
            return envelope(error.message, error.data, 500)
        except Wrong as error:
            self.offences.append(f"{request.method} {path}: {error}")
            return envelope(str(error), None, error.status)
        if found is not None:
            return found
        if request.method == "GET":
            return HTMLResponse(PAGE)  # unknown routes serve the web interface
        self.offences.append(f"{request.method} {path}: no such route")
        return envelope("Not Found", None, 404)

    async def _found(self, request: Request, path: str, body: Any) -> Response | None:
        if request.method == "GET" and path == "/whoami":
            return JSONResponse({"_id": "67506f5b00d71a000b4d443d", "username": "admin@pronghorn"})
        if request.method == "GET" and path == "/health/server":
            return JSONResponse({"version": "15.8.10", "release": "2023.1.41", "arch": "x64"})
        routes: list[tuple[str, Callable[..., Awaitable[Response | None]]]] = [
            ("om", manager_answer),
            ("wfe", engine_answer),
        ]
        for generation, answer in routes:
            if generation in self.generations:
                found = await answer(self, request, path, body)
                if found is not None:
                    return found
        return None


def scope_path(request: Request) -> str:
    """Return the path as it was sent, with its percent signs: an id may hold a slash."""
    raw = request.scope.get("raw_path")
    return raw.decode().partition("?")[0] if isinstance(raw, bytes) else request.url.path


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw.decode(errors="replace")


def envelope(
    message: str, data: Document | list[Document] | None, status: int = 200, about: Any = None
) -> Response:
    """Return what operations-manager puts around everything."""
    return JSONResponse({"message": message, "data": data, "metadata": about or {}}, status)
