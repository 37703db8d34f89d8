"""What a person's action does to a job, once `core.legality` has found it legal."""

from dataclasses import replace

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
    Scope,
    SkipKind,
    Verb,
    Wait,
)

_N = NodeStatus

_CANCELED_AT_ONCE = frozenset(
    {_N.PENDING, _N.READY, _N.WAITING, _N.RETRY_WAIT, _N.FAILED, _N.LOST, _N.BLOCKED}
)


def apply(draft: Draft, action: Action) -> None:
    """Apply a legal ``action`` to the draft."""
    if action.node is None:
        _apply_to_job(draft, action)
    else:
        _apply_to_node(draft, action, draft.nodes[action.node])


def refusal(detail: JobDetail, action: Action) -> str | None:
    """Return what the state tables cannot see: the graph around the node, a missing argument."""
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
        return _restart_refusal(detail, node, action.scope)
    return None


def approver_refusal(detail: JobDetail, action: Action) -> str | None:
    """Return why this person may not answer an approval, or None."""
    if action.verb not in (Verb.APPROVE, Verb.REJECT) or action.node is None:
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
            succeed(draft, node.id, actor=action.actor)
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
    begin(draft)


def _mark(draft: Draft, action: Action, node: Node) -> None:
    _reopen(draft, node)
    if action.mark_as == "succeeded":
        revive(draft, [node.id])
        draft.change(node.id, outputs={**node.outputs, **action.inputs})
        succeed(draft, node.id, pause=False, actor=action.actor)
        draft.change(node.id, reason=_note("marked succeeded", action))
        begin(draft)
    else:
        fail(draft, node.id, _note("marked failed", action), actor=action.actor, final=True)


def _restart(draft: Draft, action: Action, node: Node) -> None:
    _reopen(draft, node)
    if action.scope is Scope.DOWNSTREAM:
        for id_ in draft.graph.downstream([node.id]):
            draft.reset(id_)
    else:
        revive(draft, [node.id])
    draft.reset(node.id)
    if node.rules.is_finally and not draft.main_ended:
        return
    open_turn(draft, node.id, pause=False)
    draft.change(node.id, actor=action.actor)


def _cancel(draft: Draft, action: Action) -> None:
    draft.cancel_requested = True
    draft.operator_paused = False
    draft.note = _note("canceled", action)
    for id_ in draft.graph.main:
        node = draft.nodes[id_]
        if node.status in _CANCELED_AT_ONCE and not is_settled(node):
            draft.move(id_, _N.CANCELED, reason=draft.note, actor=action.actor, ended=draft.now)
        elif node.status in (_N.STARTING, _N.RUNNING):
            draft.change(id_, status=_N.STOPPING, actor=action.actor, since=draft.now)
            draft.effects.append(StopCommand(id_))
    settle(draft, [])


def _requeue(draft: Draft, action: Action) -> None:
    if action.requeue_from is RequeueFrom.START:
        again = list(draft.nodes)
    else:
        failed = [id_ for id_ in draft.graph.main if is_bad(draft.nodes[id_])]
        again = [*failed, *draft.graph.downstream(failed), *draft.graph.finals]
    for id_ in dict.fromkeys(again):
        draft.reset(id_)
    priority = draft.job.priority if action.priority is None else action.priority
    draft.job = replace(draft.job, run=draft.job.run + 1, priority=priority)
    draft.queue_job()
    begin(draft)


def _reopen(draft: Draft, node: Node) -> None:
    """Bring an ended job back to life; its finally nodes run again when the main ones have ended."""
    if not node.rules.is_finally:
        for id_ in draft.graph.finals:
            if draft.nodes[id_].status is not _N.PENDING:
                draft.reset(id_)
    if draft.before.job.status.is_terminal:
        draft.job = replace(draft.job, run=draft.job.run + 1, ended=None)
        draft.cancel_requested = False
        draft.operator_paused = False
        draft.note = None


def _restart_refusal(detail: JobDetail, node: Node, scope: Scope) -> str | None:
    after = Graph.of(detail.nodes).downstream([node.id]) if scope is Scope.DOWNSTREAM else ()
    busy = next((id_ for id_ in after if detail.nodes[id_].status.is_active), None)
    if busy is not None:
        return f"cannot restart {node.id}: {busy}, which comes after it, is running; stop it first"
    for need in (detail.nodes.get(need) for need in node.rules.needs):
        if need is not None and (is_bad(need) or not is_settled(need)):
            word = str(need.status).replace("_", " ")
            return f"cannot restart {node.id}: {need.id}, which it needs, is {word}; restart that first"
    return None


def _note(what: str, action: Action) -> str:
    who = f"{what} by {action.actor}" if action.actor else what
    return f"{who}: {action.reason}" if action.reason else who
