"""What an action will do, as lines for a person: node by node, exactly, and no more than can be read."""

from collections.abc import Mapping, Sequence
from typing import Final

from console.core.listing import listed
from console.model import Action, Node, NodeKind, Plan, Verb

SHOWN: Final = 12
"""Nodes named in one line; the rest is counted."""


def lines(plan: Plan, action: Action, nodes: Mapping[str, Node]) -> list[tuple[str, str]]:
    """Return labels and sentences: what will run, wait, be skipped, stopped or canceled; or the refusal."""
    if plan.refusal is not None:
        return [("Refused", plan.refusal)]
    found: list[tuple[str, str]] = []
    if plan.will_run:
        found.append(("Will run", _run(plan.will_run, action, nodes)))
    if plan.may_run:
        found.append(("May run", f"{names(plan.may_run)}: that depends on what is not known yet"))
    if plan.will_wait:
        found.append(("Will wait", f"{names(plan.will_wait)} for a person"))
    if plan.will_skip:
        found.append(("Will skip", names(plan.will_skip)))
    if plan.will_stop:
        found.append(("Will stop", names(plan.will_stop)))
    if plan.will_cancel:
        found.append(("Will cancel", names(plan.will_cancel)))
    if plan.keeps_running and action.verb in (Verb.PAUSE, Verb.RESTART, Verb.SKIP, Verb.CANCEL):
        found.append(("Runs on", names(plan.keeps_running)))
    if plan.held:
        found.append(("Held", "nothing new starts until the job is continued"))
    return found or [("Will do", _without_nodes(action, nodes))]


def _without_nodes(action: Action, nodes: Mapping[str, Node]) -> str:
    """Say what is done where no node moves; of a remote job only its server knows which will."""
    if any(node.rules.kind is NodeKind.OTHER for node in nodes.values()):
        return "ask the server for it; which steps follow from it, only the server knows"
    if action.verb is Verb.PRIORITY:
        return "change its place in the queue"
    if action.verb is Verb.CONTINUE and action.node is None:
        return "end the pause; nothing starts by that now"
    return "nothing but note it"


def brief(plan: Plan) -> str:
    """Return the plan in a few words, for one line of many."""
    if plan.refusal is not None:
        return f"refused: {plan.refusal}"
    parts = [
        f"{word} {names(ids, 3)}"
        for word, ids in (
            ("runs", plan.will_run),
            ("skips", plan.will_skip),
            ("stops", plan.will_stop),
            ("cancels", plan.will_cancel),
        )
        if ids
    ]
    return "; ".join(parts)


def names(ids: Sequence[str], shown: int = SHOWN) -> str:
    """Return node ids in a row, the first few by name and the rest counted."""
    return listed(ids, shown)


def _run(ids: Sequence[str], action: Action, nodes: Mapping[str, Node]) -> str:
    """``load (execution 4), then publish, notify``."""
    first = [id_ for id_ in ids if id_ == action.node]
    rest = [id_ for id_ in ids if id_ != action.node]
    if not first:
        return names(rest)
    number = nodes[first[0]].execution + 1
    text = f"{first[0]} (execution {number})"
    return f"{text}, then {names(rest)}" if rest else text
