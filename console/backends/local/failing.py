"""What a host, or its state folder, says went wrong, as the errors of the backend protocol."""

from collections.abc import Mapping
from typing import Final

from console.backends.base import (
    BackendError,
    BadRequest,
    Conflict,
    Forbidden,
    NotFound,
    Unreachable,
    Unsupported,
    VersionMismatch,
)
from console.config.state import StateError, StateFault
from console.wire.local.failure import Failure, FailureKind

_KINDS: Final[Mapping[str, type[BackendError]]] = {
    FailureKind.BAD_REQUEST: BadRequest,
    FailureKind.FORBIDDEN: Forbidden,
    FailureKind.NOT_FOUND: NotFound,
    FailureKind.CONFLICT: Conflict,
    FailureKind.VERSION: VersionMismatch,
    FailureKind.UNSUPPORTED: Unsupported,
    FailureKind.STOPPING: Unreachable,
}
_PERMISSION: Final = frozenset({StateFault.NOT_OURS, StateFault.OPEN_TO_OTHERS})


def error_of(failure: Failure) -> BackendError:
    """Return the error that an answer or a stream's line tells of."""
    kind = _KINDS.get(failure.kind, BackendError)
    return kind(failure.message, advice=failure.advice, detail=failure.detail)


def start_error_of(failure: Failure) -> BackendError:
    """Return the error of a host that did not start: whatever was in its way, it cannot be reached."""
    kind = Forbidden if failure.kind == FailureKind.FORBIDDEN else Unreachable
    return kind(failure.message, advice=failure.advice, detail=failure.detail)


def folder_error_of(error: StateError) -> BackendError:
    """Return the error of a state folder that is not to be trusted, or cannot be used."""
    kind = Forbidden if error.fault in _PERMISSION else Unreachable
    return kind(str(error), advice=error.advice)
