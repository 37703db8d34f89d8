"""What an action would do to the tasks of a job, as far as its transitions tell it."""

from console.backends.acting import planned
from console.core.ended import is_settled
from console.model import Action, JobDetail, NodeStatus, Plan, Verb
from console.wire.itential.document import JobDocument
from console.wire.itential.edges import edges_of


def plan_of(detail: JobDetail, document: JobDocument, action: Action) -> Plan:
    """Return what ``action`` would do: what a cancel ends, which way an answer goes, what a pause leaves.

    Tasks after the next are not foretold: which way they go depends on how each ends.
    """
    plan = planned(detail, action)
    if plan.refusal is not None:
        return plan
    match action.verb:
        case Verb.CANCEL:
            return Plan(will_cancel=tuple(id_ for id_, node in detail.nodes.items() if not is_settled(node)))
        case Verb.PAUSE:
            running = (NodeStatus.RUNNING, NodeStatus.WAITING)
            keeps = tuple(id_ for id_, node in detail.nodes.items() if node.status in running)
            return Plan(keeps_running=keeps, held=True)
        case Verb.APPROVE:
            return Plan(will_run=_next(document, str(action.node), "success"))
        case Verb.REJECT:
            return Plan(will_run=_next(document, str(action.node), "failure"))
        case Verb.RESTART:
            node = str(action.node)
            return Plan(will_run=(node,), may_run=_next(document, node, "success"))
        case _:
            return plan


def _next(document: JobDocument, task: str, state: str) -> tuple[str, ...]:
    """Return the tasks that ``task`` leads to when it ends as ``state``."""
    found = (edge.target for edge in edges_of(document) if (edge.source, edge.state) == (task, state))
    return tuple(dict.fromkeys(target for target in found if target in document.tasks))
