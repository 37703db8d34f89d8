"""Jobs of Scale as jobs of the console: a job is one node, its executions are that node's attempts."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from console.model import (
    Attention,
    Execution,
    ExecutionStatus,
    Job,
    JobDetail,
    JobStatus,
    Json,
    Node,
    NodeKind,
    NodeRules,
    NodeStatus,
    Offer,
    ParamValue,
    Resolution,
)
from console.wire.scale.execution import ExecutionDocument
from console.wire.scale.job import JobDetailDocument, JobDocument
from console.wire.scale.words import EXECUTION_STATUS, error_words, job_status, node_status, reason_of
from console.wire.values import list_of, object_of, whole_of

NODE: Final = "job"
"""The one node of a job: a job of Scale has no graph of its own, its recipe has."""

Offers = tuple[Offer, ...]


def can_go_on(job: JobDocument) -> bool:
    """Whether a person can move the job on: it failed and nothing has taken its place."""
    return job.status == "FAILED" and not job.is_superseded


def ended_at(job: JobDocument) -> datetime | None:
    """Return when the job ended. Scale does not set that when it cancels, so it is when the status came."""
    return job.last_status_change if job.status == "CANCELED" else job.ended


def to_job(job: JobDocument, context: str, *, version: int, offers: Offers) -> Job:
    """Return a row of the list. ``version`` and ``offers`` are the backend's to say.

    The priority is known of a job that was read whole only: a list does not tell it.
    """
    status, reason, waits = job_status(job.status), reason_of(job), can_go_on(job)
    return Job(
        id=str(job.id),
        name=_name(job),
        workflow=job.job_type.key,
        status=status,
        context=context,
        native_status=job.status or "(none)",
        attention=Attention.FAILURE if waits else Attention.NONE,
        reason=reason,
        at=NODE if waits or status is JobStatus.RUNNING else None,
        at_execution=job.executions,
        waiting=int(waits),
        waiting_node=NODE if waits else None,
        priority=(job.priority or 0) if isinstance(job, JobDetailDocument) else 0,
        tags=_tags(job),
        created=job.created,
        queued=job.queued,
        started=job.started,
        ended=ended_at(job),
        version=version,
        run=max(job.executions, 1),
        offers=offers,
    )


def to_detail(
    job: JobDetailDocument,
    executions: Sequence[ExecutionDocument],
    context: str,
    *,
    version: int,
    offers: Offers,
    node_offers: Offers,
    raw: dict[str, Json],
) -> JobDetail:
    """Return a job with its executions. ``raw`` is the answer as it came, its secrets masked already."""
    attempts = [to_execution(each, NODE, job) for each in sorted(executions, key=lambda each: each.number)]
    return JobDetail(
        job=to_job(job, context, version=version, offers=offers),
        nodes={NODE: _node(job, attempts, version, node_offers)},
        params=_params(job),
        executions=tuple(attempts),
        raw=raw,
    )


def to_execution(found: ExecutionDocument, node: str, job: JobDocument | None = None) -> Execution:
    """Return an attempt of ``node``. Only a job read whole tells the exit code of its latest one."""
    latest = object_of(job.execution) if isinstance(job, JobDetailDocument) else {}
    exit_code = found.exit_code
    if exit_code is None and whole_of(latest.get("id")) == found.id:
        exit_code = ExecutionDocument.model_validate(latest).exit_code
    return Execution(
        node=node,
        number=found.number,
        status=EXECUTION_STATUS.get(found.status or "", ExecutionStatus.UNKNOWN),
        native_status=found.status or "(none)",
        exit_code=exit_code,
        reason=error_words(found.error),
        host=found.node.hostname if found.node else None,
        queued=found.queued,
        started=found.started,
        ended=found.ended,
    )


def _node(job: JobDetailDocument, attempts: Sequence[Execution], version: int, offers: Offers) -> Node:
    latest = attempts[-1] if attempts else None
    return to_node(
        job,
        NODE,
        version=version,
        offers=offers,
        latest=latest,
        outputs={name: _typed(value) for name, value in _values(job.output).items()},
    )


def to_node(
    job: JobDocument,
    id_: str,
    *,
    version: int,
    offers: Offers,
    latest: Execution | None,
    needs: tuple[str, ...] = (),
    outputs: dict[str, str] | None = None,
) -> Node:
    """Return a job as a node: of itself, or of its recipe. ``latest`` is its newest execution."""
    status = node_status(job.status)
    return Node(
        id=id_,
        name=job.job_type.title or job.job_type.words,
        status=status,
        rules=NodeRules(kind=NodeKind.OTHER, needs=needs),
        native_status=job.status or "(none)",
        native_kind=f"job of {job.job_type.words}",
        resolution=_resolution(job) if status is NodeStatus.FAILED else None,
        reason=reason_of(job),
        execution=latest.number if latest is not None else 0,
        attempt=job.executions,
        since=job.last_status_change,
        started=job.started,
        ended=ended_at(job),
        exit_code=latest.exit_code if latest is not None and latest.number == job.executions else None,
        host=job.node.hostname if job.node else None,
        outputs=outputs or {},
        version=version,
        offers=offers,
    )


def _resolution(job: JobDocument) -> Resolution:
    return Resolution.WAITING if can_go_on(job) else Resolution.FINAL


def _name(job: JobDocument) -> str:
    """Return what people tell jobs apart by: the type's title and what goes in."""
    title = job.job_type.title or job.job_type.words
    names = job.file_names
    if not names:
        return title
    return f"{title}: {names[0]}" + (f" (+{len(names) - 1})" if len(names) > 1 else "")


def _tags(job: JobDocument) -> tuple[str, ...]:
    tags = ["superseded"] if job.is_superseded else []
    if job.recipe is not None and job.recipe.id is not None:
        tags.append(f"recipe-{job.recipe.id}")
    if job.batch is not None and job.batch.id is not None:
        tags.append(f"batch-{job.batch.id}")
    return tuple(tags)


def _params(job: JobDetailDocument) -> dict[str, ParamValue]:
    return {
        name: value if value is None or isinstance(value, str | int | float) else _typed(value)
        for name, value in _values(job.input).items()
    }


def _values(data: Mapping[str, object]) -> dict[str, Json]:
    """Return the files (their ids, with commas) and the JSON values of an input or output."""
    files = {
        name: ", ".join(str(each) for each in list_of(ids))
        for name, ids in object_of(data.get("files")).items()
    }
    return {**files, **object_of(data.get("json"))}


def _typed(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
