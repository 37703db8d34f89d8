"""The one place that decides what an event does to a job.

`step` is pure: a job and an event give the job after it and what the engine must do. The engine applies
it in a transaction, the confirmation folds it over the job on the screen, the keys ask what is legal.
The tables are in `core.legality`; how one node's end moves the others is in `core.settle`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from console.core import fact, order
from console.core.draft import Draft
from console.core.event import Effect, Event
from console.core.graph import Graph
from console.core.legality import refusal
from console.core.summary import summarize
from console.model import Action, JobDetail, OutcomeKind


@dataclass(frozen=True, slots=True)
class Step:
    """A job after an event. ``changed`` are the ids of the nodes that are not as they were.

    ``unchanged`` says that the event changed nothing, of the job neither: asking twice for a pause, or a
    fact that came too late.
    """

    detail: JobDetail
    effects: tuple[Effect, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """An action that is not carried out. ``kind`` is conflict, illegal, forbidden or not_found."""

    kind: OutcomeKind
    message: str


def step(detail: JobDetail, event: Event, *, now: datetime, graph: Graph | None = None) -> Step | Refusal:
    """Return the job after ``event``, or why an action is refused.

    Facts that do not fit (an exit of a node that does not run) change nothing: recovery may tell a
    thing twice. ``graph`` saves working it out again for the same job.
    """
    if isinstance(event, Action):
        refused = _refuse(detail, event)
        if refused is not None:
            return refused
    draft = Draft(detail, graph or Graph.of(detail.nodes), now)
    if isinstance(event, Action):
        order.apply(draft, event)
    else:
        fact.apply(draft, event)
    return _finish(draft)


def _finish(draft: Draft) -> Step:
    before = draft.before
    wishes = (draft.operator_paused, draft.cancel_requested)
    if (
        not draft.changed
        and draft.job is before.job
        and wishes
        == (
            before.operator_paused,
            before.cancel_requested,
        )
    ):
        return Step(before, tuple(draft.effects), unchanged=not draft.effects)
    job = summarize(
        draft.job,
        draft.nodes,
        operator_paused=draft.operator_paused,
        cancel_requested=draft.cancel_requested,
        note=draft.note,
        now=draft.now,
    )
    if job.version == before.job.version and (
        draft.job is not before.job or wishes != (before.operator_paused, before.cancel_requested)
    ):
        job = replace(job, version=job.version + 1)
    after = replace(
        before,
        job=job,
        nodes=draft.nodes,
        operator_paused=draft.operator_paused,
        cancel_requested=draft.cancel_requested,
        note=draft.note,
    )
    return Step(after, tuple(draft.effects), tuple(draft.changed))


def _refuse(detail: JobDetail, action: Action) -> Refusal | None:
    if action.node is not None and action.node not in detail.nodes:
        return Refusal(OutcomeKind.NOT_FOUND, f"job {detail.job.id} has no node {action.node}")
    for check in _CHECKS:
        refused = check(detail, action)
        if refused is not None:
            return refused
    return None


def _check_version(detail: JobDetail, action: Action) -> Refusal | None:
    if action.expected_version is None:
        return None
    if action.node is None:
        current, what, state = detail.job.version, f"job {detail.job.id}", str(detail.job.status)
    else:
        node = detail.nodes[action.node]
        current, what, state = node.version, node.id, str(node.status).replace("_", " ")
    if current == action.expected_version:
        return None
    message = f"{what} changed since your screen: it is {state} now (version {current})"
    return Refusal(OutcomeKind.CONFLICT, message)


def _check_state(detail: JobDetail, action: Action) -> Refusal | None:
    why = refusal(detail, action)
    return None if why is None else Refusal(OutcomeKind.ILLEGAL, why)


def _check_order(detail: JobDetail, action: Action) -> Refusal | None:
    why = order.refusal(detail, action)
    return None if why is None else Refusal(OutcomeKind.ILLEGAL, why)


def _check_approver(detail: JobDetail, action: Action) -> Refusal | None:
    why = order.approver_refusal(detail, action)
    return None if why is None else Refusal(OutcomeKind.FORBIDDEN, why)


_CHECKS: Final[tuple[Callable[[JobDetail, Action], Refusal | None], ...]] = (
    _check_version,
    _check_state,
    _check_order,
    _check_approver,
)
