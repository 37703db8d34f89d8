"""What is to be confirmed, as data: the ways to do it, what is to be chosen, and the actions that follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from console.client.home import Home
from console.core.legality import job_refusal
from console.core.order import refusal as order_refusal
from console.model import Action, JobDetail, Node, Offer, RequeueFrom, Scope, Verb

HERE: Final = Home("")
"""The home of a target that nobody has placed yet."""


@dataclass(frozen=True, slots=True)
class Target:
    """A job, or a node of it, as it was on the screen."""

    detail: JobDetail
    node: Node | None = None
    home: Home = HERE

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
