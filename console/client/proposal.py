"""What a key proposes to do: its targets as they were on the screen, the ways to do it, and the actions.

Pure. The keys' words (`console.actions`) are quick and go by a list's row; here the jobs have been read,
and what is not legal is refused with the same sentences that the engine would give.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from console.client.allowed import Homes, as_allowed, job_name
from console.client.way import Choice, Option, Proposal, Target, Way
from console.core.care import IRREVERSIBLE, MANY
from console.core.legality import job_refusal, job_unchanged, node_refusal, not_on_job, offer_of
from console.core.order import refusal as order_refusal
from console.model import Action, Capabilities, JobDetail, Node, Scope, Support, TargetKind, Verb, Wait

__all__ = ["IRREVERSIBLE", "MANY", "Choice", "Option", "Proposal", "Target", "Way", "propose"]

_OF_JOBS: Final = frozenset({Verb.PAUSE, Verb.REQUEUE, Verb.PRIORITY})
"""Verbs that mean the job, also where a node is under the cursor."""


def propose(
    verb: Verb,
    details: Sequence[JobDetail],
    home_of: Homes,
    *,
    node: str | None = None,
    hidden: int = 0,
) -> Proposal | str:
    """Return what ``verb`` would be on these jobs, or the sentence why it is not possible.

    ``home_of`` tells what works, and is allowed, where each job is. ``node`` names the node of a single
    job; without it the verb finds the nodes that need a person.
    """
    if verb is Verb.CANCEL and details and _cancels_jobs_only(home_of(details[0].job.id).capabilities):
        node = None  # as the key says that opens this: there is only the job to cancel
    if len(details) == 1:
        ways = _ways(verb, details[0], node)
        if isinstance(ways, str):
            return _impossible(verb, details[0], node, home_of(details[0].job.id).capabilities) or ways
        return as_allowed(Proposal(tuple(ways), hidden=hidden), home_of)
    targets, left_out = _of_many(verb, details)
    if not targets:
        never = ""
        if details:
            never = _impossible(verb, details[0], None, home_of(details[0].job.id).capabilities)
        return never or (left_out[0][1] if left_out else "nothing is marked")
    by_verb = tuple(dict.fromkeys(verb for verb, _ in targets))
    ways = [Way(str(each), each, tuple(t for v, t in targets if v is each)) for each in by_verb]
    return as_allowed(Proposal(tuple(ways), tuple(left_out), hidden), home_of)


def _cancels_jobs_only(capabilities: Capabilities) -> bool:
    return capabilities.of(Verb.CANCEL, TargetKind.NODE).support is Support.NONE


def _impossible(verb: Verb, detail: JobDetail, node: str | None, capabilities: Capabilities) -> str:
    """Return why the backend never does ``verb`` to what is meant, nothing where it sometimes does."""
    of_job = {Verb.RESTART: Verb.REQUEUE}.get(verb, verb)
    found = [capabilities.of(of_job, TargetKind.JOB)] if node is None or verb in _OF_JOBS else []
    if verb not in _OF_JOBS and (node is not None or detail.job.waiting or not_on_job(verb)):
        found.append(capabilities.of(verb, TargetKind.NODE))
    if verb is Verb.CONTINUE:  # on an approval it is an answer
        found.append(capabilities.of(Verb.APPROVE, TargetKind.NODE))
    if any(capability.support is not Support.NONE for capability in found):
        return ""
    return next((capability.sentence for capability in reversed(found) if capability.sentence), "")


def _ways(verb: Verb, detail: JobDetail, node: str | None) -> list[Way] | str:
    if node is not None:
        return _on_node(verb, detail, detail.nodes[node])
    if verb is Verb.CANCEL or verb in _OF_JOBS:
        return _on_job(verb, detail)
    if verb is Verb.CONTINUE:
        return _continue(detail)
    return _on_waiting(verb, detail)


def _on_job(verb: Verb, detail: JobDetail) -> list[Way] | str:
    why = job_refusal(detail, verb, from_start=True)
    if why:
        return why
    if job_unchanged(detail, verb):
        return f"job {detail.job.id} is {detail.job.status} already"
    return [Way("the job", verb, (Target(detail),))]


def _on_node(verb: Verb, detail: JobDetail, node: Node) -> list[Way] | str:
    if verb in _OF_JOBS:
        return _on_job(verb, detail)
    if verb in (Verb.CONTINUE, Verb.APPROVE) and node.waiting_for is Wait.APPROVAL:
        return _answers(detail, node) or str(node_refusal(detail, node, Verb.APPROVE))
    if verb is Verb.CONTINUE and not node.needs_person and _is_held(detail):
        return _on_job(verb, detail)
    why = _refusal(verb, detail, node)
    return why or [Way(node.id, verb, (Target(detail, node),))]


def _answers(detail: JobDetail, node: Node) -> list[Way]:
    """Yes and no, as far as the backend takes them now; the embedded engine decides when it is asked."""
    target = (Target(detail, node),)
    return [
        Way(str(verb), verb, target)
        for verb in (Verb.APPROVE, Verb.REJECT)
        if node.offers is None or node_refusal(detail, node, verb) is None
    ]


def _is_held(detail: JobDetail) -> bool:
    """Whether there is something of the whole job to continue."""
    if detail.job.offers is None:
        return detail.operator_paused
    return job_refusal(detail, Verb.CONTINUE) is None


def _continue(detail: JobDetail) -> list[Way] | str:
    """The operator's pause, and each decision by name; never an approval by the way."""
    ways: list[Way] = []
    if _is_held(detail):
        label = "the job, for all that is not waiting itself"
        ways.append(Way(label, Verb.CONTINUE, (Target(detail),)))
    for node in detail.nodes.values():
        if node.waiting_for is Wait.APPROVAL:
            ways += [replace(way, label=f"{way.label} {node.id}") for way in _answers(detail, node)]
        elif node.waiting_for is not None and _refusal(Verb.CONTINUE, detail, node) is None:
            ways.append(Way(node.id, Verb.CONTINUE, (Target(detail, node),)))
    return ways or (
        _why_not_on(detail)
        or job_refusal(detail, Verb.CONTINUE)
        or f"job {detail.job.id} has nothing to continue"
    )


