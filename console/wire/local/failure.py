"""How the API says that something went wrong: one form for every route and every line of a stream."""

from enum import StrEnum
from typing import Final

from console.model import Json
from console.wire.local.document import Document

RESTART: Final = "run `jobconsole engine stop`, then your command again: it starts the new host"
"""What to do where the two sides are of different versions, whichever of them notices."""


class FailureKind(StrEnum):
    """What went wrong, for programs. The message is for people."""

    BAD_REQUEST = "bad_request"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    VERSION = "version"
    UNSUPPORTED = "unsupported"
    STOPPING = "stopping"
    STORAGE = "storage"
    INTERNAL = "internal"


class Failure(Document):
    """What happened, to what, and what to do next. ``kind`` is one of `FailureKind`, or newer."""

    kind: str
    message: str
    advice: str = ""
    detail: str = ""


class FailureDocument(Document):
    """The body of every answer that is an error."""

    error: Failure


def failure_item(kind: FailureKind, message: str, advice: str = "", detail: str = "") -> dict[str, Json]:
    """Return an error as JSON."""
    return {"error": {"kind": kind.value, "message": message, "advice": advice, "detail": detail}}
