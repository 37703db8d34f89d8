"""What is looked for in logs: a person's pattern, and the lines that tell of errors."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from console.core.linear import BadExpression, Expression, NotLinear
from console.core.log_shown import shown_text
from console.model import LogLine, Stream

__all__ = ["LogPattern", "NotLinear", "shown_text", "tells_of_error"]

_ERROR: Final = re.compile(
    r"(?i:\b(?:error|exception|fatal|panic|traceback|critical)\b)|[a-z](?:Error|Exception)\b"
)


@dataclass(frozen=True, slots=True)
class LogPattern:
    """A pattern as it was typed, and what it means. ``literal`` says that it was no regular expression."""

    text: str
    expression: Expression
    literal: bool

    @classmethod
    def of(cls, text: str) -> "LogPattern":
        """Understand ``text``: a regular expression, or itself where it is none.

        Without a capital letter both cases match. Raises ValueError if it is empty, NotLinear if it is an
        expression that could take for ever.
        """
        if not text:
            raise ValueError("type what to look for")
        case = "" if re.search(r"(?<!\\)[A-Z]", text) else "(?i)"
        try:
            return cls(text, Expression(case + text), literal=False)
        except NotLinear:
            raise
        except BadExpression:
            return cls(text, Expression(case + re.escape(text)), literal=True)

    @property
    def source(self) -> str:
        """Return it as one regular expression without flags of its own, as backends take it."""
        return self.expression.source

    def matches(self, line: LogLine) -> bool:
        """Whether the line as it is shown matches: colours do not come between."""
        return self.expression.found_in(shown_text(line))

    def matching(self, lines: Iterable[LogLine]) -> list[int]:
        """Return which of ``lines`` match, counted from 0; far cheaper than one by one."""
        block = "".join([f"{shown_text(line)}\n" for line in lines]).encode()
        return list(self.expression.lines(block))

    def places(self, text: str) -> list[tuple[int, int]]:
        """Return where ``text`` matches, as (begin, end); matches of nothing are left out."""
        return self.expression.places(text)


def tells_of_error(line: LogLine) -> bool:
    """Whether a line is worth stopping at: written to stderr, or naming an error."""
    return line.stream is Stream.ERR or (
        line.stream is Stream.OUT and _ERROR.search(shown_text(line)) is not None
    )
