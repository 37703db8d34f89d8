"""Pages of the list: the jobs that were found, sifted and ordered here."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, TypeAlias

from console.backends.base import BadRequest
from console.backends.matching import split_query
from console.core.query import NodeFacts, Query, SortOrder
from console.model import FieldSupport, Job, JobDetail, JobPage

_WORKFLOW: Final = (FieldSupport("workflow", "glob"),)
_LONGEST_SEARCH: Final = 64  # characters, by the API reference
_Key: TypeAlias = Callable[[Job], "datetime | str | None"]

_ORDERS: Final[dict[str, _Key]] = {
    "created": lambda job: job.created,
    "started": lambda job: job.started,
    "ended": lambda job: job.ended,
    "name": lambda job: job.name.casefold(),
    "workflow": lambda job: job.workflow.casefold(),
    "status": lambda job: str(job.status),
    "owner": lambda job: job.owner,
    "id": lambda job: job.id,
}


def search_of(query: str, now: datetime) -> str | None:
    """Return what of a query AOM can be asked to search for: one whole name of a workflow, else None.

    It is not documented how AOM matches, so only a name without wildcards is asked for. Raises BadRequest
    for what is no query.
    """
    for term in split_query(query, _WORKFLOW, now=now).served.terms:
        (name, *others) = term.values
        plain = not others and not term.negated and not set("*?") & set(name)
        if plain and 0 < len(name) <= _LONGEST_SEARCH:
            return name
    return None


def sifted(details: Sequence[JobDetail], query: str, now: datetime) -> list[Job]:
    """Return the jobs that match, in the order that is asked for, else as they came. Raises BadRequest."""
    asked = split_query(query, (), now=now)
    jobs = [
        detail.job
        for detail in details
        if asked.rest is None or asked.rest(detail.job, NodeFacts(ids=_names(detail)))
    ]
    return _ordered(jobs, asked.served)


def page_of(jobs: Sequence[Job], cursor: str | None, limit: int, *, missing: tuple[str, ...]) -> JobPage:
    """Return the page after ``cursor``: the number of rows before it, and the id of the last of them.

    Where new jobs have pushed the rows down meanwhile, that id tells how far. Raises BadRequest for a
    cursor that is none of ours.
    """
    begin = _begin(jobs, cursor)
    items = tuple(jobs[begin : begin + max(1, limit)])
    end = begin + len(items)
    next_ = f"{end} {items[-1].id}" if items and end < len(jobs) else None
    return JobPage(items, next_, None if missing else len(jobs), missing)


def _names(detail: JobDetail) -> list[str]:
    return [name for node in detail.nodes.values() for name in {node.id, node.name}]


def _ordered(jobs: list[Job], query: Query) -> list[Job]:
    if query.sort is None:
        return jobs
    key = _key(query.sort)
    known = [job for job in jobs if key(job) is not None]
    unknown = [job for job in jobs if key(job) is None]
    # One order holds values of one kind only.
    known.sort(key=key, reverse=query.sort.descending)  # type: ignore[arg-type]
    return known + unknown


def _key(sort: SortOrder) -> _Key:
    if sort.field not in _ORDERS:
        raise BadRequest(
            f"sort:{sort.field}: jobs of AOM cannot be ordered by this",
            advice=f"there are {', '.join(_ORDERS)}",
        )
    return _ORDERS[sort.field]


def _begin(jobs: Sequence[Job], cursor: str | None) -> int:
    if cursor is None:
        return 0
    number, _, last = cursor.partition(" ")
    if not number.isdecimal() or not last:
        raise BadRequest(f"{cursor}: this is no place in the list", advice="begin at the first page")
    after = next((place + 1 for place, job in enumerate(jobs) if job.id == last), None)
    return int(number) if after is None else after
