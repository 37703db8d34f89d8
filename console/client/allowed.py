"""What is left of a proposal in the contexts of its targets: what they can do, allow, and do otherwise."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from console.client.home import Home
from console.client.way import Proposal, Target, Way
from console.core.legality import offer_of
from console.model import Capability, JobDetail, Support, TargetKind, Verb

Homes: TypeAlias = Callable[[str], Home]
"""Gives the context of a job by its id."""


def as_allowed(proposal: Proposal, home_of: Homes) -> Proposal | str:
    """Leave out what a target's context cannot do or does not allow; tell how what it emulates differs."""
    ways: list[Way] = []
    why: list[str] = []
    left_out = dict(proposal.left_out)
    notes: list[str] = []
    for way in proposal.ways:
        kept: list[Target] = []
        for target in way.targets:
            home = home_of(target.detail.job.id)
            refusal = _never(way.verb, target, home)
            if refusal is None:
                kept.append(replace(target, home=home))
                notes += _notes(way.verb, target, home)
                continue
            why.append(refusal)
            if len(way.targets) > 1:
                left_out[job_name(target.detail)] = refusal
        if kept:
            ways.append(replace(way, targets=tuple(kept)))
    if not ways:
        return next(filter(None, why), "this backend has no such action")
    told = (*proposal.notes, *dict.fromkeys(notes))
    return replace(proposal, ways=tuple(ways), notes=told, left_out=tuple(left_out.items()))


def _capability(verb: Verb, target: Target, home: Home) -> Capability:
    return home.capabilities.of(verb, TargetKind.JOB if target.node is None else TargetKind.NODE)


def _never(verb: Verb, target: Target, home: Home) -> str | None:
    """Return why nothing of the kind is done in a target's context."""
    if home.policy.read_only:
        return home.policy.read_only_reason or f"the context {home.context} is read-only"
    capability = _capability(verb, target, home)
    return capability.sentence if capability.support is Support.NONE else None


def _notes(verb: Verb, target: Target, home: Home) -> list[str]:
    """Return what is to be read before doing it."""
    capability = _capability(verb, target, home)
    offer = offer_of(target.offers, verb)
    emulated = capability.sentence if capability.support is Support.EMULATED else ""
    return [note for note in (emulated, "" if offer is None else offer.note) if note]


def job_name(detail: JobDetail) -> str:
    """Return how a sentence names a job."""
    return f"{detail.job.id} {detail.job.name}"
