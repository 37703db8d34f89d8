"""Texts with ``${{ }}`` in them, such as ``check ${{ matrix.table }}``.

Between the braces stands one reference, nothing to compute. Such texts name and explain things and fill
the environment; they never become part of a command, where a value could be taken for shell text.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from console.core.expression import ExpressionError, Reference, Scope, Unknown, look_up, parse_reference
from console.workflow.parameter_values import written

OPENING: Final = "${{"
"""What begins a place to be filled in."""

_HOLE: Final = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Template:
    """A text in its parts: plain pieces and references, in order."""

    parts: tuple[str | Reference, ...]

    @property
    def references(self) -> tuple[Reference, ...]:
        """What is filled in, each with its column in the text."""
        return tuple(part for part in self.parts if isinstance(part, Reference))


@lru_cache(maxsize=4096)
def parse_template(text: str) -> Template:
    """Return a text in its parts. Raises ExpressionError, with the column, where one holds no reference."""
    parts: list[str | Reference] = []
    position = 0
    for hole in _HOLE.finditer(text):
        _add_plain(parts, text, position, hole.start())
        inner = hole[1].strip()
        column = hole.start(1) + len(hole[1]) - len(hole[1].lstrip()) + 1
        parts.append(parse_reference(inner, column))
        position = hole.end()
    _add_plain(parts, text, position, len(text))
    return Template(tuple(parts))


def _add_plain(parts: list[str | Reference], text: str, start: int, end: int) -> None:
    opening = text.find(OPENING, start, end)
    if opening >= 0:
        raise ExpressionError("'${{' has no '}}'", opening + 1)
    if end > start:
        parts.append(text[start:end])


def render(text: str, scope: Scope, unknown: str = "?") -> str:
    """Return a text with every reference filled in.

    An output that was never written is an empty text; what is not known yet stands as ``unknown``.
    Raises ExpressionError for a reference that the scope does not have.
    """
    if OPENING not in text:
        return text

    values = (part if isinstance(part, str) else look_up(part, scope) for part in parse_template(text).parts)
    return "".join(unknown if isinstance(value, Unknown) else written(value) for value in values)
