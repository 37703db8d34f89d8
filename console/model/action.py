"""What a person can ask for, of what, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verb(StrEnum):
    """Everything that changes a job. The first five are the console's own keys."""

    PAUSE = "pause"
    CONTINUE = "continue"
    SKIP = "skip"
    RESTART = "restart"
    CANCEL = "cancel"
    APPROVE = "approve"
    REJECT = "reject"
    REQUEUE = "requeue"
    PRIORITY = "priority"
    STOP = "stop"
    RETRY_NOW = "retry-now"
    MARK = "mark"
    FREEZE = "freeze"
    THAW = "thaw"
    START = "start"


class TargetKind(StrEnum):
    """What an action is aimed at."""

    JOB = "job"
    NODE = "node"


class Scope(StrEnum):
    """How far a restart reaches."""

    DOWNSTREAM = "downstream"  # the node and everything after it
    NODE = "node"  # this node only


class RequeueFrom(StrEnum):
    """Where a requeued job begins again."""

    FAILED = "failed"
    START = "start"


@dataclass(frozen=True, slots=True)
class Action:
    """One request of one person on one job or node.

    ``expected_version`` is the version that was on the screen, of the node if ``node`` is given, else of
    the job; None acts on whatever is there. ``request_id`` makes it safe to send twice: the same id
    gets the stored answer. ``actor_groups`` are the groups an approval may name besides people.
    """

    verb: Verb
    job: str
    node: str | None = None
    actor: str = ""
    actor_groups: tuple[str, ...] = ()
    reason: str | None = None
    expected_version: int | None = None
    request_id: str | None = None
    scope: Scope = Scope.DOWNSTREAM
    requeue_from: RequeueFrom = RequeueFrom.FAILED
    priority: int | None = None
    mark_as: str | None = None  # succeeded or failed
    inputs: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def target(self) -> TargetKind:
        """Whether the action is aimed at a node or at the whole job."""
        return TargetKind.JOB if self.node is None else TargetKind.NODE


class OutcomeKind(StrEnum):
    """What came of an action. Nothing is shown as done because a request was sent."""

    DONE = "done"
    REQUESTED = "requested"  # accepted and asynchronous: go on watching
    CONFLICT = "conflict"  # it is not what was on the screen any more
    ILLEGAL = "illegal"  # not possible in this state
    REFUSED = "refused"  # the server said no
    FORBIDDEN = "forbidden"  # not permitted to this person
    NOT_FOUND = "not_found"
    UNKNOWN = "unknown"  # the connection broke after sending: re-read, never resend


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one action on one target, with a sentence for the person who asked."""

    job: str
    node: str | None
    kind: OutcomeKind
    message: str
    version: int | None = None
    request_id: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the target does, or will do, what was asked."""
        return self.kind in (OutcomeKind.DONE, OutcomeKind.REQUESTED)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an action would do, in node ids, before anything is asked.

    ``may_run`` are nodes whose condition depends on what is not known yet; ``will_wait`` need a person
    when their turn comes. ``held`` says that nothing starts until a person continues the job.
    ``refusal`` is set instead when the action is not legal.
    """

    will_run: tuple[str, ...] = ()
    may_run: tuple[str, ...] = ()
    will_wait: tuple[str, ...] = ()
    will_skip: tuple[str, ...] = ()
    will_stop: tuple[str, ...] = ()
    will_cancel: tuple[str, ...] = ()
    keeps_running: tuple[str, ...] = ()
    held: bool = False
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """Whether the record of actions is as it was written.

    ``chained`` of its ``entries`` hold a digest of what came before; ``broken`` is a sentence about the first
    place that is not as written, None where there is none. ``head`` is the digest of the last whole entry.
    """

    entries: int
    chained: int
    broken: str | None
    head: str | None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One attempted action, refused ones too, as the backend recorded it."""

    at: str  # ISO 8601, UTC
    actor: str
    verb: str
    job: str
    node: str | None
    result: str
    message: str
    reason: str | None = None
    from_status: str | None = None
    to_status: str | None = None
    version: int | None = None
    request_id: str | None = None
    claimed: Mapping[str, str] = field(default_factory=dict[str, str])
