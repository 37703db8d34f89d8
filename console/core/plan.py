"""The blast radius: what an action would do, by folding `core.step` over the job on the screen.

The forecast takes every command to succeed. What a condition cannot tell before its inputs exist is
listed apart, and a node that needs a person stops the forecast there.
"""

from datetime import datetime

from console.core import fact
from console.core.draft import Draft
from console.core.event import Claimed, Ended, EndReason, Spawned, TimerFired
from console.core.graph import Graph
from console.core.settle import UNDECIDED
from console.core.step import Refusal, step
from console.model import Action, JobDetail, Node, NodeStatus, Plan

_N = NodeStatus


def plan(detail: JobDetail, action: Action, *, now: datetime) -> Plan:
    """Return what ``action`` would do to this job, or why it is refused."""
    graph = Graph.of(detail.nodes)
    after = step(detail, action, now=now, graph=graph)
    if isinstance(after, Refusal):
        return Plan(refusal=after.message)
    # What an operator holds is forecast as if it were let go, except where that is the very question.
    released = detail.operator_paused and not after.detail.operator_paused
    before_run = _Forecast(detail, graph, now, held=released)
    after_run = _Forecast(after.detail, graph, now)
    # Of a canceled job only the finally nodes run: they are told, though they would have run in any case.
    canceled = after.detail.cancel_requested
    moved = {id_: after.detail.nodes[id_] for id_ in after.changed}
    return Plan(
        will_run=tuple(after_run.ran) if canceled else _new(after_run.ran, before_run.ran, moved),
        may_run=_new(after_run.undecided, before_run.undecided, moved),
        will_wait=_new(after_run.waits, before_run.waits, moved),
        will_skip=_into(moved, _N.SKIPPED),
        will_stop=_into(moved, _N.STOPPING),
        will_cancel=_into(moved, _N.CANCELED),
        keeps_running=tuple(
            id_ for id_, node in after.detail.nodes.items() if node.status in (_N.STARTING, _N.RUNNING)
        ),
        held=after.detail.operator_paused,
    )


class _Forecast:
    """Runs a job forward with every command succeeding, until only people can move it."""

    def __init__(self, detail: JobDetail, graph: Graph, now: datetime, *, held: bool = False) -> None:
        self.ran: dict[str, None] = {}
        self._draft = Draft(detail, graph, now)
        self._draft.operator_paused = held
        self._run()
        nodes = self._draft.nodes
        self.waits = {id_: None for id_, node in nodes.items() if node.status is _N.WAITING}
        # Whatever an undecided condition says, its node does not run while the job is held.
        open_ = [] if held else [id_ for id_, node in nodes.items() if _is_undecided(node)]
        reached = {*open_, *graph.downstream(open_)}
        self.undecided = {id_: None for id_ in nodes if id_ in reached}

    def _run(self) -> None:
        turn = [id_ for id_, node in self._draft.nodes.items() if _can_run(node)]
        while turn:
            for id_ in turn:
                self._succeed(id_)
            turn, self._draft.became_ready = self._draft.became_ready, []

    def _succeed(self, id_: str) -> None:
        draft = self._draft
        node = draft.nodes[id_]
        if node.status is _N.RETRY_WAIT:
            fact.apply(draft, TimerFired(id_))
            draft.became_ready.remove(id_)
        if not node.status.is_active:
            fact.apply(draft, Claimed(id_))
            if draft.nodes[id_].status is not _N.STARTING:
                return  # it is held
            self.ran[id_] = None
        draft.guessed.add(id_)
        code = node.rules.ok_exit[0] if node.rules.ok_exit else 0
        for event in (Spawned(id_), Ended(id_, EndReason.EXIT, code)):
            fact.apply(draft, event)


def _can_run(node: Node) -> bool:
    return node.status.is_active or node.status in (_N.READY, _N.RETRY_WAIT)


def _is_undecided(node: Node) -> bool:
    return node.status is _N.FAILED and (node.reason or "").startswith(UNDECIDED)


def _new(after: dict[str, None], before: dict[str, None], moved: dict[str, Node]) -> tuple[str, ...]:
    return tuple(id_ for id_ in after if id_ not in before or id_ in moved)


def _into(moved: dict[str, Node], status: NodeStatus) -> tuple[str, ...]:
    return tuple(id_ for id_, node in moved.items() if node.status is status)
