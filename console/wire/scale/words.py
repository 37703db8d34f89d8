"""Scale's statuses in our words, and why a job stands as it stands, in a sentence."""

from collections.abc import Callable, Mapping
from typing import Final

from console.model import ExecutionStatus, JobStatus, NodeStatus
from console.wire.scale.job import ErrorDocument, JobDocument

JOB_STATUS: Final[Mapping[str, JobStatus]] = {
    "PENDING": JobStatus.QUEUED,
    "BLOCKED": JobStatus.QUEUED,
    "QUEUED": JobStatus.QUEUED,
    "RUNNING": JobStatus.RUNNING,
    "FAILED": JobStatus.FAILED,
    "COMPLETED": JobStatus.SUCCEEDED,
    "CANCELED": JobStatus.CANCELED,
}
"""The seven statuses of a job (`job/models.py` of Scale 7.2.2; its documentation names five)."""

NODE_STATUS: Final[Mapping[str, NodeStatus]] = {
    "PENDING": NodeStatus.PENDING,
    "BLOCKED": NodeStatus.BLOCKED,
    "QUEUED": NodeStatus.READY,
    "RUNNING": NodeStatus.RUNNING,
    "FAILED": NodeStatus.FAILED,
    "COMPLETED": NodeStatus.SUCCEEDED,
    "CANCELED": NodeStatus.CANCELED,
}

EXECUTION_STATUS: Final[Mapping[str, ExecutionStatus]] = {
    "RUNNING": ExecutionStatus.RUNNING,
    "FAILED": ExecutionStatus.FAILED,
    "COMPLETED": ExecutionStatus.SUCCEEDED,
    "CANCELED": ExecutionStatus.CANCELED,
}

WAITING: Final = frozenset({"PENDING", "BLOCKED", "QUEUED"})
"""Statuses of a job that has not begun, or not again."""


def job_status(word: str | None) -> JobStatus:
    """Return our word for a job's status, UNKNOWN for one that we do not know."""
    return JOB_STATUS.get(word or "", JobStatus.UNKNOWN)


def node_status(word: str | None) -> NodeStatus:
    """Return our word for the status of a job as a node."""
    return NODE_STATUS.get(word or "", NodeStatus.UNKNOWN)


def error_words(error: ErrorDocument | None) -> str | None:
    """Return an error as a sentence, its category first: who has to look is told by that."""
    if error is None:
        return None
    name = error.title or error.name or (f"error {error.id}" if error.id is not None else "")
    described = (error.description or "").strip()
    told = ": ".join(part for part in (name, described if described != name else "") if part)
    category = f"{error.category} error" if error.category else "error"
    return f"{category}: {told}" if told else category


def reason_of(job: JobDocument) -> str | None:
    """Return why the job stands as it stands; None where there is nothing to say."""
    find = _REASONS.get(job.status or "")
    told = None if find is None else find(job)
    if not job.is_superseded:
        return told
    by = job.superseded_by_job
    newer = (
        f"superseded by job {by.id}" if by is not None and by.id is not None else "superseded by a newer job"
    )
    return f"{newer}; {told}" if told else newer


def _queued(job: JobDocument) -> str | None:
    type_ = job.job_type
    told: list[str] = []
    if type_.is_paused:
        told.append(f"its job type {type_.words} is paused: no job of it starts")
    if type_.unmet_resources:
        told.append(f"no node offers what it needs: {type_.unmet_resources}")
    return "; ".join(told) or None


_REASONS: Final[Mapping[str, Callable[[JobDocument], str | None]]] = {
    "PENDING": lambda _job: "it waits for its input",
    "BLOCKED": lambda _job: (
        "blocked: a job before it in its recipe failed, was canceled or is blocked itself"
    ),
    "QUEUED": _queued,
    "FAILED": lambda job: error_words(job.error) or "it failed; Scale tells no error",
}
