"""The order of one list over several contexts: which of two jobs comes first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from console.core.query import SortOrder
from console.model import Job, JobStatus

Key: TypeAlias = float | str | None
"""What is compared; None is not known and comes last, whichever way the order goes."""


def _moment(moment: datetime | None) -> Key:
    return None if moment is None else moment.timestamp()


def _created(job: Job) -> Key:
    """When a job came to be; where that is not told, the earliest moment that is."""
    known = [each for each in (job.queued, job.started, job.ended) if each is not None]
    return _moment(job.created or min(known, default=None))


_STATUSES: Final = {status: place for place, status in enumerate(JobStatus)}
_KEYS: Final[dict[str, Callable[[Job], Key]]] = {
    "created": _created,
    "queued": lambda job: _moment(job.queued),
    "started": lambda job: _moment(job.started),
    "ended": lambda job: _moment(job.ended),
    "priority": lambda job: float(job.priority),
    "name": lambda job: job.name,
    "workflow": lambda job: job.workflow,
    "owner": lambda job: job.owner or "",
    "status": lambda job: float(_STATUSES[job.status]),
}

SORTABLE: Final = tuple(_KEYS)
"""The fields by which jobs of several contexts can be put into one order."""


@dataclass(frozen=True, slots=True)
class Order:
    """A field of `SORTABLE`, and which way."""

    field: str = "created"
    descending: bool = True

    @classmethod
    def of(cls, sort: SortOrder | None) -> "Order":
        """Return the order that a query asks for, newest first where it asks for none. Raises KeyError."""
        if sort is None:
            return cls()
        if sort.field not in _KEYS:
            raise KeyError(sort.field)
        return cls(sort.field, sort.descending)

    def key(self, job: Job) -> Key:
        """Return what is compared of ``job``."""
        return _KEYS[self.field](job)

    def before(self, one: Key, other: Key) -> bool:
        """Whether a job of the key ``one`` comes before one of the key ``other``, for certain."""
        if one is None or other is None:
            return one is not None and other is None
        if isinstance(one, str) or isinstance(other, str):
            return str(one) > str(other) if self.descending else str(one) < str(other)
        return one > other if self.descending else one < other

    def first(self, keys: Sequence[Key]) -> int:
        """Return which of ``keys`` comes first; of equal ones the first of the sequence."""
        best = 0
        for place, key in enumerate(keys):
            if self.before(key, keys[best]):
                best = place
        return best
