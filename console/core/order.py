"""What a person's action does to a job, once `core.legality` has found it legal."""

from dataclasses import replace

from console.core.condition import is_blocked_by_failure
from console.core.draft import Draft
from console.core.ended import is_bad, is_settled
from console.core.event import StopCommand
from console.core.fact import fail, succeed
from console.core.graph import Graph
from console.core.legality import job_unchanged
from console.core.settle import begin, open_turn, revive, settle
from console.model import (
    Action,
    JobDetail,
    Node,
    NodeStatus,
    RequeueFrom,
    Resolution,
    Scope,
    SkipKind,
    Verb,
    Wait,
)

_N = NodeStatus

_CANCELED_AT_ONCE = frozenset({_N.PENDING, _N.READY, _N.WAITING, _N.RETRY_WAIT, _N.FAILED, _N.LOST})

_CAME_TO = {
    _N.FAILED: "it had failed",
    _N.LOST: "its outcome is unknown",
    _N.RETRY_WAIT: "its last attempt had failed",
}
"""What is said of a node that had come to something before it was canceled."""

_ANSWERS = frozenset({Verb.APPROVE, Verb.REJECT, Verb.SKIP, Verb.MARK})
"""What lets an approval pass, or not: left to the people that it names."""


def apply(draft: Draft, action: Action) -> None:
    """Apply a legal ``action`` to the draft."""
    if action.node is None:
        _apply_to_job(draft, action)
    else:
        _apply_to_node(draft, action, draft.nodes[action.node])


def refusal(detail: JobDetail, action: Action, graph: Graph | None = None) -> str | None:
    """Return what the state tables cannot see: the graph around the node, a missing argument.

    ``graph`` saves working it out again for the same job.
    """
    if action.verb is Verb.PRIORITY and action.priority is None:
        return "priority needs a number"
    if action.verb is Verb.MARK and action.mark_as not in ("succeeded", "failed"):
        return "mark needs `succeeded` or `failed`"
    if action.node is None:
        return None
    node = detail.nodes[action.node]
    if action.verb in (Verb.RESTART, Verb.SKIP, Verb.MARK) and not node.rules.is_finally:
        busy = next((n for n in detail.nodes.values() if n.rules.is_finally and n.status.is_active), None)
        if busy is not None:
            return f"cannot {action.verb} {node.id}: the job is ending, {busy.id} is running; stop it first"
    if action.verb is Verb.RESTART:
        return _restart_refusal(detail, node, action.scope, graph or Graph.of(detail.nodes))
    return None


def approver_refusal(detail: JobDetail, action: Action) -> str | None:
    """Return why this person may not answer an approval, or None. Skipping it would be an answer, too."""
    if action.verb not in _ANSWERS or action.node is None:
        return None
    allowed = detail.nodes[action.node].rules.approvers
    if not allowed or action.actor in allowed or set(action.actor_groups) & set(allowed):
        return None
    return f"{action.node} may be answered by {', '.join(allowed)}; you are {action.actor or 'nobody'}"


def _apply_to_job(draft: Draft, action: Action) -> None:
    if job_unchanged(draft.before, action.verb):
        return
    match action.verb:
        case Verb.PAUSE:
            draft.operator_paused = True
            draft.note = _note("paused", action)
        case Verb.CONTINUE:
            draft.operator_paused = False
            draft.note = None
        case Verb.PRIORITY if action.priority is not None:
            draft.job = replace(draft.job, priority=action.priority)
        case Verb.CANCEL:
            _cancel(draft, action)
        case Verb.REQUEUE:
            _requeue(draft, action)
        case _:
            raise AssertionError(action.verb)


def _apply_to_node(draft: Draft, action: Action, node: Node) -> None:
    match action.verb:
        case Verb.CONTINUE:
            _continue(draft, action, node)
        case Verb.APPROVE:
            draft.change(node.id, outputs=dict(action.inputs), ended=draft.now)
            succeed(draft, node.id, actor=action.actor, reason=_note("approved", action))
        case Verb.REJECT:
            fail(draft, node.id, _note("rejected", action), actor=action.actor, final=True)
        case Verb.SKIP:
            _skip(draft, action, node)
        case Verb.RESTART:
            _restart(draft, action, node)
        case Verb.RETRY_NOW:
            draft.move(node.id, _N.READY, actor=action.actor)
        case Verb.STOP | Verb.CANCEL:
            draft.change(node.id, status=_N.STOPPING, actor=action.actor, since=draft.now)
            draft.effects.append(StopCommand(node.id))
        case Verb.MARK:
            _mark(draft, action, node)
        case _:
            raise AssertionError(action.verb)


