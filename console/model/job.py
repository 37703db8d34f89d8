"""A job: one run of a workflow, as a row of a list and with its graph."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from console.model.capability import Offer
from console.model.node import Execution, Node
from console.model.status import Attention, JobStatus

ParamValue: TypeAlias = str | int | bool | float | None
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Job:
    """One run of a workflow: what a list shows of it.

    ``version`` counts the changes an action on the job depends on (status, pause, priority). ``progress``
    is 0..1, or None where the backend cannot tell; ``done`` and ``total`` are the node counts
    behind it: done is what succeeded, failed for good or was skipped, not what was canceled or blocked.
    Higher ``priority`` runs first. ``at`` names the node that matters now (its execution in
    ``at_execution``, how many stand there with it in ``at_more``), ``waiting`` counts the nodes that
    need a person, ``waiting_node`` is the first of them. ``queued``, ``started`` and ``ended`` are those
    of its latest ``run``. ``offers`` are what a remote backend lets be done to it now; None leaves that to
    the rules of the embedded engine.
    """

    id: str
    name: str
    workflow: str
    status: JobStatus
    context: str = ""
    native_status: str | None = None
    attention: Attention = Attention.NONE
    reason: str | None = None
    at: str | None = None
    at_execution: int = 0
    at_more: int = 0
    done: int | None = None
    total: int | None = None
    waiting: int = 0
    waiting_node: str | None = None
    priority: int = 0
    queue: str | None = None
    owner: str | None = None
    tags: tuple[str, ...] = ()
    created: datetime | None = None
    queued: datetime | None = None
    started: datetime | None = None
    ended: datetime | None = None
    version: int = 1
    signature: str | None = None
    run: int = 1  # how often the job was begun: a requeue or a reopening adds one
    offers: tuple[Offer, ...] | None = None

    @property
    def has_ended(self) -> bool:
        """Whether it is over: by its status, or because its end is known while its status is not.

        A remote API may tell when a job ended and not how.
        """
        return self.status.is_terminal or (self.status is JobStatus.UNKNOWN and self.ended is not None)

    @property
    def progress(self) -> float | None:
        """The share of nodes that have ended, 0..1, or None where it is not known."""
        if self.done is None or not self.total:
            return None
        return self.done / self.total


@dataclass(frozen=True, slots=True)
class JobDetail:
    """A job with its graph, in the order of its definition.

    ``nodes`` maps id to node. ``operator_paused`` and ``cancel_requested`` are the two things a person
    can ask of a whole job, ``note`` who did and why; its status follows from them and the nodes.
    ``raw`` is everything the backend said, for the describe view, with secrets masked already.
    """

    job: Job
    nodes: Mapping[str, Node]
    params: Mapping[str, ParamValue] = field(default_factory=dict[str, ParamValue])
    executions: tuple[Execution, ...] = ()
    operator_paused: bool = False
    cancel_requested: bool = False
    note: str | None = None
    max_parallel: int | None = None
    raw: Mapping[str, Json] = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True)
class JobPage:
    """One page of a list. ``next`` is the cursor of the page after it; ``total`` is None if not counted.

    ``missing`` are sentences on what should be in the list and is not: a context that does not answer.
    ``read`` counts the jobs that the server gave for this page, where they were sifted on this side; None
    where the server did it all.
    """

    items: tuple[Job, ...]
    next: str | None = None
    total: int | None = None
    missing: tuple[str, ...] = ()
    read: int | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many jobs there are, by status and by attention, and altogether."""

    by_status: Mapping[JobStatus, int]
    by_attention: Mapping[Attention, int]
    total: int


@dataclass(frozen=True, slots=True)
class Related:
    """A job that has to do with another one; ``relation`` is a word for people (parent, child, requeue)."""

    relation: str
    job: Job
