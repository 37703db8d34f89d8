"""Sequences that a terminal sends, told from keys: whole ones only, and what it says of itself is no typing.

Over a bad line a sequence may come in parts. Textual takes a part that nothing follows for typing, and so it
does with every answer that it does not know: the `y` at an answer's end would confirm a dialog, the end of a
paste that came late would leave the console deaf. Here a sequence is passed on when all of it is there, and
an answer is not passed on at all.
"""

import re
from collections.abc import Callable
from typing import Final

_ESCAPE: Final = "\x1b"
_WHOLE: Final = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_PART: Final = re.compile(r"\x1b\[[0-?]+[ -/]*\Z")
_SHIFTED_KEY: Final = re.compile(r"\x1b\[[0-9]+\$")
"""rxvt's keys with shift end where others go on."""

_KEY_OR_BEGIN: Final = ("\x1b", "\x1b[")
"""The escape key, perhaps with a `[` behind it; or the beginning of anything."""

_SYNCHRONIZED: Final = re.compile(r"\x1b\[\?2026;([0-9]+)\$y")
_REPORT: Final = re.compile(r"\x1b\[(?:[=>?][0-?]*[ -/]*[@-~]|(?!48;)[0-9;]+[cntx])")
"""What a terminal tells of itself: its kind, a mode, its state. No key is sent so."""

_TEXT_BEGINS: Final = r"\x1b(?:\][0-9]+;|P(?:[>!]\||[01][$+]r))[^\x07\x1b]*"
_TEXT: Final = re.compile(_TEXT_BEGINS + r"(?:\x07|\x1b\\)")
_TEXT_PART: Final = re.compile(_TEXT_BEGINS + r"\x1b?\Z")
"""Answers that are texts: a colour, a name."""

_LONGEST: Final = 256
"""Characters that are kept of a sequence whose end has not come."""

_NOTHING: Final = "\x1b[?2026;0$y"
"""What Textual's parser takes in without a word: the end of a sequence of which it has seen the beginning."""

_ESCAPE_KEY: Final = "\x1b[27u"
"""The escape key for sure, as new terminals send it."""

_TWO_KEYS: Final = re.compile(r"\x1b(?:\x1b|[^\x00-\x1fO\[\x7fA-Za-z0-9])")
"""The escape key and another one in one packet, where Textual would lose the first."""

_PASTE, _PASTE_END = "\x1b[200~", "\x1b[201~"

_SUPPORTED: Final = ("1", "2", "3", "4")


class Sequences:
    """Takes what comes as it comes, returns what a person typed, and tells of answers."""

    def __init__(self, answered: Callable[[bool], None]) -> None:
        """Begin with nothing held.

        ``answered`` is called at every answer about synchronized output, with whether the terminal has it.
        """
        self._answered = answered
        self._held = ""
        self._passed = ""  # of what is unfinished, what was passed on since it may be the escape key
        self._late = ""  # the same, after it was taken for the key
        self._pasting = False

    @property
    def holds(self) -> bool:
        """Whether what came last is a part of a sequence for sure, so that no key is waiting in it."""
        return bool(self._held)

    def feed(self, text: str) -> str:
        """Take what came; return what may be passed on."""
        late, self._late = self._late, ""
        if late and re.match(r"\x1b\[\?[0-9]", late + text):
            text = late + text
        text = (self._held or self._passed) + text
        self._held = ""
        out: list[str] = []
        at = 0
        while at < len(text):
            begin = text.find(_ESCAPE, at)
            if begin < 0:
                out.append(text[at:])
                break
            out.append(text[at:begin])
            at = self._take(text, begin, out)
        return "".join(out)

    def time_out(self) -> str:
        """Nothing followed for a while: what was held is noise, what was passed on was a key."""
        out: list[str] = []
        if self._held:
            self._held = ""
            self._swallow(out)
        self._late, self._passed = self._passed, ""
        if self._late == "\x1b[":
            out.append(f"{_ESCAPE_KEY[2:]}[")
        return "".join(out)

    def _take(self, text: str, begin: int, out: list[str]) -> int:
        """Take the sequence that begins here; return where it ends."""
        rest = text[begin:]
        if rest in _KEY_OR_BEGIN and not self._pasting:
            self._pass(rest, out)
            self._passed = rest
        elif whole := _WHOLE.match(rest):
            self._tell(whole.group(), out)
            return begin + whole.end()
        elif not self._pasting and (words := _TEXT.match(rest)):
            self._swallow(out)
            return begin + words.end()
        elif self._is_part(rest):
            self._held = rest if len(rest) <= _LONGEST else rest[: _LONGEST - 1] + rest[-1]
        else:
            return begin + self._broken(rest, out)
        return len(text)

    def _is_part(self, rest: str) -> bool:
        if self._pasting:
            return rest in _KEY_OR_BEGIN or bool(_PART.match(rest))
        return bool(_PART.match(rest) or _TEXT_PART.match(rest)) and not _SHIFTED_KEY.fullmatch(rest)

    def _broken(self, rest: str, out: list[str]) -> int:
        """Pass over the beginning of a sequence that goes on as none does; return its length."""
        if shifted := _SHIFTED_KEY.match(rest):
            self._pass(shifted.group(), out)
            return shifted.end()
        if _TWO_KEYS.match(rest) and not self._pasting:
            self._pass(_ESCAPE_KEY, out)
            return 1
        part = re.match(r"\x1b\[[0-?]+[ -/]*", rest)
        if part and not self._pasting:
            self._swallow(out)
            return part.end()
        begin = "\x1b[" if rest.startswith("\x1b[") else _ESCAPE
        self._pass(begin, out)
        return len(begin)

    def _tell(self, whole: str, out: list[str]) -> None:
        if answer := _SYNCHRONIZED.fullmatch(whole):
            self._swallow(out)
            self._answered(answer[1] in _SUPPORTED)
        elif _REPORT.fullmatch(whole):
            self._swallow(out)
        else:
            if whole in (_PASTE, _PASTE_END):
                self._pasting = whole == _PASTE
            self._pass(whole, out)

    def _pass(self, sequence: str, out: list[str]) -> None:
        """Pass on what was not passed on before."""
        out.append(sequence[len(self._passed) :])
        self._passed = ""

    def _swallow(self, out: list[str]) -> None:
        """Pass nothing on; end what was."""
        if self._passed:
            out.append(_NOTHING[len(self._passed) :])
            self._passed = ""
