"""Which action is legal in which state, and the sentence when it is not. One table for each machine.

The tables are those of the embedded engine. What a remote backend lets be done it says itself, with the job
and with each node (`Offer`), and its word goes before them.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from console.model import (
    Action,
    JobDetail,
    JobStatus,
    Node,
    NodeStatus,
    Offer,
    RequeueFrom,
    Resolution,
    Verb,
    Wait,
)

_J = JobStatus
_N = NodeStatus

ALLOWED: Final = ""
"""A table entry: the action changes something."""

UNCHANGED: Final = "unchanged"
"""A table entry: repeating the action is fine and changes nothing."""

_ENDED = {
    _J.SUCCEEDED: "it has ended as succeeded",
    _J.FAILED: "it has ended as failed",
    _J.CANCELED: "it has ended as canceled",
}
_CANCELING = {_J.CANCELING: "it is being canceled"}
_AGAIN = {
    _J.QUEUED: "it is queued already; `priority` moves it forward",
    _J.RUNNING: "it is running; cancel it first",
    _J.PAUSING: "it is pausing; continue or cancel it",
    _J.PAUSED: "it is paused; continue or cancel it",
    **_CANCELING,
    _J.SUCCEEDED: ALLOWED,
    _J.FAILED: ALLOWED,
    _J.CANCELED: ALLOWED,
}

JOB_TABLE: Final[Mapping[Verb, Mapping[JobStatus, str]]] = {
    Verb.PAUSE: {
        _J.QUEUED: ALLOWED,
        _J.RUNNING: ALLOWED,
        _J.PAUSING: UNCHANGED,
        _J.PAUSED: ALLOWED,
        **_CANCELING,
        **_ENDED,
    },
    Verb.CONTINUE: {
        _J.QUEUED: "it is queued, not paused",
        _J.RUNNING: "it is running, not paused",
        _J.PAUSING: ALLOWED,
        _J.PAUSED: ALLOWED,
        **_CANCELING,
        **_ENDED,
    },
    Verb.CANCEL: {
        _J.QUEUED: ALLOWED,
        _J.RUNNING: ALLOWED,
        _J.PAUSING: ALLOWED,
        _J.PAUSED: ALLOWED,
        _J.CANCELING: UNCHANGED,
        **_ENDED,
    },
    Verb.PRIORITY: {
        _J.QUEUED: ALLOWED,
        _J.RUNNING: ALLOWED,
        _J.PAUSING: ALLOWED,
        _J.PAUSED: ALLOWED,
        **_CANCELING,
        **_ENDED,
    },
    Verb.REQUEUE: _AGAIN,
    Verb.RESTART: _AGAIN,
}
"""Actions on a whole job, for every status. A verb that is not here is not an action on a job.

