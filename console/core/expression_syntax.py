"""The grammar of `if`: text to a small tree. No evaluation here, see `console.core.expression`.

::

    any     := all ("||" all)*
    all     := compare ("&&" compare)*
    compare := term (("==" | "!=" | "<" | "<=" | ">" | ">=") term)?
    term    := "!" term | "(" any ")" | literal | reference | function "()"

References are ``params.X``, ``matrix.X``, ``nodes.ID.status``, ``nodes.ID.exit_code`` and
``nodes.ID.outputs.X``, where ID may name one instance of a matrix, as in ``check[orders]``.
"""

import re
from dataclasses import dataclass
from typing import Final

from console.core.expression_terms import (
    AllOf,
    AnyOf,
    Call,
    Compare,
    ExpressionError,
    Function,
    Literal,
    Not,
    Operator,
    Reference,
    Root,
    Term,
    Value,
)
from console.core.quote import quoted

LONGEST: Final = 4_000
"""The most characters an expression may have."""

DEEPEST: Final = 32
"""The most parentheses and ``!`` that may stand inside each other."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int


_NAME: Final = r"[A-Za-z0-9_][A-Za-z0-9_-]*"
_REFERENCE: Final = re.compile(
    rf"(?:(?P<own>params|matrix)\.(?P<name>{_NAME})"
    rf"|nodes\.(?P<node>{_NAME}(?:\[[^\[\]]*\])?)\.(?P<of>status|exit_code|outputs\.(?P<output>{_NAME})))"
    r"(?![\w.\[-])"
)
_TOKEN: Final = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<text>'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")"
    r"|(?P<number>[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![\w.]))"
    r"|(?P<reference>(?:params|matrix|nodes)\.[^\s()!=<>&|'\"\[]*(?:\[[^\[\]]*\][^\s()!=<>&|'\"\[]*)?)"
    r"|(?P<word>[A-Za-z_][\w.-]*)"
    r"|(?P<sign>==|!=|<=|>=|<|>|&&|\|\||!|\(|\))"
)
_HINTS: Final = {
    "and": "write && for 'and'",
    "or": "write || for 'or'",
    "not": "write ! for 'not'",
    "=": "write == to compare",
    "&": "write && for 'and'",
    "|": "write || for 'or'",
    "$": "write the expression without ${{ }} and a parameter as params.NAME",
    "'": "a text that begins here has no closing quote",
    '"': "a text that begins here has no closing quote",
}
_LITERALS: Final[dict[str, Value]] = {"true": True, "false": False, "null": None}


def parse_reference(text: str, column: int = 1) -> Reference:
    """Return the one reference that ``text`` is. Raises ExpressionError, placed at ``column``, if not."""
    found = _REFERENCE.fullmatch(text)
    if found is None:
        raise ExpressionError(
            f"{quoted(text)} is not a reference; there are params.NAME, matrix.NAME, nodes.ID.status, "
            "nodes.ID.exit_code and nodes.ID.outputs.NAME",
            column,
        )
    if found["own"]:
        return Reference(Root(found["own"]), found["name"], column=column)
    root = Root(found["of"].partition(".")[0])
    return Reference(root, found["node"], found["output"] or "", column=column)


def parse_term(text: str) -> Term:
    """Return the tree of an expression. Raises ExpressionError with the column of the first error."""
    if len(text) > LONGEST:
        raise ExpressionError(f"an expression has at most {LONGEST} characters, this one has {len(text)}")
    parser = _Parser(_tokens(text), len(text) + 1)
    term = parser.any_of(0)
    parser.expect_end()
    return term


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            sign = text[position]
            raise ExpressionError(_HINTS.get(sign, f"unexpected {sign!r}"), position + 1)
        if found.lastgroup is not None and found.lastgroup != "space":
            tokens.append(_Token(found.lastgroup, found[0], position + 1))
        position = found.end()
    return tokens


class _Parser:
    """Recursive descent over the tokens; `DEEPEST` bounds the recursion."""

    def __init__(self, tokens: list[_Token], end: int) -> None:
        self._tokens = tokens
        self._next = 0
        self._end = end

    def any_of(self, depth: int) -> Term:
        operands = [self._all_of(depth)]
        while self._take("||"):
            operands.append(self._all_of(depth))
        return operands[0] if len(operands) == 1 else AnyOf(tuple(operands), operands[0].column)

    def expect_end(self) -> None:
        token = self._peek()
        if token is not None:
            raise self._unexpected(token)

    def _all_of(self, depth: int) -> Term:
        operands = [self._compare(depth)]
        while self._take("&&"):
            operands.append(self._compare(depth))
        return operands[0] if len(operands) == 1 else AllOf(tuple(operands), operands[0].column)

    def _compare(self, depth: int) -> Term:
        left = self._term(depth)
        operator = self._take_operator()
        if operator is None:
            return left
        compare = Compare(operator, left, self._term(depth), left.column)
        token = self._peek()
        if self._take_operator() is not None and token is not None:
            raise ExpressionError(
                "two comparisons in a row: join them with && or use parentheses", token.column
            )
        return compare

    def _term(self, depth: int) -> Term:
        token = self._peek()
        if token is None:
            raise ExpressionError("the expression ends where a value is expected", self._end)
        if depth > DEEPEST:
            raise ExpressionError(f"more than {DEEPEST} parentheses or ! inside each other", token.column)
        self._next += 1
        match token.kind, token.text:
            case "sign", "!":
                return Not(self._term(depth + 1), token.column)
            case "sign", "(":
                term = self.any_of(depth + 1)
                if not self._take(")"):
                    raise ExpressionError("this parenthesis is not closed", token.column)
                return term
            case "text", text:
                quote = text[0]
                return Literal(text[1:-1].replace(quote * 2, quote), token.column)
            case "number", _:
                return Literal(_number(token), token.column)
            case "reference", text:
                return parse_reference(text, token.column)
            case "word", _:
                return self._word(token)
            case _:
                raise self._unexpected(token)

    def _word(self, token: _Token) -> Term:
        if token.text in _LITERALS:
            return Literal(_LITERALS[token.text], token.column)
        if token.text in tuple(Function):
            if not (self._take("(") and self._take(")")):
                raise ExpressionError(f"write {token.text}()", token.column)
            return Call(Function(token.text), token.column)
        raise self._unexpected(token)

    def _unexpected(self, token: _Token) -> ExpressionError:
        if token.text in _HINTS:
            return ExpressionError(_HINTS[token.text], token.column)
        if token.kind == "word":
            return ExpressionError(
                f"unknown word {quoted(token.text)}: write a text in quotes, a parameter as params.NAME, "
                "a function as always(), success() or failure()",
                token.column,
            )
        return ExpressionError(f"unexpected {quoted(token.text)}", token.column)

    def _peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self, sign: str) -> bool:
        token = self._peek()
        if token is None or token.kind != "sign" or token.text != sign:
            return False
        self._next += 1
        return True

    def _take_operator(self) -> Operator | None:
        token = self._peek()
        if token is None or token.kind != "sign" or token.text not in tuple(Operator):
            return None
        self._next += 1
        return Operator(token.text)


def _number(token: _Token) -> int | float:
    if len(token.text) > 40:
        raise ExpressionError("this number is too long", token.column)
    if token.text.lstrip("+-").isdigit():
        return int(token.text)
    number = float(token.text)
    if number in (float("inf"), float("-inf")):
        raise ExpressionError("this number is too large", token.column)
    return number
