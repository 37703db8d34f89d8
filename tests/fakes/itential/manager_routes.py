"""The routes of operations-manager and automation-studio."""

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from fakes.itential.documents import Document
from fakes.itential.listing import WrongQuery, page
from fakes.itential.world import Refused
from fakes.itential.wrong import Wrong, shaped

if TYPE_CHECKING:
    from fakes.itential.server import FakeItential

_JOB = re.compile(r"/operations-manager/jobs/([^/]+)\Z")
_JOB_VERB = re.compile(r"/operations-manager/jobs/([^/]+)/(continue|revert)\Z")
_TASK_VERB = re.compile(r"/operations-manager/jobs/([^/]+)/tasks/([^/]+)/(retry|finish)\Z")
_TASK = re.compile(r"/operations-manager/tasks/([^/]+)\Z")
_CLAIM = re.compile(r"/operations-manager/tasks/([^/]+)/(claim|release)\Z")
_DETAILED = re.compile(r"/automation-studio/workflows/detailed/([^/]+)\Z")
_OPTIONS = ("description", "type", "variables", "groups")
_GROUP = re.compile(r"[0-9a-f]{24}\Z")
BULK_LIMIT = 100


async def manager_answer(fake: "FakeItential", request: Request, path: str, body: Any) -> Response | None:
    """Answer a request of this generation, or None where it has no such route."""
    return _read(fake, request, path, body) if request.method == "GET" else _change(fake, path, body)


def _envelope(message: str, data: Any, status: int = 200, about: Any = None) -> Response:
    return JSONResponse({"message": message, "data": data, "metadata": about or {}}, status)


def _read(fake: "FakeItential", request: Request, path: str, body: Any) -> Response | None:
    params = _params(request, body)
    if path == "/operations-manager/jobs":
        if fake.refuses_include and any(name == "include" for name, _ in params):
            return _envelope("Invalid query parameters provided :\nParameter 'include'", None, 400)
        return _list(fake, [_stubbed(job) for job in fake.world.jobs.values()], params)
    if path == "/operations-manager/tasks":
        return _list(fake, list(fake.world.iterations.values()), params)
    if path == "/operations-manager/automations":
        return _automations(fake, params)
    if path == "/automation-studio/workflows":
        items, about = page([_workflow(fake, name) for name in fake.world.flows], params, fake.ignored)
        return JSONResponse({"items": items, **{key: about[key] for key in ("skip", "limit", "total")}})
    if match := _DETAILED.match(path):
        name = unquote(match[1])
        return JSONResponse(_workflow(fake, name) if name in fake.world.flows else {})
    if match := _JOB.match(path):
        job = fake.world.jobs.get(unquote(match[1]))
        if job is None:
            return _envelope("Job not found", None, 404)
        return _envelope("Successfully retrieved item", job)
    if match := _TASK.match(path):
        iteration = fake.world.iterations.get(unquote(match[1]))
        if iteration is None:
            return _envelope("Task not found", None, 404)
        return _envelope("Successfully retrieved item", iteration)
    return None


def _params(request: Request, body: Any) -> list[tuple[str, str]]:
    """The query, or the other form of it in the body of a GET."""
    if isinstance(body, dict) and isinstance(body.get("queryParameters"), dict):
        found: list[tuple[str, str]] = []
        for name, value in body["queryParameters"].items():
            if isinstance(value, dict):
                found += [(f"{name}[{key}]", str(each)) for key, each in value.items()]
            else:
                found.append((name, ",".join(value) if isinstance(value, list) else str(value)))
        return found
    return list(request.query_params.multi_items())


def _list(fake: "FakeItential", documents: list[Document], params: list[tuple[str, str]]) -> Response:
    limit = dict(params).get("limit", "25")
    if int(limit) > BULK_LIMIT:
        fake.offences.append(f"limit {limit}")
    try:
        items, about = page(documents, params, fake.ignored)
    except WrongQuery as error:
        return _envelope(str(error), None, 400)
    return _envelope("Successfully retrieved items", items, about=about)


def _stubbed(job: Document) -> Document:
    """A job in a list holds no variables since 2023.2, but where they are."""
    return {**job, "variables": {"location": "job_data", "_id": job["_id"]}}


