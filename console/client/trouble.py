"""The one place that turns what went wrong with a backend into what a person reads."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from console.backends.base import (
    BackendError,
    BadRequest,
    Forbidden,
    NotFound,
    ProtocolError,
    Unreachable,
    Unsupported,
)


class TroubleKind(StrEnum):
    """Why a read gave no answer."""

    UNREACHABLE = "unreachable"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    BAD_REQUEST = "bad_request"
    UNSUPPORTED = "unsupported"
    PROTOCOL = "protocol"
    OTHER = "other"


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
    (Unreachable, TroubleKind.UNREACHABLE),
    (Forbidden, TroubleKind.FORBIDDEN),
    (NotFound, TroubleKind.NOT_FOUND),
    (BadRequest, TroubleKind.BAD_REQUEST),
    (Unsupported, TroubleKind.UNSUPPORTED),
    (ProtocolError, TroubleKind.PROTOCOL),
)


def trouble_of(error: BackendError) -> Trouble:
    """Return ``error`` as a value."""
    kind = next((kind for type_, kind in _KINDS if isinstance(error, type_)), TroubleKind.OTHER)
    return Trouble(kind, str(error) or "the backend gave no reason", error.advice, error.detail)
