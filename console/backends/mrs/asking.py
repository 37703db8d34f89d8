"""The part of a query that MRS is asked: parameters of its list, and a look at what it sends by them.

A parameter takes one value and no "not". Everything else is seen to here, on the rows as they came. Rows are
looked at even where the server filtered them: a parameter that an older server passes over would show jobs
as if they matched.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Generic, TypeVar

from console.backends.base import BadRequest
from console.core.query import Query, Term, term_stretch
from console.model import FieldSupport

RowT = TypeVar("RowT")

Param = str | int


@dataclass(frozen=True, slots=True)
class AskedField(Generic[RowT]):
    """A query field that is a parameter of the list.

    ``value`` reads it from a row (None: the row does not tell). ``part`` says that the server may find a
    part of it. ``wire`` is how a value is sent.
    """

    support: FieldSupport
    param: str
    value: Callable[[RowT], str | None]
    part: bool = False
    wire: Callable[[str], Param] = str


@dataclass(frozen=True, slots=True)
class Asked(Generic[RowT]):
    """What the server is asked, and the tests of what it answers."""

    params: dict[str, Param] = field(default_factory=dict[str, Param])
    tests: tuple[Callable[[RowT], bool], ...] = ()

    def lets(self, row: RowT) -> bool:
        """Whether a row is what was asked for."""
        return all(test(row) for test in self.tests)


def ask(terms: tuple[Term, ...], fields: tuple[AskedField[RowT], ...]) -> Asked[RowT]:
    """Return what the server is asked for ``terms``, all of which are of ``fields``."""
    by_name = {each.support.name: each for each in fields}
    params: dict[str, Param] = {}
    tests: list[Callable[[RowT], bool]] = []
    for term in terms:
        each = by_name[term.field or ""]
        asked = not term.negated and len(term.values) == 1 and each.param not in params
        if asked:
            params[each.param] = each.wire(term.values[0])
        tests.append(_word_test(term, each, asked))
    return Asked(params, tuple(tests))


def _word_test(term: Term, each: AskedField[RowT], asked: bool) -> Callable[[RowT], bool]:
    wanted = [value.casefold() for value in term.values]

    def test(row: RowT) -> bool:
        found = each.value(row)
        if found is None:
            return asked  # only the server knows, and it was asked
        text = found.casefold()
        met = any(value in text if each.part else value == text for value in wanted)
        return met is not term.negated

    return test


@dataclass(frozen=True, slots=True)
class Between:
    """From (included) and until (excluded) when a job may have been submitted, and whether it is to be so."""

    begin: datetime | None
    end: datetime | None
    negated: bool

    def lets(self, when: datetime | None) -> bool:
        """Whether a time is what was asked for. One that is not known is not."""
        if when is None:
            return False
        inside = (self.begin is None or self.begin <= when) and (self.end is None or when < self.end)
        return inside is not self.negated


def between(terms: tuple[Term, ...], now: datetime) -> tuple[Between, ...]:
    """Return the stretches of time that time terms mean; a term with several values is refused."""
    found: list[Between] = []
    for term in terms:
        if len(term.values) != 1:
            raise BadRequest(f"{term.field}: one time is enough", advice="ask for one stretch of time")
        begin, end = term_stretch(term, term.values[0], now)
        found.append(Between(begin, end, term.negated))
    return tuple(found)


def time_params(stretches: tuple[Between, ...]) -> dict[str, Param]:
    """Return the stretch that holds all of them, in milliseconds, as MRS v2 is asked for it.

    Whether its ends are in it is nowhere said: it is one millisecond wider on both sides.
    """
    begins = [each.begin for each in stretches if each.begin is not None and not each.negated]
    ends = [each.end for each in stretches if each.end is not None and not each.negated]
    params: dict[str, Param] = {}
    if begins:
        params["submitted_time_begin"] = max(0, _milliseconds(max(begins)) - 1)
    if ends:
        params["submitted_time_end"] = max(0, _milliseconds(min(ends)) + 1)
    return params


def descending(query: Query, sortable: Mapping[str, bool]) -> bool:
    """Return whether the newest come first. ``sortable`` maps a field to whether it can be ascending, too.

    Raises BadRequest for an order that MRS has not.
    """
    order = query.sort
    if order is None:
        return True
    if order.field not in sortable or not (order.descending or sortable[order.field]):
        known = ", ".join(
            f"sort:-{name}" + (f", sort:{name}" if both else "") for name, both in sortable.items()
        )
        raise BadRequest(f"sort:{order.field}: MRS cannot order by this", advice=f"there is {known}")
    return order.descending


def _milliseconds(when: datetime) -> int:
    return int(when.timestamp() * 1000)


SUBMITTED: Final = ("created", "since")
"""The query's fields for when a job was submitted."""
