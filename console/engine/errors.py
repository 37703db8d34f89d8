"""What can go wrong between a caller and the engine. ``str()`` is a sentence for a person.

    EngineError
      UnknownJob, UnknownNode, UnknownExecution, UnknownWorkflow
      WorkflowChanged      the stored workflow is not the one that was planned
      BadQuery             a query, a cursor or a search pattern that cannot be read
      InvalidWorkflow      a file or parameters that cannot be started, with every error at its place
      StoreError           the database or its folder cannot be used; `kind` tells which way
      Closed               the engine is not started, or is closing

An action that is refused is an `Outcome`, never an error.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class EngineError(Exception):
    """The engine cannot do what it was asked. ``advice`` says what to do next; empty where nothing helps."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice


class UnknownJob(EngineError):
    """There is no job of this id."""

    def __init__(self, job: str) -> None:
        super().__init__(f"there is no job {job}", "list the jobs to find its id")


class UnknownNode(EngineError):
    """The job has no node of this id."""

    def __init__(self, job: str, node: str) -> None:
        super().__init__(f"job {job} has no node {node}", "show the job to see its nodes")


class UnknownExecution(EngineError):
    """The node has no execution of this number."""

    def __init__(self, job: str, node: str, number: int) -> None:
        super().__init__(
            f"{node} of job {job} has no execution {number}", "show the job to see its executions"
        )


class UnknownWorkflow(EngineError):
    """No workflow of this id has been started here yet, so that nothing is stored under it."""

    def __init__(self, workflow: str) -> None:
        super().__init__(f"there is no workflow {workflow}", "start it from its file once")


class WorkflowChanged(EngineError):
    """The stored workflow is another one by now than the one that a start expects."""

    def __init__(self, workflow: str) -> None:
        super().__init__(
            f"the workflow {workflow} has been changed since you looked at it", "look at what will run again"
        )


class BadQuery(EngineError):
    """A query, a cursor or a search pattern cannot be read. ``column`` counts from 0 in the query."""

    def __init__(self, message: str, column: int = 0, advice: str = "") -> None:
        super().__init__(message, advice)
        self.column = column


@dataclass(frozen=True, slots=True)
class Fault:
    """One error of a file or of the parameters. ``line`` is 0 where there is no place; both count from 1."""

    source: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}:{self.column}: " if self.line else ""
        return f"{place}{self.path}: {self.message}" if self.path else f"{place}{self.message}"


class InvalidWorkflow(EngineError):
    """A workflow cannot be started: ``faults`` are all its errors. Nothing was stored."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class StoreFault(StrEnum):
    """In which way the store cannot be used."""

    NEWER = "newer"  # the database was written by a newer version
    FOREIGN = "foreign"  # the database is not ours
    FULL = "full"  # no room on the disk
    FOLDER = "folder"  # the state folder is not ours, or open to others
    LOCKED = "locked"  # another host owns the state folder
    BROKEN = "broken"  # the database is damaged, or the disk fails


class StoreError(EngineError):
    """The database or its folder cannot be used; ``kind`` tells in which way."""

    def __init__(self, kind: StoreFault, message: str, advice: str) -> None:
        super().__init__(message, advice)
        self.kind = kind


class Closed(EngineError):
    """The engine is not started yet, or is closing."""

    def __init__(self) -> None:
        super().__init__("the engine is not running", "start it and try again")
