"""How Sahara writes its rows, in both versions, and its six ways of saying no."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

if TYPE_CHECKING:
    from fakes.sahara.state import Cluster, Execution, Template

# What is not set yet is left out of the answer to an execute, instead of being null.
_NOT_YET = ("start_time", "end_time", "updated_at", "return_code", "data_source_urls")


def shown(row: Execution, version: str) -> dict[str, object]:
    """A row as show, refresh, cancel and the list write it."""
    info = {**row.info, "status": row.status} if row.status is not None else None
    document: dict[str, object] = {
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "id": row.id,
        "tenant_id": row.tenant_id,
        "job_id": row.job_id,
        "input_id": None,
        "output_id": None,
        "start_time": row.start_time,
        "end_time": row.end_time,
        "cluster_id": row.cluster_id,
        "info": info,
        "engine_job_id": row.engine_job_id,
        "return_code": row.return_code,
        "job_configs": row.job_configs,
        "data_source_urls": None,
        "is_public": row.is_public,
        "is_protected": row.is_protected,
        "oozie_job_id": row.engine_job_id,
    }
    if version == "v2":
        del document["oozie_job_id"]
        document["project_id"] = document.pop("tenant_id")
        document["job_template_id"] = document.pop("job_id")
    return document


def started(row: Execution, version: str) -> dict[str, object]:
    """A row as the answer to an execute writes it: missing is not null there."""
    document = {key: value for key, value in shown(row, version).items() if key not in _NOT_YET}
    if version == "v1.1":
        del document["engine_job_id"]
    else:
        document["extra"] = {}
    return document


def template(each: Template) -> dict[str, object]:
    fields = {"description": None, "mains": [], "libs": [], "is_public": True, "is_protected": False}
    return {"id": each.id, "name": each.name, "type": each.type, "interface": each.interface, **fields}


def cluster(each: Cluster) -> dict[str, object]:
    return {"id": each.id, "name": each.name, "status": each.status, "plugin_name": "fake"}


def answer(document: object, status: int = 200) -> Response:
    return JSONResponse(document, status, {"X-Openstack-Request-Id": f"req-{uuid.uuid4()}"})


def refused(status: int, name: str | int, words: str) -> Response:
    """The first shape. An internal error has no id."""
    if name != "INTERNAL_SERVER_ERROR":
        words = f"{words}\nError ID: {uuid.uuid4()}"
    return answer({"error_code": status, "error_message": words, "error_name": name}, status)


def no_route(status: int = 404) -> Response:
    """The second shape: what no handler of Sahara's has seen."""
    words = (
        "The requested URL was not found on the server." if status == 404 else "The method is not allowed."
    )
    return answer({"error": status, "error_message": words}, status)


def no_token() -> Response:
    """The third shape: keystonemiddleware."""
    said = {
        "code": 401,
        "title": "Unauthorized",
        "message": "The request you have made requires authentication.",
    }
    return answer({"error": said}, 401)


def other_project() -> Response:
    """The fourth shape: webob."""
    words = "This server could not verify.<br /><br />\nToken tenant != requested tenant\n\n"
    return answer({"message": words, "code": "401 Unauthorized", "title": "Unauthorized"}, 401)


def not_found(id_: str) -> Response:
    return refused(404, "NOT_FOUND", f"Object with {{'id': '{id_}'}} not found")


def internal() -> Response:
    return refused(500, "INTERNAL_SERVER_ERROR", "Internal Server Error")


def racing() -> Response:
    """The fifth shape: a read that raced with a delete."""
    return answer("<Response 183 bytes [404 NOT FOUND]>")


def nothing_acceptable() -> Response:
    """The sixth shape: JSON was not accepted."""
    return Response(b"", 500, media_type="text/plain")
