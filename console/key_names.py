"""The names of keys: as Textual has them, and as a person reads and writes them."""

from collections.abc import Mapping
from typing import Final

_FACES: Final[Mapping[str, str]] = {
    "plus": "+",
    "at": "@",
    "colon": ":",
    "slash": "/",
    "question_mark": "?",
    "asterisk": "*",
    "apostrophe": "'",
    "ampersand": "&",
    "comma": ",",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "equals_sign": "=",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "vertical_line": "|",
    "backslash": "\\",
    "minus": "-",
    "full_stop": ".",
    "semicolon": ";",
    "exclamation_mark": "!",
    "number_sign": "#",
    "dollar_sign": "$",
    "percent_sign": "%",
    "tilde": "~",
    "circumflex_accent": "^",
    "underscore": "_",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "quotation_mark": '"',
    "grave_accent": "`",
    "escape": "esc",
    "enter": "⏎",
    "up": "↑",
    "down": "↓",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
}


_NAMES: Final[Mapping[str, str]] = {
    shown: name for name, shown in _FACES.items() if len(shown) == 1 and shown.isascii()
}

KNOWN_KEYS: Final = frozenset(
    {*_FACES, "space", "tab", "backspace", "delete", "insert", "left", "right",
     *(f"f{number}" for number in range(1, 25))}
)  # fmt: skip
"""The names of keys that are no letter and no figure, as Textual has them."""

_MODIFIERS: Final = frozenset({"ctrl", "shift", "alt", "super", "meta", "hyper"})


def face(key: str, *, ascii_only: bool = False) -> str:
    """Return a key as a person reads it: ``+`` for ``plus``."""
    if ascii_only and key in ("enter", "up", "down"):
        return key
    return _FACES.get(key, key)


def named(text: str) -> str:
    """Return the name of a key that is written as it looks: ``plus`` for ``+``, ``escape`` for ``esc``."""
    return {**_NAMES, "esc": "escape", "pgup": "pageup", "pgdn": "pagedown"}.get(text, text)


def is_key(name: str) -> bool:
    """Whether there is a key of this name."""
    *modifiers, key = name.split("+")
    letter = len(key) == 1 and key.isprintable() and not key.isspace()
    return set(modifiers) <= _MODIFIERS and (letter or key in KNOWN_KEYS)
