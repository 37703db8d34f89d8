"""The states a job, a node and an execution can be in, and why a person is needed.

The words are the field's (Airflow, Argo, Conductor); a backend's own word is kept beside ours as
``native_status``. ``UNKNOWN`` is for a word that we do not know: it is shown, never guessed at.
"""

from enum import StrEnum


class JobStatus(StrEnum):
    """Where a job is in its life."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSING = "pausing"
    PAUSED = "paused"
    CANCELING = "canceling"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"
    UNKNOWN = "unknown"

    @property
    def is_terminal(self) -> bool:
        """Whether the job has ended; only a restart, a skip or a requeue brings it back."""
        return self in _TERMINAL_JOBS


class NodeStatus(StrEnum):
    """Where a node of a job is in its life."""

    PENDING = "pending"
    READY = "ready"
    WAITING = "waiting"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    RETRY_WAIT = "retry_wait"
    FAILED = "failed"
    LOST = "lost"
    SUCCEEDED = "succeeded"
    SKIPPED = "skipped"
    CANCELED = "canceled"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"

    @property
    def words(self) -> str:
        """The status as people read it: ``retry wait``."""
        return self.value.replace("_", " ")

    @property
    def is_active(self) -> bool:
        """Whether a command of this node runs, or is being started or stopped."""
        return self in _ACTIVE_NODES


class Resolution(StrEnum):
    """What a failed node means for its job."""

    WAITING = "waiting"  # for a person: restart, skip or cancel
    FINAL = "final"  # its dependents are blocked
    TOLERATED = "tolerated"  # counts as satisfied (`on_failure: continue`)


class Wait(StrEnum):
    """What a waiting node waits for a person to do."""

    PAUSE_BEFORE = "pause_before"
    PAUSE_AFTER = "pause_after"
    APPROVAL = "approval"


class SkipKind(StrEnum):
    """Who skipped a node: the difference decides what happens to its dependents."""

    OPERATOR = "operator"  # satisfies the needs of its dependents
    CONDITION = "condition"  # cascades, unless a dependent says otherwise


class ExecutionStatus(StrEnum):
    """How one attempt stands. Attempts are never overwritten."""

    STARTING = "starting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"
    LOST = "lost"
    ABANDONED = "abandoned"  # claimed by nobody, never started
    UNKNOWN = "unknown"


class Attention(StrEnum):
    """Why a job needs a person, independent of its status. Ordered by urgency, least first."""

    NONE = "none"
    DECISION = "decision"  # a pause point or an approval
    FAILURE = "failure"  # a failed node waits
    LOST = "lost"  # an outcome is unknown


_TERMINAL_JOBS = frozenset({JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELED})
_ACTIVE_NODES = frozenset({NodeStatus.STARTING, NodeStatus.RUNNING, NodeStatus.STOPPING})
