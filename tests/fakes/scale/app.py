"""The fake server: an ASGI app that answers as Scale 7.2.2 does, and counts what would have hurt."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import parse_qs

import httpx
from starlette.requests import Request
from starlette.responses import Response

from fakes.scale.asked import PASSWORD, TOKEN, Asked, Refusal
from fakes.scale.listing import NotFoundHere, ServerError
from fakes.scale.params import BadParameter, Params
from fakes.scale.views import Views, answer
from fakes.scale.world import World

HTML_404: Final = "<h1>Not Found</h1><p>The requested resource was not found on this server.</p>"
HTML_500: Final = "<h1>Server Error (500)</h1>"


class FakeScale(Views):
    """One server below ``prefix``. ``offences`` is what a real one would have punished its users for."""

    def __init__(self, world: World | None = None, *, prefix: str = "/api") -> None:
        self.world = world or World()
        self.prefix = prefix
        self.requests: list[Asked] = []
        self.offences: list[str] = []
        self.accounts: dict[str, tuple[str, bool]] = {TOKEN: ("op", True)}
        self.passwords: dict[str, str] = {"op": PASSWORD}
        self.public_read = False
        self.log_page = 10_000
        self.skew = timedelta(0)
        self.status: dict[str, Any] | None = {
            "scheduler": {"state": {"name": "READY"}},
            "dependencies": {"elasticsearch": {"OK": True}},
        }
        self.faults: list[Callable[[Asked], Response | None]] = []
        """Each is asked before a request is looked at; the first that answers does so instead."""

    @property
    def transport(self) -> httpx.ASGITransport:
        return httpx.ASGITransport(self)

    @property
    def url(self) -> str:
        return f"http://scale.example{self.prefix}"

    @property
    def settings(self) -> dict[str, Any]:
        return {"url": self.url, "token": TOKEN}

    def changes(self) -> list[Asked]:
        """Return the requests that could change something."""
        return [
            asked for asked in self.requests if asked.method != "GET" and "/api-token-auth" not in asked.path
        ]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        request = Request(scope, receive)
        raw = await request.body()
        asked = Asked(
            request.method,
            request.url.path.removeprefix(self.prefix),
            scope["query_string"].decode(),
            dict(request.headers),
            _parsed(raw),
        )
        self.requests.append(asked)
        response = self._answer(asked, raw)
        now = self.world.clock.now() + self.skew
        response.headers["date"] = format_datetime(now, usegmt=True)
        await response(scope, receive, send)

    def _answer(self, asked: Asked, raw: bytes) -> Response:
        for fault in self.faults:
            found = fault(asked)
            if found is not None:
                return found
        try:
            return self._routed(asked, raw)
        except Refusal as refusal:
            if refusal.html is not None:
                return Response(refusal.html, refusal.status, media_type="text/html")
            return answer(refusal.body, refusal.status)
        except BadParameter as error:
            return answer({"detail": str(error)}, 400)
        except NotFoundHere as error:
            return answer({"detail": str(error)}, 404)
        except ServerError:
            return Response(HTML_500, 500, media_type="text/html")

    # --- the way to a view ------------------------------------------------------------------------

    def _routed(self, asked: Asked, raw: bytes) -> Response:
        if not asked.path.endswith("/"):
            self.offences.append(f"no slash at the end: {asked.line}")
            return Response("", 301, headers={"Location": f"{self.prefix}{asked.path}/"})
        if "text/html" in asked.headers.get("accept", "") or "format=" in asked.query:
            self.offences.append(f"not asked for as JSON: {asked.line}")
        for pattern, methods, view in self._routes():
            match = re.fullmatch(pattern, asked.path)
            if match is None:
                continue
            if asked.method not in methods:
                raise Refusal(405, {"detail": f'Method "{asked.method}" not allowed.'})
            self._authorize(asked)
            if asked.method == "GET":
                self.world.pass_messages()
            else:
                _check_body(asked, raw)
            query = parse_qs(asked.query, keep_blank_values=True)
            body = asked.body if isinstance(asked.body, dict) else None
            return view(Params(query, body), *match.groups())
        raise Refusal(404, html=HTML_404)

    def _routes(self) -> list[tuple[str, tuple[str, ...], Callable[..., Response]]]:
        v = r"/v[67]"
        return [
            (r"/api-token-auth/", ("POST",), self._login),
            (rf"{v}/version/", ("GET",), lambda _: answer({"version": "7.2.2"})),
            (rf"{v}/accounts/profile/", ("GET",), self._profile),
            (rf"{v}/status/", ("GET",), self._status),
            (rf"{v}/jobs/", ("GET", "POST"), self._jobs),
            (rf"{v}/jobs/cancel/", ("POST",), self._cancel),
            (rf"{v}/jobs/requeue/", ("POST",), self._requeue),
            (rf"{v}/jobs/(\d+)/", ("GET",), self._job),
            (rf"{v}/jobs/(\d+)/executions/", ("GET",), self._executions),
            (rf"{v}/jobs/(\d+)/executions/(\d+)/", ("GET",), self._execution),
            (rf"{v}/jobs/(\d+)/input_files/", ("GET",), self._input_files),
            (rf"{v}/job-executions/(\d+)/logs/(stdout|stderr|combined)/", ("GET",), self._log),
            (rf"{v}/job-types/", ("GET",), self._job_types),
            (rf"{v}/job-types/([\w-]+)/([\w.]+)/", ("GET", "PATCH"), self._job_type),
            (rf"{v}/recipes/(\d+)/", ("GET",), self._recipe),
        ]

    def _authorize(self, asked: Asked) -> None:
        """Without credentials, with a bad token, and without the right: all 403, told apart by words."""
        self._asker = asked
        if "/version/" in asked.path or "/api-token-auth/" in asked.path:
            return
        header = asked.headers.get("authorization", "")
        if not header:
            if self.public_read and asked.method == "GET":
                if "/accounts/" in asked.path:
                    raise Refusal(401, html="")  # the only 401 there is (`accounts/views.py`)
                return
            raise Refusal(403, {"detail": "Authentication credentials were not provided."})
        word, _, token = header.partition(" ")
        if word != "Token" or token not in self.accounts:
            raise Refusal(403, {"detail": "Invalid token."})
        if asked.method != "GET" and not self.accounts[token][1]:
            raise Refusal(403, {"detail": "You do not have permission to perform this action."})


def _check_body(asked: Asked, raw: bytes) -> None:
    kind = asked.headers.get("content-type", "")
    if not kind.startswith("application/json"):
        raise Refusal(415, {"detail": f'Unsupported media type "{kind}" in request.'})
    if raw and asked.body is _BROKEN:
        raise Refusal(400, {"detail": "JSON parse error - Expecting value: line 1 column 1 (char 0)"})


_BROKEN: Final = object()


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return _BROKEN


__all__ = ["PASSWORD", "TOKEN", "Asked", "FakeScale"]
