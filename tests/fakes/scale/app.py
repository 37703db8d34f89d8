"""The fake server: an ASGI app that answers as Scale 7.2.2 does, and counts what would have hurt."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import parse_qs

import httpx
from starlette.requests import Request
from starlette.responses import Response

from fakes.scale import listing, shapes
from fakes.scale.listing import NotFoundHere, ServerError
from fakes.scale.params import BadParameter, Params
from fakes.scale.world import FakeJob, World

TOKEN: Final = "0123456789abcdef0123456789abcdef01234567"
PASSWORD: Final = "correct horse"
HTML_404: Final = "<h1>Not Found</h1><p>The requested resource was not found on this server.</p>"
HTML_500: Final = "<h1>Server Error (500)</h1>"
_FILTERS: Final = frozenset(
    {
        "started", "ended", "status", "job_ids", "job_type_ids", "job_types", "job_type_names", "batch_ids",
        "recipe_ids", "error_categories", "error_ids", "is_superseded", "priority",
    }
)  # fmt: skip


@dataclass
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: Any

    @property
    def line(self) -> str:
        return f"{self.method} {self.path}" + (f"?{self.query}" if self.query else "")


class Refusal(Exception):
    """An answer that is a refusal."""

    def __init__(self, status: int, body: Any = None, *, html: str | None = None) -> None:
        super().__init__(status)
        self.status, self.body, self.html = status, body, html


class FakeScale:
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
            return _json(refusal.body, refusal.status)
        except BadParameter as error:
            return _json({"detail": str(error)}, 400)
        except NotFoundHere as error:
            return _json({"detail": str(error)}, 404)
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
            (rf"{v}/version/", ("GET",), lambda _: _json({"version": "7.2.2"})),
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
            if self.public_read and asked.method == "GET" and "/accounts/" not in asked.path:
                return
            raise Refusal(403, {"detail": "Authentication credentials were not provided."})
        word, _, token = header.partition(" ")
        if word != "Token" or token not in self.accounts:
            raise Refusal(403, {"detail": "Invalid token."})
        if asked.method != "GET" and not self.accounts[token][1]:
            raise Refusal(403, {"detail": "You do not have permission to perform this action."})

    # --- who and how ------------------------------------------------------------------------------

    def _login(self, params: Params) -> Response:
        name = str(params.one("username"))
        if self.passwords.get(name) != params.one("password"):
            raise Refusal(400, {"non_field_errors": ["Unable to log in with provided credentials."]})
        for token, (owner, _) in self.accounts.items():
            if owner == name:
                return _json({"token": token})
        self.accounts[TOKEN] = (name, True)
        return _json({"token": TOKEN})

    def _profile(self, _: Params) -> Response:
        name, is_staff = self.accounts[self._asker.headers["authorization"].split()[1]]
        hashed = "pbkdf2_sha256$36000$salt$hash-that-nobody-may-see"
        return _json({"id": 1, "username": name, "password": hashed, "email": "", "is_staff": is_staff})

    def _status(self, _: Params) -> Response:
        if self.status is None:
            raise Refusal(503, {"detail": "Status is missing. Scheduler may be down."})
        return _json(self.status)

    # --- jobs -------------------------------------------------------------------------------------

    def _jobs(self, params: Params) -> Response:
        if self._asker.method == "POST":
            return self._new_job(params)
        for name in params.query.keys() - listing.KNOWN:
            self.offences.append(f"{name} means nothing in {self._asker.line}: it is passed over")
        found = listing.jobs(self.world, params)
        return _json(listing.page(params, "/v6/jobs/", found, shapes.row))

    def _job(self, _: Params, id_: str) -> Response:
        return _json(shapes.detail(self._find(id_)))

    def _find(self, id_: str) -> FakeJob:
        if int(id_) > 2**31 - 1:
            self.offences.append(f"the id {id_} is out of range: an error of the database")
            raise ServerError("integer out of range")
        job = self.world.jobs.get(int(id_))
        if job is None:
            raise NotFoundHere("Not found.")
        return job

    def _new_job(self, params: Params) -> Response:
        type_id = params.whole("job_type_id")
        if type_id is None:
            raise BadParameter('Missing required parameter: "job_type_id"')
        type_ = self.world.types.get(type_id)
        if type_ is None:
            raise NotFoundHere("Not found.")
        data = params.body.get("input") or {}
        files, values = data.get("files", {}), data.get("json", {})
        for each in [*type_.files, *type_.values]:
            name = each["name"]
            if each.get("required", True) and name not in files and name not in values:
                raise Refusal(400, f"Invalid job data: Parameter '{name}' is required")
        priority = (params.body.get("configuration") or {}).get("priority", type_.priority)
        if not isinstance(priority, int) or priority < 1:
            raise BadParameter(f"Job type configuration invalid: {priority} is less than the minimum of 1")
        missing = {id_ for ids in files.values() for id_ in ids} - self.world.files
        if missing or not type_.is_active:
            self.offences.append(f"a new job that is an error 500: {self._asker.body}")
            raise ServerError("a file that does not exist, or a type that is not active")
        job = self.world.add_job(type_, input={"files": files, "json": values}, priority=priority)
        return _json(shapes.detail(job), 201, {"Location": f"http://elsewhere.example/v6/jobs/{job.id}/"})

    def _cancel(self, params: Params) -> Response:
        return self._change(params, lambda job: self.world.cancel(job))

    def _requeue(self, params: Params) -> Response:
        priority = params.whole("priority")
        return self._change(params, lambda job: self.world.requeue(job, priority or None))

    def _change(self, params: Params, what: Callable[[FakeJob], None]) -> Response:
        """202 and nothing more, whatever comes of it. Without a filter it means every job."""
        filters = listing.selected(self.world, params)
        given = {name: value for name, value in filters.items() if value not in (None, [], "")}
        unknown = set(params.body) - _FILTERS
        if unknown or params.query:
            self.offences.append(f"{self._asker.line} names {sorted(unknown) or params.query}, passed over")
        if not given.keys() - {"started", "ended", "status", "is_superseded"}:
            self.offences.append(f"EVERY JOB: {self._asker.line} {self._asker.body}")

        def later() -> None:
            for job in listing.chosen(self.world, filters):
                what(job)

        self.world.later(later)
        return Response(b"", 202)

    def _executions(self, params: Params, id_: str) -> Response:
        job = self.world.jobs.get(int(id_))
        found = [] if job is None else sorted(job.executions, key=lambda each: -each.number)
        wanted = params.many("status")
        if wanted:
            # RUNNING means "no end yet"; QUEUED never matches.
            found = [each for each in found if (each.status if each.ended else "RUNNING") in wanted]
        nodes, errors = params.wholes("node_id"), params.wholes("error_id")
        if nodes:
            found = [each for each in found if each.node and each.node["id"] in nodes]
        if errors:
            found = [each for each in found if each.error and each.error["id"] in errors]
        categories = params.many("error_category")
        if categories:
            found = [each for each in found if each.error and each.error["category"] in categories]
        path = f"/v6/jobs/{id_}/executions/"
        return _json(listing.page(params, path, found, lambda each: shapes.execution(job, each)))

    def _execution(self, _: Params, id_: str, number: str) -> Response:
        job = self.world.jobs.get(int(id_))
        for each in job.executions if job is not None else ():
            if each.number == int(number):
                return _json(shapes.execution_detail(job, each))
        raise NotFoundHere("Not found.")

    def _input_files(self, params: Params, id_: str) -> Response:
        if int(id_) not in self.world.jobs:
            raise ServerError("IndexError")
        field_ = params.one("time_field")
        if field_ is not None and field_ not in ("source", "data", "last_modified"):
            allowed = "[u'source', u'data', u'last_modified']"
            raise BadParameter(f'Parameter "time_field" values must be one of: {allowed}')
        job = self.world.jobs[int(id_)]
        ids = [
            id_
            for name, ids in job.input["files"].items()
            for id_ in ids
            if params.one("job_input") in (None, name)
        ]
        found = [{"id": id_, "file_name": f"scene_{id_:04d}.tif", "file_size": 100} for id_ in ids]
        wanted = params.one("file_name")
        found = [each for each in found if wanted in (None, each["file_name"])]
        return _json(listing.page(params, f"/v6/jobs/{id_}/input_files/", found, lambda each: each))

    def _log(self, params: Params, id_: str, name: str) -> Response:
        text = "text/plain" in self._asker.headers.get("accept", "")
        execution = self.world.executions.get(int(id_))
        if execution is None:
            raise ServerError("text") if text else NotFoundHere("Not found.")
        since = params.time("started", self.world.clock.now())
        job = next(job for job in self.world.jobs.values() if execution in job.executions)
        now = self.world.clock.now()
        rows = [row for row in execution.log if row.shown <= now and name in ("combined", row.stream)]
        if since is not None:
            rows = [row for row in rows if _milliseconds(row.time) >= _milliseconds(since)]
        if execution.started is None or not rows:
            return Response(b"", 204, media_type="text/html")
        rows.sort(key=lambda row: (row.time[:23], row.order))
        return _json(shapes.log(self.world, job, execution, rows[: self.log_page], len(rows)))

    # --- types and recipes ------------------------------------------------------------------------

    def _job_types(self, params: Params) -> Response:
        active, system = params.flag("is_active"), params.flag("is_system")
        found = [
            type_
            for type_ in sorted(self.world.types.values(), key=lambda type_: type_.name)
            if active in (None, type_.is_active) and system in (None, type_.is_system)
        ]
        return _json(listing.page(params, "/v6/job-types/", found, shapes.job_type_row))

    def _job_type(self, params: Params, name: str, version: str) -> Response:
        for type_ in self.world.types.values():
            if (type_.name, type_.version) == (name, version):
                break
        else:
            raise NotFoundHere("Not found.")
        if self._asker.method == "GET":
            return _json(shapes.job_type_detail(type_))
        unknown = set(params.body) - {"is_paused"}
        if unknown:
            raise BadParameter(f"{', '.join(sorted(unknown))} is not a valid field.")
        paused = params.flag("is_paused")
        if paused is not None:
            type_.is_paused = paused
            type_.paused = self.world.clock.now() if paused else None
        return _json({"is_valid": True, "errors": [], "warnings": []})

    def _recipe(self, _: Params, id_: str) -> Response:
        recipe = self.world.recipes.get(int(id_))
        if recipe is None:
            raise NotFoundHere("Not found.")
        return _json(shapes.recipe_detail(recipe))


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


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(
        json.dumps(body).encode(),
        status,
        headers={"Allow": "GET", **(headers or {})},
        media_type="application/json",
    )


def _milliseconds(when: str | datetime) -> str:
    """Elasticsearch compares times by the millisecond."""
    if isinstance(when, str):
        return when[:23]
    return when.replace(tzinfo=None).isoformat(timespec="milliseconds")


__all__ = ["PASSWORD", "TOKEN", "Asked", "FakeScale"]
