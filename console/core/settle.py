"""How the end of one node moves the others: needs, conditions, blocks, and the finally nodes."""

from collections import deque
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from console.core.condition import decide, ignores_failure
from console.core.draft import Draft
from console.core.ended import is_bad, is_settled
from console.model import Node, NodeKind, NodeStatus, Resolution, SkipKind, Wait, When

_N = NodeStatus

UNDECIDED: Final = "its condition cannot be decided"
"""How the reason begins when a condition asks for something that does not exist."""


def settle(draft: Draft, ended: Iterable[str]) -> None:
    """Work out what the end of the nodes in ``ended`` means for all that come after them."""
    work = deque(ended)
    while work:
        for after in draft.graph.dependents[work.popleft()]:
            if draft.nodes[after].status is _N.PENDING and _consider(draft, after):
                work.append(after)
    if draft.main_ended:
        _settle_finals(draft)


def begin(draft: Draft) -> None:
    """Consider every pending node once: at a job's start, and after a reset."""
    ended = [id_ for id_ in draft.graph.main if _pending(draft, id_) and _consider(draft, id_)]
    settle(draft, ended)


def revive(draft: Draft, start: Iterable[str]) -> None:
    """Return to pending what is blocked, or skipped by a cascade, only because of nodes in ``start``."""
    for id_ in draft.graph.downstream(start):
        node = draft.nodes[id_]
        if node.status is _N.BLOCKED or node.skipped_as is SkipKind.CONDITION:
            draft.reset(id_)


def open_turn(draft: Draft, id_: str, *, pause: bool = True) -> None:
    """Let a node have its turn: at its pause point, at its approval, or ready for a slot."""
    node = draft.nodes[id_]
    if pause and node.rules.pause_before:
        reason = node.rules.prompt if node.rules.kind is not NodeKind.APPROVAL else None
        draft.move(id_, _N.WAITING, waiting_for=Wait.PAUSE_BEFORE, reason=reason)
    elif node.rules.kind is NodeKind.APPROVAL:
        timeout = node.rules.approval_timeout
        due = None if timeout is None else draft.now + timedelta(seconds=timeout)
        draft.move(id_, _N.WAITING, waiting_for=Wait.APPROVAL, reason=node.rules.prompt, retry_at=due)
    else:
        draft.move(id_, _N.READY)


def _pending(draft: Draft, id_: str) -> bool:
    return draft.nodes[id_].status is _N.PENDING


def _settle_finals(draft: Draft) -> None:
    work = deque(id_ for id_ in draft.graph.finals if _pending(draft, id_))
    while work:
        id_ = work.popleft()
        if _pending(draft, id_) and _consider(draft, id_):
            work.extend(draft.graph.dependents[id_])


def _consider_final(draft: Draft, id_: str) -> bool:
    """Decide on a pending finally node, once all others have ended."""
    node = draft.nodes[id_]
    if not draft.main_ended or any(
        not is_settled(draft.nodes[need]) for need in node.rules.needs if need in draft.nodes
    ):
        return False
    failed = draft.cancel_requested or any(is_bad(draft.nodes[i]) for i in draft.graph.main)
    if node.rules.when is When.ON_SUCCESS and failed:
        return _skip(draft, id_, "the job did not succeed")
    if node.rules.when is When.ON_FAILURE and not failed:
        return _skip(draft, id_, "nothing failed")
    return _open_if_condition_holds(draft, id_)


def _consider(draft: Draft, id_: str) -> bool:
    """Decide on a pending node. Returns whether it ended (so that its dependents are considered)."""
    node = draft.nodes[id_]
    if node.rules.is_finally:
        return _consider_final(draft, id_)
    needs = [draft.nodes[need] for need in node.rules.needs if need in draft.nodes]
    if node.rules.when is When.ON_SUCCESS and not ignores_failure(node.rules.condition):
        blocker = next((need for need in needs if is_bad(need)), None)
        if blocker is not None:
            draft.move(id_, _N.BLOCKED, reason=f"{_root(blocker)} {_word(blocker)}", ended=draft.now)
            return True
        if any(not is_settled(need) for need in needs):
            return False
        cascade = next((need for need in needs if need.skipped_as is SkipKind.CONDITION), None)
        if cascade is not None and node.rules.condition is None:
            return _skip(draft, id_, f"{cascade.id} was skipped")
    elif any(not is_settled(need) for need in needs):
        return False
    elif node.rules.when is When.ON_FAILURE and not any(
        is_bad(need) or need.status is _N.FAILED for need in needs
    ):
        return _skip(draft, id_, "nothing failed")
    return _open_if_condition_holds(draft, id_)


def _open_if_condition_holds(draft: Draft, id_: str) -> bool:
    node = draft.nodes[id_]
    if node.rules.condition is not None:
        holds = decide(node, draft.nodes, draft.before.params, draft.guessed)
        if isinstance(holds, str):
            reason = f"{UNDECIDED}: {holds}"
            resolution = Resolution.FINAL if node.rules.is_finally else Resolution.WAITING
            draft.move(id_, _N.FAILED, resolution=resolution, reason=reason, ended=draft.now)
            return node.rules.is_finally
        if not holds:
            return _skip(draft, id_, f"condition: {node.rules.condition}")
    open_turn(draft, id_)
    return False


def _skip(draft: Draft, id_: str, reason: str) -> bool:
    draft.move(id_, _N.SKIPPED, skipped_as=SkipKind.CONDITION, reason=reason, ended=draft.now)
    return True


def _root(node: Node) -> str:
    """Name what really stopped the graph: a blocked node passes on what blocked it."""
    return node.reason.split(" ")[0] if node.status is _N.BLOCKED and node.reason else node.id


def _word(node: Node) -> str:
    if node.status is _N.BLOCKED and node.reason:
        return node.reason.split(" ", 1)[1]
    return "was canceled" if node.status is _N.CANCELED else "failed"
