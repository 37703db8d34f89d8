"""Executing a job object of v1.1: its form, and what its text becomes.

Source: "Executing a Job Object" of the MRS API reference.
"""

import json
from collections.abc import Iterable
from typing import Final, cast

from console.backends.base import BadRequest, Unsupported
from console.model import Json, Param, ParamKind, StartRequest, WorkflowInfo
from console.wire.mrs.template import JobObjectDocument

_NAMES: Final = ("cluster_id", "input_id", "output_id", "job_configs")


def template_infos(found: Iterable[JobObjectDocument], cluster_id: str | None) -> tuple[WorkflowInfo, ...]:
    """Return job objects as what can be started."""
    return tuple(
        WorkflowInfo(
            each.id,
            each.name or each.id,
            " ".join(part for part in (each.type, each.description) if part),
            _params(cluster_id),
            "MRS v1.1",
            1,
        )
        for each in found
    )


def _params(cluster_id: str | None) -> tuple[Param, ...]:
    return (
        Param("cluster_id", default=cluster_id, required=True, description="the cluster that it runs on"),
        Param("input_id", description="the data source that it reads"),
        Param("output_id", description="the data source that it writes"),
        Param(
            "job_configs",
            ParamKind.JSON,
            default='{"configs": {}, "args": [], "params": {}}',
            description="configs, args and params, as a JSON object",
            secret=True,
        ),
    )


def execution_request(request: StartRequest, cluster_id: str | None) -> tuple[str, dict[str, Json]]:
    """Return the job object and the document that executes it. Raises BadRequest or Unsupported."""
    if request.workflow is None:
        raise Unsupported("MRS runs no workflow file", advice="execute one of its job objects")
    configs = request.params.get("job_configs", "").strip()
    found: dict[str, Json] = {
        "cluster_id": request.params.get("cluster_id") or cluster_id,
        "input_id": request.params.get("input_id") or None,
        "output_id": request.params.get("output_id") or None,
        "job_configs": _configs(configs),
    }
    mistakes = [
        *(f"there is no parameter {name}" for name in request.params if name not in _NAMES),
        *([] if found["cluster_id"] else ["cluster_id is needed"]),
        *(
            []
            if found["job_configs"] is not None
            else ["job_configs: a JSON object with configs, args and params"]
        ),
        *([] if request.name is None else ["name: a job execution of MRS has none"]),
        *([] if request.priority is None else ["priority: MRS takes none; the YARN queue decides"]),
    ]
    if mistakes:
        raise BadRequest("the job object cannot be executed so", detail="\n".join(mistakes))
    return request.workflow, {key: value for key, value in found.items() if value is not None}


def _configs(text: str) -> Json:
    if not text:
        return {"configs": {}, "args": [], "params": {}}
    try:
        found = cast("Json", json.loads(text))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
