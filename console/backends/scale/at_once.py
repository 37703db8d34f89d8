"""A query as one request for a change: only what Scale's own filters say exactly, and nothing else."""

from collections.abc import Callable, Mapping
from typing import Final

from console.backends.base import BadRequest
from console.backends.scale.selection import Selection
from console.core.query import Operator, QueryError, Term, fields_with, parse_query
from console.model import FieldSupport

_WILD: Final = frozenset("*?")

_TEXTS: Final[Mapping[str, str]] = {"type": "job_type_names", "error_category": "error_categories"}
_NUMBERS: Final[Mapping[str, str]] = {
    "id": "job_ids",
    "type_id": "job_type_ids",
    "batch": "batch_ids",
    "recipe": "recipe_ids",
    "error_id": "error_ids",
}


def selection_of(text: str, declared: tuple[FieldSupport, ...]) -> Selection:
    """Return what the query ``text`` selects, as one request can say it.

    Raises BadRequest for every term that a request for a change has no exact filter for.
    """
    try:
        query = parse_query(text, fields_with(declared))
    except QueryError as error:
        raise BadRequest(str(error)) from error
    given: dict[str, object] = {}
    for term in query.terms:
        name, value = _filter_of(term)
        if name in given:
            raise _inexact(term, "it is there twice: put its values into one term, with commas")
        given[name] = value
    if query.sort is not None:
        raise BadRequest("a change has no order: leave sort: out")
    return Selection(**given)  # pyright: ignore[reportArgumentType] - the two tables say which is which


def _filter_of(term: Term) -> tuple[str, object]:
    field = term.field
    if term.negated or term.operator is not Operator.EQ or field is None:
        raise _inexact(term, "only FIELD:VALUE can be part of one request")
    if any(_WILD & set(value) for value in term.values):
        raise _inexact(term, "* and ? cannot")
    if field in _TEXTS:
        change = _upper if field == "error_category" else _as_is
        return _TEXTS[field], tuple(change(value) for value in term.values)
    if field in _NUMBERS:
        return _NUMBERS[field], tuple(_number(term, value) for value in term.values)
    if field == "state" and len(term.values) == 1:
        return "status", term.values[0].upper()
    if field == "superseded" and len(term.values) == 1:
        return "is_superseded", term.values[0].casefold() == "yes"
    raise _inexact(term, "one value of id, type, type_id, batch, recipe, error_id, error_category, state can")


_as_is: Final[Callable[[str], str]] = str
_upper: Final[Callable[[str], str]] = str.upper


def _number(term: Term, value: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) < 12):
        raise _inexact(term, f"{value} is no number")
    return int(value)


def _inexact(term: Term, why: str) -> BadRequest:
    what = f"{term.field or 'text'}:{','.join(term.values)}"
    return BadRequest(
        f"{what} cannot be part of one request for a change: {why}",
        advice="leave out --at-once, and the jobs are found first and named one by one",
    )
