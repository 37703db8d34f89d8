"""How a job stands, as every list tells it: where it is, and how long it has run."""

from datetime import datetime

from console.core.query_subject import Queryable
from console.model import Job


def at_text(job: Job) -> str:
    """Return where a job stands: the node, its execution, and how many stand there with it; or nothing."""
    if job.at is None:
        return ""
    execution = f" #{job.at_execution}" if job.at_execution > 1 else ""
    return f"{job.at}{execution}" + (f" +{job.at_more}" if job.at_more else "")


def seconds_run(job: Queryable, now: datetime) -> float | None:
    """Return how long a job ran, or has been running; None before it starts."""
    return None if job.started is None else ((job.ended or now) - job.started).total_seconds()
