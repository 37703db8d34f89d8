"""The words of Sahara for where an execution is, and what they are here.

Source: utils/edp.py of Sahara 19 (lines 22-46), and what service/edp/job_manager.py does with them. Engines'
own words pass through Sahara unfiltered, so others may come: those are `JobStatus.UNKNOWN`, shown as told.
"""

from dataclasses import dataclass
from typing import Final

from console.model import ExecutionStatus, JobStatus, NodeStatus


@dataclass(frozen=True, slots=True)
class Standing:
    """One native status: of the job, of its only node and of the attempt (None: nothing has begun).

    ``reason`` is what a person should know of it. ``over`` says that Sahara counts it as terminated: a
    cancel is then accepted and changes nothing.
    """

    job: JobStatus
    node: NodeStatus
    execution: ExecutionStatus | None
    reason: str | None = None
    over: bool = False


STANDINGS: Final[dict[str, Standing]] = {
    "PENDING": Standing(
        JobStatus.QUEUED,
        NodeStatus.READY,
        None,
        "not handed to the cluster's engine yet; that never happens while the cluster is not Active",
    ),
    "READYTORUN": Standing(JobStatus.QUEUED, NodeStatus.READY, None),
    "PREP": Standing(JobStatus.QUEUED, NodeStatus.READY, None),
    "RUNNING": Standing(JobStatus.RUNNING, NodeStatus.RUNNING, ExecutionStatus.RUNNING),
    "SUSPENDED": Standing(
        JobStatus.PAUSED,
        NodeStatus.RUNNING,
        ExecutionStatus.RUNNING,
        "suspended in the cluster's engine; only there it can be resumed",
    ),
    "PREPSUSPENDED": Standing(
        JobStatus.PAUSED,
        NodeStatus.READY,
        None,
        "suspended in the cluster's engine before it began; only there it can be resumed",
    ),
    "TOBESUSPENDED": Standing(JobStatus.PAUSING, NodeStatus.RUNNING, ExecutionStatus.RUNNING),
    "TOBEKILLED": Standing(
        JobStatus.CANCELING,
        NodeStatus.STOPPING,
        ExecutionStatus.RUNNING,
        "a cancel was asked for; it stays so if the engine never confirms it",
    ),
    "SUCCEEDED": Standing(JobStatus.SUCCEEDED, NodeStatus.SUCCEEDED, ExecutionStatus.SUCCEEDED, over=True),
    "KILLED": Standing(JobStatus.CANCELED, NodeStatus.CANCELED, ExecutionStatus.CANCELED, over=True),
    "FAILED": Standing(JobStatus.FAILED, NodeStatus.FAILED, ExecutionStatus.FAILED, over=True),
    "DONEWITHERROR": Standing(
        JobStatus.FAILED, NodeStatus.FAILED, ExecutionStatus.FAILED, "done with error", over=True
    ),
    # Terminated for Sahara, although only the suspending failed: the engine's job goes on.
    "SUSPENDFAILED": Standing(
        JobStatus.UNKNOWN,
        NodeStatus.UNKNOWN,
        ExecutionStatus.UNKNOWN,
        "suspending it failed; Sahara counts it as ended, and the engine may still be running it",
        over=True,
    ),
}

NO_STATUS: Final = "no status"
"""The native status of an execution whose ``info`` names none."""

_NONE = Standing(
    JobStatus.UNKNOWN, NodeStatus.UNKNOWN, ExecutionStatus.UNKNOWN, "the server tells no status (info.status)"
)
_STRANGE = Standing(JobStatus.UNKNOWN, NodeStatus.UNKNOWN, ExecutionStatus.UNKNOWN)


def standing_of(native: str | None) -> Standing:
    """Return what a status of Sahara is here; a word that we do not know is unknown, never guessed at."""
    return _NONE if native is None else STANDINGS.get(native.upper(), _STRANGE)


def native_words(status: JobStatus) -> tuple[str, ...]:
    """Return the statuses of Sahara that are shown as ``status``; none for one that is never shown."""
    return tuple(word for word, standing in STANDINGS.items() if standing.job is status)
