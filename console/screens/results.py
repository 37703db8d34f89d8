"""What came of the actions that a dialog sent, in sentences."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from console.client.proposal import Way
from console.client.session import Acted
from console.core.times import relative
from console.model import AuditEntry, JobDetail, Node, Outcome, OutcomeKind, Verb
from console.screens.facts import NAMED, name_of
from console.widgets.glyph import job_word, node_word

_HEADS: Final = {
    OutcomeKind.CONFLICT: "Nothing was done: it has changed since your screen.",
    OutcomeKind.UNKNOWN: "It is not known whether this was done; it is not sent again.",
}


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Actions were sent, and this came of each."""

    verb: Verb
    outcomes: tuple[Outcome, ...]

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Those that did not work, or of which it is not known."""
        return tuple(outcome for outcome in self.outcomes if not outcome.ok)


def of_one(way: Way, acted: Acted, now: datetime) -> list[str]:
    """Say why one action did not work: what changed, by whom, and how it stands now."""
    outcome = acted.outcome
    lines = [_HEADS.get(outcome.kind, "Nothing was done."), outcome.message]
    if acted.by is not None:
        lines.append(_by(acted.by, now))
    if acted.seen is not None:
        lines.append(_as_it_is(way.targets[0].node, acted.seen))
    elif outcome.kind is OutcomeKind.UNKNOWN:
        lines.append("Look at the job when the connection is back.")
    return lines


def of_many(way: Way, confirmed: Confirmed) -> list[str]:
    """Say which of many actions did not work, by name, and why."""
    failed = confirmed.failed
    done = len(confirmed.outcomes) - len(failed)
    lines = [f"{done} of {len(confirmed.outcomes)} done. These were not, and stay marked:"]
    names = {(t.detail.job.id, t.node and t.node.id): name_of(t) for t in way.targets}
    for outcome in failed[:NAMED]:
        name = names.get((outcome.job, outcome.node), outcome.job)
        lines.append(f"{name}: {outcome.message}")
    if len(failed) > NAMED:
        lines.append(f"and {len(failed) - NAMED} more")
    return lines


def _by(entry: AuditEntry, now: datetime) -> str:
    what = f"{entry.verb} on {entry.node}" if entry.node else entry.verb
    why = f" ({entry.reason})" if entry.reason else ""
    return f"{entry.actor}: {what}{_when(entry.at, now)}{why}"


def _when(at: str, now: datetime) -> str:
    """``, 12 s ago``; nothing where a backend writes its times otherwise."""
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        return ""
    return f", {relative(when if when.tzinfo else when.replace(tzinfo=UTC), now)}"


def _as_it_is(node: Node | None, seen: JobDetail) -> str:
    state = f"Now: job {seen.job.id} is {job_word(seen.job)}"
    if node is not None and node.id in seen.nodes:
        state += f", {node.id} is {node_word(seen.nodes[node.id])}"
    return state + "."
