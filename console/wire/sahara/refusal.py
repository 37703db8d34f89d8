"""Why Sahara refused, out of the six shapes in which one server says so.

1. ``{"error_code": 400, "error_message": "...\\nError ID: <uuid>", "error_name": "CANCELING_FAILED"}``
2. ``{"error": 404, "error_message": "..."}``: no such route, no such method
3. ``{"error": {"code": 401, "title": "Unauthorized", "message": "..."}}``: keystonemiddleware, no token
4. ``{"message": "...", "code": "401 Unauthorized", "title": "..."}``: webob; HTML unless we accept JSON
5. 200 with a JSON string instead of an object: a read that raced with a delete
6. 500 with an empty text: an Accept that excludes JSON

Recorded from Sahara 19.
"""

import re
from collections.abc import Mapping
from typing import Final, cast

from console.wire.received import received

REQUEST_ID: Final = "x-openstack-request-id"
"""The header by which the server's own log names the request."""

_ERROR_ID: Final = re.compile(r"(?<!\s)\s*Error ID: [0-9a-f-]{36}\s*\Z")
_TAG: Final = re.compile(r"<[^<>]{0,200}>")
_MOST: Final = 600


def words_of(body: bytes) -> str:
    """Return what the server said, in its words, whatever the shape; nothing if it said nothing."""
    text = body.decode("utf-8", errors="replace").strip()
    try:
        said: object = received(text)
    except (ValueError, RecursionError):
        return _plain(text)
    if isinstance(said, dict):
        return _of_document(cast("Mapping[str, object]", said))
    return said if isinstance(said, str) else ""


def _of_document(document: Mapping[str, object]) -> str:
    inner = document.get("error")
    if isinstance(inner, dict):
        return _of_document(cast("Mapping[str, object]", inner))
    message = document.get("error_message") or document.get("message") or document.get("title")
    if not isinstance(message, str):
        return ""
    words = _plain(_ERROR_ID.sub("", message))
    name = document.get("error_name")
    return f"{words} ({name})" if isinstance(name, str) and name else words


def _plain(text: str) -> str:
    """Return text without the tags that webob writes even into JSON, on one line, at most so long."""
    line = " ".join(_TAG.sub(" ", text).split())
    return line if len(line) <= _MOST else line[: _MOST - 1] + "…"
