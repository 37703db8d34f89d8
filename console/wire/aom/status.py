"""AOM's words for how an execution and a node stand.

Only one list of them exists, that of the filter of the list of workflows: success, fail, executing, cancel,
waitExecute, waitApproval, approvalFailed, pausing, canceling. The statuses of executions and nodes are free
texts; a word that is not here is shown as it is. ``skip`` and ``skipped`` are not documented: they are read
as what they say.
"""

from collections.abc import Mapping
from typing import Final

from console.model import ExecutionStatus, JobStatus, NodeStatus

JOB_STATUSES: Final[Mapping[str, JobStatus]] = {
    "waitExecute": JobStatus.QUEUED,
    "waitApproval": JobStatus.PAUSED,
    "executing": JobStatus.RUNNING,
    "pausing": JobStatus.PAUSED,
    "canceling": JobStatus.CANCELING,
    "success": JobStatus.SUCCEEDED,
    "fail": JobStatus.FAILED,
    "approvalFailed": JobStatus.FAILED,
    "cancel": JobStatus.CANCELED,
}
"""How an execution stands. That fail, approvalFailed and cancel are ends is inferred from the words."""

NODE_STATUSES: Final[Mapping[str, NodeStatus]] = {
    "waitExecute": NodeStatus.READY,
    "waitApproval": NodeStatus.WAITING,
    "executing": NodeStatus.RUNNING,
    "pausing": NodeStatus.WAITING,
    "canceling": NodeStatus.STOPPING,
    "success": NodeStatus.SUCCEEDED,
    "fail": NodeStatus.FAILED,
    "approvalFailed": NodeStatus.FAILED,
    "cancel": NodeStatus.CANCELED,
    "skip": NodeStatus.SKIPPED,
    "skipped": NodeStatus.SKIPPED,
}
"""How a node stands in an execution."""

_ATTEMPTS: Final[Mapping[str, ExecutionStatus]] = {
    "waitExecute": ExecutionStatus.STARTING,
    "executing": ExecutionStatus.RUNNING,
    "pausing": ExecutionStatus.RUNNING,
    "canceling": ExecutionStatus.RUNNING,
    "success": ExecutionStatus.SUCCEEDED,
    "fail": ExecutionStatus.FAILED,
    "approvalFailed": ExecutionStatus.FAILED,
    "cancel": ExecutionStatus.CANCELED,
}


def job_status(word: str | None) -> JobStatus:
    """Return what an execution's status means, UNKNOWN for a word that is not documented."""
    return JOB_STATUSES.get(word or "", JobStatus.UNKNOWN)


def node_status(word: str | None) -> NodeStatus:
    """Return what a node's status means, UNKNOWN for a word that is not known."""
    return NODE_STATUSES.get(word or "", NodeStatus.UNKNOWN)


def attempt_status(word: str | None) -> ExecutionStatus:
    """Return what a node's status means for the attempt, UNKNOWN for a word that is not known."""
    return _ATTEMPTS.get(word or "", ExecutionStatus.UNKNOWN)


def attempt_is_over(word: str | None) -> bool:
    """Whether an attempt has certainly ended: an unknown word leaves it open."""
    ended = (NodeStatus.SUCCEEDED, NodeStatus.FAILED, NodeStatus.CANCELED, NodeStatus.SKIPPED)
    return node_status(word) in ended
