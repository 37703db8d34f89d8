"""The v2 job API of the stand-in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from fakes.mrs.answers import refused
from fakes.mrs.jobs import FakeJob

if TYPE_CHECKING:
    from starlette.requests import Request

    from fakes.mrs.server import Asked, FakeMrs

Answer = Callable[["FakeMrs", "Request", "Asked", "dict[str, str]"], Response]

_FILTERS: dict[str, Callable[[FakeJob, str], bool]] = {
    "job_name": lambda job, text: text in job.name,
    "job_id": lambda job, text: job.id == text,
    "user": lambda job, text: job.user == text,
    "job_type": lambda job, text: job.type == text,
    "job_state": lambda job, text: job.state == text,
    "job_result": lambda job, text: job.result == text,
    "queue": lambda job, text: job.queue == text,
    "submitted_time_begin": lambda job, text: job.submitted > int(text),
    "submitted_time_end": lambda job, text: job.submitted < int(text),
}
_PAGING = ("limit", "offset", "sort_by")
_TYPES = ("MapReduce", "SparkSubmit", "HiveScript", "HiveSql", "DistCp", "SparkScript", "SparkSql", "Flink")


def listed(fake: FakeMrs, request: Request, asked: Asked, ids: dict[str, str]) -> Response:
    """Answer the list of jobs, with 202 as older servers do."""
    params = dict(request.query_params)
    if len(params) != len(request.query_params.multi_items()) or params.keys() - {*_FILTERS, *_PAGING}:
        raise refused(400, "12000002", "The parameter is invalid.")
    limit, offset = _number(params.get("limit", "10")), _number(params.get("offset", "1"))
    limit = min(limit, fake.most)
    descending = params.get("sort_by", "desc") == "desc"
    found = sorted(fake.jobs.values(), key=lambda job: job.submitted, reverse=descending)
    for name in params.keys() & _FILTERS.keys():
        found = [job for job in found if _FILTERS[name](job, params[name])]
    begin = (offset - 1) * (limit if fake.counts_pages else 1)
    rows = [_look(job) for job in found[begin : begin + limit]]
    return JSONResponse({"total_record": len(found) + fake.lie, "job_list": rows}, 202)


def shown(fake: FakeMrs, request: Request, asked: Asked, ids: dict[str, str]) -> Response:
    """Answer one job."""
    return JSONResponse({"job_detail": _look(_job(fake, ids))})


def submitted(fake: FakeMrs, request: Request, asked: Asked, ids: dict[str, str]) -> Response:
    """Take a job, or say which of its fields is wrong."""
    body = _body(asked)
    if (
        body.keys() - {"job_type", "job_name", "arguments", "properties"}
        or body.get("job_type") not in _TYPES
    ):
        raise refused(400, "12000002", "The parameter is invalid.")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", str(body.get("job_name", ""))):
        raise refused(400, "12000009", "The parameter is invalid.")
    arguments, properties = body.get("arguments", []), body.get("properties", {})
    assert isinstance(arguments, list)
    assert isinstance(properties, dict)
    job = fake.add("ACCEPTED", name=body["job_name"], type=body["job_type"])
    job.arguments, job.properties = [str(each) for each in arguments], dict(properties)
    return JSONResponse({"job_submit_result": {"job_id": job.id, "state": "COMPLETE"}})


def killed(fake: FakeMrs, request: Request, asked: Asked, ids: dict[str, str]) -> Response:
    """Take the wish to end a job; it dies later."""
    _without_body(asked)
    job = _job(fake, ids)
    if job.is_over:
        raise refused(500, "0175", "Failed to kill the job.")
    job.dying = fake.dies_after
    return Response(status_code=202)


def deleted(fake: FakeMrs, request: Request, asked: Asked, ids: dict[str, str]) -> Response:
    """Delete jobs, all or none."""
    body = _body(asked)
    wanted = body.get("job_id_list")
    if body.keys() != {"job_id_list"} or not isinstance(wanted, list) or not wanted:
        raise refused(400, "12000002", "The parameter is invalid.")
    if any(each not in fake.jobs for each in wanted):
        raise refused(500, "0161", "Failed to delete jobs in batches.")
    for each in wanted:
        fake.jobs.pop(str(each))
    return Response(status_code=204)


def sql_result(fake: FakeMrs, request: Request, asked: Asked, ids: dict[str, str]) -> Response:
    """Answer the rows of a query."""
    job = _job(fake, ids)
    if job.type not in ("SparkSql", "SparkScript"):
        raise refused(500, "0179", "The job type must be SparkSql or SparkScript.")
    return JSONResponse({"sql_results": [["1", "a"], ["2", "b"]]})


def _job(fake: FakeMrs, ids: dict[str, str]) -> FakeJob:
    if ids["job"] not in fake.jobs:
        raise refused(500, "0176", "The job does not exist.")
    return fake.jobs[ids["job"]]


def _look(job: FakeJob) -> dict[str, object]:
    found = job.as_v2()
    job.seen()
    return found


def _number(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,8}", text):
        raise refused(400, "12000002", "The parameter is invalid.")
    return int(text)


def _body(asked: Asked) -> dict[str, object]:
    if not asked.headers.get("content-type", "").startswith("application/json"):
        raise refused(400, "12000002", "The content type is invalid.")
    found = json.loads(asked.body)
    assert isinstance(found, dict)
    return found


def _without_body(asked: Asked) -> None:
    if asked.body:
        raise refused(400, "12000002", "The request has no parameters.")


_JOBS = "/v2/{project}/clusters/{cluster}/job-executions"
ROUTES: tuple[tuple[str, Answer], ...] = (
    (f"GET{_JOBS}", listed),
    (f"POST{_JOBS}", submitted),
    (f"POST{_JOBS}/batch-delete", deleted),
    (f"GET{_JOBS}/{{job}}", shown),
    (f"POST{_JOBS}/{{job}}/kill", killed),
    (f"GET{_JOBS}/{{job}}/sql-result", sql_result),
)
