"""What several contexts can do together, and how their answers add up.

For what is not about one job: there its own context decides.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from console.backends.many.order import SORTABLE
from console.backends.many.query import joint_fields
from console.model import AuditEntry, Capabilities, Capability, Counts, Support, TargetKind, Verb

_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_BEST: Final = (Support.NATIVE, Support.EMULATED, Support.NONE)


def joint_capabilities(known: Mapping[str, Capabilities]) -> Capabilities:
    """Return what any of the contexts can do; counts and searches only where all of them can."""
    every = list(known.values())
    return Capabilities(
        verbs={
            (verb, target): _best({name: each.of(verb, target) for name, each in known.items()})
            for verb in Verb
            for target in TargetKind
        },
        query_fields=joint_fields(known),
        counts=_all([each.counts for each in every]),
        watch_push=_all([each.watch_push for each in every]),
        log_follow=_all([each.log_follow for each in every]),
        log_search=_all([each.log_search for each in every]),
        start=any(each.start for each in every),
        sortable=tuple(name for name in SORTABLE if _all([name in each.sortable for each in every])),
        audit=_all([each.audit for each in every]),
    )


def joint_counts(each: Sequence[Counts | None]) -> Counts | None:
    """Return the sum of the counts that are known, None where none is."""
    counts = [one for one in each if one is not None]
    if not counts:
        return None
    return Counts(
        {status: sum(c.by_status.get(status, 0) for c in counts) for c in counts for status in c.by_status},
        {why: sum(c.by_attention.get(why, 0) for c in counts) for c in counts for why in c.by_attention},
        sum(c.total for c in counts),
        at_least=len(counts) < len(each) or any(c.at_least for c in counts),
    )


def when_done(entry: AuditEntry) -> datetime:
    """Return the moment of a recorded action; the earliest there is where a backend writes it otherwise."""
    try:
        when = datetime.fromisoformat(entry.at)
    except ValueError:
        return _NEVER
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _all(each: Sequence[bool]) -> bool:
    return bool(each) and all(each)


def _best(found: Mapping[str, Capability]) -> Capability:
    """Return the best support of any context, with the sentences of those that give no better one."""
    best = min((each.support for each in found.values()), key=_BEST.index)
    if best is Support.NATIVE:
        return Capability(best)
    sentences = {each.sentence: name for name, each in found.items() if each.support is best}
    if len(sentences) == 1:
        return Capability(best, next(iter(sentences)))
    return Capability(best, "; ".join(f"{name}: {told}" for told, name in sentences.items()))
