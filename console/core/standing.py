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
    if job.status is not JobStatus.UNKNOWN:
        return str(job.status)
    return job.native_status or ("finished" if job.ended else "unknown")


def node_word(node: Node) -> str:
    """Return the word for a node's status; the backend's own where we have none."""
    if node.status is not NodeStatus.UNKNOWN:
        return node.status.words
    return node.native_status or ("finished" if node.ended else "unknown")


def native_word(status: JobStatus | NodeStatus, native: str | None) -> str:
    """Return a backend's own word for a status where it is another one than ours, else nothing."""
    own = (native or "").strip()
    known = status.value != "unknown" and own.casefold() != str(status.value).casefold()
    return own if own and known else ""


def result_unknown(job: Job) -> bool:
    """Whether a job has ended, and nobody tells how."""
    return job.status is JobStatus.UNKNOWN and job.ended is not None


_MAY_BE_OVER: Final = frozenset(each for each in JobStatus if each.is_terminal or each is JobStatus.UNKNOWN)


def seconds_run(job: Queryable, now: datetime) -> float | None:
    """Return how long a job ran, or has been running, in seconds; None before it starts.

    None, too, where a server tells that it is over and not when, or that it ended before it began; and where
    its state is not known: it must not look as if it ran for ever.
    """
    if job.started is None or (job.ended is None and job.status in _MAY_BE_OVER):
        return None
    seconds = ((job.ended or now) - job.started).total_seconds()
    return None if seconds < 0 and job.ended is not None else max(0.0, seconds)
