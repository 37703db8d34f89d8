"""One line of a log spread over several rows: JSON a member a row, logfmt a field a row.

Nothing is parsed into values and written anew: a row is a piece of the line as it was written. So what JSON
allows and a parser would lose (members with one name, 1.50, 1e400, escapes, their order) stays to be seen.
Only blanks between two pieces are left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from console.core.json_tokens import Token, TokenKind, json_tokens

STEP: Final = 2
"""Columns that a row stands further in than the brackets around it."""

DEEPEST: Final = 16
"""Steps at most: deeper rows stand no further in."""

SHORT: Final = 60
"""Characters up to which brackets without names and other brackets inside stay on one row."""

FEWEST: Final = 2
"""Fields that make a line logfmt: one ``=`` alone may be anything."""

_OPENING: Final = re.compile(r"[{\[]")
_ATTEMPTS: Final = 4
_FIELD: Final = re.compile(
    r"""(?:(?<=\s)|\A) (?P<name>[^\s="{}\[\](),:;]{1,100}) = (?:"(?:[^"\\]|\\.)*"|[^\s"]*) (?=\s|\Z)""",
    re.VERBOSE,
)
_ESCAPED_BREAK: Final = re.compile(r"\\(?:n|[^n])")


@dataclass(frozen=True, slots=True)
class PrettyRow:
    """A row: characters ``begin`` .. ``end`` of the line, ``indent`` columns in.

    ``name`` is where the name of its field ends; ``begin`` if it has none.
    """

    indent: int
    begin: int
    end: int
    name: int


def pretty_rows(text: str, *, cut: bool = False) -> tuple[PrettyRow, ...] | None:
    """Return the rows of a line, given as it is shown; None if one row is all it needs.

    What stands before a JSON document, and what follows it, have rows of their own. ``cut`` says that the end
    of the line is missing: a document may then end anywhere. Every character that is no blank is in exactly
    one row, in its order. Linear in the text but for a small factor.
    """
    return _json_rows(text, cut=cut) or _logfmt_rows(text)


def _json_rows(text: str, *, cut: bool) -> tuple[PrettyRow, ...] | None:
    last = len(text) if cut else max(text.rfind("}"), text.rfind("]"))
    for match in islice(_OPENING.finditer(text, 0, max(0, last)), _ATTEMPTS):
        tokens = json_tokens(text, match.start(), cut=cut)
        if tokens is not None and len(tokens) > 2:
            rows = [
                *_plain(text, 0, match.start()),
                *_Layout(text, tokens).rows(),
                *_plain(text, tokens[-1].end, len(text)),
            ]
            return tuple(rows) if len(rows) > 1 else None
    return None


def _plain(text: str, begin: int, end: int) -> Iterator[PrettyRow]:
    piece = text[begin:end]
    first = begin + len(piece) - len(piece.lstrip())
    if piece.strip():
        yield PrettyRow(0, first, begin + len(piece.rstrip()), first)


class _Layout:
    """Where the rows of a JSON document end."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self._text = text
        self._tokens = tokens
        self._short = set(_short_brackets(tokens))

    def rows(self) -> Iterator[PrettyRow]:
        """Yield the rows."""
        depth, first = 0, 0
        within = None  # the end of short brackets, while inside of them
        for place, token in enumerate(self._tokens):
            if within is None and token.kind is TokenKind.CLOSE:
                if first < place:
                    yield from self._row(depth, first, place)
                depth, first = max(0, depth - 1), place
            if place in self._short:
                within = token.mate
            if within is None and token.kind is TokenKind.OPEN:
                yield from self._row(depth, first, place + 1)
                depth, first = depth + 1, place + 1
            elif within is None and token.kind is TokenKind.COMMA:
                yield from self._row(depth, first, place + 1)
                first = place + 1
            if place == within:
                within = None
        if first < len(self._tokens):
            yield from self._row(depth, first, len(self._tokens))

    def _row(self, depth: int, first: int, after: int) -> Iterator[PrettyRow]:
        """Yield one row of tokens, or several where a text in it has breaks of its own."""
        tokens = self._tokens[first:after]
        indent = STEP * min(depth, DEEPEST)
        begin, end = tokens[0].begin, tokens[-1].end
        named = len(tokens) > 1 and tokens[1].kind is TokenKind.COLON
        name = tokens[0].end if named else begin
        for token in tokens[2 * named :]:
            if token.kind is TokenKind.STRING:
                for match in _ESCAPED_BREAK.finditer(
                    self._text, token.begin + 1, max(token.begin + 1, token.end - 1)
                ):
                    if match[0] == r"\n" and match.end() < token.end - 1:
                        yield PrettyRow(indent, begin, match.end(), name)
                        begin = name = match.end()
                        indent = STEP * min(depth + 1, DEEPEST)
        yield PrettyRow(indent, begin, end, name)


def _short_brackets(tokens: Sequence[Token]) -> Iterator[int]:
    """Yield the places of the brackets whose inside stays on their row."""
    for place, token in enumerate(tokens):
        if token.kind is TokenKind.OPEN and token.mate is not None:
            inside = tokens[place + 1 : token.mate] if tokens[token.mate].end - token.begin <= SHORT else None
            if inside is not None and not any(
                each.kind in (TokenKind.OPEN, TokenKind.COLON) for each in inside
            ):
                yield place


def _logfmt_rows(text: str) -> tuple[PrettyRow, ...] | None:
    fields = list(_FIELD.finditer(text))
    if len(fields) < FEWEST:
        return None
    rows: list[PrettyRow] = []
    at = 0
    for field in fields:
        rows += _plain(text, at, field.start())
        rows.append(PrettyRow(STEP if rows else 0, field.start(), field.end(), field.end("name")))
        at = field.end()
    rows += _plain(text, at, len(text))
    return tuple(rows)
