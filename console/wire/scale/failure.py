"""What an error of Scale says. It has five shapes (recorded): an object, a text, HTML, nothing, a form's."""

import html
import re
from typing import Final

from console.model import Json
from console.wire.received import received
from console.wire.values import list_of, object_of

_TAG: Final = re.compile(r"<[^>]*>")
_LONGEST: Final = 2000


def words_of(content: bytes) -> str:
    """Return what an error's body says to a person; empty where it says nothing."""
    decoded = content[: _LONGEST * 8].decode("utf-8", "replace").strip()
    if not decoded:
        return ""
    if decoded.startswith("<"):
        return _shortened(html.unescape(_TAG.sub(" ", decoded)))
    try:
        found = received(decoded)
    except (ValueError, RecursionError):
        return _shortened(decoded)
    return _shortened(_said(found) or decoded)


def _said(found: Json) -> str:
    if isinstance(found, str):
        return found
    told = object_of(found)
    detail = told.get("detail")
    if isinstance(detail, str):
        return detail
    return "; ".join(word for word in list_of(told.get("non_field_errors")) if isinstance(word, str))


def _shortened(words: str) -> str:
    told = " ".join(words.split()) if "\n" not in words.strip() else words.strip()
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"
