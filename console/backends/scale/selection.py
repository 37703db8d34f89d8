"""Which jobs a cancel or a requeue means: the only place where such a body is made.

Scale takes a body without a filter that it knows (``{}``, an empty list, a misspelt key) to mean *every*
job, and answers 202 (recorded: `hazard-cancel-empty-ids`, `hazard-cancel-typo`). So nothing is sent that
does not name what it means.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final, cast

from console.backends.base import BadRequest
from console.model import Json
from console.wire.moment import moment_text
from console.wire.scale.document import LARGEST_ID
from console.wire.scale.words import JOB_STATUS

IDS_AT_ONCE: Final = 100
"""Ids in one request: as many as Scale puts into one of its own messages."""

_CATEGORIES: Final = frozenset({"SYSTEM", "ALGORITHM", "DATA"})
_NARROWING: Final = frozenset({"status", "started", "ended", "is_superseded"})
"""Filters that only narrow what others name: alone they mean half the cluster."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Jobs by what they are: all that is given must hold, of a tuple any one. None is not given.

    An empty tuple is a mistake, never "all". ``started`` and ``ended`` are about the last change of a job,
    ``status`` is Scale's own word. ``job_types`` are pairs of name and version.
    """

    job_ids: tuple[int, ...] | None = None
    job_type_ids: tuple[int, ...] | None = None
    job_types: tuple[tuple[str, str], ...] | None = None
    job_type_names: tuple[str, ...] | None = None
    batch_ids: tuple[int, ...] | None = None
    recipe_ids: tuple[int, ...] | None = None
    error_ids: tuple[int, ...] | None = None
    error_categories: tuple[str, ...] | None = None
    status: str | None = None
    started: datetime | None = None
    ended: datetime | None = None
    is_superseded: bool | None = None


def change_body(selection: Selection, *, priority: int | None = None) -> dict[str, Json]:
    """Return the body that asks for a change of the selected jobs, and of no others.

    ``priority`` is for a requeue: 1 or more, a lower number is more urgent. Raises BadRequest for a
    selection that names nothing, or holds anything that Scale would pass over or take for something else.
    """
    given = {each.name: getattr(selection, each.name) for each in fields(selection)}
    body: dict[str, Json] = {
        name: _checked(name, value) for name, value in given.items() if value is not None
    }
    if not body.keys() - _NARROWING:
        raise _refused("it names no jobs: Scale would take that to mean every job")
    if selection.started and selection.ended and selection.started >= selection.ended:
        raise _refused("its time range ends before it begins")
    if priority is not None:
        body["priority"] = _priority(priority)
    return body


def list_params(selection: Selection) -> list[tuple[str, str]]:
    """Return what asks the list for the same jobs, to see how many there are before anything is sent.

    Raises BadRequest as `change_body` does, and for job types by version, by which a list cannot be asked.
    """
    body = change_body(selection)
    if "job_types" in body:
        raise _refused("jobs cannot be counted by the version of their type: give job_type_ids")
    params: list[tuple[str, str]] = []
    for name, value in body.items():
        values = value if isinstance(value, list) else [value]
        asked = _IN_LISTS.get(name, name)
        params += [(asked, str(each).lower() if isinstance(each, bool) else str(each)) for each in values]
    return params


_IN_LISTS: Final = {
    "job_ids": "job_id",
    "job_type_ids": "job_type_id",
    "job_type_names": "job_type_name",
    "batch_ids": "batch_id",
    "recipe_ids": "recipe_id",
    "error_ids": "error_id",
    "error_categories": "error_category",
}
"""A list names in the singular what a change names in the plural; the wrong one is passed over in silence."""


def by_ids(ids: Sequence[int], status: str | None = None) -> Selection:
    """Return the selection of these jobs; ``status`` keeps out those that have changed meanwhile."""
    return Selection(job_ids=tuple(ids), status=status)


def batches(ids: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the ids in parts of `IDS_AT_ONCE`, each once. Raises BadRequest for none at all."""
    unique = tuple(dict.fromkeys(ids))
    if not unique:
        raise _refused("there is no id")
    return [unique[begin : begin + IDS_AT_ONCE] for begin in range(0, len(unique), IDS_AT_ONCE)]


def _checked(name: str, value: object) -> Json:
    if name == "status":
        if value not in JOB_STATUS:
            raise _refused(f"Scale has no status {value}")
        return str(value)
    if name in ("started", "ended"):
        return _time(name, value)
    if name == "is_superseded":
        if not isinstance(value, bool):
            raise _refused("is_superseded is true or false")
        return value
    if not isinstance(value, tuple) or not value:
        raise _refused(f"{name} is empty: Scale would take that to mean every job")
    return [_item(name, each) for each in cast("tuple[object, ...]", value)]


def _item(name: str, value: object) -> Json:
    if name == "job_types":
        return _job_type(value)
    if name in ("job_type_names", "error_categories"):
        if not isinstance(value, str) or not value.strip():
            raise _refused(f"{name} holds something that is no name")
        if name == "error_categories" and value not in _CATEGORIES:
            raise _refused(f"there is no category {value}; there are {', '.join(sorted(_CATEGORIES))}")
        return value
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LARGEST_ID:
        raise _refused(f"{name} holds {value!r}, which is no id")
    return value


def _job_type(value: object) -> Json:
    match value:
        case (str() as name, str() as version) if name.strip() and version.strip():
            return {"name": name, "version": version}
        case _:
            raise _refused("a job type is a name and a version")


def _time(name: str, value: object) -> str:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise _refused(f"{name} has no time zone")
    return moment_text(value) or ""


def _priority(value: int) -> int:
    # Scale ignores 0 silently and takes what is below it (`queue/models.py`); neither is meant.
    if isinstance(value, bool) or value < 1:
        raise _refused(f"the priority {value} is not 1 or more; a lower number is more urgent")
    return value


def _refused(why: str) -> BadRequest:
    return BadRequest(f"this is not sent to Scale: {why}", advice="name the jobs that you mean")
