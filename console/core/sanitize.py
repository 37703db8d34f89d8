"""The one way of text to a terminal: nothing that a job, a server or a file says may drive it.

`sanitize` is for names, reasons and every other cell of one line; `log_spans` for a line of a log, whose
colours are kept as data; `decode` for bytes. The rules for single characters are in `console.core.visible`.

A backslash in the text is kept as it is, so ``\\x9b`` may have been written so: what is shown is safe to
read, not a way back to the bytes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from console.core.sgr import PLAIN, Style, apply_sgr
from console.core.visible import make_visible

# ECMA-48 sequences, in their 7 and 8 bit forms. Strings end at ST or BEL, are broken off by CAN, SUB or the
# ESC of the next sequence, and end with the line at the latest. A CSI that is broken off is taken out as far
# as it came.
_CONTROL: Final = re.compile(
    r"""
      (?:\x1b\[|\x9b) (?P<parameters>[0-?]*) (?P<rest>[ -/]*[@-~]?)
    | (?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f]) [^\x07\x18\x1a\x1b\x9c]* (?:\x1b\\|[\x07\x18\x1a\x9c])?
    | \x1b[ -/]*[0-~]
    | (?P<move>[\r\b]+)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line in one style. ``text`` is safe to show."""

    text: str
    style: Style = PLAIN


def sanitize(text: str) -> str:
    """Return ``text`` as one line of characters that no terminal acts on.

    Controls and whatever is invisible are shown (``␛``, ``␊``, ``\\u202e``), escape sequences therefore too:
    in a name they are an attack and should look like one. Idempotent, never fails, linear time.
    """
    return make_visible(text)


def decode(data: bytes) -> str:
    """Return ``data`` as text; bytes that are not UTF-8 become ``\\xff``. Not sanitised. Never fails."""
    return data.decode("utf-8", "backslashreplace")


def log_spans(line: str) -> tuple[Span, ...]:
    """Return one line of a log, given without its newline, as pieces of safe text with their styles.

    SGR becomes `Style`; every other sequence is taken out whole, an unterminated string up to the line's end.
    A carriage return begins the line anew as soon as text follows, a backspace takes back one character
    likewise; neither lays new text over old, so the rest of a longer old line does not stay. Neighbouring
    spans differ in style; an empty line has none. Linear time.
    """
    if line.isascii() and line.isprintable():
        return (Span(line),) if line else ()
    written = _Line()
    style, position = PLAIN, 0
    for control in _CONTROL.finditer(line):
        written.write(line[position : control.start()], style)
        position = control.end()
        if control["move"] is not None:
            written.move(control["move"])
        elif control["rest"] == "m" and control["parameters"][:1] not in _PRIVATE:
            style = apply_sgr(style, control["parameters"])
    written.write(line[position:], style)
    return written.spans()


def printable(spans: Iterable[Span]) -> str:
    """Return the text of ``spans`` without their styles: what search, copy and plain mode see."""
    return "".join(span.text for span in spans)


_PRIVATE: Final = ("<", "=", ">", "?")  # `CSI > 4 ; 2 m` and its like are no SGR


@dataclass(slots=True)
class _Piece:
    """A part of a line, of which the first ``length`` characters still stand.

    The text is not cut before the end: one long piece may be shortened very often.
    """

    text: str
    style: Style
    length: int


class _Line:
    """What a line shows so far, while its carriage returns and backspaces are followed."""

    def __init__(self) -> None:
        self._pieces: list[_Piece] = []
        self._columns = 0
        self._restart = False
        self._back = 0

    def move(self, controls: str) -> None:
        """Note carriage returns and backspaces; they take effect when text follows."""
        if "\r" in controls:
            self._restart = True
        else:
            self._back += len(controls)

    def write(self, text: str, style: Style) -> None:
        """Add ``text``, after taking back what was noted."""
        if not text:
            return
        self._take_back()
        shown = make_visible(text, self._columns)
        self._pieces.append(_Piece(shown, style, len(shown)))
        self._columns += len(shown)

    def _take_back(self) -> None:
        back = self._columns if self._restart else min(self._back, self._columns)
        self._columns -= back
        while back:
            last = self._pieces[-1]
            taken = min(back, last.length)
            last.length -= taken
            back -= taken
            if not last.length:
                self._pieces.pop()
        self._restart, self._back = False, 0

    def spans(self) -> tuple[Span, ...]:
        """Return the pieces that show anything, neighbours of one style joined."""
        shown = (piece for piece in self._pieces if piece.length)
        return tuple(
            Span("".join(piece.text[: piece.length] for piece in alike), style)
            for style, alike in groupby(shown, key=lambda piece: piece.style)
        )