A restart of a job is a requeue.
"""

NODE_TABLE: Final[Mapping[Verb, frozenset[NodeStatus]]] = {
    Verb.CONTINUE: frozenset({_N.WAITING}),
    Verb.APPROVE: frozenset({_N.WAITING}),
    Verb.REJECT: frozenset({_N.WAITING}),
    Verb.SKIP: frozenset({_N.PENDING, _N.READY, _N.WAITING, _N.RETRY_WAIT, _N.FAILED, _N.LOST}),
    Verb.RESTART: frozenset(
        {_N.FAILED, _N.LOST, _N.SKIPPED, _N.SUCCEEDED, _N.CANCELED, _N.RETRY_WAIT, _N.WAITING}
    ),
    Verb.RETRY_NOW: frozenset({_N.RETRY_WAIT}),
    Verb.STOP: frozenset({_N.STARTING, _N.RUNNING}),
    Verb.CANCEL: frozenset({_N.STARTING, _N.RUNNING}),
    Verb.MARK: frozenset({_N.LOST, _N.FAILED}),
}
"""Actions on one node: the statuses they are legal from. Cancel on a node is stop."""

_NOT_HERE: Final = {
    Verb.FREEZE: "a running command cannot be frozen here; pause lets it end and starts nothing after it",
    Verb.THAW: "nothing is ever frozen here",
    Verb.START: "start makes a new job of a workflow; to begin this one again, requeue it",
}
"""Verbs that are actions neither on a job nor on a node of the embedded engine."""

_NOTHING_RUNS = "nothing of it runs: skip it, or cancel the job"

_HINTS: Final[Mapping[tuple[Verb, NodeStatus], str]] = {
    (Verb.SKIP, _N.STARTING): "stop it first",
    (Verb.SKIP, _N.RUNNING): "stop it first",
    (Verb.SKIP, _N.CANCELED): "restart it to let what follows run",
    (Verb.SKIP, _N.BLOCKED): "skip or restart what blocks it",
    (Verb.RESTART, _N.RUNNING): "stop it first",
    (Verb.RESTART, _N.STARTING): "stop it first",
    (Verb.RESTART, _N.STOPPING): "wait until it has stopped",
    (Verb.RESTART, _N.BLOCKED): "restart what blocks it",
    (Verb.RESTART, _N.PENDING): "it has not run yet",
    (Verb.CONTINUE, _N.FAILED): "restart or skip it",
    (Verb.CONTINUE, _N.LOST): "restart or skip it, or mark how it ended",
    (Verb.CONTINUE, _N.RETRY_WAIT): "retry it now or skip it",
    (Verb.RETRY_NOW, _N.FAILED): "restart it",
    (Verb.MARK, _N.STARTING): "stop it first",
    (Verb.MARK, _N.RUNNING): "stop it first",
    **{
        (verb, status): _NOTHING_RUNS
        for verb in (Verb.STOP, Verb.CANCEL)
        for status in (_N.PENDING, _N.READY, _N.WAITING, _N.RETRY_WAIT, _N.FAILED, _N.LOST)
    },
}

_WORDS: Final = {
    _N.RETRY_WAIT: "it waits for its next attempt",
    _N.WAITING: "it waits for a person",
    _N.FAILED: "it has failed",
    _N.SUCCEEDED: "it has succeeded",
}


def offer_of(offers: tuple[Offer, ...] | None, verb: Verb) -> Offer | None:
    """Return what a remote backend offers of ``verb`` on a job or node, None where it offers nothing."""
    return next((offer for offer in offers or () if offer.verb is verb), None)


def _offered_refusal(offers: tuple[Offer, ...], verb: Verb, what: str) -> str | None:
    """Return why a remote backend does not let ``verb`` be done to ``what`` now, None if it does."""
    offer = offer_of(offers, verb)
    word = "change the priority of" if verb is Verb.PRIORITY else verb
    if offer is None:
        return f"cannot {word} {what}: it is not offered here in this state"
    return f"cannot {word} {what}: {offer.refusal}" if offer.refusal else None


def meant(detail: JobDetail, action: Action) -> Action:
    """Return the action that is asked for by other words: a restart of a job is a requeue.

    A requeue of a job that is still queued, with a priority, only sets that.
    """
    if action.node is not None or action.verb not in (Verb.RESTART, Verb.REQUEUE):
        return action
    forward = detail.job.status is _J.QUEUED and action.priority is not None
    return replace(action, verb=Verb.PRIORITY if forward else Verb.REQUEUE)


def not_on_job(verb: Verb) -> str | None:
    """Return why ``verb`` is no action on a whole job, whatever its state; None if it is one."""
    if verb in JOB_TABLE:
        return None
    return _NOT_HERE.get(verb, f"{verb} is an action on a node, not on a job: name the node")


def not_on_node(verb: Verb) -> str | None:
    """Return why ``verb`` is no action on a node, whatever its state; None if it is one."""
    if verb in NODE_TABLE:
        return None
    return _NOT_HERE.get(verb, f"{verb} is an action on a job, not on a node")


def job_refusal(detail: JobDetail, verb: Verb, *, from_start: bool = False) -> str | None:
    """Return why ``verb`` is not legal on the whole job now, or None if it is (or changes nothing)."""
    job = detail.job
    if job.offers is not None:
        return _offered_refusal(job.offers, verb, f"job {job.id}")
    never = not_on_job(verb)
    if never is not None:
        return never
    word = JOB_TABLE[verb].get(job.status, f"its state {job.native_status or job.status} is not known here")
    if verb is Verb.CONTINUE and not detail.operator_paused and not job.status.is_terminal:
        return f"cannot continue job {job.id}: {word or 'no operator has paused it'}{_ways_on(detail)}"
    if word not in (ALLOWED, UNCHANGED):
        return f"cannot {verb} job {job.id}: {word}"
    if verb in (Verb.REQUEUE, Verb.RESTART) and not from_start and _nothing_failed(detail):
        return f"cannot {verb} job {job.id}: nothing failed; requeue it from the start"
    return None


def job_unchanged(detail: JobDetail, verb: Verb) -> bool:
    """Whether a legal ``verb`` would change nothing, because it has been asked for already."""
    if detail.job.offers is not None:
        return False
    if verb is Verb.PAUSE and detail.operator_paused:
        return True
    return JOB_TABLE.get(verb, {}).get(detail.job.status) == UNCHANGED


def node_refusal(detail: JobDetail, node: Node, verb: Verb) -> str | None:
    """Return why ``verb`` is not legal on this node now, or None if it is."""
    if node.offers is not None:
        return _offered_refusal(node.offers, verb, node.id)
    never = not_on_node(verb)
    if never is not None:
        return never
    if node.status not in NODE_TABLE[verb]:
        return f"cannot {verb} {node.id}: {_state(node, verb)}"
    brings_back = verb in (Verb.RESTART, Verb.SKIP, Verb.MARK) and not node.rules.is_finally
    if detail.job.status is _J.CANCELING and brings_back:
        return f"cannot {verb} {node.id}: job {detail.job.id} is being canceled"
    wrong = _wrong_wait(node, verb) if node.status is _N.WAITING else _wrong_failure(node, verb)
    return f"cannot {verb} {node.id}: {wrong}" if wrong else None


def refusal(detail: JobDetail, action: Action) -> str | None:
    """Return why ``action`` is not legal now, or None if it is. What the keys ask.

    This checks the state tables only; `core.step` also checks versions, approvers and the graph.
    """
    if action.node is None:
        return job_refusal(detail, action.verb, from_start=action.requeue_from is RequeueFrom.START)
    node = detail.nodes.get(action.node)
    if node is None:
        return f"job {detail.job.id} has no node {action.node}"
    return node_refusal(detail, node, action.verb)


def legal_on_node(detail: JobDetail, node: Node) -> tuple[Verb, ...]:
    """Return the verbs that are legal on this node now, in the order of the table."""
    return tuple(verb for verb in NODE_TABLE if node_refusal(detail, node, verb) is None)


def _state(node: Node, verb: Verb) -> str:
    word = _WORDS.get(node.status, f"it is {node.status}")
    hint = _HINTS.get((verb, node.status))
    if hint:
        return f"{word}; {hint}"
    if verb in (Verb.CONTINUE, Verb.APPROVE, Verb.REJECT) and node.status not in _WORDS:
        return f"{word}, not waiting"
    return word


def _wrong_wait(node: Node, verb: Verb) -> str | None:
    approval = node.waiting_for is Wait.APPROVAL
    if verb is Verb.CONTINUE and approval:
        return "it waits for an approval; approve or reject it"
    if verb in (Verb.APPROVE, Verb.REJECT) and not approval:
        return "it waits at a pause point, not for an approval; continue it"
    if verb is Verb.RESTART and node.waiting_for is not Wait.PAUSE_AFTER:
        return "it has not run yet"
    if verb is Verb.SKIP and node.waiting_for is Wait.PAUSE_AFTER:
        return "its command has succeeded; continue it"
    return None


def _wrong_failure(node: Node, verb: Verb) -> str | None:
    if node.resolution is Resolution.TOLERATED and verb in (Verb.SKIP, Verb.MARK):
        return "its failure is tolerated, so nothing waits for it"
    return None


def _nothing_failed(detail: JobDetail) -> bool:
    """Whether a job that has ended has nothing that a requeue from what failed would run."""
    good = (_N.SUCCEEDED, _N.SKIPPED)
    return detail.job.status is _J.SUCCEEDED or (
        detail.job.status is _J.CANCELED
        and bool(detail.nodes)
        and all(n.status in good or n.resolution is Resolution.TOLERATED for n in detail.nodes.values())
    )


def _ways_on(detail: JobDetail) -> str:
    """Name what waits for a person in a job that no operator holds, and what moves it on."""
    waiting = [node for node in detail.nodes.values() if node.needs_person]
    ways = "".join(f"; {node.id} {_way_on(node)}" for node in waiting[:3])
    return f"{ways} (and {len(waiting) - 3} more)" if len(waiting) > 3 else ways


def _way_on(node: Node) -> str:
    if node.waiting_for is Wait.APPROVAL:
        return "waits for an approval: approve or reject it"
    if node.status is _N.WAITING:
        return "waits at a pause point: continue that node"
    if node.status is _N.LOST:
        return "has an unknown outcome: restart or skip it, or mark how it ended"
    return "failed: restart or skip it"
