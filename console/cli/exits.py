"""The exit codes of every verb, and the one place that finds the code and the words for what went wrong."""

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from console.model import Outcome


class Exit(IntEnum):
    """What the shell is told."""

    DONE = 0  # done or requested
    FAILED = 1  # some or all failed; the items tell which
    USAGE = 2  # wrong arguments, or a bad file
    NOT_FOUND = 3
    CONFLICT = 4  # it changed since it was seen, or is not legal in its state
    UNREACHABLE = 5  # no answer, or the outcome is unknown
    FORBIDDEN = 6
    INTERRUPTED = 130  # ctrl-c, as a shell has it: 128 and SIGINT
    CUT_OFF = 141  # the reader of our output has gone: 128 and SIGPIPE


class Failure(Exception):
    """A verb cannot go on. ``str()`` is for people; ``lines`` may follow it."""

    def __init__(self, code: Exit, message: str, *lines: str) -> None:
        super().__init__(message)
        self.code = code
        self.lines = lines


def usage(message: str, *lines: str) -> Failure:
    """Return the failure of wrong arguments, to be raised."""
    return Failure(Exit.USAGE, message, *lines)


_OUTCOMES: Final = {
    "done": Exit.DONE,
    "requested": Exit.DONE,
    "conflict": Exit.CONFLICT,
    "illegal": Exit.CONFLICT,
    "refused": Exit.FAILED,
    "forbidden": Exit.FORBIDDEN,
    "not_found": Exit.NOT_FOUND,
    "unknown": Exit.UNREACHABLE,
}


def code_of_outcomes(outcomes: "Sequence[Outcome]") -> Exit:
    """Return the code that all targets share; where they differ, 1: some failed."""
    codes = {_OUTCOMES[outcome.kind.value] for outcome in outcomes}
    if not codes:
        return Exit.DONE
    return codes.pop() if len(codes) == 1 else Exit.FAILED


def explain(error: Exception) -> tuple[Exit, tuple[str, ...]] | None:
    """Return the code and the sentences for an error that a verb may raise; None for one of ours."""
    if isinstance(error, Failure):
        return error.code, (str(error), *error.lines)
    # Imported here: without an error nobody waits for them.
    from console.backends.base import BackendError
    from console.config.errors import ConfigError, UnknownContext
    from console.config.state import StateError
    from console.core.query import QueryError

    if isinstance(error, UnknownContext):
        return Exit.NOT_FOUND, _filled(str(error), error.advice)
    if isinstance(error, ConfigError):
        return Exit.USAGE, _filled(*error.mistakes, error.advice)
    if isinstance(error, StateError):
        return Exit.UNREACHABLE, _filled(str(error), error.advice)
    if isinstance(error, QueryError):
        return Exit.USAGE, (f"the query is not understood: {error}",)
    if isinstance(error, BackendError):
        return _code_of_backend(error), _filled(str(error), *error.detail.splitlines(), error.advice)
    if isinstance(error, OSError):
        subject = f"{error.filename}: " if error.filename else ""
        return Exit.FAILED, (f"{subject}{error.strerror or error}",)
    return None


def _filled(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line.strip())


def _code_of_backend(error: Exception) -> Exit:
    from console.backends import base

    codes: tuple[tuple[type[Exception], Exit], ...] = (
        (base.Unreachable, Exit.UNREACHABLE),
        (base.OutcomeUnknown, Exit.UNREACHABLE),
        (base.VersionMismatch, Exit.UNREACHABLE),
        (base.Conflict, Exit.CONFLICT),
        (base.ProtocolError, Exit.UNREACHABLE),
        (base.Forbidden, Exit.FORBIDDEN),
        (base.NotFound, Exit.NOT_FOUND),
        (base.BadRequest, Exit.USAGE),
        (base.Unsupported, Exit.CONFLICT),
    )
    return next((code for kind, code in codes if isinstance(error, kind)), Exit.FAILED)
