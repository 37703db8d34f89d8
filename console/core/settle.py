"""How the end of one node moves the others: needs, conditions, blocks, and the finally nodes."""

from collections import deque
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from console.core.condition import NOT_YET, decide, is_blocked_by_failure
from console.core.draft import Draft
from console.core.ended import is_bad, is_settled
from console.model import Node, NodeKind, NodeStatus, OnFailure, Resolution, SkipKind, Wait, When

_N = NodeStatus

UNDECIDED: Final = "its condition cannot be decided"
"""How the reason begins when a condition asks for something that does not exist."""


def settle(draft: Draft, ended: Iterable[str]) -> None:
    """Work out what the end of the nodes in ``ended`` means for all that come after them."""
    work = deque(ended)
    passed: set[str] = set()
    while work:
        for after in draft.graph.dependents[work.popleft()]:
            if _pending(draft, after):
                if _consider(draft, after):
                    work.append(after)
            elif after not in passed and _was_skipped_ahead(draft.nodes[after]):
                passed.add(after)
                work.append(after)
    if draft.main_ended:
        _settle_finals(draft)


def begin(draft: Draft) -> None:
    """Consider every pending node once: at a job's start, and after a reset."""
    ended = [id_ for id_ in draft.graph.main if _pending(draft, id_) and _consider(draft, id_)]
    settle(draft, ended)


def revive(draft: Draft, start: Iterable[str], *, runs_again: bool = False) -> None:
    """Decide anew on what is blocked or skipped by a condition after the nodes in ``start``.

    What comes after a node that stays as it is stays, too: nothing would ever consider it again. If the
    nodes in ``start`` run again, what had its turn after them and does not run yet waits for them again.
    """
    work = deque(start)
    seen: set[str] = set()
    revived: list[str] = []
    while work:
        for id_ in draft.graph.dependents[work.popleft()]:
            node = draft.nodes[id_]
            again = node.status is _N.BLOCKED or node.skipped_as is SkipKind.CONDITION
            again = again or (runs_again and _has_its_turn(node))
            if id_ not in seen and (again or _was_skipped_ahead(node)):
                seen.add(id_)
                work.append(id_)
                if again:
                    draft.reset(id_)
                    revived.append(id_)
    settle(draft, [id_ for id_ in revived if _pending(draft, id_) and _consider(draft, id_)])


def resolution(node: Node, *, final: bool = False) -> Resolution:
    """Return what the failure of a node means for its job. ``final``: a person said that it is one."""
    if node.rules.on_failure is OnFailure.CONTINUE:
        return Resolution.TOLERATED
    if final or node.rules.is_finally or node.rules.on_failure is OnFailure.FAIL:
        return Resolution.FINAL
    return Resolution.WAITING


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


def _has_its_turn(node: Node) -> bool:
    """Whether the node may start, but has not, or not yet again."""
    if node.status is _N.WAITING:
        return node.waiting_for is not Wait.PAUSE_AFTER
    return node.status in (_N.READY, _N.RETRY_WAIT)


def _was_skipped_ahead(node: Node) -> bool:
    """Whether a person skipped the node, and perhaps before its turn: nothing of it was tried."""
    return node.skipped_as is SkipKind.OPERATOR and node.attempt == 0


def _needs(draft: Draft, node: Node) -> list[Node]:
    """Return what the node waits for. One that was skipped before its turn stands for its own needs, too.

    Without that, skipping a node while what it needs still runs would let its dependents overtake that.
    """
    found: dict[str, Node] = {}
    work = [draft.nodes[need] for need in node.rules.needs if need in draft.nodes]
    for need in work:  # grows
        if need.id not in found:
            found[need.id] = need
            if _was_skipped_ahead(need):
                behind = (draft.nodes[id_] for id_ in need.rules.needs if id_ in draft.nodes)
                work += [other for other in behind if _reaches_past(need, other)]
    return list(found.values())


def _reaches_past(skipped: Node, need: Node) -> bool:
    """Whether what a need of a skipped node came to would have reached its dependents without the skip."""
    if is_bad(need):
        return is_blocked_by_failure(skipped)
    if need.skipped_as is SkipKind.CONDITION:
        return is_blocked_by_failure(skipped) and skipped.rules.condition is None
    return not is_settled(need) or _was_skipped_ahead(need)


def _settle_finals(draft: Draft) -> None:
    work = deque(id_ for id_ in draft.graph.finals if _pending(draft, id_))
    while work:
        id_ = work.popleft()
        if _pending(draft, id_) and _consider(draft, id_):
            work.extend(draft.graph.dependents[id_])


def _consider_final(draft: Draft, id_: str) -> bool:
    """Decide on a pending finally node, once all others have ended."""
    node = draft.nodes[id_]
    if not draft.main_ended or any(not is_settled(need) for need in _needs(draft, node)):
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
    blocked_by_failure = is_blocked_by_failure(node)
    left, bad = draft.needs_left(id_)
    if left and not (bad and blocked_by_failure):
        return False
    needs = _needs(draft, node)
    if blocked_by_failure:
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
            # What does not exist yet may come to be: only a person can tell. The forecast, too, stops here.
            meaning = (
                Resolution.WAITING if holds == NOT_YET and not node.rules.is_finally else resolution(node)
            )
            draft.move(id_, _N.FAILED, resolution=meaning, reason=reason, ended=draft.now)
            return meaning is not Resolution.WAITING
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
