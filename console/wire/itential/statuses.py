"""The words of both generations for how a job and a task stand, and what they mean here.

The words of a job are those of the vendor's own client (running, complete, error, canceled, paused,
incomplete); ``canceled`` has one L, but an old list is asked for as ``cancelled``. A word that is not here is
shown as it is.
"""

from typing import Final

from console.model import ExecutionStatus, JobStatus, NodeStatus
from console.wire.itential.document import END, START, IterationDocument, JobDocument, TaskDocument

JOB_STATUS: Final = {
    "running": JobStatus.RUNNING,
    "paused": JobStatus.PAUSED,
    "complete": JobStatus.SUCCEEDED,
    # Not the end for Itential, which keeps such a job for a retry; only a person brings it on, as with us.
    "error": JobStatus.FAILED,
    "canceled": JobStatus.CANCELED,
    "cancelled": JobStatus.CANCELED,
}

NATIVE: Final = {
    JobStatus.RUNNING: "running",
    JobStatus.PAUSED: "paused",
    JobStatus.SUCCEEDED: "complete",
    JobStatus.FAILED: "error",
    JobStatus.CANCELED: "canceled",
}
"""What to ask a server for."""

ENDED: Final = frozenset({"complete", "canceled", "cancelled"})
"""Jobs that nothing brings back."""

ABSENT: Final = "(no status)"

_TASK: Final = {
    "running": NodeStatus.RUNNING,
    "complete": NodeStatus.SUCCEEDED,
    "error": NodeStatus.FAILED,
    "canceled": NodeStatus.CANCELED,
    "cancelled": NodeStatus.CANCELED,
    "incomplete": NodeStatus.PENDING,
    "scheduled": NodeStatus.PENDING,
}

_EXECUTION: Final = {
    NodeStatus.RUNNING: ExecutionStatus.RUNNING,
    NodeStatus.WAITING: ExecutionStatus.RUNNING,
    NodeStatus.SUCCEEDED: ExecutionStatus.SUCCEEDED,
    NodeStatus.FAILED: ExecutionStatus.FAILED,
    NodeStatus.CANCELED: ExecutionStatus.CANCELED,
}


def job_status(native: str | None) -> JobStatus:
    """Return what a job's word means; UNKNOWN for a word that we do not know, or none."""
    return JOB_STATUS.get((native or "").lower(), JobStatus.UNKNOWN)


def node_status(job: JobDocument, id_: str, task: TaskDocument) -> NodeStatus:
    """Return how a task stands. What has not run when its job ended was passed by, or canceled with it."""
    native = (task.status or "").lower()
    if not native and id_ in (START, END):
        return _of_an_end(id_, task)
    status = _TASK.get(native, NodeStatus.UNKNOWN)
    if status is NodeStatus.RUNNING and waits_for_person(job, task):
        return NodeStatus.WAITING
    if status is NodeStatus.PENDING and job.status == "complete":
        return NodeStatus.SKIPPED
    if status is NodeStatus.PENDING and job_status(job.status) is JobStatus.CANCELED:
        return NodeStatus.CANCELED
    return status


def waits_for_person(job: JobDocument, task: TaskDocument) -> bool:
    """Whether a manual task waits to be finished: there is no other word for it than running."""
    return task.is_manual and (task.status or "").lower() == "running" and job.status not in ENDED


def execution_status(status: NodeStatus) -> ExecutionStatus:
    """Return how the latest iteration of a task stands, by how the task does."""
    return _EXECUTION.get(status, ExecutionStatus.UNKNOWN)


def _of_an_end(id_: str, task: TaskDocument) -> NodeStatus:
    """The start and the end of a workflow may have no status: their times tell whether they were reached."""
    reached = task.started if id_ == START else task.ended
    return NodeStatus.SUCCEEDED if reached is not None else NodeStatus.PENDING


def status_of_iteration(document: IterationDocument) -> ExecutionStatus:
    """Return how an iteration ended: by its own status, else by its finish state, which not all have."""
    told = _TASK.get((document.status or "").lower())
    if told is not None and told is not NodeStatus.PENDING:
        return execution_status(told)
    ends = {"success": ExecutionStatus.SUCCEEDED, "error": ExecutionStatus.FAILED}
    return ends.get(document.finish_state or "", ExecutionStatus.UNKNOWN)
