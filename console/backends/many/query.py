"""A query over several contexts, as the query that each of them is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from console.backends.base import BadRequest
from console.backends.many.order import SORTABLE, Order
from console.core.context_name import split_name
from console.core.query import (
    COMMON_FIELDS,
    Kind,
    Query,
    QueryError,
    Term,
    fields_with,
    format_query,
    glob_pattern,
    parse_query,
)
from console.model import Capabilities, FieldSupport

CONTEXT_FIELD: Final = "context"
"""The field that only a list of several contexts has."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of each context. ``refused`` are those that do not know a field, with the sentence.

    A context that is in neither has nothing that could match.
    """

    texts: Mapping[str, str]
    refused: Mapping[str, BadRequest]
    order: Order


def joint_fields(known: Mapping[str, Capabilities]) -> tuple[FieldSupport, ...]:
    """Return the fields of all contexts: the one that names them, and what each declares."""
    about = "the context that the job is in"
    fields = {CONTEXT_FIELD: FieldSupport(CONTEXT_FIELD, Kind.GLOB, about, tuple(known))}
    for capabilities in known.values():
        for field in capabilities.query_fields:
            fields[field.name] = _both(fields.get(field.name, field), field)
    return tuple(fields.values())


def split_over(text: str, known: Mapping[str, Capabilities]) -> Asked:
    """Return what each context is asked for by ``text``. ``known`` are the contexts with what they can do.

    Raises BadRequest for what no context understands.
    """
    try:
        query = parse_query(text, fields_with(joint_fields(known)))
    except QueryError as error:
        raise BadRequest(str(error)) from error
    try:
        order = Order.of(query.sort)
    except KeyError as error:
        allowed = ", ".join(SORTABLE)
        raise BadRequest(f"sort: several contexts have no order by {error}; there are {allowed}") from None
    texts: dict[str, str] = {}
    refused: dict[str, BadRequest] = {}
    for name, capabilities in known.items():
        own = _own(query, name, known)
        if own is None:
            continue
        unknown = _unknown(own, capabilities)
        if unknown is None:
            texts[name] = format_query(own)
        else:
            refused[name] = BadRequest(f"it has no field {unknown}")
    if refused and not texts:
        raise BadRequest(f"no context that is meant here has all of these fields; {_first(refused)}")
    return Asked(texts, refused, order)


def _first(refused: Mapping[str, BadRequest]) -> str:
    name, error = next(iter(refused.items()))
    return f"of {name}: {error}"


def _both(one: FieldSupport, other: FieldSupport) -> FieldSupport:
    """Return a field that two contexts declare. Where they mean different things, any word is passed on."""
    if one.kind != other.kind:
        return FieldSupport(one.name, Kind.WORD, one.help)
    return replace(one, choices=tuple(dict.fromkeys((*one.choices, *other.choices))))


def _unknown(query: Query, capabilities: Capabilities) -> str | None:
    """Return the first field that a context cannot be asked about."""
    names = {spec.name for spec in COMMON_FIELDS} | {field.name for field in capabilities.query_fields}
    return next((term.field for term in query.terms if term.field not in (None, *names)), None)


def _own(query: Query, name: str, contexts: Mapping[str, Capabilities]) -> Query | None:
    """Return the query as one context understands it, None where no job of it can match."""
    terms: list[Term] = []
    for term in query.terms:
        if term.field == CONTEXT_FIELD:
            if _names(term.values, name) is term.negated:
                return None
        elif term.field == "id":
            kept = _ids(term.values, name, contexts)
            if kept:
                terms.append(replace(term, values=kept))
            elif not term.negated:
                return None
        else:
            terms.append(term)
    return Query(tuple(terms), query.sort)


def _names(patterns: Iterable[str], name: str) -> bool:
    return any(glob_pattern(pattern).fullmatch(name) is not None for pattern in patterns)


def _ids(values: Iterable[str], name: str, contexts: Mapping[str, Capabilities]) -> tuple[str, ...]:
    """Return the ids that may be one context's: its own without its name, and those that name no context."""
    found: list[str] = []
    for value in values:
        parts = split_name(value, contexts)
        if parts is None:
            found.append(value)
        elif parts[0] == name:
            found.append(parts[1])
    return tuple(found)
