"""How a job or a node stands, as every list tells it: its status, where it is, how long it has run."""

from datetime import datetime

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


def seconds_run(job: Queryable, now: datetime) -> float | None:
    """Return how long a job ran, or has been running; None before it starts."""
    return None if job.started is None else ((job.ended or now) - job.started).total_seconds()
