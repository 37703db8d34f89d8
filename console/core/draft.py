"""A job while a step changes it: nodes copied on write, each version raised once."""

from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any

from console.core.ended import is_settled
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
        self._open_place = 0

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

    def change(self, id_: str, **changes: Any) -> None:
        """Change fields of a node, and raise its version the first time in this step."""
        node = self.nodes[id_]
        version = node.version if id_ in self.changed else node.version + 1
        moved = replace(node, version=version, **changes)
        self.nodes[id_] = moved
        self.changed[id_] = None

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

    def reset(self, id_: str) -> None:
        """Make a node pending as if it had never run; its executions stay in the history."""
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
        """Note that the first command of this run starts now."""
        self.job = replace(self.job, started=self.now)

    def queue_job(self) -> None:
        """Put the job back in the queue as if it had not started; its earlier runs stay in the history."""
        self.job = replace(self.job, queued=self.now, started=None, ended=None)
        self.cancel_requested = False
        self.operator_paused = False
        self.note = None
