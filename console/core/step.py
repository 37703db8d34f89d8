"""The one place that decides what an event does to a job.

`step` is pure: a job and an event give the job after it and what the engine must do. The engine applies
it in a transaction, the confirmation folds it over the job on the screen, the keys ask what is legal.
The tables are in `core.legality`; how one node's end moves the others is in `core.settle`.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from console.core import fact, order
from console.core.draft import Draft
from console.core.event import Effect, Event
from console.core.graph import Graph
from console.core.legality import meant, refusal
from console.core.stale import is_stale, stale_sentence
from console.core.summary import summarize
from console.model import Action, JobDetail, OutcomeKind


@dataclass(frozen=True, slots=True)
class Step:
    """A job after an event. ``changed`` are the ids of the nodes that are not as they were.

    ``unchanged`` says that nothing is: asking twice for a pause, or a fact that came too late.
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
    graph = graph or Graph.of(detail.nodes)
    draft = Draft(detail, graph, now)
    if isinstance(event, Action):
        action = meant(detail, event)
        refused = _refuse(detail, action, graph)
        if refused is not None:
            return refused
        order.apply(draft, action)
    else:
        fact.apply(draft, event)
    return _finish(draft)


def _finish(draft: Draft) -> Step:
    before = draft.before
    if not draft.changed and draft.job is before.job and _wishes(draft) == _wishes(before):
        return Step(before, unchanged=True)
    job = summarize(
        draft.job,
        draft.nodes,
        operator_paused=draft.operator_paused,
        cancel_requested=draft.cancel_requested,
        note=draft.note,
        now=draft.now,
    )
    # What was wished of a job that has ended is of no use to anybody, except that it was canceled.
    ended = job.status.is_terminal
    after = replace(
        before,
        job=job,
        nodes=draft.nodes,
        operator_paused=draft.operator_paused and not ended,
        cancel_requested=draft.cancel_requested,
        note=None if ended and not draft.cancel_requested else draft.note,
    )
    if _seen(after) != _seen(before):
        after = replace(after, job=replace(job, version=before.job.version + 1))
    return Step(after, tuple(draft.effects), tuple(draft.changed))


def _wishes(of: JobDetail | Draft) -> tuple[bool, bool]:
    return of.operator_paused, of.cancel_requested


def _seen(detail: JobDetail) -> tuple[object, ...]:
    """Return what an action on the job depends on: its version counts the changes of this."""
    return detail.job.status, detail.job.priority, detail.job.run, *_wishes(detail)


def _refuse(detail: JobDetail, action: Action, graph: Graph) -> Refusal | None:
    if action.node is not None and action.node not in detail.nodes:
        return Refusal(OutcomeKind.NOT_FOUND, f"job {detail.job.id} has no node {action.node}")
    if is_stale(detail, action):
        return Refusal(OutcomeKind.CONFLICT, stale_sentence(detail, action))
    illegal = refusal(detail, action) or order.refusal(detail, action, graph)
    if illegal is not None:
        return Refusal(OutcomeKind.ILLEGAL, illegal)
    forbidden = order.approver_refusal(detail, action)
    return None if forbidden is None else Refusal(OutcomeKind.FORBIDDEN, forbidden)
