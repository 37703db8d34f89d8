"""The routes of workflow_engine, as 2020.2 to 2022.x have them: bare answers, one job a request."""

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from fakes.itential.documents import Document
from fakes.itential.listing import at
from fakes.itential.world import Refused
from fakes.itential.wrong import Wrong, shaped

if TYPE_CHECKING:
    from fakes.itential.server import FakeItential

_DETAILS = re.compile(r"/workflow_engine/(?:job/([^/]+)/details|getJob/([^/]+))\Z")
_START = re.compile(r"/workflow_engine/startJobWithOptions/([^/]+)\Z")
_VERBS = {"pauseJob": "pause", "resumeJob": "resume", "cancelJob": "cancel"}
_LIST_KEYS = ("query", "fields", "sort", "limit", "skip", "expand")


async def engine_answer(fake: "FakeItential", request: Request, path: str, body: Any) -> Response | None:
    """Answer a request of this generation, or None where it has no such route."""
    if request.method == "GET":
        match = _DETAILS.match(path)
        if match is None:
            return None
        job = fake.world.jobs.get(unquote(match[1] or match[2]))
        return (
            JSONResponse({"message": "Job not found"}, 404)
            if job is None
            else JSONResponse(_merged(fake, job))
        )
    name = path.rpartition("/")[2]
    if path == f"/workflow_engine/{name}" and name in _VERBS:
        return JSONResponse(_changed(fake, _VERBS[name], shaped(body, "job_id")["job_id"]))
    if path == "/workflow_engine/fixJob":
        asked = shaped(body, "job_id", "errored_task", "revert_task")
        job = _known(fake, asked["job_id"])
        fake.world.revert(job, asked["errored_task"], asked["revert_task"])
        return JSONResponse(_merged(fake, job))
    if path == "/workflow_engine/finishTask":
        return JSONResponse(_finished(fake, body))
    if path == "/workflow_engine/jobs/search":
        return JSONResponse(_page([_merged(fake, job) for job in fake.world.jobs.values()], body))
    if path == "/workflow_engine/workflows/search":
        flows = [
            {"_id": name, "name": name, "inputSchema": flow.inputs or {"type": "object", "properties": {}}}
            for name, flow in fake.world.flows.items()
        ]
        return JSONResponse(_page(flows, body))
    if match := _START.match(path):
        options = shaped(
            shaped(body, "options")["options"], optional=("description", "variables", "type", "groups")
        )
        return JSONResponse(_merged(fake, fake.world.start(unquote(match[1]), options)))
    return None


def _known(fake: "FakeItential", id_: str) -> Document:
    job = fake.world.jobs.get(id_)
    if job is None:
        raise Refused(f"No job found with id {id_}")
    return job


def _changed(fake: "FakeItential", verb: str, id_: str) -> Document:
    job = _known(fake, id_)
    if verb == "resume" and job["status"] == "error":
        failed = next(key for key, task in job["tasks"].items() if task.get("status") == "error")
        fake.world.retry(job, failed)
    elif verb not in fake.deaf:
        fake.world.change(verb, job)
    return _merged(fake, job)


def _finished(fake: "FakeItential", body: Any) -> Document:
    asked = shaped(body, "task_id", "job_id", "task_data")
    data = shaped(asked["task_data"], "finish_state", "variables")
    job = _known(fake, asked["job_id"])
    fake.world.finish_manual(job, asked["task_id"], data["finish_state"], data["variables"])
    return _merged(fake, job)


def _merged(fake: "FakeItential", job: Document) -> Document:
    """A job of 2021.1, each task with the document of its latest iteration in it."""
    tasks: Document = {}
    for id_, task in job["tasks"].items():
        latest = fake.world.iterations[task["iterations"][-1]] if task["iterations"] else {}
        inner = {key: latest[key] for key in ("_id", "job", "metrics", "view", "variables") if key in latest}
        tasks[id_] = {**task, **inner}
    return {key: value for key, value in job.items() if key != "variables"} | {"tasks": tasks}


def _page(documents: list[Document], body: Any) -> Document:
    options = shaped(shaped(body, "options")["options"], optional=_LIST_KEYS)
    query = options.get("query", {})
    if any(not isinstance(value, str | int | float | bool) for value in query.values()):
        raise Wrong("only plain values are known to be understood in a query")
    found = [each for each in documents if all(at(each, key) == value for key, value in query.items())]
    for name, order in options.get("sort", {}).items():
        found.sort(key=lambda each, name=name: at(each, name), reverse=order == -1)
    skip, limit = options.get("skip", 0), options.get("limit", 10) or len(found)
    wanted = {"_id", *options.get("fields", {})}
    part = found[skip : skip + limit]
    if options.get("fields"):
        part = [{key: value for key, value in each.items() if key in wanted} for each in part]
    return {"results": part, "skip": skip, "limit": limit, "total": len(found)}
