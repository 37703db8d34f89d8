"""What is looked for in logs: a person's pattern, and the lines that tell of errors."""

import re
from dataclasses import dataclass
from typing import Final

from console.core.sanitize import log_spans, printable
from console.model import LogLine, Stream

_ERROR: Final = re.compile(
    r"(?i:\b(?:error|exception|fatal|panic|traceback|critical)\b)|[a-z](?:Error|Exception)\b"
)


@dataclass(frozen=True, slots=True)
class LogPattern:
    """A pattern as it was typed, and what it means. ``literal`` says that it was no regular expression."""

    text: str
    regex: re.Pattern[str]
    literal: bool

    @classmethod
    def of(cls, text: str) -> "LogPattern":
        """Understand ``text``: a regular expression, or itself where it is none.

        Without a capital letter both cases match. Raises ValueError if it is empty.
        """
        if not text:
            raise ValueError("type what to look for")
        flags = re.NOFLAG if re.search(r"(?<!\\)[A-Z]", text) else re.IGNORECASE
        try:
            return cls(text, re.compile(text, flags), literal=False)
        except re.error:
            return cls(text, re.compile(re.escape(text), flags), literal=True)

    @property
    def source(self) -> str:
        """Return it as one regular expression without flags of its own, as backends take it."""
        prefix = "(?i)" if self.regex.flags & re.IGNORECASE else ""
        return prefix + self.regex.pattern

    def matches(self, line: LogLine) -> bool:
        """Whether the line as it is shown matches: colours do not come between."""
        return self.regex.search(shown_text(line)) is not None

    def places(self, text: str) -> list[tuple[int, int]]:
        """Return where ``text`` matches, as (begin, end); matches of nothing are left out."""
        return [match.span() for match in self.regex.finditer(text) if match.end() > match.start()]


def shown_text(line: LogLine) -> str:
    """Return a line as a person sees it, without colours."""
    text = line.text
    return text if text.isascii() and text.isprintable() else printable(log_spans(text))


def tells_of_error(line: LogLine) -> bool:
    """Whether a line is worth stopping at: written to stderr, or naming an error."""
    return line.stream is Stream.ERR or (
        line.stream is Stream.OUT and _ERROR.search(shown_text(line)) is not None
    )
