"""What an engine's facts do to a job: slots given, commands begun and ended, timers, losses."""

from datetime import timedelta
from typing import Final, assert_never

from console.core.draft import Draft
from console.core.event import (
    Begun,
    Claimed,
    Ended,
    EndReason,
    Fact,
    NeverStarted,
    Spawned,
    TimerFired,
    Vanished,
)
from console.core.settle import begin, resolution, settle
from console.model import Node, NodeKind, NodeStatus, OnTimeout, Resolution, Retry, Wait

_N = NodeStatus

_LONGEST_WAIT: Final = 365 * 86_400.0
"""Seconds: a wait that grows is cut before no calendar holds it any more."""


def apply(draft: Draft, fact: Fact) -> None:
    """Apply ``fact`` to the draft. A fact that does not fit the node's state changes nothing."""
    match fact:
        case Begun():
            begin(draft)
        case Claimed(node=id_):
            _claim(draft, draft.nodes[id_])
        case Spawned(node=id_):
            if draft.nodes[id_].status is _N.STARTING:
                draft.change(id_, status=_N.RUNNING, since=draft.now)
        case NeverStarted(node=id_):
            _never_started(draft, draft.nodes[id_])
        case Ended():
            _end(draft, draft.nodes[fact.node], fact)
        case Vanished(node=id_):
            _vanish(draft, draft.nodes[id_], fact.detail)
        case TimerFired(node=id_):
            _fire(draft, draft.nodes[id_])
        case _:
            assert_never(fact)


def may_start(draft_paused: bool, cancel_requested: bool, node: Node) -> bool:
    """Whether the scheduler may give this node a slot now, slots aside."""
    if node.status is not _N.READY:
        return False
    if cancel_requested:
        return node.rules.is_finally
    return not draft_paused


def succeed(
    draft: Draft, id_: str, *, pause: bool = True, actor: str | None = None, reason: str | None = None
) -> None:
    """End a node well: at its pause point after it, or satisfied for its dependents."""
    node = draft.nodes[id_]
    if pause and node.rules.pause_after:
        draft.move(id_, _N.WAITING, waiting_for=Wait.PAUSE_AFTER, actor=actor, reason=node.rules.prompt)
        return
    draft.move(id_, _N.SUCCEEDED, actor=actor, reason=reason, ended=node.ended or draft.now)
    settle(draft, [id_])


def fail(draft: Draft, id_: str, reason: str, *, actor: str | None = None, final: bool = False) -> None:
    """End a node badly, with the resolution that its `on_failure` asks for.

    An approval fails by a "no", which is always the end: no `on_failure: continue` makes a "yes" of it.
    """
    node = draft.nodes[id_]
    no = node.rules.kind is NodeKind.APPROVAL
    meaning = Resolution.FINAL if no else resolution(node, final=final)
    draft.move(id_, _N.FAILED, resolution=meaning, reason=reason, actor=actor, ended=node.ended or draft.now)
    if meaning is not Resolution.WAITING:
        settle(draft, [id_])


def _claim(draft: Draft, node: Node) -> None:
    if not may_start(draft.operator_paused, draft.cancel_requested, node):
        return
    draft.start_job()
    draft.move(
        node.id,
        _N.STARTING,
        execution=node.execution + 1,
        attempt=node.attempt + 1,
        started=draft.now,
        ended=None,
        exit_code=None,
    )


def _never_started(draft: Draft, node: Node) -> None:
    if node.status is _N.STOPPING:
        _stopped(draft, node, "it was stopped before it started")
    elif node.status.is_active:
        draft.move(node.id, _N.READY, attempt=node.attempt - 1, started=None)


def _end(draft: Draft, node: Node, end: Ended) -> None:
    if not node.status.is_active:
        return
    code = end.code if end.reason is EndReason.EXIT else None
    draft.change(node.id, ended=draft.now, exit_code=code, outputs=end.outputs)
    if end.reason is EndReason.EXIT and end.code in node.rules.ok_exit:
        # A job that is being canceled stops at no pause point: nobody would be left to continue it for.
        succeed(draft, node.id, pause=node.rules.is_finally or not draft.cancel_requested)
    elif node.status is _N.STOPPING:
        _stopped(draft, node, _reason(end))
    elif _worth_a_retry(node, end):
        _retry_later(draft, node, _reason(end))
    else:
        fail(draft, node.id, _reason(end))


def _stopped(draft: Draft, node: Node, reason: str) -> None:
    """End a command that was told to stop: canceled with its job, or failed by the one who stopped it."""
    if draft.cancel_requested and not node.rules.is_finally:
        draft.move(node.id, _N.CANCELED, reason=f"canceled, {reason}", actor=node.actor, ended=draft.now)
        settle(draft, [node.id])
    else:
        who = f"stopped by {node.actor}" if node.actor else "stopped"
        fail(draft, node.id, f"{who}, {reason}", actor=node.actor)


def _vanish(draft: Draft, node: Node, detail: str) -> None:
    if not node.status.is_active:
        return
    if draft.cancel_requested and not node.rules.is_finally:
        draft.move(node.id, _N.CANCELED, reason=f"canceled, outcome unknown: {detail}", ended=draft.now)
        settle(draft, [node.id])
    elif (
        node.rules.idempotent
        and node.status is not _N.STOPPING
        and node.attempt <= max(1, node.rules.retry.limit)
    ):
        draft.move(node.id, _N.READY, reason=f"runs again by itself: {detail}")
    else:
        draft.move(node.id, _N.LOST, reason=detail, ended=draft.now)


def _fire(draft: Draft, node: Node) -> None:
    if node.status is _N.RETRY_WAIT:
        draft.move(node.id, _N.READY)
    elif node.waiting_for is Wait.APPROVAL and node.retry_at is not None:
        if node.rules.on_timeout is OnTimeout.APPROVE:
            succeed(draft, node.id, reason="approved by itself: nobody answered in time")
        elif node.rules.on_timeout is OnTimeout.REJECT:
            fail(draft, node.id, "rejected: nobody answered in time", final=True)
        else:
            draft.change(node.id, retry_at=None)


def _worth_a_retry(node: Node, end: Ended) -> bool:
    retry = node.rules.retry
    if node.attempt > retry.limit:
        return False
    return not retry.on_exit or (end.reason is EndReason.EXIT and end.code in retry.on_exit)


def _retry_later(draft: Draft, node: Node, reason: str) -> None:
    delay = _delay(node.rules.retry, node.attempt)
    if delay <= 0:
        draft.move(node.id, _N.READY, reason=reason)
    else:
        draft.move(node.id, _N.RETRY_WAIT, reason=reason, retry_at=draft.now + timedelta(seconds=delay))


def _delay(retry: Retry, attempt: int) -> float:
    """Return the seconds between an attempt and the next one."""
    longest = _LONGEST_WAIT if retry.max_delay is None else min(retry.max_delay, _LONGEST_WAIT)
    try:
        return min(retry.delay * retry.backoff ** (attempt - 1), longest)
    except OverflowError:
        return longest if retry.delay > 0 else 0.0


def _reason(end: Ended) -> str:
    match end.reason:
        case EndReason.EXIT:
            return f"exit {end.code}" + (f", {end.detail}" if end.detail else "")
        case EndReason.SIGNAL:
            return f"signal {end.code}" + (f" ({end.detail})" if end.detail else "")
        case EndReason.TIMEOUT:
            return end.detail or "timeout"
        case EndReason.SPAWN_ERROR:
            return f"could not start: {end.detail or 'unknown error'}"
