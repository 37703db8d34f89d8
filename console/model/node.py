"""A node of a job: the rules it came with and how it stands now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from console.model.capability import Offer
from console.model.status import ExecutionStatus, NodeStatus, Resolution, SkipKind, Wait


class NodeKind(StrEnum):
    """What a node does when its turn comes."""

    COMMAND = "command"
    APPROVAL = "approval"
    WORKFLOW = "workflow"
    OTHER = "other"  # a backend's own kind; `Node.native_kind` names it


class When(StrEnum):
    """Which ends of its needs let a node start."""

    ON_SUCCESS = "on_success"
    ALWAYS = "always"
    ON_FAILURE = "on_failure"


class OnFailure(StrEnum):
    """What the failure of a node does to its job."""

    PAUSE = "pause"
    FAIL = "fail"
    CONTINUE = "continue"


class OnTimeout(StrEnum):
    """What becomes of an approval that nobody gave in time."""

    REJECT = "reject"
    APPROVE = "approve"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and how soon a failed command is run again by itself.

    ``limit`` counts retries: a limit of 2 is three attempts. Delays are seconds. ``on_exit`` names the
    exit codes worth a retry; empty means any failure.
    """

    limit: int = 0
    delay: float = 0.0
    backoff: float = 1.0
    max_delay: float | None = None
    on_exit: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NodeRules:
    """What a node was defined as. Never changes during a job, except its pause points."""

    kind: NodeKind = NodeKind.COMMAND
    needs: tuple[str, ...] = ()
    when: When = When.ON_SUCCESS
    condition: str | None = None  # the text of `if`
    pause_before: bool = False
    pause_after: bool = False
    on_failure: OnFailure = OnFailure.PAUSE
    retry: Retry = Retry()
    ok_exit: tuple[int, ...] = (0,)
    idempotent: bool = False
    is_finally: bool = False
    prompt: str | None = None  # of an approval or a pause point
    approvers: tuple[str, ...] = ()
    approval_timeout: float | None = None  # seconds
    on_timeout: OnTimeout = OnTimeout.WAIT  # of an approval
    max_parallel: int | None = None  # instances of one matrix at a time
    matrix: Mapping[str, str] = field(default_factory=dict[str, str])
    returns: tuple[str, ...] = ()  # where a loop or a revert of a remote graph leads back to


@dataclass(frozen=True, slots=True)
class Node:
    """A step of a job. ``id`` is unique in its job; a matrix node is addressed as ``check[orders]``.

    ``version`` counts the changes of this node: an action names the version it saw.
    ``execution`` is the number of the latest attempt (0: never started); ``attempt`` counts since the
    last restart by a person. ``retry_at`` is when a timer acts: the next retry of a node in retry_wait,
    the time-out of an approval. ``offers`` are what a remote backend lets be done to it now; None leaves
    that to the rules of the embedded engine.
    """

    id: str
    name: str
    status: NodeStatus = NodeStatus.PENDING
    rules: NodeRules = NodeRules()
    native_status: str | None = None
    native_kind: str | None = None
    resolution: Resolution | None = None
    waiting_for: Wait | None = None
    skipped_as: SkipKind | None = None
    reason: str | None = None
    actor: str | None = None  # who decided its present state, when a person did
    execution: int = 0
    attempt: int = 0
    retry_at: datetime | None = None
    since: datetime | None = None  # when it came into its present status
    started: datetime | None = None
    ended: datetime | None = None
    exit_code: int | None = None
    host: str | None = None
    outputs: Mapping[str, str] = field(default_factory=dict[str, str])
    version: int = 1
    offers: tuple[Offer, ...] | None = None

    @property
    def needs_person(self) -> bool:
        """Whether nothing but a person moves this node on."""
        return self.status in (NodeStatus.WAITING, NodeStatus.LOST) or self.resolution is Resolution.WAITING


@dataclass(frozen=True, slots=True)
class Execution:
    """One attempt of a node. ``exit_code`` and ``signal`` are None while it runs or where unknown."""

    node: str
    number: int
    status: ExecutionStatus
    native_status: str | None = None
    exit_code: int | None = None
    signal: int | None = None
    reason: str | None = None
    host: str | None = None
    queued: datetime | None = None
    started: datetime | None = None
    ended: datetime | None = None
    log_bytes: int | None = None
    pid: int | None = None
    orphan: bool = False  # its runner is gone, its command may still run
