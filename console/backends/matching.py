"""Queries on a server that can filter by little: it is asked for what it knows, the rest is sifted here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from console.backends.base import BadRequest
from console.core.query import (
    Matcher,
    Query,
    QueryError,
    evaluated_fields,
    fields_with,
    matcher,
    parse_query,
)
from console.model import FieldSupport, Job, JobPage

MOST_PAGES: Final = 10
"""Pages that are asked for to fill one: a filter that finds nothing must not walk a server to its end."""

Fetch = Callable[[str | None, int], Awaitable[JobPage]]
"""Asks the server for one page: its cursor (None: the first) and how many jobs."""


@dataclass(frozen=True, slots=True)
class Served:
    """A query in two parts: ``served`` is the server's to answer, ``rest`` is sifted here (None: nothing)."""

    served: Query
    rest: Matcher | None


def split_query(
    text: str, declared: tuple[FieldSupport, ...], *, now: datetime, me: str | None = None
) -> Served:
    """Return the query ``text`` in two parts: what the ``declared`` fields answer, and what is left.

    The order asked for is in ``served``; whoever cannot order by it refuses it. ``me`` is whom ``owner:me``
    means. Raises BadRequest where it is no query, or asks what neither side can know.
    """
    try:
        query = parse_query(text, fields_with(declared))
        served, rest = query.split(evaluated_fields(declared))
        return Served(served, matcher(replace(rest, sort=None), now, me) if rest.terms else None)
    except QueryError as error:
        raise BadRequest(str(error), detail="") from error


async def matching(fetch: Fetch, rest: Matcher | None, *, cursor: str | None, limit: int) -> JobPage:
    """Return a page of the jobs that ``rest`` lets through, from as many of the server's as that takes.

    It may hold more than ``limit`` jobs, since a page of the server is never parted, or fewer, even none
    with a cursor, where `MOST_PAGES` did not suffice. A job that a page repeats is there once.
    """
    found: dict[str, Job] = {}
    read = 0
    for _ in range(MOST_PAGES):
        page = await fetch(cursor, limit)
        read += len(page.items)
        for job in page.items:
            if rest is None or rest(job):
                found.setdefault(job.id, job)
        if rest is None:
            return replace(page, items=tuple(found.values()))
        if page.next is None or page.next == cursor or len(found) >= limit:
            return JobPage(tuple(found.values()), None if page.next == cursor else page.next, read=read)
        cursor = page.next
    return JobPage(tuple(found.values()), cursor, read=read)
