"""What of a query the platform can narrow its list by, and what is left to be sifted here.

Only bracketed operators are sent: the platform silently ignores the others and returns everything. What it
narrowed is compared again here, so that a filter that it does not honour shows no job as if it matched.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from console.backends.base import BadRequest
from console.backends.matching import split_query
from console.core.query import (
    Matcher,
    Query,
    QueryError,
    Term,
    fields_with,
    matcher,
    parse_query,
    term_stretch,
)
from console.model import Attention, FieldSupport, JobStatus
from console.wire.itential.statuses import NATIVE
from console.wire.itential.workflow import TYPES

STATUS: Final = "status"
BEGAN: Final = "metrics.start_time"
ENDED: Final = "metrics.end_time"

OWN_FIELDS: Final = (
    FieldSupport("type", "word", "what kind of job it is: automation, resource:action …", TYPES),
    FieldSupport("named", "word", "the workflow's name, exactly as it is written there (fast)"),
    FieldSupport("has", "word", "the workflow's name contains this, as the server compares (fast)"),
)
DECLARED: Final = (
    FieldSupport(STATUS, "choice", "where the job is in its life", tuple(str(each) for each in NATIVE)),
    *(FieldSupport(name, "time", "when it began") for name in ("created", "started", "since")),
    FieldSupport("ended", "time", "when it ended; a job in error has not"),
    *OWN_FIELDS,
)
"""What the capabilities tell: the server narrows by these, which is fast on any number of jobs."""

_SORTS: Final = {
    "created": BEGAN,
    "started": BEGAN,
    "since": BEGAN,
    "ended": ENDED,
    "name": "name",
    "workflow": "name",
    "status": STATUS,
}
_MOMENTS: Final = {"created": BEGAN, "started": BEGAN, "since": BEGAN, "ended": ENDED}
_NEEDY: Final = frozenset({"running", "paused", "error"})
"""Only such jobs can need a person."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a server is asked for. ``least`` and ``below`` are milliseconds since 1970, by field.

    ``nothing`` says that no job can match, so that nobody needs to be asked.
    """

    among: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    without: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    contains: dict[str, str] = field(default_factory=dict[str, str])
    least: dict[str, int] = field(default_factory=dict[str, int])
    below: dict[str, int] = field(default_factory=dict[str, int])
    sort: str = BEGAN
    descending: bool = True
    nothing: bool = False

    def until(self, moment: int | None) -> "Filters":
        """Return the same for jobs that began at ``moment`` or before: pages do not shift by new jobs."""
        if moment is None:
            return self
        below = min(moment + 1, self.below.get(BEGAN, moment + 1))
        return replace(self, below={**self.below, BEGAN: below})


@dataclass(frozen=True, slots=True)
class Asked:
    """A query in its parts: for the server, to compare again what it served, and to sift the rest by."""

    filters: Filters
    again: Matcher
    rest: Matcher | None


def asked_of(text: str, now: datetime, *, ours: datetime, me: str | None = None) -> Asked:
    """Return the parts of a query. ``now`` is the server's clock, by which its times are; ``ours`` is ours,
    ``me`` is whom ``owner:me`` means.

    Raises BadRequest for what is no query, or what neither side can tell.
    """
    try:
        query = parse_query(text, fields_with(OWN_FIELDS))
        served = tuple(term for term in query.terms if _is_served(term))
        filters = _sorted(_own(_narrowed(query.terms, now), query.terms), query)
        common = tuple(term for term in served if term.field in (STATUS, *_MOMENTS))
        again = matcher(Query(common), now)
        names = {term.field for term in served}
        # Split by fields: one of which a term is not served is sifted here in all its terms.
        names -= {term.field for term in query.terms if term not in served}
        common_fields = (each for each in DECLARED if each.name in names and each not in OWN_FIELDS)
        rest = split_query(text, (*OWN_FIELDS, *common_fields), now=ours, me=me).rest
    except QueryError as error:
        raise BadRequest(str(error)) from error
    return Asked(filters, again, rest)


def _is_served(term: Term) -> bool:
    """Whether the server can tell all of a term."""
    if term.field in (STATUS, "type", "named", "has"):
        return True
    return term.field in _MOMENTS and not term.negated and len(term.values) == 1


def _narrowed(terms: Iterable[Term], now: datetime) -> Filters:
    """Return the filters for our own words of statuses and times."""
    wanted: set[str] | None = None
    unwanted: set[str] = set()
    least: dict[str, int] = {}
    below: dict[str, int] = {}
    for term in terms:
        if term.field == STATUS or _asks_for_people(term):
            among, without = _statuses(term)
            if among is not None:
                wanted = among if wanted is None else wanted & among
            unwanted |= without
        elif term.field in _MOMENTS and _is_served(term):
            _stretch(term, now, least, below)
    nothing = wanted is not None and not wanted - unwanted
    return Filters(
        among={} if wanted is None else {STATUS: tuple(sorted(wanted - unwanted))},
        without={STATUS: tuple(sorted(unwanted))} if unwanted and wanted is None else {},
        least=least,
        below=below,
        nothing=nothing,
    )


def _asks_for_people(term: Term) -> bool:
    """Whether a term can only match jobs that need a person: it is sifted here, of fewer jobs."""
    return term.field == "problem" and not term.negated


def _statuses(term: Term) -> tuple[set[str] | None, set[str]]:
    """Return the server's words that a term lets through (None: all), and those that it does not."""
    if term.field == "problem":
        only_failures = set(term.values) == {str(Attention.FAILURE)}
        return ({"error", "running", "paused"} if only_failures else set(_NEEDY)), set()
    values = {value.casefold() for value in term.values}
    known = {word for status, word in NATIVE.items() if str(status) in values}
    others = set(NATIVE.values()) - known
    unknown = str(JobStatus.UNKNOWN) in values
    if term.negated:
        # Written out, since a word that is not known here must not be lost.
        return (others, set()) if unknown else (None, known)
    return (None, others) if unknown else (known, set())