def _automations(fake: "FakeItential", params: list[tuple[str, str]]) -> Response:
    if any("[" in name for name, _ in params):
        return _envelope("Invalid query parameters provided", None, 400)
    items = [
        {"_id": f"{at:024x}", "name": name, "componentName": name, "componentType": "workflows"}
        for at, name in enumerate(fake.world.flows)
    ]
    part, about = page(items, params, fake.ignored)
    return _envelope("Successfully retrieved automations", part, about=about)


def _workflow(fake: "FakeItential", name: str) -> Document:
    flow = fake.world.flows[name]
    schema = flow.inputs or {"type": "object", "properties": {}, "required": []}
    return {
        "_id": f"3c4fa6d4-d602-4507-8b5d-{len(name):012x}",
        "name": name,
        "description": "",
        "type": "automation",
        "inputSchema": schema,
        "created_by": {"_id": "67506f5b00d71a000b4d443d", "username": "admin@pronghorn"},
    }


def _change(fake: "FakeItential", path: str, body: Any) -> Response | None:
    if path == "/operations-manager/jobs/start":
        return _start(fake, body)
    if path in {f"/operations-manager/jobs/{verb}" for verb in ("pause", "resume", "cancel")}:
        return _bulk(fake, path.rpartition("/")[2], body)
    if match := _JOB_VERB.match(path):
        job = _known(fake, match[1])
        if match[2] == "continue":
            fake.world.go_on_from(job, shaped(body, "fromTask")["fromTask"])
        else:
            asked = shaped(body, "fromTask", "toTask")
            fake.world.revert(job, asked["fromTask"], asked["toTask"])
        return _envelope("Successfully changed job", None)
    if match := _TASK_VERB.match(path):
        return _task_verb(fake, _known(fake, match[1]), unquote(match[2]), match[3], body)
    if match := _CLAIM.match(path):
        shaped(body)
        owner = "67506f5b00d71a000b4d443d" if match[2] == "claim" else None
        return _envelope("Successfully changed task", fake.world.claim(unquote(match[1]), owner))
    return None


def _known(fake: "FakeItential", id_: str) -> Document:
    job = fake.world.jobs.get(unquote(id_))
    if job is None:
        raise Refused(f"No job found with id {unquote(id_)}")
    return job


def _start(fake: "FakeItential", body: Any) -> Response:
    asked = shaped(body, "workflow", "options")
    options = shaped(asked["options"], optional=_OPTIONS)
    if not isinstance(options.get("variables", {}), dict):
        raise Wrong("options.variables must be object")
    if not all(isinstance(each, str) and _GROUP.match(each) for each in options.get("groups", [])):
        raise Wrong("options.groups must match the pattern of an id")
    return _envelope("Successfully started job", fake.world.start(asked["workflow"], options))


def _bulk(fake: "FakeItential", verb: str, body: Any) -> Response:
    ids = shaped(body, "jobIds")["jobIds"]
    if not isinstance(ids, list) or not ids or len(ids) > BULK_LIMIT:
        raise Wrong(f"jobIds must hold 1 to {BULK_LIMIT} ids")
    failed: Document = {}
    for id_ in ids:
        try:
            if verb not in fake.deaf:
                fake.world.change(verb, _known(fake, id_))
        except Refused as error:
            failed[id_] = error.message
    if len(failed) == len(ids):
        raise Refused(f"Failed to {verb} all jobs", failed)
    return _envelope(f"Successfully changed {len(ids) - len(failed)} of {len(ids)} jobs", failed or None)


def _task_verb(fake: "FakeItential", job: Document, task: str, verb: str, body: Any) -> Response:
    if verb == "retry":
        shaped(body, "variables")
        fake.world.retry(job, task)
        return _envelope("Successfully retried task", None)
    data = shaped(shaped(body, "taskData")["taskData"], "finish_state", "variables")
    if fake.needs_claim and task in job["tasks"]:
        iteration = fake.world.iterations[job["tasks"][task]["iterations"][-1]]
        if not iteration["metrics"].get("owner"):
            raise Refused(f"Task {task} must be claimed before it can be finished")
    fake.world.finish_manual(job, task, data["finish_state"], data["variables"])
    return _envelope("Successfully finished task", job)
