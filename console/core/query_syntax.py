"""How a query is written: text to terms and back. The language is described in `console.core.query`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from console.core.query_fields import (
    COMMON_FIELDS,
    ORDERED,
    SORT,
    FieldSpec,
    Kind,
    check_value,
    field_table,
    unknown_field,
)
from console.core.query_terms import Operator, Query, QueryError, SortOrder, Term

_SPACE: Final = re.compile(r"\s+")
_FIELD: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_]*):")
_MINUS_FIELD: Final = re.compile(r"-[A-Za-z_][A-Za-z0-9_]*:")
_OPERATOR: Final = re.compile(r">=|<=|>|<")
_BARE: Final = re.compile(r"[^\s,]+")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE: Final = re.compile(r'\\(["\\])')


def parse_query(text: str, fields: Iterable[FieldSpec] = COMMON_FIELDS) -> Query:
    """Return what ``text`` asks for, of the given ``fields``. Empty text matches everything.

    Raises QueryError, with the column, for an unknown field, a value that the field does not take, or
    text that does not end.
    """
    return _Parser(text, field_table(fields)).query()


def format_query(query: Query) -> str:
    """Return the text of ``query``, its order first: parsed again with the same fields it is equal."""
    written = [_format_term(term) for term in query.terms]
    if query.sort is not None:
        written.insert(0, f"{SORT}:{'-' if query.sort.descending else ''}{query.sort.field}")
    return " ".join(written)


def _format_term(term: Term) -> str:
    head = ("!" if term.negated else "") + (f"{term.field}:" if term.field is not None else "")
    values = [_format_value(value, free=term.field is None) for value in term.values]
    return head + term.operator + ",".join(values)


def quoted_value(value: str) -> str:
    """Return a value as it is written after a field and its colon: in quotes where it needs them."""
    return _format_value(value, free=False)


def _format_value(value: str, *, free: bool) -> str:
    bare = _BARE.fullmatch(value) is not None and value[0] not in '"<>!'
    if bare and free:
        bare = not (_FIELD.match(value) or _MINUS_FIELD.match(value))
    if bare:
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@dataclass(slots=True)
class _Value:
    """A value and the column where it was written."""

    text: str
    column: int


class _Parser:
    """Reads one query from left to right."""

    def __init__(self, text: str, fields: Mapping[str, FieldSpec]) -> None:
        self._text = text
        self._fields = fields
        self._at = 0

    def query(self) -> Query:
        terms: list[Term] = []
        sort: SortOrder | None = None
        while self._skip_space():
            term = self._term()
            if term.field != SORT:
                terms.append(term)
                continue
            if sort is not None:
                raise QueryError("sort: one order is enough", term.start)
            sort = _sort_order(term)
        return Query(tuple(terms), sort)

    def _skip_space(self) -> bool:
        """Go to the next term; return whether there is one."""
        space = _SPACE.match(self._text, self._at)
        if space is not None:
            self._at = space.end()
        return self._at < len(self._text)

    def _term(self) -> Term:
        start = self._at
        negated = self._text[start] == "!"
        self._at += negated
        minus = _MINUS_FIELD.match(self._text, self._at)
        if minus is not None:
            raise QueryError(f"write !{minus[0][1:]} to leave something out (or quote the text)", self._at)
        spec = self._field()
        operator = self._operator(spec) if spec is not None else Operator.EQ
        values = self._values(spec)
        if operator is not Operator.EQ and len(values) > 1:
            raise QueryError(f"{operator} takes one value, without a comma", values[1].column)
        checked = tuple(_checked(spec, value) for value in values)
        name = None if spec is None else spec.name
        return Term(name, checked, operator, negated, start, self._at)

    def _field(self) -> FieldSpec | None:
        """Read ``name:``, or nothing where free text stands."""
        match = _FIELD.match(self._text, self._at)
        if match is None:
            return None
        spec = self._fields.get(match[1].lower())
        if spec is None:
            raise QueryError(unknown_field(match[1], self._fields), self._at)
        self._at = match.end()
        return spec

    def _operator(self, spec: FieldSpec) -> Operator:
        match = _OPERATOR.match(self._text, self._at)
        if match is None:
            if spec.kind is Kind.DURATION:
                raise QueryError(f"{spec.name}: say longer or shorter: {spec.name}:>30m, <=2h30m", self._at)
            return Operator.EQ
        if not spec.ordered:
            advice = "" if spec.kind in ORDERED else " (quote a value that begins so)"
            raise QueryError(f"{spec.name}: takes no {match[0]}{advice}", self._at)
        self._at = match.end()
        return Operator(match[0])

    def _values(self, spec: FieldSpec | None) -> list[_Value]:
        values = [self._value(spec)]
        while self._text.startswith(",", self._at):
            self._at += 1
            values.append(self._value(spec))
        return values

    def _value(self, spec: FieldSpec | None) -> _Value:
        start = self._at
        if self._text.startswith('"', start):
            return _Value(self._quoted(), start)
        bare = _BARE.match(self._text, start)
        if bare is None:
            raise QueryError(_missing(spec), start)
        if bare[0].startswith("!"):
            raise QueryError("a ! stands once, before the whole term (quote a value that begins so)", start)
        self._at = bare.end()
        return _Value(bare[0], start)

    def _quoted(self) -> str:
        start = self._at
        match = _QUOTED.match(self._text, start)
        if match is None:
            raise QueryError('this quote does not end; close it with "', start)
        self._at = match.end()
        if self._at < len(self._text) and self._text[self._at] != "," and not self._text[self._at].isspace():
            raise QueryError("after a closing quote comes a space or a comma", self._at)
        return _ESCAPE.sub(r"\1", match[1])


def _checked(spec: FieldSpec | None, value: _Value) -> str:
    if not value.text:
        raise QueryError(_missing(spec), value.column)
    if spec is None:
        return value.text
    try:
        return check_value(spec, value.text)
    except ValueError as error:
        raise QueryError(str(error), value.column) from None


def _missing(spec: FieldSpec | None) -> str:
    if spec is None:
        return "there is no text here"
    allowed = (
        f": {', '.join(spec.choices)}" if spec.kind is Kind.CHOICE else f" ({spec.help})" * bool(spec.help)
    )
    return f"{spec.name}: needs a value{allowed}"


def _sort_order(term: Term) -> SortOrder:
    if term.negated or len(term.values) != 1:
        raise QueryError("sort: takes one field, with a - before it to begin with the largest", term.start)
    name = term.values[0].lower()
    return SortOrder(name.removeprefix("-"), descending=name.startswith("-"))