def _stretch(term: Term, now: datetime, least: dict[str, int], below: dict[str, int]) -> None:
    name = _MOMENTS[str(term.field)]
    begin, end = term_stretch(term, next(iter(term.values)), now)
    if begin is not None:
        least[name] = max(_milliseconds(begin), least.get(name, _milliseconds(begin)))
    if end is not None:
        below[name] = min(_milliseconds(end), below.get(name, _milliseconds(end)))


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _own(filters: Filters, terms: Iterable[Term]) -> Filters:
    """Return the filters with those of the platform's own fields."""
    among, without, contains = dict(filters.among), dict(filters.without), dict(filters.contains)
    for term in terms:
        if term.field not in ("type", "named", "has"):
            continue
        name = "type" if term.field == "type" else "name"
        comma = next((value for value in term.values if "," in value), None)
        if term.field == "has":
            if term.negated or len(term.values) > 1 or name in contains:
                raise BadRequest("has: takes one text, once, and not negated: so does the server")
            contains[name] = next(iter(term.values))
            continue
        target = without if term.negated else among
        if name in target or (comma is not None and (len(term.values) > 1 or term.negated)):
            raise BadRequest(f"{term.field}: once is enough; of several values none may hold a comma")
        target[name] = term.values
    return replace(filters, among=among, without=without, contains=contains)


def _sorted(filters: Filters, query: Query) -> Filters:
    if query.sort is None:
        return filters
    name = _SORTS.get(query.sort.field)
    if name is None:
        raise BadRequest(
            f"sort:{query.sort.field}: Itential cannot order its jobs so",
            advice=f"it orders by {', '.join(sorted(set(_SORTS)))}",
        )
    return replace(filters, sort=name, descending=query.sort.descending)


__all__ = ["DECLARED", "OWN_FIELDS", "Asked", "Filters", "asked_of"]
