"""What an unquoted YAML word means: the core schema of YAML 1.2 (section 10.3.2).

YAML 1.1, PyYAML's own, reads ``on``, ``no`` and ``yes`` as booleans, ``1:30`` as 90 and ``2026-11-19``
as a date. Here only ``true`` and ``false`` are booleans; all the rest stays text.
"""

import re
from typing import Final

_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS: Final = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_LONGEST: Final = 40  # a longer number is none that any field takes, and int() is slow on long ones
_INTEGER: Final = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE: Final = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NO_NUMBER: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


def resolve(text: str) -> str | int | float | bool | None:
    """Return the value that an unquoted word stands for."""
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if len(text) > _LONGEST or not (text[0].isdigit() or text[0] in "+-."):
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _OTHER_BASE.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text) or _NO_NUMBER.fullmatch(text):
        return float(text.replace(".", "", 1) if _NO_NUMBER.fullmatch(text) else text)
    return text
