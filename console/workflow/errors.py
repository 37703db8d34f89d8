"""What is wrong with a workflow file or with the parameters given to it, each error at its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in a file. Both count from 1; column 0 means the file as a whole."""

    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class WorkflowError:
    """One error of a workflow file.

    ``line`` and ``column`` count from 1; column 0 means the file as a whole. ``path`` names the field, as in
    ``nodes.load.retry.limit``; it is empty where no field is meant.
    """

    source: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}:{self.column}" if self.column else self.source
        return _printable(
            f"{place}: {self.path}: {self.message}" if self.path else f"{place}: {self.message}"
        )


class WorkflowErrors(Exception):
    """A workflow file that cannot be used. Holds every error, in the order of the file."""

    def __init__(self, errors: Iterable[WorkflowError]) -> None:
        ordered = sorted(set(errors), key=lambda error: (error.line, error.column, error.path, error.message))
        self.errors: tuple[WorkflowError, ...] = tuple(ordered)
        super().__init__("\n".join(str(error) for error in ordered))


@dataclass(frozen=True, slots=True)
class ParameterError:
    """One parameter that a workflow cannot be started with."""

    name: str
    message: str

    def __str__(self) -> str:
        return _printable(f"parameter {self.name!r}: {self.message}")


class ParameterErrors(Exception):
    """Parameters that a workflow cannot be started with. Holds every error."""

    def __init__(self, errors: Iterable[ParameterError]) -> None:
        self.errors: tuple[ParameterError, ...] = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


MOST_ERRORS: Final = 1_000
"""As many errors as are told of one file. It takes a machine to make more."""


class TooManyErrors(Exception):
    """A file has so many errors that no more are looked for."""


class Findings:
    """Collects the errors of one file while it is checked."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._errors: list[WorkflowError] = []

    def add(self, place: Place, path: str, message: str) -> None:
        """Note one error of the field ``path`` at ``place``. Raises TooManyErrors when it is the last."""
        self._errors.append(WorkflowError(self._source, place.line, place.column, path, message))
        if len(self._errors) == MOST_ERRORS:
            message = f"more than {MOST_ERRORS} errors: the rest of the file was not checked"
            self._errors.append(WorkflowError(self._source, 0, 0, "", message))
            raise TooManyErrors

    def __bool__(self) -> bool:
        return bool(self._errors)

    def errors(self) -> WorkflowErrors:
        """Return all that was noted, to be raised."""
        return WorkflowErrors(self._errors)


def _printable(text: str) -> str:
    """Return a text that moves no cursor, on one line: what cannot be printed is written as its escape."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)
