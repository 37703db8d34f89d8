"""What an action would do to the nodes, as far as the workflow's graph tells it."""

from dataclasses import replace
from typing import Final

from console.backends.acting import planned
from console.model import Action, JobDetail, NodeStatus, Plan, Verb

_OVER: Final = frozenset(
    {NodeStatus.SUCCEEDED, NodeStatus.SKIPPED, NodeStatus.FAILED, NodeStatus.CANCELED, NodeStatus.BLOCKED}
)


def plan_of(detail: JobDetail, action: Action) -> Plan:
    """Return the plan of an action: what is certain, and what follows if all goes well as "may run"."""
    plan = planned(detail, action)
    if plan.refusal is not None:
        return plan
    if action.verb is Verb.CANCEL:
        return replace(plan, will_cancel=tuple(n.id for n in detail.nodes.values() if n.status not in _OVER))
    node = action.node
    if node is None:
        return plan
    match action.verb:
        case Verb.RESTART:
            return replace(plan, will_run=(node,), may_run=after(detail, node))
        case Verb.SKIP:
            return replace(plan, will_skip=(node,), may_run=after(detail, node))
        case Verb.CONTINUE:
            return replace(plan, may_run=after(detail, node))
        case _:
            return plan


def after(detail: JobDetail, node: str) -> tuple[str, ...]:
    """Return the nodes that come after one at any distance and have not ended, in the workflow's order."""
    reached = {node}
    grown = True
    while grown:
        more = {other.id for other in detail.nodes.values() if reached & set(other.rules.needs)} - reached
        reached |= more
        grown = bool(more)
    return tuple(
        other.id
        for other in detail.nodes.values()
        if other.id in reached and other.id != node and other.status not in (_OVER - {NodeStatus.BLOCKED})
    )
