"""The one place that turns what went wrong with a backend into what a person reads."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from console.backends.base import (
    BackendError,
    BadRequest,
    Busy,
    Conflict,
    Forbidden,
    NotFound,
    NotSent,
    OutcomeUnknown,
    ProtocolError,
    ServerFault,
    Throttled,
    Unauthorized,
    Unreachable,
    Unsupported,
    VersionMismatch,
)


class TroubleKind(StrEnum):
    """Why a read gave no answer, or what is known of a change that gave none."""

    NOT_SENT = "not_sent"  # no connection: nothing was asked of anybody
    THROTTLED = "throttled"  # it was asked too often, and did nothing
    BUSY = "busy"  # it asks to be left alone for a while
    UNREACHABLE = "unreachable"
    UNAUTHORIZED = "unauthorized"  # the credentials are not accepted
    FORBIDDEN = "forbidden"  # they are, and this is not permitted
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"  # not possible now
    BAD_REQUEST = "bad_request"
    UNSUPPORTED = "unsupported"
    UNKNOWN = "unknown"  # it was sent, and may have been done
    FAULT = "fault"  # the server says that it failed itself
    PROTOCOL = "protocol"
    VERSION = "version"  # the two sides do not fit together
    OTHER = "other"


UNREACHED: Final = frozenset(
    {TroubleKind.NOT_SENT, TroubleKind.THROTTLED, TroubleKind.BUSY, TroubleKind.UNREACHABLE}
)
"""There was no answer: what is shown is old."""

TOLD_BY_THE_CONNECTION: Final = UNREACHED | {TroubleKind.UNAUTHORIZED}
"""The connection's own state tells of these; after the others a read is tried again by who reads."""

IN_DOUBT: Final = frozenset(
    {
        TroubleKind.UNKNOWN,
        TroubleKind.UNREACHABLE,
        TroubleKind.BUSY,
        TroubleKind.FAULT,
        TroubleKind.PROTOCOL,
        TroubleKind.VERSION,
    }
)
"""After these nobody knows whether a change was made: it is looked for, never sent again."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A failed read as a value: a sentence, what to do next, and the server's own words (unsanitised)."""

    kind: TroubleKind
    sentence: str
    advice: str = ""
    detail: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The sentence, the detail's lines and the advice, without empty ones."""
        return tuple(line for line in (self.sentence, *self.detail.splitlines(), self.advice) if line.strip())


_KINDS: Final[tuple[tuple[type[BackendError], TroubleKind], ...]] = (
    (NotSent, TroubleKind.NOT_SENT),
    (Throttled, TroubleKind.THROTTLED),
    (Busy, TroubleKind.BUSY),
    (Unreachable, TroubleKind.UNREACHABLE),
    (Unauthorized, TroubleKind.UNAUTHORIZED),
    (Forbidden, TroubleKind.FORBIDDEN),
    (NotFound, TroubleKind.NOT_FOUND),
    (Conflict, TroubleKind.CONFLICT),
    (BadRequest, TroubleKind.BAD_REQUEST),
    (Unsupported, TroubleKind.UNSUPPORTED),
    (OutcomeUnknown, TroubleKind.UNKNOWN),
    (ServerFault, TroubleKind.FAULT),
    (ProtocolError, TroubleKind.PROTOCOL),
    (VersionMismatch, TroubleKind.VERSION),
)

_ADVICE: Final = {
    TroubleKind.UNAUTHORIZED: "renew the credentials; after that ctrl+r asks again",
}


def trouble_of(error: BackendError) -> Trouble:
    """Return ``error`` as a value."""
    kind = next((kind for type_, kind in _KINDS if isinstance(error, type_)), TroubleKind.OTHER)
    advice = error.advice or _ADVICE.get(kind, "")
    return Trouble(kind, str(error) or "the backend gave no reason", advice, error.detail)
