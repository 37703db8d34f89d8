"""The tokens of a JSON document inside a text, with their places. No values are made of them."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final


class TokenKind(StrEnum):
    """What a token is."""

    OPEN = "open"
    CLOSE = "close"
    COMMA = "comma"
    COLON = "colon"
    STRING = "string"
    SCALAR = "scalar"  # a number, true, false, null, NaN; or a word that is none of them


@dataclass(frozen=True, slots=True)
class Token:
    """Characters ``begin`` .. ``end``. ``mate`` is the place of the bracket that closes an opening one."""

    kind: TokenKind
    begin: int
    end: int
    mate: int | None = None


_TOKEN: Final = re.compile(
    r"""\s* (?: (?P<open>[{\[]) | (?P<close>[}\]]) | (?P<comma>,) | (?P<colon>:)
      | (?P<string>"(?:[^"\\]|\\.)*") | (?P<scalar>-?[0-9][0-9.eE+-]*|-?[A-Za-z]+) )""",
    re.VERBOSE,
)
_BLANK: Final = re.compile(r"\s*")
_SCALARS: Final = frozenset({"true", "false", "null", "NaN", "Infinity", "-Infinity"})

_VALUE, _NAME, _COLON, _COMMA, _FIRST_VALUE, _FIRST_NAME = range(6)
_VALUES: Final = (_VALUE, _FIRST_VALUE)


def json_tokens(text: str, begin: int, *, cut: bool) -> tuple[Token, ...] | None:
    """Return the tokens of the object or list that begins at ``begin``, None if it is none.

    ``cut`` says that the text's end is missing: the document may stop there, within a token, too. It is
    strict about brackets, commas, colons and words; numbers are taken as they are. Linear.
    """
    return _Reader(text, cut=cut).read(begin)


class _Reader:
    def __init__(self, text: str, *, cut: bool) -> None:
        self._text = text
        self._cut = cut
        self._tokens: list[Token] = []
        self._open: list[int] = []
        self._expects = _VALUE

    def read(self, at: int) -> tuple[Token, ...] | None:
        while True:
            match = _TOKEN.match(self._text, at)
            if match is None:
                return self._broken_off(at)
            kind = TokenKind(match.lastgroup or "")
            token = Token(kind, match.start(kind), match.end())
            if not self._fits(token):
                return None
            self._take(token)
            at = token.end
            if not self._open:
                return tuple(self._tokens)

    def _fits(self, token: Token) -> bool:
        expects = self._expects
        match token.kind:
            case TokenKind.OPEN:
                return expects in _VALUES
            case TokenKind.CLOSE:
                empty = expects == (_FIRST_NAME if self._in_object() else _FIRST_VALUE)
                pair = self._bracket() + self._text[token.begin]
                return (expects == _COMMA or empty) and pair in ("{}", "[]")
            case TokenKind.COMMA:
                return expects == _COMMA
            case TokenKind.COLON:
                return expects == _COLON
            case TokenKind.STRING:
                return expects not in (_COLON, _COMMA)
            case TokenKind.SCALAR:
                word = self._text[token.begin : token.end]
                return expects in _VALUES and (
                    not word.lstrip("-")[0].isalpha() or self._is_word(token, word)
                )

    def _is_word(self, token: Token, word: str) -> bool:
        if self._cut and token.end == len(self._text):
            return any(each.startswith(word) for each in _SCALARS)
        return word in _SCALARS

    def _take(self, token: Token) -> None:
        tokens = self._tokens
        tokens.append(token)
        match token.kind:
            case TokenKind.OPEN:
                self._open.append(len(tokens) - 1)
                self._expects = _FIRST_NAME if self._in_object() else _FIRST_VALUE
            case TokenKind.CLOSE:
                place = self._open.pop()
                tokens[place] = replace(tokens[place], mate=len(tokens) - 1)
                self._expects = _COMMA
            case TokenKind.COMMA:
                self._expects = _NAME if self._in_object() else _VALUE
            case TokenKind.COLON:
                self._expects = _VALUE
            case TokenKind.STRING if self._expects in (_NAME, _FIRST_NAME):
                self._expects = _COLON
            case _:
                self._expects = _COMMA

    def _broken_off(self, at: int) -> tuple[Token, ...] | None:
        """Return what there is of a document whose end is missing."""
        begin = _BLANK.match(self._text, at).end()  # pyright: ignore[reportOptionalMemberAccess]
        rest = self._text[begin : begin + 2]
        if not self._cut or not (rest.startswith('"') or rest in ("", "-")):
            return None
        if begin < len(self._text):
            # A text without its end. As none has ended, no other quote can follow.
            if self._expects in (_COLON, _COMMA):
                return None
            self._tokens.append(Token(TokenKind.STRING, begin, len(self._text)))
        return tuple(self._tokens)

    def _in_object(self) -> bool:
        return self._bracket() == "{"

    def _bracket(self) -> str:
        return self._text[self._tokens[self._open[-1]].begin] if self._open else ""
