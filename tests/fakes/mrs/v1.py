"""The v1.1 API of the stand-in: job executions in Sahara's shape, exe objects, job objects."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from fakes.mrs.answers import refused
from fakes.mrs.jobs import CLUSTER, V1_TYPES, FakeJob

if TYPE_CHECKING:
    from starlette.requests import Request

    from fakes.mrs.server import Asked, FakeMrs

Answer = Callable[["FakeMrs", "Request", "Asked", "dict[str, str]"], Response]


def executions(fake: FakeMrs, request: Request, asked: Asked, ids: dict[str, str]) -> Response:
    """Answer a page of job executions by marker, in the order of their ids: no order of time."""
    _is_served(fake)
    rows = sorted(fake.jobs.values(), key=lambda job: job.id)
    page, markers = _page([job.id for job in rows], request, fake)
    found: dict[str, object] = {"job_executions": [_execution(fake.jobs[id_]) for id_ in page]}
    if markers is not None:
        found["markers"] = markers
    return JSONResponse(found)


def _page(ids: list[str], request: Request, fake: FakeMrs) -> tuple[list[str], dict[str, object] | None]:
    """Return the ids of a page, and the markers.

    MRS: a marker is the last element that is not returned. Sahara: it is the first that is, and the first
    page names its own last row (23 rows by 5: [0-4] next 4, [4-8] next 9).
    """
    params = dict(request.query_params)
    if params.keys() - {"limit", "marker", "sort_by"} or params.get("sort_by", "id") not in ("id", "-id"):
        raise refused(400, "VALIDATION_ERROR", "Unknown field for sorting", style="sahara")
    asked = params.get("limit", "1000")
    if not re.fullmatch("[1-9][0-9]{0,9}", asked):
        raise refused(400, "VALIDATION_ERROR", "'limit' must be positive integer", style="sahara")
    limit, inclusive = min(int(asked), fake.most), fake.inclusive
    ids = ids[::-1] if params.get("sort_by") == "-id" else ids
    begin = 0
    if "marker" in params:
        if params["marker"] not in ids:
            raise refused(404, "NOT_FOUND", "Object with marker not found", style="sahara")
        begin = ids.index(params["marker"]) + (0 if inclusive else 1)
    page, rest = ids[begin : begin + limit], ids[begin + limit :]
    if inclusive:
        following = (page[-1] if "marker" not in params else rest[0]) if rest else None
        has_markers = bool(rest) or "marker" in params
        return page, {"prev": None, "next": following} if has_markers else None
    return page, {"prev": None, "next": page[-1] if rest else None}


def execution(fake: FakeMrs, request: Request, asked: Asked, ids: dict[str, str]) -> Response:
    """Answer one job execution."""
    _is_served(fake)
    return JSONResponse({"job_execution": _execution(_job(fake, ids))})


def canceled(fake: FakeMrs, request: Request, asked: Asked, ids: dict[str, str]) -> Response:
    """Cancel by a GET; the answer is from before it, and the job dies later."""
    _is_served(fake)
    job = _job(fake, ids)
    if job.protected:
        raise refused(400, "CANCELING_FAILED", "job execution is protected", style="sahara")
    found = job.as_execution()
    if not job.is_over:
        job.dying = fake.dies_after
    return JSONResponse({"job_execution": found})


def deleted(fake: FakeMrs, request: Request, asked: Asked, ids: dict[str, str]) -> Response:
    """Delete a job execution."""
    _is_served(fake)
    fake.jobs.pop(_job(fake, ids).id)
    return Response(status_code=204)


def job_objects(fake: FakeMrs, request: Request, asked: Asked, ids: dict[str, str]) -> Response:
    """Answer the job objects by marker."""
    by_id = {str(each["id"]): each for each in fake.templates}
    page, markers = _page(sorted(by_id), request, fake)
    return JSONResponse({"jobs": [by_id[id_] for id_ in page], "markers": markers})


def executed(fake: FakeMrs, request: Request, asked: Asked, ids: dict[str, str]) -> Response:
    """Execute a job object."""
    _is_served(fake)
    if ids["template"] not in {each["id"] for each in fake.templates}:
        raise refused(404, "NOT_FOUND", "Object with id not found", style="sahara")
    body = json.loads(asked.body)
    known = {"cluster_id", "input_id", "output_id", "is_protected", "is_public", "job_configs"}
    if body.keys() - known or not body.keys() >= {"cluster_id", "job_configs"}:
        raise refused(400, "VALIDATION_ERROR", "job_configs is a required property", style="sahara")
    job = fake.add(
        "ACCEPTED", template=ids["template"], cluster=body["cluster_id"], configs=body["job_configs"]
    )
    return JSONResponse({"job_execution": job.as_execution()}, 202)


def exes(fake: FakeMrs, request: Request, asked: Asked, ids: dict[str, str]) -> Response:
    """Answer a page of exe objects, newest first."""
    _is_served(fake)
    params = dict(request.query_params)
    known = {"cluster_id", "id", "page_size", "current_page", "job_name", "state"}
    size, page = int(params.get("page_size", "10")), int(params.get("current_page", "1"))
    if params.keys() - known or params.get("cluster_id") != CLUSTER or not 1 <= size <= 100 or page < 1:
        raise refused(400, "12000002", "The parameter is invalid.")
    if params.get("state", "2") not in ("-1", "2", "3", "4"):
        raise refused(400, "12000002", "The parameter is invalid.")
    found = sorted(fake.jobs.values(), key=lambda job: job.submitted, reverse=True)
    rows = [job for job in found if params.get("job_name", "") in job.name]
    if "state" in params:
        rows = [job for job in rows if str(job.as_exe()["job_state"]) == params["state"]]
    shown = rows[(page - 1) * size : page * size]
    return JSONResponse({"totalRecord": len(rows), "job_executions": [_exe(job) for job in shown]})


def exe(fake: FakeMrs, request: Request, asked: Asked, ids: dict[str, str]) -> Response:
    """Answer one exe object."""
    _is_served(fake)
    return JSONResponse({"job_execution": _exe(_job(fake, ids))})


def submitted(fake: FakeMrs, request: Request, asked: Asked, ids: dict[str, str]) -> Response:
    """Add a job and execute it. Times in the answer are seconds, and their names are spelled otherwise."""
    _is_served(fake)
    body = json.loads(asked.body)
    kind = next((name for name, number in V1_TYPES.items() if number == body.get("job_type")), None)
    if kind is None or body.get("cluster_id") != CLUSTER or not body.get("job_name"):
        raise refused(400, "12000002", "The parameter is invalid.")
    job = fake.add("ACCEPTED", name=body["job_name"], type=kind, arguments=body.get("arguments", "").split())
    found = job.as_exe()
    seconds = job.submitted // 1000
    found |= {"created_at": seconds, "updated_at": seconds, "start_time": seconds}
    del found["create_at"], found["update_at"]
    return JSONResponse({"job_execution": found})


def _is_served(fake: FakeMrs) -> None:
    if fake.v1_gone:
        raise refused(
            400,
            "12000085",
            "This interface does not support the cluster of this version.Please use the "
            "/v2/{project_id}/clusters/{cluster_id}/job-executions job submit interface.",
        )


def _job(fake: FakeMrs, ids: dict[str, str]) -> FakeJob:
    if ids["job"] not in fake.jobs:
        message = f"Object with {{'id': '{ids['job']}'}} not found\nError ID: 4f5a"
        raise refused(404, "NOT_FOUND", message, style="sahara")
    return fake.jobs[ids["job"]]


def _execution(job: FakeJob) -> dict[str, object]:
    found = job.as_execution()
    job.seen()
    return found


def _exe(job: FakeJob) -> dict[str, object]:
    found = job.as_exe()
    job.seen()
    return found


_PROJECT = "/v1.1/{project}"
ROUTES: tuple[tuple[str, Answer], ...] = (
    (f"GET{_PROJECT}/job-executions", executions),
    (f"GET{_PROJECT}/job-executions/{{job}}", execution),
    (f"GET{_PROJECT}/job-executions/{{job}}/cancel", canceled),
    (f"DELETE{_PROJECT}/job-executions/{{job}}", deleted),
    (f"GET{_PROJECT}/jobs", job_objects),
    (f"POST{_PROJECT}/jobs/submit-job", submitted),
    (f"POST{_PROJECT}/jobs/{{template}}/execute", executed),
    (f"GET{_PROJECT}/job-exes", exes),
    (f"GET{_PROJECT}/job-exes/{{job}}", exe),
)