def _continue(draft: Draft, action: Action, node: Node) -> None:
    if node.waiting_for is Wait.PAUSE_BEFORE:
        open_turn(draft, node.id, pause=False)
        draft.change(node.id, actor=action.actor)
    else:
        succeed(draft, node.id, pause=False, actor=action.actor)


def _skip(draft: Draft, action: Action, node: Node) -> None:
    _reopen(draft, node)
    draft.move(
        node.id,
        _N.SKIPPED,
        skipped_as=SkipKind.OPERATOR,
        reason=_note("skipped", action),
        actor=action.actor,
        ended=draft.now,
    )
    revive(draft, [node.id])
    settle(draft, [node.id])


def _mark(draft: Draft, action: Action, node: Node) -> None:
    if action.mark_as == "failed" and node.resolution is Resolution.FINAL:
        return  # it has failed for good already: the job is not brought back for that
    _reopen(draft, node)
    if action.mark_as == "succeeded":
        draft.change(node.id, outputs={**node.outputs, **action.inputs})
        reason = _note("marked succeeded", action)
        succeed(draft, node.id, pause=False, actor=action.actor, reason=reason)
        revive(draft, [node.id])
    else:
        fail(draft, node.id, _note("marked failed", action), actor=action.actor, final=True)


def _restart(draft: Draft, action: Action, node: Node) -> None:
    _reopen(draft, node)
    if action.scope is Scope.DOWNSTREAM:
        for id_ in draft.graph.downstream([node.id]):
            draft.reset(id_)
    draft.reset(node.id)
    if draft.main_ended or not node.rules.is_finally:
        open_turn(draft, node.id, pause=False)
        draft.change(node.id, actor=action.actor)
    if action.scope is Scope.NODE:
        revive(draft, [node.id], runs_again=True)


def _cancel(draft: Draft, action: Action) -> None:
    draft.cancel_requested = True
    draft.operator_paused = False
    draft.note = _note("canceled", action)
    for id_ in draft.graph.main:
        node = draft.nodes[id_]
        if node.status in _CANCELED_AT_ONCE and not is_settled(node):
            reason = _canceled(node, draft.note)
            draft.move(id_, _N.CANCELED, reason=reason, actor=action.actor, ended=draft.now)
        elif node.status in (_N.STARTING, _N.RUNNING):
            draft.change(id_, status=_N.STOPPING, actor=action.actor, since=draft.now)
            draft.effects.append(StopCommand(id_))
    settle(draft, [])


def _requeue(draft: Draft, action: Action) -> None:
    if action.requeue_from is RequeueFrom.START:
        again = list(draft.nodes)
    else:
        failed = [id_ for id_ in draft.graph.main if is_bad(draft.nodes[id_])]
        after = (id_ for id_ in draft.graph.downstream(failed) if not _is_skipped_by_person(draft.nodes[id_]))
        again = [*failed, *after, *draft.graph.finals]
    for id_ in dict.fromkeys(again):
        draft.reset(id_)
    if action.priority is not None:
        draft.job = replace(draft.job, priority=action.priority)
    draft.queue_job()
    begin(draft)


def _reopen(draft: Draft, node: Node) -> None:
    """Bring an ended job back to life; its finally nodes run again when the main ones have ended."""
    if not node.rules.is_finally:
        for id_ in draft.graph.finals:
            if draft.nodes[id_].status is not _N.PENDING:
                draft.reset(id_)
    if draft.before.job.status.is_terminal:
        draft.reopen_job()


def _restart_refusal(detail: JobDetail, node: Node, scope: Scope, graph: Graph) -> str | None:
    after = graph.downstream([node.id]) if scope is Scope.DOWNSTREAM else ()
    busy = next((id_ for id_ in after if detail.nodes[id_].status.is_active), None)
    if busy is not None:
        word = detail.nodes[busy].status
        return f"cannot restart {node.id}: {busy}, which comes after it, is {word}; stop it first"
    for need in (detail.nodes.get(need) for need in node.rules.needs):
        if need is not None and (not is_settled(need) or (is_bad(need) and is_blocked_by_failure(node))):
            state = need.status.words
            return f"cannot restart {node.id}: {need.id}, which it needs, is {state}; restart that first"
    return None


def _is_skipped_by_person(node: Node) -> bool:
    return node.skipped_as is SkipKind.OPERATOR


def _canceled(node: Node, note: str | None) -> str | None:
    """Return the reason of a node that is canceled at once, with what it had come to before."""
    came_to = _CAME_TO.get(node.status)
    return f"{note}; {came_to}: {node.reason}" if came_to and node.reason else note


def _note(what: str, action: Action) -> str:
    who = f"{what} by {action.actor}" if action.actor else what
    return f"{who}: {action.reason}" if action.reason else who
