"""A job while a step changes it: nodes copied on write, each version raised once."""

from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any

from console.core.ended import is_bad, is_settled
from console.core.event import Effect
from console.core.graph import Graph
from console.model import JobDetail, Node, NodeStatus


class Draft:
    """The working copy of one step. Nothing outside `core` sees it."""

    def __init__(self, before: JobDetail, graph: Graph, now: datetime) -> None:
        self.before = before
        self.graph = graph
        self.now = now
        self.nodes: dict[str, Node] = dict(before.nodes)
        self.job = before.job
        self.operator_paused = before.operator_paused
        self.cancel_requested = before.cancel_requested
        self.note = before.note
        self.effects: list[Effect] = []
        self.changed: dict[str, None] = {}
        self.guessed: set[str] = set()
        """Nodes that a forecast took to have succeeded: their outputs are not known."""
        self.became_ready: list[str] = []
        """Nodes in the order in which they became ready; a forecast takes them out."""
        self._open_place = 0
        self._needs: dict[str, list[int]] = {}

    def move(self, id_: str, status: NodeStatus, **changes: Any) -> None:
        """Put a node into ``status``. What belonged to its former status is cleared unless given."""
        fields: dict[str, Any] = {
            "resolution": None,
            "waiting_for": None,
            "skipped_as": None,
            "retry_at": None,
            "reason": None,
            "actor": None,
            "since": self.now,
            **changes,
        }
        self.change(id_, status=status, **fields)
        if status is NodeStatus.READY:
            self.became_ready.append(id_)

    def change(self, id_: str, **changes: Any) -> None:
        """Change fields of a node, and raise its version the first time in this step."""
        node = self.nodes[id_]
        version = node.version if id_ in self.changed else node.version + 1
        moved = replace(node, version=version, **changes)
        self.nodes[id_] = moved
        self.changed[id_] = None
        self._count(node, moved)

    @property
    def main_ended(self) -> bool:
        """Whether every node but the finally ones has ended for good.

        The search begins where an open one was found the last time: a forecast asks after every node.
        """
        main, nodes = self.graph.main, self.nodes
        for place in chain(range(self._open_place, len(main)), range(self._open_place)):
            if not is_settled(nodes[main[place]]):
                self._open_place = place
                return False
        return True

    def needs_left(self, id_: str) -> tuple[int, int]:
        """Return how many needs of a node have not ended for good, and how many have ended badly.

        Counted once, then kept: a node that joins thousands must not look at them all for each of them.
        """
        counts = self._needs.get(id_)
        if counts is None:
            needs = [self.nodes[need] for need in self.nodes[id_].rules.needs if need in self.nodes]
            settled = [need for need in needs if is_settled(need)]
            counts = [len(needs) - len(settled), sum(map(is_bad, settled))]
            self._needs[id_] = counts
        return counts[0], counts[1]

    def _count(self, before: Node, after: Node) -> None:
        settled = is_settled(after) - is_settled(before)
        bad = is_bad(after) - is_bad(before)
        if not (settled or bad):
            return
        for dependent in self.graph.dependents[after.id] if self._needs else ():
            counts = self._needs.get(dependent)
            if counts is not None:
                counts[0] -= settled
                counts[1] += bad

    def reset(self, id_: str) -> None:
        """Make a node pending as if it had never run; its executions stay in the history."""
        if self.nodes[id_].status is NodeStatus.PENDING:
            return  # nothing of it is to be forgotten, and whoever looks at it is not in conflict
        self.move(
            id_,
            NodeStatus.PENDING,
            attempt=0,
            started=None,
            ended=None,
            exit_code=None,
            outputs={},
        )

    def start_job(self) -> None:
        """Note that a command starts now: the first of its run tells when the job started."""
        job = self.job
        if job.started is None or (job.queued is not None and job.started < job.queued):
            self.job = replace(job, started=self.now)

    def reopen_job(self) -> None:
        """Bring a job that had ended back, as a new run. It counts its time from the next command on."""
        self.job = replace(self.job, run=self.job.run + 1, queued=self.now, ended=None)
        self._forget_wishes()

    def queue_job(self) -> None:
        """Put the job back in the queue as if it had not started; its earlier runs stay in the history."""
        self.job = replace(self.job, run=self.job.run + 1, queued=self.now, started=None, ended=None)
        self._forget_wishes()

    def _forget_wishes(self) -> None:
        self.cancel_requested = False
        self.operator_paused = False
        self.note = None
