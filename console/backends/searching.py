"""Searching the lines of a log that this side has, for backends whose server does not search."""

from collections.abc import Sequence
from typing import Final

from console.backends.base import BadRequest
from console.core.linear import BadExpression, Expression
from console.core.log_shown import shown_text
from console.model import LogLine

_AT_ONCE: Final = 2000


def numbers_found(pattern: str, lines: Sequence[LogLine], limit: int) -> list[int]:
    """Return the numbers of the lines in which a person sees what matches, ``limit`` at most.

    Takes time in proportion to the lines, whatever the pattern. Raises BadRequest for what is no pattern.
    """
    try:
        expression = Expression(pattern)
    except BadExpression as error:
        raise BadRequest(f"{pattern}: this is no regular expression: {error}", advice=error.advice) from None
    found: list[int] = []
    for first in range(0, len(lines), _AT_ONCE):
        part = lines[first : first + _AT_ONCE]
        block = "".join([f"{shown_text(line)}\n" for line in part]).encode()
        found += [part[place].number for place in expression.lines(block)]
        if len(found) >= limit:
            break
    return found[: max(0, limit)]
