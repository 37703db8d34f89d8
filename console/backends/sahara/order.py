"""The order of a list that its server cannot order, and cursors into it that hold when rows come and go.

A cursor names the last row that was shown by what it was ordered by and its id. Rows that came since, or
went, neither repeat nor hide a row after it.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias, cast

from console.backends.base import BadRequest
from console.core.query import SortOrder
from console.model import Job

_Key: TypeAlias = Callable[[Job], "str | datetime | None"]

KEYS: Final[dict[str, _Key]] = {
    "created": lambda job: job.created,
    "started": lambda job: job.started,
    "ended": lambda job: job.ended,
    "status": lambda job: str(job.status),
    "name": lambda job: job.name,
    "workflow": lambda job: job.workflow,
    "queue": lambda job: job.queue,
    "cluster": lambda job: job.queue,
    "owner": lambda job: job.owner,
    "id": lambda job: job.id,
}
"""What a list can be ordered by."""

NEWEST: Final = SortOrder("created", descending=True)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a row stands: rows without a value come last in either direction."""

    missing: bool
    key: str
    id: str


def ordered(jobs: Iterable[Job], sort: SortOrder | None) -> list[Job]:
    """Return the jobs in the order asked for, newest first without one. Raises BadRequest."""
    sort = _checked(sort)
    places = [(_place(job, sort), job) for job in jobs]
    told = sorted(
        ((place, job) for place, job in places if not place.missing),
        key=lambda each: (each[0].key, each[0].id),
        reverse=sort.descending,
    )
    rest = sorted(((place, job) for place, job in places if place.missing), key=lambda each: each[0].id)
    return [job for _, job in (*told, *rest)]


def after(jobs: Sequence[Job], cursor: str | None, sort: SortOrder | None) -> Sequence[Job]:
    """Return those of the ordered ``jobs`` that come after the row a cursor names. Raises BadRequest."""
    if cursor is None:
        return jobs
    sort = _checked(sort)
    last = _read(cursor)
    return [job for job in jobs if _follows(_place(job, sort), last, descending=sort.descending)]


def cursor_of(job: Job, sort: SortOrder | None) -> str:
    """Return the cursor that names a row as the last one shown."""
    place = _place(job, _checked(sort))
    return json.dumps([place.missing, place.key, place.id])


def _checked(sort: SortOrder | None) -> SortOrder:
    if sort is None:
        return NEWEST
    if sort.field not in KEYS:
        raise BadRequest(
            f"sort:{sort.field}: jobs of Sahara cannot be ordered by this", advice=f"by {', '.join(KEYS)}"
        )
    return sort


def _place(job: Job, sort: SortOrder) -> _Place:
    value = KEYS[sort.field](job)
    if value is None or value == "":
        return _Place(True, "", job.id)
    # Times are all in UTC, and written this way they sort as text; "." is not left out as isoformat does.
    text = value.strftime("%Y-%m-%dT%H:%M:%S.%f") if isinstance(value, datetime) else value.casefold()
    return _Place(False, text, job.id)


def _follows(place: _Place, last: _Place, *, descending: bool) -> bool:
    if place.missing or last.missing:
        return place.missing and (not last.missing or place.id > last.id)
    here, there = (place.key, place.id), (last.key, last.id)
    return here < there if descending else here > there


def _read(cursor: str) -> _Place:
    try:
        said = cast("object", json.loads(cursor))
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, list):
        match cast("list[object]", said):
            case [bool(missing), str(key), str(id_)]:
                return _Place(missing, key, id_)
            case _:
                pass
    raise BadRequest("this is no place in the list", advice="read the list from its beginning")
