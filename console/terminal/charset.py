"""Text as the bytes of the terminal's own charset, one column for one column.

Of a sign that the charset lacks a likeness in ASCII is sent: a line for a line, a dash for a dash. One that
has none becomes as many ``?`` as it has columns: a screen with a wrong letter can be read, one whose columns
have moved cannot.
"""

import codecs
from collections.abc import Callable
from functools import lru_cache
from typing import Final, TypeAlias

from rich.cells import get_character_cell_size

Encode: TypeAlias = Callable[[str], bytes]

UNICODE: Final = "utf-8"

LIKENESS: Final = {
    sign: likeness
    for signs, likeness in (
        ("\u2010\u2011\u2012–—―−·•─━┄┅┈┉╌╍═╴╶╸╺", "-"),
        ("│┃┆┇┊┋╎╏║╵╷╹╻▏▎▌▐❘", "|"),
        ("┌┍┎┏┐┑┒┓└┕┖┗┘┙┚┛├┝┞┟┠┡┢┣┤┥┦┧┨┩┪┫┬┭┮┯┰┱", "+"),
        ("┲┳┴┵┶┷┸┹┺┻┼┽┾┿╀╁╂╃╄╅╆╇╈╉╊╋╔╗╚╝╠╣╦╩╬╭╮╯╰", "+"),
        ("█▉▊▋▇▆▅▄▃▂▁▀▔■▓", "#"),
        ("░▒", ":"),
        ("…", "~"),
        ("‘’‚‛′", "'"),
        ("“”„‟″", '"'),
        ("›→▸▶►⟩", ">"),
        ("‹←◂◀◄⟨", "<"),
        ("↑▲△", "^"),
        ("↓▼▽", "v"),
        ("×✖✗✘", "x"),
        ("✔✓", "+"),
        ("○◌◯●", "o"),
        ("\u00a0\u2002\u2003\u2009\u202f", " "),
    )
    for sign in signs
}
"""What is sent in place of signs of one column that a charset lacks."""

_PRINTABLE: Final = 0xA0
"""The lowest byte beyond ASCII that no terminal takes for a control."""


def known_charset(name: str) -> str:
    """Return Python's name of a charset that we can draw in: ASCII in place of one that it does not know."""
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return "ascii"
    # A charset in which ASCII is something else, or that takes two bytes for it, is nothing for sequences.
    try:
        same = codec.encode("\x1b[0;1m Az~")[0] == b"\x1b[0;1m Az~"
    except (UnicodeError, TypeError):
        same = False
    return codec.name if same else "ascii"


def encoder(charset: str) -> Encode:
    """Return what makes bytes of text. ``charset`` is one that ``known_charset`` returned."""
    if charset == UNICODE:
        return _utf8

    @lru_cache(maxsize=2000)
    def sign(character: str) -> bytes:
        try:
            data = character.encode(charset)
        except UnicodeError:
            data = b""
        width = get_character_cell_size(character)
        drawable = bool(data) and min(data) >= _PRINTABLE and width > 0
        if drawable:
            return data
        return LIKENESS[character].encode("ascii") if character in LIKENESS else b"?" * width

    def encode(text: str) -> bytes:
        if text.isascii():
            return text.encode("ascii")
        return b"".join(c.encode("ascii") if c.isascii() else sign(c) for c in text)

    return encode


def _utf8(text: str) -> bytes:
    return text.encode(UNICODE, "replace")  # half of a surrogate pair is no character