def _why_not_on(detail: JobDetail) -> str:
    """Return why a remote backend lets nothing be done to what waits: it says more than the job's refusal."""
    whys = [
        _refusal(Verb.APPROVE if node.waiting_for is Wait.APPROVAL else Verb.CONTINUE, detail, node)
        for node in detail.nodes.values()
        if node.waiting_for is not None and node.offers is not None
    ]
    return "; ".join(dict.fromkeys(why for why in whys if why))


def _on_waiting(verb: Verb, detail: JobDetail) -> list[Way] | str:
    waiting = [node for node in detail.nodes.values() if node.needs_person]
    if not waiting and verb is Verb.RESTART:
        return _on_job(Verb.REQUEUE, detail)
    if not waiting:
        return f"no node of job {detail.job.id} needs a person; open the job to choose one"
    if verb is Verb.APPROVE and len(waiting) == 1:
        return _on_node(verb, detail, waiting[0])
    refusals = {node.id: _refusal(verb, detail, node) for node in waiting}
    legal = [node for node in waiting if refusals[node.id] is None]
    requeue = offer_of(detail.job.offers, Verb.REQUEUE)
    if not legal and verb is Verb.RESTART and requeue is not None and not requeue.refusal:
        return _on_job(Verb.REQUEUE, detail)
    if not legal:
        return "; ".join(dict.fromkeys(why for why in refusals.values() if why))
    ways = [Way(node.id, verb, (Target(detail, node),)) for node in legal]
    if 1 < len(legal) <= 50 and verb is not Verb.MARK:
        ways.append(Way(f"all {len(legal)}", verb, tuple(Target(detail, node) for node in legal)))
    return ways


def _refusal(verb: Verb, detail: JobDetail, node: Node) -> str | None:
    why = node_refusal(detail, node, verb)
    if why is not None or node.offers is not None:
        return why
    # A narrower scope may be legal where the wider is not: the dialog offers it, and the plan tells.
    action = Action(verb, detail.job.id, node.id, scope=Scope.NODE, mark_as="failed")
    return order_refusal(detail, action)


def _of_many(
    verb: Verb, details: Iterable[JobDetail]
) -> tuple[list[tuple[Verb, Target]], list[tuple[str, str]]]:
    targets: list[tuple[Verb, Target]] = []
    left_out: list[tuple[str, str]] = []
    for detail in details:
        ways = _ways(verb, detail, None)
        if isinstance(ways, str):
            left_out.append((job_name(detail), ways))
            continue
        simple = [
            way for way in ways if len(way.targets) == 1 and way.verb not in (Verb.APPROVE, Verb.REJECT)
        ]
        targets += [(way.verb, target) for way in simple for target in way.targets]
        if not simple:
            left_out.append((job_name(detail), "approvals are answered one by one"))
    return targets, left_out
