"""What goes wrong while a request is answered, as the one form of error that the API has."""

from http import HTTPStatus
from typing import Final

from console.engine.errors import (
    BadQuery,
    Closed,
    EngineError,
    InvalidWorkflow,
    StoreError,
    StoreFault,
    UnknownExecution,
    UnknownJob,
    UnknownNode,
    UnknownWorkflow,
    WorkflowChanged,
)
from console.model import Json
from console.wire.local.failure import FailureKind, failure_item

_STATUS: Final = {
    FailureKind.BAD_REQUEST: HTTPStatus.BAD_REQUEST,
    FailureKind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    FailureKind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    FailureKind.CONFLICT: HTTPStatus.CONFLICT,
    FailureKind.VERSION: HTTPStatus.PRECONDITION_FAILED,
    FailureKind.UNSUPPORTED: HTTPStatus.NOT_IMPLEMENTED,
    FailureKind.STOPPING: HTTPStatus.SERVICE_UNAVAILABLE,
    FailureKind.STORAGE: HTTPStatus.INSUFFICIENT_STORAGE,
    FailureKind.INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
}

_UNKNOWN: Final = (UnknownJob, UnknownNode, UnknownExecution, UnknownWorkflow)


class Problem(Exception):
    """Ends a request with an error. ``str()`` is the sentence that the client shows."""

    def __init__(self, kind: FailureKind, message: str, advice: str = "", detail: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.advice = advice
        self.detail = detail

    @property
    def status(self) -> int:
        """The HTTP status that goes with the kind."""
        return _STATUS[self.kind].value

    @property
    def body(self) -> dict[str, Json]:
        """The error as JSON."""
        return failure_item(self.kind, str(self), self.advice, self.detail)


STOPPING: Final = Problem(
    FailureKind.STOPPING, "the host is stopping", "wait a moment; the next command starts a new one"
)


def problem_of(error: EngineError) -> Problem:
    """Return what the API says of an error of the engine."""
    if isinstance(error, InvalidWorkflow):
        count = len(error.faults)
        what = "1 error" if count == 1 else f"{count} errors"
        return Problem(
            FailureKind.BAD_REQUEST,
            f"the workflow cannot be started: {what}",
            "correct them and start it again; nothing was stored",
            "\n".join(str(fault) for fault in error.faults),
        )
    kind = FailureKind.INTERNAL
    if isinstance(error, _UNKNOWN):
        kind = FailureKind.NOT_FOUND
    elif isinstance(error, WorkflowChanged):
        kind = FailureKind.CONFLICT
    elif isinstance(error, BadQuery):
        kind = FailureKind.BAD_REQUEST
    elif isinstance(error, StoreError):
        kind = FailureKind.CONFLICT if error.kind is StoreFault.LOCKED else FailureKind.STORAGE
    elif isinstance(error, Closed):
        return STOPPING
    return Problem(kind, str(error), error.advice)
