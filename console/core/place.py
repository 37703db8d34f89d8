"""Where one can go in the console, as data: what a link leads to, and what the history remembers."""

from dataclasses import dataclass, replace
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class JobsPlace:
    """The jobs list: a saved view by name, and a filter on it. ``view`` "" opens what needs a person.

    ``mine`` narrows it to one's own jobs; ``order`` is a field, with ``-`` before it from the greatest down,
    or "" for the backend's own order. None leaves either as it was.
    """

    view: str = ""
    query: str = ""
    mine: bool | None = None
    order: str | None = None


@dataclass(frozen=True, slots=True)
class JobPlace:
    """One job, perhaps with the cursor on a node."""

    job: str
    node: str | None = None


@dataclass(frozen=True, slots=True)
class LogsPlace:
    """The log of an execution; the latest one, of the node that matters now, where not named.

    ``line`` is the line to stand on, from 1; None follows what comes.
    """

    job: str
    node: str | None = None
    execution: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class JobLogPlace:
    """The logs of all executions of a job, as one by time; ``line`` as in `LogsPlace`."""

    job: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class PausedPlace:
    """The paused inbox."""


@dataclass(frozen=True, slots=True)
class StartPlace:
    """The choice of a workflow to start. ``like`` is the job that one came from, to be started again."""

    like: str = ""


@dataclass(frozen=True, slots=True)
class FormPlace:
    """The form of a workflow before it is started, with what is filled in by parameter; never a secret.

    The workflow is one that the backend knows, or that of a ``file`` of this machine, or that of the job
    ``like``, whose parameters fill the form first. ``name`` is what the list shall call the job, and
    ``priority`` how urgent it is, as typed.
    """

    workflow: str = ""
    params: tuple[tuple[str, str], ...] = ()
    name: str = ""
    file: str = ""
    like: str = ""
    priority: str = ""


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A workflow file of this machine: its mistakes, or its form where it has none."""

    file: str


@dataclass(frozen=True, slots=True)
class ContextsPlace:
    """The contexts."""


@dataclass(frozen=True, slots=True)
class AuditPlace:
    """Recorded actions, of one job or of all."""

    job: str | None = None


@dataclass(frozen=True, slots=True)
class HelpPlace:
    """The help: every key. ``topic`` comes first: a screen's scope, or a command such as ``:jobs``."""

    topic: str = ""


Place: TypeAlias = (
    JobsPlace
    | JobPlace
    | LogsPlace
    | JobLogPlace
    | PausedPlace
    | StartPlace
    | FormPlace
    | FilePlace
    | ContextsPlace
    | AuditPlace
    | HelpPlace
)


def page_of(place: Place) -> Place:
    """Return a place without where in it one stands: the same for every cursor on the same screen."""
    match place:
        case JobPlace():
            return replace(place, node=None)
        case LogsPlace():
            return replace(place, execution=None, line=None)
        case JobLogPlace():
            return replace(place, line=None)
        case FormPlace():
            return replace(place, params=(), name="")
        case HelpPlace():
            return HelpPlace()
        case _:
            return place


def with_job(place: Place, job: str) -> Place:
    """Return the same place of another job; one that is about no single job as it is."""
    match place:
        case JobPlace() | LogsPlace() | JobLogPlace():
            return replace(place, job=job)
        case AuditPlace(job=str()):
            return replace(place, job=job)
        case StartPlace() | FormPlace() if place.like:
            return replace(place, like=job)
        case _:
            return place


def job_of(place: Place) -> str | None:
    """Return the job that a place is about, None where it is about many or none."""
    match place:
        case JobPlace(job=job) | LogsPlace(job=job) | JobLogPlace(job=job) | AuditPlace(job=job):
            return job
        case StartPlace(like=job) | FormPlace(like=job):
            return job or None
        case _:
            return None
