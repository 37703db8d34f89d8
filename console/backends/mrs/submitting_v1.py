"""Submitting a job by v1.1: a form for each type of job, and what its text becomes.

Source: "Adding a Job and Executing the Job" of the MRS API reference.
"""

import re
from typing import Final

from console.backends.base import BadRequest, NotFound
from console.core.suggestion import suggestion
from console.model import Json, Param, ParamKind, StartRequest, WorkflowInfo
from console.wire.mrs.exe import JOB_TYPES

_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KINDS: Final = {name: number for number, name in JOB_TYPES.items() if number not in (4, 7)}
"""Types that can be submitted: 4 and 7 are documented as not supported."""

_PROGRAM: Final = Param(
    "jar_path", description="the program, such as s3a://bucket/program.jar or a .sql file"
)
_SCRIPT: Final = Param("hive_script_path", description="the .sql file")
_SCRIPTS: Final = frozenset({"Hive Script", "Spark Script"})
_COPY: Final = "DistCp"
_OTHERS: Final = (
    Param("arguments", description="what the program gets, in one text; @ before a name hides its value"),
    Param("input", description="where it reads, such as s3a://bucket/input/"),
    Param("output", description="where it writes, such as s3a://bucket/output/"),
    Param("job_log", description="where its logs are stored, such as s3a://bucket/log/"),
)
_ACTION: Final = Param(
    "file_action", ParamKind.CHOICE, required=True, options=("import", "export"), description="which way"
)


def job_types() -> tuple[WorkflowInfo, ...]:
    """Return each type of job as something that can be started."""
    return tuple(
        WorkflowInfo(kind, kind, f"a {kind} job on the cluster", _params(kind), "MRS v1.1", 1)
        for kind in _KINDS
    )


def _params(kind: str) -> tuple[Param, ...]:
    name = Param("job_name", required=True, description="1 to 64 letters, digits, hyphens and underscores")
    if kind == _COPY:
        return (name, *_OTHERS[1:3], _ACTION)
    return (name, _PROGRAM, *([_SCRIPT] if kind in _SCRIPTS else []), *_OTHERS)


def submission(request: StartRequest, cluster_id: str) -> dict[str, Json]:
    """Return the document that submits a job. Raises NotFound or BadRequest before anything is sent."""
    kind = request.workflow or ""
    if kind not in _KINDS:
        raise NotFound(
            f"there is no type of job {kind}{suggestion(kind, tuple(_KINDS))}",
            advice=f"there are {', '.join(_KINDS)}",
        )
    known = [param.name for param in _params(kind)]
    given = {name: request.params[name] for name in known if request.params.get(name)}
    if request.name is not None:
        given["job_name"] = request.name
    mistakes = [
        *(f"there is no parameter {name}" for name in request.params if name not in known),
        *_wrong_name(given.get("job_name", "")),
        *([] if request.priority is None else ["priority: MRS takes none; the YARN queue decides"]),
    ]
    if mistakes:
        raise BadRequest("the job cannot be submitted so", detail="\n".join(mistakes))
    # In the order of the vendor's SDK, so that a signature of ours can be held to one of its own.
    first: dict[str, Json] = {"job_name": given.pop("job_name"), "cluster_id": cluster_id}
    program: dict[str, Json] = {"jar_path": given.pop("jar_path")} if "jar_path" in given else {}
    return {**first, **program, "job_type": _KINDS[kind], **given}


def _wrong_name(name: str) -> list[str]:
    return [] if _NAME.fullmatch(name) else ["job_name: 1 to 64 letters, digits, hyphens and underscores"]
