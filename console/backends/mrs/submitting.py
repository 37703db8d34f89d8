"""Submitting a job by the v2 API: a form for each type of job, and what its text becomes.

Source: "Adding and Executing a Job" of the MRS API reference.
"""

import json
import re
from collections.abc import Mapping
from typing import Final, cast

from console.backends.base import BadRequest, Conflict, NotFound, OutcomeUnknown
from console.core.suggestion import suggestion
from console.model import Json, Param, ParamKind, StartRequest, WorkflowInfo
from console.wire.mrs.job import JOB_TYPES, SubmitAnswer

_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ACCEPTED: Final = "COMPLETE"

_ARGUMENTS: Final[Mapping[str, str]] = {
    "MapReduce": '["obs://bucket/program.jar", "wordcount", "obs://bucket/input/", "obs://bucket/output/"]',
    "SparkSubmit": '["--master", "yarn", "--deploy-mode", "cluster", "obs://bucket/pi.py", "1000"]',
    "HiveScript": '["obs://bucket/script.sql"]',
    "HiveSql": '["select count(*) from orders"]',
    "DistCp": '["obs://bucket/from/", "/user/to/"]',
    "SparkScript": '["obs://bucket/script.sql"]',
    "SparkSql": '["select count(*) from orders"]',
    "Flink": '["run", "-d", "-m", "yarn-cluster", "hdfs://path/WordCount.jar"]',
}


def job_types() -> tuple[WorkflowInfo, ...]:
    """Return each type of job as something that can be started."""
    return tuple(
        WorkflowInfo(kind, kind, f"a {kind} job on the cluster", _params(kind), "MRS v2", 1)
        for kind in JOB_TYPES
    )


def _params(kind: str) -> tuple[Param, ...]:
    return (
        Param(
            "job_name",
            required=True,
            description="1 to 64 letters, digits, hyphens and underscores",
        ),
        Param(
            "arguments",
            ParamKind.JSON,
            description=f"a JSON list of texts, such as {_ARGUMENTS[kind]}; MRS shows them to everybody",
        ),
        Param(
            "properties",
            ParamKind.JSON,
            description='a JSON object of texts, such as {"fs.obs.endpoint": "…"}',
            secret=True,  # the keys of the object storage belong here
        ),
    )


def submission(request: StartRequest) -> dict[str, Json]:
    """Return the document that submits a job. Raises NotFound or BadRequest before anything is sent."""
    kind = request.workflow or ""
    if kind not in JOB_TYPES:
        raise NotFound(
            f"there is no type of job {kind}{suggestion(kind, JOB_TYPES)}",
            advice=f"there are {', '.join(JOB_TYPES)}",
        )
    name = request.name or request.params.get("job_name", "")
    mistakes = [
        *(f"there is no parameter {name}" for name in request.params if name not in _NAMES),
        *([] if _NAME.fullmatch(name) else ["job_name: 1 to 64 letters, digits, hyphens and underscores"]),
        *([] if request.priority is None else ["priority: MRS takes none; the YARN queue decides"]),
    ]
    arguments = _texts(request.params.get("arguments"), mistakes)
    properties = _pairs(request.params.get("properties"), mistakes)
    if mistakes:
        raise BadRequest("the job cannot be submitted so", detail="\n".join(mistakes))
    found: dict[str, Json] = {"job_type": kind, "job_name": name}
    if arguments is not None:
        found["arguments"] = arguments
    if properties is not None:
        found["properties"] = properties
    return found


_NAMES: Final = ("job_name", "arguments", "properties")


def _texts(text: str | None, mistakes: list[str]) -> list[Json] | None:
    if text is None or not text.strip():
        return None
    found = _json(text)
    if isinstance(found, list) and all(isinstance(each, str) for each in found):
        return found
    mistakes.append('arguments: a JSON list of texts, such as ["wordcount", "obs://bucket/input/"]')
    return None


def _pairs(text: str | None, mistakes: list[str]) -> dict[str, Json] | None:
    if text is None or not text.strip():
        return None
    found = _json(text)
    if isinstance(found, dict) and all(isinstance(each, str) for each in found.values()):
        return found
    mistakes.append('properties: a JSON object of texts, such as {"fs.obs.endpoint": "…"}')
    return None


def _json(text: str) -> Json:
    try:
        return cast("Json", json.loads(text))
    except (ValueError, RecursionError):
        return None


def submitted(answer: SubmitAnswer, who: str) -> str:
    """Return the id of a job that was submitted.

    Raises Conflict where MRS says that it could not be, OutcomeUnknown where it tells no id.
    """
    result = answer.job_submit_result
    words = " ".join(part for part in (result.error_code, result.error_msg, result.state) if part)
    if result.state is not None and result.state.upper() != _ACCEPTED:
        raise Conflict(f"{who} could not submit the job", advice="see what it says", detail=words)
    if result.job_id is None:
        raise OutcomeUnknown(
            f"{who} took the job, it seems, and does not tell its id",
            advice="look at the newest jobs first",
            detail=words,
        )
    return result.job_id
