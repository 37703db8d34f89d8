"""What an action would be sent for, in nodes, as far as the console can tell."""

from dataclasses import replace
from typing import Final

from console.model import Action, JobDetail, Node, NodeStatus, Plan, Verb

_BEFORE: Final = frozenset({NodeStatus.PENDING, NodeStatus.BLOCKED, NodeStatus.READY})


def plan_of(detail: JobDetail, action: Action, plan: Plan) -> Plan:
    """Return ``plan`` with the nodes that the action means; what Scale makes of it is Scale's to decide."""
    if plan.refusal is not None:
        return plan
    nodes = _meant(detail, action)
    match action.verb:
        case Verb.CANCEL | Verb.STOP:
            return replace(
                plan,
                will_cancel=tuple(node.id for node in nodes if node.status is not NodeStatus.RUNNING),
                will_stop=tuple(node.id for node in nodes if node.status is NodeStatus.RUNNING),
            )
        case Verb.REQUEUE | Verb.RESTART | Verb.PRIORITY:
            return replace(plan, will_run=tuple(node.id for node in nodes))
        case _:
            return plan


def _meant(detail: JobDetail, action: Action) -> list[Node]:
    if action.node is not None:
        return [detail.nodes[action.node]]
    nodes = [node for node in detail.nodes.values() if node.offers]
    if len(detail.nodes) == 1:
        return nodes
    if action.verb in (Verb.CANCEL, Verb.STOP):
        return [node for node in nodes if node.status in _BEFORE or node.status is NodeStatus.RUNNING]
    failed = [node for node in nodes if node.status is NodeStatus.FAILED]
    return failed or [node for node in nodes if node.status is NodeStatus.CANCELED]
