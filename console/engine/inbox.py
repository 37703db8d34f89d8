"""The paused inbox: every node that waits for a person, with what an answer would start."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from console.core.legality import legal_on_node
from console.core.step import Step, step
from console.core.summary import attention_of, node_sentence
from console.engine.live import LiveJob
from console.model import Action, Attention, Node, NodeStatus, PausedItem, Verb, Wait

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


def paused_items(jobs: Iterable[LiveJob], now: datetime) -> list[PausedItem]:
    """Return the items of every live job, the one that waits longest first."""
    items = [
        _item(live, node, now)
        for live in jobs
        if live.detail.job.waiting
        for node in live.detail.nodes.values()
        if node.needs_person
    ]
    return sorted(items, key=lambda item: item.since or _LONG_AGO)


def _item(live: LiveJob, node: Node, now: datetime) -> PausedItem:
    return PausedItem(
        job=live.detail.job,
        node=node,
        kind=_kind(node),
        since=node.since,
        prompt=node.reason or node_sentence(node),
        actions=legal_on_node(live.detail, node),
        starts=_starts(live, node, now),
    )


def _kind(node: Node) -> str:
    if node.status is NodeStatus.WAITING and node.waiting_for is not None:
        return str(node.waiting_for)
    return "lost" if attention_of(node) is Attention.LOST else "failure"


def _starts(live: LiveJob, node: Node, now: datetime) -> tuple[str, ...]:
    """Return the nodes that would be ready as soon as the node is continued or approved."""
    if node.status is not NodeStatus.WAITING:
        return ()
    verb = Verb.APPROVE if node.waiting_for is Wait.APPROVAL else Verb.CONTINUE
    actor = node.rules.approvers[0] if node.rules.approvers else ""
    answer = step(live.detail, Action(verb, str(live.id), node.id, actor), now=now, graph=live.graph)
    if not isinstance(answer, Step):
        return ()
    return tuple(id_ for id_ in answer.changed if answer.detail.nodes[id_].status is NodeStatus.READY)
