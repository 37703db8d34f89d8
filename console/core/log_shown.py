"""What a person sees of a log's lines, without colours: of one line, or of very many at once."""

import re
from functools import cache
from typing import Final

from console.core.linear import Expression
from console.core.sanitize import decode, log_spans, printable
from console.core.visible import CHANGED, TAB_WIDTH
from console.model import LogLine

_SEEN: Final = bytes(range(0x20, 0x7F)) + b"\n"
_COLOUR: Final = re.compile(rb"\x1b\[[0-9;:]*m")
_MOVES: Final = (b"\x1b", b"\r", b"\b")
"""The characters of ASCII that take text away, or begin what does."""


def shown_text(line: LogLine) -> str:
    """Return a line as a person sees it, without colours."""
    return shown(line.text)


def shown(text: str) -> str:
    """Return the text of a line, decoded, as a person sees it, without colours."""
    return text if text.isascii() and text.isprintable() else printable(log_spans(text))


def is_simple(block: bytes) -> bool:
    """Whether nothing in ``block`` is taken away, or written in several characters, when it is shown.

    What stands together in simple lines stands together in what a person sees, and the other way round, but
    for blanks: tabs are seen as some.
    """
    if block.isascii():
        return not any(move in block for move in _MOVES)
    return _is_text(block) and not _changed().anywhere(block)


def shown_lines(block: bytes) -> bytes:
    """Return whole lines, each with its LF, as a person sees them: the same as `shown` of each, in UTF-8.

    What most logs are made of (ASCII, colours, tabs, plain text of any script) is looked at all at once.
    """
    if not block.translate(None, _SEEN):
        return block
    text = (_COLOUR.sub(b"", block) if b"\x1b" in block else block).expandtabs(TAB_WIDTH)
    if text.isascii():
        if not text.translate(None, _SEEN):
            return text
    elif (plain := _plain(block)) is not None:
        return plain
    lines = text.split(b"\n")
    for number, (line, original) in enumerate(zip(lines, block.split(b"\n"), strict=True)):
        if line.translate(None, _SEEN):
            lines[number] = shown(decode(original)).encode()
    return b"\n".join(lines)


def _plain(block: bytes) -> bytes | None:
    """Return ``block`` with its tabs as blanks if that is all that it takes."""
    if not _is_text(block) or _changed().anywhere(block):
        return None
    return block.decode().expandtabs(TAB_WIDTH).encode() if b"\t" in block else block


def _is_text(block: bytes) -> bool:
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True


@cache
def _changed() -> Expression:
    return Expression(CHANGED)
