"""Regular expressions that take time in proportion to the text, whatever they and the text are.

A person's pattern runs over a gigabyte in the process that runs every job, so a backtracking machine is out
of the question: this is RE2, which has no look-around and no back-references, holds no lock of the
interpreter while it looks, and bounds its memory. It is imported with the first expression.
"""

import re
import warnings
from collections.abc import Iterator
from typing import Final, Protocol, cast

LONGEST: Final = 1000
"""Characters of an expression at most."""

_MEMORY: Final = 8 << 20
"""Bytes that one expression's automata may take; beyond that they are begun anew, or made slower."""

_SHOWN: Final = 20
"""Characters of a culprit at most: beyond that it is no culprit but all of the pattern."""

_WHOLE_TEXT: Final = re.compile(r"\\[ACz]|\(\?[a-zA-Z]*-[a-zA-Z]*m")
"""What means the whole text rather than a line of it."""


class BadExpression(ValueError):
    """A text is no regular expression. ``advice`` says what to do."""

    advice = "escape what is meant as it stands with a backslash"


class NotLinear(BadExpression):
    """It is one for other programs: only by trying could it be found, which may take for ever."""

    advice = "search for a text on one side of it"


class _Match(Protocol):
    def start(self) -> int: ...
    def end(self) -> int: ...


class _Regexp(Protocol):
    def search(self, text: bytes, pos: int = 0) -> _Match | None: ...
    def finditer(self, text: str) -> Iterator[_Match]: ...


class Expression:
    """A regular expression. ``^`` and ``$`` are the edges of a line, and no match goes over one."""

    __slots__ = ("_by_line", "_regexp", "source")

    def __init__(self, source: str) -> None:
        """Understand ``source``. Raises BadExpression, NotLinear where only this machine refuses it."""
        self.source = source
        if len(source) > LONGEST:
            raise NotLinear(f"the pattern is longer than {LONGEST} characters")
        self._by_line = _WHOLE_TEXT.search(source) is not None
        self._regexp = _compiled(source)

    def found_in(self, text: str) -> bool:
        """Whether ``text``, one line, matches anywhere."""
        return self._regexp.search(_bytes(text)) is not None

    def places(self, text: str) -> list[tuple[int, int]]:
        """Return where ``text``, one line, matches, as (begin, end); matches of nothing are left out."""
        whole = _bytes(text).decode()
        spans = ((match.start(), match.end()) for match in self._regexp.finditer(whole))
        return [(begin, end) for begin, end in spans if end > begin]

    def lines(self, block: bytes) -> Iterator[int]:
        """Yield which lines of ``block`` match, from 0. It is UTF-8, and each line has its LF."""
        if self._by_line:
            lines = enumerate(_split(block))
            yield from (number for number, line in lines if self._regexp.search(line) is not None)
            return
        at = number = 0
        while at < len(block):
            match = self._regexp.search(block, at)
            if match is None or (begin := match.start()) >= len(block):
                return  # behind the last newline there is no line
            number += block.count(b"\n", at, begin)
            yield number
            at = (block.find(b"\n", begin) + 1) or len(block)
            number += 1

    def anywhere(self, block: bytes) -> bool:
        """Whether any bytes of ``block`` match, taken as they are."""
        return self._regexp.search(block) is not None


def _split(block: bytes) -> list[bytes]:
    lines = block.split(b"\n")
    return lines[:-1] if block.endswith(b"\n") else lines


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")  # a lone surrogate is one question mark


def _compiled(source: str) -> _Regexp:
    import re2  # only here: a verb that never searches has no need of it

    options = re2.Options()
    options.log_errors = False
    options.never_nl = True
    options.never_capture = True
    options.max_mem = _MEMORY
    try:
        found = re2.compile(b"(?m)" + _bytes(source), options)  # pyright: ignore[reportUnknownMemberType]
    except cast("type[Exception]", re2.error) as error:  # pyright: ignore[reportUnknownMemberType]
        raise _refusal(source, error.args[0] if error.args else "") from None
    finally:
        re2.purge()  # its own cache would keep the automata of a hundred patterns
    return cast("_Regexp", found)


def _refusal(source: str, words: object) -> BadExpression:
    """Return why this is refused: as something for another program, or as no expression at all."""
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    try:
        with warnings.catch_warnings(action="ignore"):
            re.compile(source)
    except re.error as wrong:
        return BadExpression(str(wrong))
    except (RecursionError, OverflowError):
        return NotLinear("the pattern nests too deep")
    what, _, culprit = said.partition(": ")
    named = culprit if 0 < len(culprit) < _SHOWN else what
    return NotLinear(
        f"{named} cannot be searched for: there is no look-around, no back-reference and"
        " no count beyond 1,000, so that no pattern takes for ever"
    )
