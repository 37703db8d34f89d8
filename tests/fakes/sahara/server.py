"""A stateful Sahara as an ASGI app: strict about what it is asked, and it keeps count."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from fakes.sahara import answers
from fakes.sahara.state import OTHER, PROJECT, TERMINATED, Execution, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Receive, Scope, Send

TOKEN = "gAAAAAB-a-keystone-token"
"""The token of `PROJECT`; ``other-token`` is one of another project."""

_PROJECTS = {TOKEN: PROJECT, "other-token": OTHER}
_ID = re.compile(r"[0-9a-f]{32}")
_V1_FILTERS = {"status", "cluster_id", "job_id", "job.name", "cluster.name", "id", "tenant_id"}
_PAGING = {"limit", "marker", "sort_by"}


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


class SaharaFake:
    """The server. ``asked`` is every request; ``cancels`` counts those that asked for a cancel, by execution.

    ``instead`` may answer in its place: called with each request, it returns a response or None.
    """

    def __init__(self) -> None:
        self.state = State()
        self.asked: list[Asked] = []
        self.cancels: Counter[str] = Counter()
        self.instead: Callable[[Asked], Response | None] = lambda _: None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        asked = Asked(
            request.method, scope["path"], request.url.query, dict(request.headers), await request.body()
        )
        self.asked.append(asked)
        self.state.go_on()
        response = self.instead(asked) or await self._answer(request, asked)
        await response(scope, receive, send)

    def reads(self, part: str = "") -> list[Asked]:
        """The requests so far whose path holds ``part``."""
        return [each for each in self.asked if part in each.path]

    async def _answer(self, request: Request, asked: Asked) -> Response:
        accepted = asked.headers.get("accept", "*/*")
        if "json" not in accepted and "*/*" not in accepted:
            return answers.nothing_acceptable()
        if asked.path == "/":
            return _versions()
        token = asked.headers.get("x-auth-token", "")
        if token not in _PROJECTS:
            return answers.no_token()
        steps = asked.path.strip("/").split("/")
        if asked.path.endswith("/") or not steps:
            return answers.no_route()
        version, *steps = steps
        if version == "v1.1" and steps and _ID.fullmatch(steps[0]) and steps.pop(0) != _PROJECTS[token]:
            return answers.other_project()
        return await _Routes(self, version, _PROJECTS[token], request, asked).answer(steps)


def _versions() -> Response:
    listed = [{"id": "v1.1", "status": "SUPPORTED"}, {"id": "v2", "status": "CURRENT", "max_version": "2.0"}]
    return answers.answer({"versions": listed}, 300)


class _Routes:
    """One request of one project, in one version."""

    def __init__(self, fake: SaharaFake, version: str, project: str, request: Request, asked: Asked) -> None:
        self.fake = fake
        self.state = fake.state
        self.version = version
        self.project = project
        self.request = request
        self.asked = asked

    async def answer(self, steps: list[str]) -> Response:
        if self.version not in ("v1.1", "v2"):
            return answers.no_route()
        executions = "job-executions" if self.version == "v1.1" else "jobs"
        templates = "jobs" if self.version == "v1.1" else "job-templates"
        listed = "jobs" if self.version == "v1.1" else "job_templates"
        match (self.asked.method, steps):
            case ("GET", [name]) if name == executions:
                return self._list()
            case ("GET", [name, id_]) if name == executions:
                return self._on(id_, self._show)
            case ("GET", [name, id_, "refresh-status"]) if name == executions == "job-executions":
                return self._on(id_, self._refresh)
            case ("GET", [name, id_, "cancel"]) if name == executions == "job-executions":
                return self._on(id_, self._cancel)
            case ("PATCH", [name, id_]) if name == executions:
                return self._on(id_, self._patch(await self.request.json()))
            case ("DELETE", [name, id_]) if name == executions:
                return self._on(id_, self._delete)
            case ("POST", ["jobs", id_, "execute"]) if self.version == "v1.1":
                return self._execute(id_, await self.request.json())
            case ("POST", ["jobs"]) if self.version == "v2":
                body = await self.request.json()
                return self._execute(body.pop("job_template_id", ""), body)
            case ("GET", [name]) if name == templates:
                return answers.answer(
                    {listed: [answers.template(each) for each in self.state.templates.values()]}
                )
            case ("GET", ["clusters"]):
                return answers.answer(
                    {"clusters": [answers.cluster(each) for each in self.state.clusters.values()]}
                )
            case (_, [name, _, "cancel"]) if name == executions == "job-executions":
                return answers.no_route(405)
            case _:
                return answers.no_route()

    # --- reads ------------------------------------------------------------------------------------

    def _list(self) -> Response:
        query = dict(self.request.query_params)
        known = _PAGING | (_V1_FILTERS if self.version == "v1.1" else {"status"})
        if query.keys() - known:
            if self.version == "v1.1":
                return answers.internal()
            return answers.answer(
                {
                    "error_code": 400,
                    "error_message": "The only valid params for jobs_list are ['status']",
                    "error_name": "INVALID_PARAMS_ON_REQUEST",
                },
                400,
            )
        if query.get("sort_by", "id") not in ("id", "-id"):
            return answers.refused(400, 400, f"Unknown field for sorting {query['sort_by']}")
        limit = int(query["limit"]) if "limit" in query else None
        if limit is not None and limit <= 0:
            return answers.refused(400, 400, "'limit' must be positive integer")
        marker = query.get("marker")
        if marker is not None and self._visible(marker) is None:
            return answers.not_found(marker)
        rows = self._rows(query.get("status"))
        if any(row.status is None for row in rows):
            return answers.internal()
        return answers.answer(self._page(rows, limit, marker))

    def _rows(self, status: str | None) -> list[Execution]:
        seen = [row for row in self.state.executions.values() if self._visible(row.id)]
        rows = sorted(seen, key=lambda row: row.id)
        return [row for row in rows if status is None or (row.status or "").lower() == status.lower()]

    def _page(self, rows: list[Execution], limit: int | None, marker: str | None) -> dict[str, object]:
        """As db/sqlalchemy/api.py does it: the marker's row comes again, and one that is gone begins anew."""
        ids = [row.id for row in rows]
        place = ids.index(marker) if marker in ids else 0
        shown = rows[place:][:limit]
        name = "job_executions" if self.version == "v1.1" else "jobs"
        document: dict[str, object] = {name: [answers.shown(row, self.version) for row in shown]}
        after = None
        if limit is not None and (marker is None or marker in ids):
            last = place + limit if marker is not None else limit - 1
            more = len(ids) > limit if marker is None else last < len(ids)
            after = ids[last] if more else None
        if after is not None or marker is not None:
            document["markers"] = {"prev": None, "next": after}
        return document

    def _visible(self, id_: str) -> Execution | None:
        row = self.state.executions.get(id_)
        return row if row is not None and (row.is_public or row.tenant_id == self.project) else None

    def _on(self, id_: str, do: Callable[[Execution], Response]) -> Response:
        row = self._visible(id_)
        if row is None:
            return answers.not_found(id_)
        if row.status is None:
            return answers.internal()
        if self.version == "v2" and self.request.query_params:
            return answers.refused(
                400, "INVALID_PARAMS_ON_REQUEST", "The only valid params for jobs_get are []"
            )
        return do(row)

    def _one(self, row: Execution, status: int = 200) -> Response:
        root = "job_execution" if self.version == "v1.1" else "job"
        return answers.answer({root: answers.shown(row, self.version)}, status)

    def _show(self, row: Execution) -> Response:
        return self._one(row)

    def _refresh(self, row: Execution) -> Response:
        self.state.refresh(row)
        return self._one(row)

    # --- changes ----------------------------------------------------------------------------------

    def _cancel(self, row: Execution) -> Response:
        """Answer with the row from before, and cancel afterwards."""
        self.fake.cancels[row.id] += 1
        why = self._not_ours(row)
        if why:
            words = f"Job execution with id '{row.id}' cannot be canceled because {why}"
            return answers.refused(400, "CANCELING_FAILED", words)
        response = self._one(row, 200 if self.version == "v1.1" else 202)
        if row.status not in TERMINATED:
            engine = row.engine_job_id is not None
            row.coming = ["TOBEKILLED", "KILLED"] if engine else ["TOBEKILLED"]
        return response

    def _patch(self, body: dict[str, object]) -> Callable[[Execution], Response]:
        def change(row: Execution) -> Response:
            if body == {"info": {"status": "cancel"}}:
                # v1.1 accepts this, and does nothing.
                return self._cancel(row) if self.version == "v2" else self._one(row, 202)
            return answers.refused(400, "VALIDATION_ERROR", "is not one of ['suspend', 'cancel']")

        return change

    def _delete(self, row: Execution) -> Response:
        why = self._not_ours(row)
        if why:
            words = f"JobExecution with id '{row.id}' could not be deleted because {why}"
            return answers.refused(400, "DELETION_FAILED", words)
        row.deleting = True
        return Response(status_code=204)

    def _not_ours(self, row: Execution) -> str:
        if row.tenant_id != self.project:
            return "it wasn't created in this tenant"
        return "it's marked as protected" if row.is_protected else ""

    def _execute(self, template: str, body: dict[str, object]) -> Response:
        allowed = {
            "cluster_id",
            "input_id",
            "output_id",
            "job_configs",
            "interface",
            "is_public",
            "is_protected",
        }
        if body.keys() - allowed:
            words = f"Additional properties are not allowed ({sorted(body.keys() - allowed)})"
            return answers.refused(400, "VALIDATION_ERROR", words)
        if "cluster_id" not in body:
            return answers.refused(400, "VALIDATION_ERROR", "'cluster_id' is a required property")
        if template not in self.state.templates:
            return answers.not_found(template)
        cluster = self.state.clusters.get(str(body["cluster_id"]))
        if cluster is None:
            return answers.refused(400, "INVALID_REFERENCE", "Cluster doesn't exist")
        row = Execution(str(uuid.uuid4()), template, cluster.id, self.project, created_at=self.state.now())
        row.job_configs = {**body.get("job_configs", {}), "job_execution_info": {}}  # type: ignore[dict-item]
        row.is_public, row.is_protected = bool(body.get("is_public")), bool(body.get("is_protected"))
        row.coming = list(cluster.course)
        self.state.executions[row.id] = row
        root = "job_execution" if self.version == "v1.1" else "job"
        return answers.answer({root: answers.started(row, self.version)}, 202)
