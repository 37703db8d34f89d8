"""The jobs that have not ended, in memory: what the store holds, plus at most one turn that is being written.

The store is the truth. After a failed write everything here is thrown away and read again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from console.core.graph import Graph
from console.core.step import Step
from console.engine.questions import StoredJob
from console.model import JobDetail, Node, NodeStatus
from console.workflow import Plan


@dataclass(slots=True, eq=False)
class Running:
    """One execution that has been given a slot and has not ended."""

    id: int
    job: int
    node: str
    number: int
    boot_id: str
    slot: int | None = None
    """The slot whose runner has it, None for one of an earlier engine."""
    runner_pid: int | None = None
    child_pid: int | None = None
    child_start: int | None = None
    started_us: int | None = None
    launched: bool = False
    """Whether the runner of its slot has been told of it."""


@dataclass(slots=True, eq=False)
class LiveJob:
    """A job that has not ended, with what would be costly to work out again."""

    id: int
    workflow_id: int
    folder: str
    detail: JobDetail
    graph: Graph = field(init=False)
    index: dict[str, int] = field(init=False)
    """The place of each node in the job's order: its number in the store."""
    ready: dict[str, None] = field(default_factory=dict[str, None])
    """Nodes that may be given a slot, in the order in which they became ready."""
    active: dict[str, None] = field(default_factory=dict[str, None])
    """Nodes whose command runs."""
    running: dict[str, Running] = field(default_factory=dict[str, Running])
    """The execution of each active node."""
    changed: set[str] = field(default_factory=set[str])
    """Nodes that are not on the disk as they are here."""
    job_changed: bool = False
    unwritten: int = 0
    """Changes that are being written."""
    plan: Plan | None = None
    plan_fault: str | None = None
    """Why its workflow cannot be read any more, where it cannot."""

    def __post_init__(self) -> None:
        self.graph = Graph.of(self.detail.nodes)
        self.index = {id_: number for number, id_ in enumerate(self.detail.nodes)}
        self._sort_in(self.detail.nodes.values())

    @classmethod
    def of(cls, stored: StoredJob) -> "LiveJob":
        """Return the live form of a job as it is on the disk."""
        return cls(stored.id, stored.workflow_id, stored.folder, stored.detail)

    def apply(self, step: Step) -> None:
        """Go on to the state after a step, and note what is to be written."""
        self.detail = step.detail
        self.changed.update(step.changed)
        self.job_changed = True
        self._sort_in(step.detail.nodes[id_] for id_ in step.changed)

    @property
    def ended(self) -> bool:
        """Whether the job has ended, so that it need not be kept here."""
        return self.detail.job.status.is_terminal

    def _sort_in(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            if node.status is NodeStatus.READY:
                self.ready[node.id] = None
            else:
                self.ready.pop(node.id, None)
            if node.status.is_active:
                self.active[node.id] = None
            else:
                self.active.pop(node.id, None)


class LiveJobs:
    """The live jobs by number."""

    def __init__(self) -> None:
        self._jobs: dict[int, LiveJob] = {}
        self.dropped = 0
        """How many jobs were let go of: who reads a job from the disk meanwhile may have read too early."""

    def __iter__(self) -> Iterator[LiveJob]:
        return iter(list(self._jobs.values()))

    def __len__(self) -> int:
        return len(self._jobs)

    def get(self, job: int) -> LiveJob | None:
        """Return a live job, None if it has ended or does not exist."""
        return self._jobs.get(job)

    def add(self, live: LiveJob) -> LiveJob:
        """Take a job in, and return the one that is here from now on."""
        return self._jobs.setdefault(live.id, live)

    def drop_if_done(self, live: LiveJob) -> None:
        """Let go of a job that has ended, once all of it is on the disk."""
        if (
            live.ended
            and not live.unwritten
            and not live.changed
            and not live.job_changed
            and not live.active
        ):
            self._jobs.pop(live.id, None)
            self.dropped += 1

    def clear(self) -> None:
        """Forget everything: it will be read from the store again."""
        self._jobs.clear()
        self.dropped += 1
