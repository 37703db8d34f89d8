"""What a query means, apart from how it is written: terms that must all hold."""

import dataclasses
from dataclasses import dataclass
from enum import StrEnum


class QueryError(ValueError):
    """A query cannot be understood; ``str()`` says why and what is allowed.

    ``column`` counts characters from 0 to where the mistake begins, for a caret under the text.
    """

    def __init__(self, message: str, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


class Operator(StrEnum):
    """How a term's value is compared, as it is written after the colon; equality is not written."""

    EQ = ""
    GT = ">"
    GE = ">="
    LT = "<"
    LE = "<="


@dataclass(frozen=True, slots=True)
class Term:
    """One condition. ``values`` hold one or more texts, of which any may match; one where it is ordered.

    ``field`` is None for free text. ``start`` and ``end`` are columns in the text that was parsed; they do
    not count when terms are compared.
    """

    field: str | None
    values: tuple[str, ...]
    operator: Operator = Operator.EQ
    negated: bool = False
    start: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SortOrder:
    """The order that a query asks for."""

    field: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Query:
    """Terms that must all hold; without any, everything matches. ``sort`` is the order asked for, if any."""

    terms: tuple[Term, ...] = ()
    sort: SortOrder | None = None

    def split(self, fields: frozenset[str | None]) -> tuple["Query", "Query"]:
        """Return the terms of ``fields`` (None is free text) and the others, both with the same order.

        What a backend evaluates, and what is left to be filtered here. Negated terms go with their field.
        """
        inside = tuple(term for term in self.terms if term.field in fields)
        outside = tuple(term for term in self.terms if term.field not in fields)
        return Query(inside, self.sort), Query(outside, self.sort)
