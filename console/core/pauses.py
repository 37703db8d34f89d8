"""When a job was held by a person, as its audit tells it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from console.model import AuditEntry, JobDetail, OutcomeKind, Verb


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which nothing new was begun. ``end`` is None while it lasts."""

    start: datetime
    end: datetime | None = None


_BEGIN: Final = str(Verb.PAUSE)
_END: Final = frozenset({str(Verb.CONTINUE), str(Verb.CANCEL), str(Verb.REQUEUE)})
_DONE: Final = frozenset({str(OutcomeKind.DONE), str(OutcomeKind.REQUESTED)})


def pauses_of(detail: JobDetail, entries: Iterable[AuditEntry]) -> tuple[Pause, ...]:
    """Return when a job was paused by a person, earliest first; empty where the audit does not tell.

    What lasts is told only of a job that is paused now: an end that was not recorded is not guessed.
    """
    found: list[Pause] = []
    begun: datetime | None = None
    for when, entry in sorted(_moments(detail.job.id, entries), key=lambda pair: pair[0]):
        if entry.verb == _BEGIN and begun is None:
            begun = when
        elif entry.verb in _END and begun is not None:
            found.append(Pause(begun, when))
            begun = None
    if begun is not None and detail.operator_paused:
        found.append(Pause(begun))
    return tuple(found)


def _moments(job: str, entries: Iterable[AuditEntry]) -> Iterable[tuple[datetime, AuditEntry]]:
    """Yield what was done to the job as a whole, with its moment."""
    for entry in entries:
        if entry.node is not None or str(entry.result) not in _DONE or not _same(job, entry.job):
            continue
        try:
            when = datetime.fromisoformat(entry.at)
        except ValueError:
            continue
        if when.tzinfo is not None:
            yield when, entry


def _same(job: str, other: str) -> bool:
    """Whether both name one job: with several contexts, ours begins with the context's name."""
    return job == other or job.endswith(f"/{other}")
