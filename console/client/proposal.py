"""What a key proposes to do: its targets as they were on the screen, the ways to do it, and the actions.

Pure. The keys' words (`console.actions`) are quick and go by a list's row; here the jobs have been read,
and what is not legal is refused with the same sentences that the engine would give.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from console.core.legality import job_refusal, job_unchanged, node_refusal, not_on_job, offer_of
from console.core.order import refusal as order_refusal
from console.model import (
    Action,
    Capabilities,
    JobDetail,
    Node,
    Offer,
    RequeueFrom,
    Scope,
    Support,
    TargetKind,
    Verb,
    Wait,
)

IRREVERSIBLE: Final = frozenset(
    {Verb.CANCEL, Verb.SKIP, Verb.RESTART, Verb.REQUEUE, Verb.REJECT, Verb.APPROVE, Verb.STOP, Verb.MARK}
)
"""What cannot be undone: a command that ran or did not run stays so."""

MANY: Final = 5
"""So many targets ask for a reason and for their count to be typed."""


_OF_JOBS: Final = frozenset({Verb.PAUSE, Verb.REQUEUE, Verb.PRIORITY})
"""Verbs that mean the job, also where a node is under the cursor."""


@dataclass(frozen=True, slots=True)
class Target:
    """A job, or a node of it, as it was on the screen."""

    detail: JobDetail
    node: Node | None = None

    @property
    def offers(self) -> tuple[Offer, ...] | None:
        """What a remote backend offers on it; None for the embedded engine."""
        return self.detail.job.offers if self.node is None else self.node.offers

    @property
    def version(self) -> int:
        """The version that was on the screen."""
        return self.detail.job.version if self.node is None else self.node.version


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers of a choice."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose before the action is clear; the first option is taken unless another is."""

    key: str
    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One thing that the key may mean: a verb on its targets. ``label`` tells it from the other ways."""

    label: str
    verb: Verb
    targets: tuple[Target, ...]

    @property
    def is_remote(self) -> bool:
        """Whether a remote backend decides what the verb means: there is nothing to choose then."""
        return any(target.offers is not None for target in self.targets)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to confirm. ``left_out`` are marked jobs on which it is not possible, with the reason;
    ``hidden`` counts marks that are not in the list; ``notes`` are sentences to be read first.
    """

    ways: tuple[Way, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    hidden: int = 0
    notes: tuple[str, ...] = ()

    def way(self, picks: Mapping[str, str]) -> Way:
        """Return the way that was chosen."""
        return self.ways[int(picks.get("way", "0"))]

    def choices(self, picks: Mapping[str, str]) -> tuple[Choice, ...]:
        """Return what is to be chosen: between the ways, and of the chosen one."""
        way = self.way(picks)
        found: list[Choice] = []
        if len(self.ways) > 1:
            found.append(
                Choice("way", "Which", tuple(Option(str(i), w.label) for i, w in enumerate(self.ways)))
            )
        if way.verb is Verb.RESTART and not way.is_remote:
            found.append(_scope(way))
        elif way.verb is Verb.REQUEUE and not way.is_remote:
            found.append(_begin(way))
        elif way.verb is Verb.MARK:
            found.append(
                Choice("as", "Mark as", (Option("succeeded", "succeeded"), Option("failed", "failed")))
            )
        return tuple(found)

    def actions(
        self, picks: Mapping[str, str], *, reason: str = "", priority: int | None = None
    ) -> tuple[Action, ...]:
        """Return the actions that were chosen, one for each target, with the versions seen."""
        way = self.way(picks)
        first = {choice.key: choice.options[0].key for choice in self.choices(picks)}
        taken = {**first, **{key: value for key, value in picks.items() if key in first}}
        return tuple(
            Action(
                way.verb,
                target.detail.job.id,
                None if target.node is None else target.node.id,
                reason=reason.strip() or None,
                expected_version=target.version,
                scope=Scope(taken.get("scope", Scope.DOWNSTREAM)),
                requeue_from=RequeueFrom(taken.get("from", RequeueFrom.FAILED)),
                mark_as=taken.get("as"),
                priority=priority,
            )
            for target in way.targets
        )


def propose(
    verb: Verb,
    details: Sequence[JobDetail],
    capabilities: Capabilities,
    *,
    node: str | None = None,
    hidden: int = 0,
) -> Proposal | str:
    """Return what ``verb`` would be on these jobs, or the sentence why it is not possible.

    ``node`` names the node of a single job; without it the verb finds the nodes that need a person.
    """
    if verb is Verb.CANCEL and capabilities.of(verb, TargetKind.NODE).support is Support.NONE:
        node = None  # as the key says that opens this: there is only the job to cancel
    if len(details) == 1:
        ways = _ways(verb, details[0], node)
        if isinstance(ways, str):
            return _impossible(verb, details[0], node, capabilities) or ways
        return _as_backend_can(Proposal(tuple(ways), hidden=hidden), capabilities)
    targets, left_out = _of_many(verb, details)
    if not targets:
        never = _impossible(verb, details[0], None, capabilities) if details else ""
        return never or (left_out[0][1] if left_out else "nothing is marked")
    by_verb = tuple(dict.fromkeys(verb for verb, _ in targets))
    ways = [Way(str(each), each, tuple(t for v, t in targets if v is each)) for each in by_verb]
    return _as_backend_can(Proposal(tuple(ways), tuple(left_out), hidden), capabilities)


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
    return ways or (job_refusal(detail, Verb.CONTINUE) or f"job {detail.job.id} has nothing to continue")


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
            left_out.append((f"{detail.job.id} {detail.job.name}", ways))
            continue
        simple = [
            way for way in ways if len(way.targets) == 1 and way.verb not in (Verb.APPROVE, Verb.REJECT)
        ]
        targets += [(way.verb, target) for way in simple for target in way.targets]
        if not simple:
            left_out.append((f"{detail.job.id} {detail.job.name}", "approvals are answered one by one"))
    return targets, left_out


def _as_backend_can(proposal: Proposal, capabilities: Capabilities) -> Proposal | str:
    """Leave out what the backend cannot do, and tell how what it emulates differs."""
    ways: list[Way] = []
    why = ""
    notes: list[str] = []
    for way in proposal.ways:
        kind = TargetKind.JOB if way.targets[0].node is None else TargetKind.NODE
        capability = capabilities.of(way.verb, kind)
        if capability.support is Support.NONE:
            why = why or capability.sentence
            continue
        if capability.support is Support.EMULATED:
            notes.append(capability.sentence)
        offers = (offer_of(target.offers, way.verb) for target in way.targets)
        notes += [offer.note for offer in offers if offer is not None and offer.note]
        ways.append(way)
    if not ways:
        return why or "this backend has no such action"
    return replace(proposal, ways=tuple(ways), notes=(*proposal.notes, *dict.fromkeys(notes)))


def _scope(way: Way) -> Choice:
    downstream = Option(Scope.DOWNSTREAM, "this node and what follows")
    only = Option(Scope.NODE, "this node only")
    refused = any(
        target.node is not None
        and order_refusal(target.detail, Action(way.verb, target.detail.job.id, target.node.id))
        for target in way.targets
    )
    return Choice("scope", "Scope", (only,) if refused else (downstream, only))


def _begin(way: Way) -> Choice:
    failed = Option(RequeueFrom.FAILED, "from what failed")
    start = Option(RequeueFrom.START, "from the start")
    refused = any(job_refusal(target.detail, Verb.REQUEUE) for target in way.targets)
    return Choice("from", "Begin", (start,) if refused else (failed, start))
