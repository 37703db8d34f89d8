"""AOM's workflow API as it is documented: stateful, strict about paths, signatures and what may be done.

Nodes do what their ``metadata.type`` says: ``ok`` succeeds, ``fail`` fails each time, ``flaky`` fails once,
``pause`` waits to be continued, ``approval`` waits for an approval, ``runs`` runs until the execution is
terminated. All of it happens at once, on the server's own clock. What is not documented is chosen here: a
restart adds a result for the node, a skipped node says ``skip``, a refusal for a wrong state is the
documented 500.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from starlette.requests import Request
from starlette.responses import Response

from fakes.huawei_recordings import ACCESS_KEY, PROJECT, SECRET_KEY
from fakes.huawei_signature import refusal

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

TOKEN = "a-token-of-iam"
EPOCH = 1_729_000_000_000
STATUSES = frozenset(
    (
        "success",
        "fail",
        "executing",
        "cancel",
        "canceling",
        "pausing",
        "waitExecute",
        "waitApproval",
        "approvalFailed",
    )
)
_SORTS = frozenset({"create_time", "last_execution_start_time", "update_time"})
_OPERABLE = {"restart": "fail", "skip": "fail", "continue": "pausing"}


@dataclass
class FakeExecution:
    """One execution: its results are what the API answers."""

    id: str
    workflow: FakeWorkflow
    begin: int
    status: str = "executing"
    end: int | None = None
    updated: int = 0
    results: list[dict[str, Any]] = field(default_factory=list)
    created_by: str = "ops"
    approvers: list[str] = field(default_factory=list)

    def body(self, *, listed: bool) -> dict[str, Any]:
        document = {
            "workflow_id": f"fg-{self.workflow.id}",  # that of the engine below, not the one of the paths
            "execution_id": self.id,
            "status": self.status,
            "begin_time": self.begin,
            "end_time": self.end,
            "last_update_time": self.updated if listed else _iso(self.updated),
            "execution_result_list": self.results,
            "approve_user_name_list": self.approvers,
            "project_id": PROJECT,
        }
        return {**document, "created_by": self.created_by} if listed else document

    def of(self, node: str) -> dict[str, Any] | None:
        found = [result for result in self.results if result["node_id"] == node]
        return found[-1] if found else None


@dataclass
class FakeWorkflow:
    """A workflow with its executions, oldest first."""

    id: str
    name: str
    nodes: list[dict[str, Any]]
    created: int
    executions: list[FakeExecution] = field(default_factory=list)
    input: dict[str, Any] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    description: str = ""

    def body(self) -> dict[str, Any]:
        last = self.executions[-1] if self.executions else None
        return {
            "id": self.id,
            "workflow_id": f"fg-{self.id}",
            "name": self.name,
            "type": "manual",
            "description": self.description,
            "tags": self.tags,
            "create_time": self.created,
            "input": self.input,
            "nodes": self.nodes,
            "status": last.status if last else "waitExecute",
            "last_execution_id": last.id if last else None,
            "last_execution_start_time": last.begin if last else None,
            "last_execution_end_time": last.end if last else None,
        }


def node(id_: str, does: str = "ok", parent: str | None = None, **more: Any) -> dict[str, Any]:
    """Return the definition of a node that ``does`` something; ``parent`` is the name of another."""
    definition = {
        "id": id_,
        "name": f"Node-{id_}",
        "task_name": f"task {id_}",
        "category": "service",
        "description": f"what {id_} is for",
        "ignore_error": False,
        "parent_node": f"Node-{parent}" if parent else None,
        "metadata": {"type": does, "configuration": {"func_app": "CMS", "password": "hunter2"}},
    }
    return {**definition, **more}


class FakeAom:
    """The API of one project at ``/v1/PROJECT/cms``, below ``prefix``."""

    def __init__(self, prefix: str = "", now: datetime = datetime(2026, 11, 20, 8, tzinfo=UTC)) -> None:
        self.prefix = prefix
        self.now = now
        self.workflows: dict[str, FakeWorkflow] = {}
        self.requests: list[tuple[str, str]] = []
        self.unauthorized = 0
        self.answers: list[Response] = []
        """Answers to be given next instead of ours, in this order."""
        self.terminate_answer: bytes = b'{"result": "success"}'
        self.tokens = {TOKEN}
        self.secrets = {ACCESS_KEY: SECRET_KEY}
        self._ticks = 0

    # --- the world --------------------------------------------------------------------------------

    def add(self, id_: str, *nodes: dict[str, Any], name: str = "", **more: Any) -> FakeWorkflow:
        """Add a workflow. Without nodes AOM's list tells nothing of its graph."""
        self.workflows[id_] = FakeWorkflow(id_, name or f"name of {id_}", list(nodes), self.tick(), **more)
        return self.workflows[id_]

    def start(self, workflow: str) -> FakeExecution:
        """Start a workflow and let it go as far as it comes by itself."""
        of = self.workflows[workflow]
        execution = FakeExecution(f"ex-{len(of.executions) + 1}", of, self.tick())
        of.executions.append(execution)
        self._go_on(execution)
        return execution

    def find(self, workflow: str, execution: str) -> FakeExecution:
        return next(e for e in self.workflows[workflow].executions if e.id == execution)

    def tick(self) -> int:
        """Return the next moment: no two things happen in one."""
        self._ticks += 1
        return EPOCH + 1000 * self._ticks

    def changes(self) -> list[tuple[str, str]]:
        """The requests that were to change something."""
        return [
            (method, target)
            for method, target in self.requests
            if method != "GET" and not target.endswith("/workflow-list")
        ]

    def _go_on(self, execution: FakeExecution) -> None:
        execution.updated = self.tick()
        for definition in execution.workflow.nodes:
            result = execution.of(definition["id"])
            if result is not None and result["status"] in ("success", "skip"):
                continue
            if result is not None and result["status"] == "fail" and definition["ignore_error"]:
                continue
            status = self._run(execution, definition)
            if status not in ("success", "skip") and not (status == "fail" and definition["ignore_error"]):
                execution.status = "executing" if status == "fail" else status
                return
        execution.status, execution.end = "success", self.tick()

    def _run(self, execution: FakeExecution, definition: dict[str, Any]) -> str:
        before = [r for r in execution.results if r["node_id"] == definition["id"]]
        does = definition["metadata"]["type"]
        status = {"pause": "pausing", "approval": "waitApproval", "runs": "executing", "fail": "fail"}.get(
            does, "fail" if does == "flaky" and not before else "success"
        )
        ended = status in ("success", "fail")
        output: Any = (
            {"error_msg": f"{definition['id']} broke", "secret_token": "t0p"} if status == "fail" else None
        )
        execution.results.append(
            {
                "node_id": definition["id"],
                "begin_time": self.tick(),
                "end_time": self.tick() if ended else None,
                "function_execution_id": f"fn-{self._ticks}",
                "output": definition.get("output", output),
                "status": status,
            }
        )
        return status

    # --- HTTP -------------------------------------------------------------------------------------

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = await request.body()
        raw = scope["raw_path"].decode()
        query = scope["query_string"].decode()
        target = f"{raw}?{query}" if query else raw
        self.requests.append((request.method, target))
        response = self._refused(request, target, body)
        if response is None:
            response = self.answers.pop(0) if self.answers else self._route(request, raw, query, body)
        response.headers["Date"] = format_datetime(self.now, usegmt=True)
        response.headers.setdefault("X-Request-Id", f"reqid-{len(self.requests):04}")
        await response(scope, receive, send)

    def _refused(self, request: Request, target: str, body: bytes) -> Response | None:
        headers = {name.lower(): value for name, value in request.headers.items()}
        if "x-auth-token" in headers and "authorization" not in headers:
            if headers["x-auth-token"] in self.tokens:
                return None
            self.unauthorized += 1
            return error(401, "AOM.31009004", "auth failed.", http_code="401")
        why = refusal(request.method, target, headers, body, secrets=self.secrets, now=self.now)
        if why is None:
            return None
        self.unauthorized += 1
        message = f"Incorrect IAM authentication information: {why}"
        return error(401, "APIGW.0301", message, request_id="gateway-1")

    def _route(self, request: Request, raw: str, query: str, body: bytes) -> Response:
        root = f"{self.prefix}/v1/"
        if not raw.startswith(root):
            return error(404, "APIGW.0101", "The API does not exist or has not been published")
        project, *steps = [unquote(step) for step in raw[len(root) :].split("/")]
        if project != PROJECT:
            return error(403, "AOM.31009005", "the token is of another project")
        params = dict(parse_qsl(query, keep_blank_values=True))
        match request.method, steps:
            case "POST", ["cms", "workflow-list"]:
                return self._list(json.loads(body))
            case "GET", ["cms", "workflow", id_, "executions"] if id_ in self.workflows:
                found = reversed(self.workflows[id_].executions)
                return answer([execution.body(listed=True) for execution in found])
            case "POST", ["cms", "workflow", id_, "executions"] if id_ in self.workflows:
                assert body == b"", "a start has no body"
                return answer({"execution_id": self.start(id_).id})
            case method, ["cms", "workflow", id_, "executions", execution, *rest] if id_ in self.workflows:
                return self._one(method, id_, execution, rest, params, body)
            case _, ["cms", "workflow", _, *_]:
                return error(404, "AOM.31001404", "workflow not found.")
        return error(404, "APIGW.0101", "The API does not exist or has not been published")

    def _list(self, asked: dict[str, Any]) -> Response:
        page, size = asked.get("page", 0), asked.get("size", 10)
        right = isinstance(page, int) and isinstance(size, int) and page >= 0 and 1 <= size <= 100
        right = right and asked.get("sort_field") in _SORTS and asked.get("sort_type") in ("ASC", "DESC")
        right = right and asked.get("status", "success") in STATUSES and asked.get("search", "x") != ""
        if not right:
            return error(400, "AOM.31001400", "the request is illegal.")
        bodies = [workflow.body() for workflow in self.workflows.values()]
        bodies = [b for b in bodies if asked.get("status", b["status"]) == b["status"]]
        search = asked.get("search", "")
        bodies = [b for b in bodies if search in b["name"] or search in b["description"]]
        bodies.sort(key=lambda b: b[asked["sort_field"]] or 0, reverse=asked["sort_type"] == "DESC")
        return answer({"elements": bodies[page * size : (page + 1) * size], "total_elements": len(bodies)})

    def _one(
        self, method: str, id_: str, execution: str, rest: list[str], params: dict[str, str], body: bytes
    ) -> Response:
        found = next((e for e in self.workflows[id_].executions if e.id == execution), None)
        if found is None:
            return error(400, "AOM.31001400", "execution not found.")
        if (method, rest) == ("GET", ["status"]):
            if found.status == "canceling":  # the end is asked for and comes later
                document = found.body(listed=False)
                self._cancel(found)
                return answer(document)
            return answer(found.body(listed=False))
        if (method, rest) == ("POST", ["terminate"]):
            assert body == b"", "a terminate has no body"
            return self._terminate(found)
        if (method, rest) == ("POST", ["operation"]):
            assert body == b"", "an operation has no body"
            return self._operate(found, params)
        return error(404, "APIGW.0101", "The API does not exist or has not been published")

    def _terminate(self, execution: FakeExecution) -> Response:
        if execution.status in ("success", "cancel", "fail", "approvalFailed"):
            return error(500, "AOM.31001405", "internal server error.", http_code="500")
        execution.status = "canceling"
        return Response(self.terminate_answer)

    def _cancel(self, execution: FakeExecution) -> None:
        execution.status, execution.end = "cancel", self.tick()
        for result in execution.results:
            if result["end_time"] is None:
                result["status"], result["end_time"] = "cancel", execution.end

    def _operate(self, execution: FakeExecution, params: dict[str, str]) -> Response:
        if set(params) != {"action", "node_id"} or params["action"] not in _OPERABLE:
            return error(400, "AOM.31001400", "action and node_id are mandatory.")
        result = execution.of(params["node_id"])
        wanted = _OPERABLE[params["action"]]
        over = execution.status in ("success", "cancel", "canceling")
        if result is None or result["status"] != wanted or over:
            return error(500, "AOM.31001405", "internal server error.", http_code="500")
        if params["action"] == "restart":
            definition = next(d for d in execution.workflow.nodes if d["id"] == params["node_id"])
            status = self._run(execution, definition)
            execution.status = "executing"
            if status != "success":
                execution.updated = self.tick()
                return answer({"result": "success"})
        else:
            result["status"] = "skip" if params["action"] == "skip" else "success"
            result["end_time"] = self.tick()
            execution.status, execution.end = "executing", None
        self._go_on(execution)
        return answer({"result": "success"})


def answer(document: Any, status: int = 200) -> Response:
    """Return a JSON answer."""
    return Response(json.dumps(document), status, media_type="application/json")


def error(status: int, code: str, message: str, **more: str) -> Response:
    """Return a refusal in the documented form."""
    return answer({"error_code": code, "error_msg": message, **more}, status)


def _iso(milliseconds: int) -> str:
    moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
