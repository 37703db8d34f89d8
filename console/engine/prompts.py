"""The question that a waiting node asks: its prompt, with what the nodes before it wrote filled in."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from console.core.expression import ExpressionError
from console.core.step import Step
from console.core.summary import summarize
from console.engine.live import LiveJob
from console.engine.plans import Plans
from console.engine.results import scope_of
from console.model import JobDetail, Node, NodeStatus

_PLACEHOLDER = "${{"


def fill_prompts(live: LiveJob, step: Step, plans: Plans, now: datetime) -> Step:
    """Return the step with the reasons of nodes that begin to wait filled in. Most steps have none."""
    asking = [id_ for id_ in step.changed if _asks(step.detail.nodes[id_])]
    if not asking or plans.load_now(live) is None:
        return step
    return replace(step, detail=_filled(live, step.detail, asking, now))


def _asks(node: Node) -> bool:
    return node.status is NodeStatus.WAITING and node.reason is not None and _PLACEHOLDER in node.reason


def _filled(live: LiveJob, detail: JobDetail, asking: Iterable[str], now: datetime) -> JobDetail:
    nodes = dict(detail.nodes)
    for id_ in asking:
        nodes[id_] = replace(nodes[id_], reason=_question(live, detail, id_))
    job = summarize(
        detail.job,
        nodes,
        operator_paused=detail.operator_paused,
        cancel_requested=detail.cancel_requested,
        note=detail.note,
        now=now,
    )
    return replace(detail, job=job, nodes=nodes)


def _question(live: LiveJob, detail: JobDetail, id_: str) -> str | None:
    if live.plan is None:
        return detail.nodes[id_].reason
    try:
        return live.plan[id_].prompt_of(scope_of(detail)).strip() or None
    except ExpressionError as error:
        return f"{detail.nodes[id_].reason} ({error})"
