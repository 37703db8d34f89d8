"""The charset of the person's locale, whatever Python makes of it."""

from collections.abc import Mapping
from typing import Final

_PLAIN: Final = ("C", "POSIX")
_COERCED: Final = ("C.UTF-8", "C.utf8", "UTF-8")
"""What Python itself writes into LC_CTYPE in place of a plain locale (PEP 538)."""


_UNICODE: Final = ("utf8", "utf16", "utf32")


def is_unicode(environ: Mapping[str, str], encoding: str) -> bool:
    """Return whether signs beyond ASCII can be drawn, as locale and the output's ``encoding`` tell."""
    return _plainly(charset_of(environ, encoding)) == "utf8"


def charset_of(environ: Mapping[str, str], encoding: str) -> str:
    """Return the charset that the terminal is to be written in, as locale and ``encoding`` tell.

    Python writes UTF-8 in the C locale too (PEP 538 and 540): its encoding alone says nothing of the
    terminal. Where no locale is set at all, as in many containers, the terminal is taken for one of today.
    """
    if _plainly(encoding) not in _UNICODE:
        return encoding
    category, language = environ.get("LC_CTYPE", ""), environ.get("LANG", "")
    if category in _COERCED:
        category = language or category
    chosen = environ.get("LC_ALL") or category or language
    charset = chosen.partition("@")[0].partition(".")[2]
    return charset or ("ascii" if chosen in _PLAIN else "utf-8")


def _plainly(charset: str) -> str:
    return charset.lower().replace("-", "").replace("_", "")
