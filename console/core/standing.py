"""How a job or a node stands, as every list tells it: its status, where it is, how long it has run."""

from datetime import datetime
from typing import Final

from console.core.query_subject import Queryable
from console.model import Job, JobStatus, Node, NodeStatus


def at_text(job: Job) -> str:
    """Return where a job stands: the node, its execution, and how many stand there with it; or nothing."""
    if job.at is None:
        return ""
    execution = f" #{job.at_execution}" if job.at_execution > 1 else ""
    return f"{job.at}{execution}" + (f" +{job.at_more}" if job.at_more else "")


def job_word(job: Job) -> str:
    """Return the word for a job's status; the backend's own where we have none."""
    return str(job.status) if job.status is not JobStatus.UNKNOWN else (job.native_status or "unknown")


def node_word(node: Node) -> str:
    """Return the word for a node's status; the backend's own where we have none."""
    return node.status.words if node.status is not NodeStatus.UNKNOWN else (node.native_status or "unknown")


_OVER: Final = frozenset(status for status in JobStatus if status.is_terminal)


def seconds_run(job: Queryable, now: datetime) -> float | None:
    """Return how long a job ran, or has been running, in seconds; None before it starts.

    None, too, where a server tells that it is over and not when, or that it ended before it began.
    """
    over = job.status in _OVER
    if job.started is None or (over and job.ended is None):
        return None
    seconds = ((job.ended or now) - job.started).total_seconds()
    return None if seconds < 0 and job.ended is not None else max(0.0, seconds)
