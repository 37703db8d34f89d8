"""Which characters may reach a terminal as they are, and how the others are shown.

- C0 controls are their pictures, one column each: ``␛`` for ESC, ``␀`` for NUL; DEL is ``␡``.
- C1 controls, bidi controls, zero-width and other invisible characters, line and paragraph separators,
  lone surrogates and non-characters are escapes: ``\\x9b``, ``\\u202e``, ``\\u200b``, ``\\U000e0041``. A
  surrogate that stands for an undecodable byte (`surrogateescape`) is that byte: ``\\xff``.
- The emoji and text selectors (U+FE0E, U+FE0F) are dropped after a symbol: terminals disagree on the width
  of what they select, and without them the symbol stays.
- Combining marks stay, at most four on one character (``�`` for the rest) and never first, where they would
  change somebody else's character (``◌`` carries them).
- Tabs are spaces, to stops eight columns apart.

Everything else is kept, private use too (fonts draw symbols there). Wide characters are the widget's matter.
"""

import re
from typing import Final

TAB_WIDTH: Final = 8
"""Columns from one tab stop to the next."""

_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_MARKS: Final = (
    "\u0300-\u034e\u0350-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u06d6-\u06dc\u0e31"
    "\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\u302a-\u302d\u3099\u309a\ufe20-\ufe2f"
)
# The tab is the caller's: it is a matter of columns.
_UNSAFE: Final = re.compile(f"[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff{_INVISIBLE}]")
_NEEDS_WORK: Final = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff{_INVISIBLE}{_MARKS}]")
CHANGED: Final = f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_INVISIBLE}{_MARKS}]"
"""An expression for characters, of those that UTF-8 can hold, that may not be shown as they are.

Of a tab and the end of a line nothing is said."""
_SELECTOR: Final = re.compile(
    "(?<=[\u2000-\u200a\u2010-\u2027\u2030-\u205e\u2070-\u3299\U0001f000-\U0001faff])[\ufe0e\ufe0f]+"
)
_MARKS_PILED: Final = re.compile(f"([{_MARKS}]{{4}})[{_MARKS}]+")
_MARK_FIRST: Final = re.compile(f"[{_MARKS}]")


def is_plain(text: str) -> bool:
    """Return whether every character of ``text`` may be shown as it is. The answer is cheap for ASCII."""
    return (text.isascii() and text.isprintable()) or _NEEDS_WORK.search(text) is None


def make_visible(text: str, column: int = 0) -> str:
    """Return ``text``, which begins in ``column``, in characters that no terminal acts on. Linear time."""
    if is_plain(text):
        return text
    shown = _UNSAFE.sub(_picture, _SELECTOR.sub("", text))
    shown = _MARKS_PILED.sub("\\1\ufffd", shown)
    if _MARK_FIRST.match(shown):
        shown = "\u25cc" + shown
    return expand_tabs(shown, column) if "\t" in shown else shown


def make_visible_in_place(text: str) -> str:
    """Return ``text`` in harmless characters, one for each: for a text box, where a cursor counts them."""
    if is_plain(text):
        return text
    return _UNSAFE.sub(_one_picture, text).replace("\t", "\u2409")


def expand_tabs(text: str, column: int) -> str:
    """Return ``text``, which begins in ``column``, with its tabs as spaces."""
    before = column % TAB_WIDTH
    return (" " * before + text).expandtabs(TAB_WIDTH)[before:]


def _picture(match: re.Match[str]) -> str:
    """Return what stands for one unsafe character."""
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _one_picture(match: re.Match[str]) -> str:
    picture = _picture(match)
    return picture if len(picture) == 1 else "\ufffd"
