"""Where one can go in the console, as data; and the screen that shows each place, imported when needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final, TypeAlias

from textual.message import Message

if TYPE_CHECKING:
    from console.screens.base import ConsoleScreen
    from console.screens.desk import Desk


@dataclass(frozen=True, slots=True)
class JobsPlace:
    """The jobs list: a saved view by name, and a filter on it. ``view`` "" opens what needs a person.

    ``mine`` narrows it to one's own jobs; None leaves that, as every order, as it was.
    """

    view: str = ""
    query: str = ""
    mine: bool | None = None


@dataclass(frozen=True, slots=True)
class JobPlace:
    """One job, perhaps with the cursor on a node."""

    job: str
    node: str | None = None


@dataclass(frozen=True, slots=True)
class LogsPlace:
    """The log of an execution; the latest one, of the node that matters now, where not named."""

    job: str
    node: str | None = None
    execution: int | None = None


@dataclass(frozen=True, slots=True)
class JobLogPlace:
    """The logs of all executions of a job, as one by time."""

    job: str


@dataclass(frozen=True, slots=True)
class PausedPlace:
    """The paused inbox."""


@dataclass(frozen=True, slots=True)
class StartPlace:
    """The choice of a workflow to start. ``like`` is the job that one came from, to be started again."""

    like: str = ""


@dataclass(frozen=True, slots=True)
class FormPlace:
    """The form of a workflow: its parameters, before it is started. No value that was typed is here.

    The workflow is one that the backend knows, or that of a ``file`` of this machine, or that of the job
    ``like`` whose parameters fill the form.
    """

    workflow: str = ""
    file: str = ""
    like: str = ""


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
    """The help: every key."""


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

SCREENS: Final[Mapping[type[Place], str]] = {
    JobsPlace: "console.screens.jobs:JobsScreen",
    JobPlace: "console.screens.job:JobScreen",
    LogsPlace: "console.screens.logs:LogsScreen",
    JobLogPlace: "console.screens.job_log:JobLogScreen",
    PausedPlace: "console.screens.paused:PausedScreen",
    StartPlace: "console.screens.start:StartScreen",
    FormPlace: "console.screens.form:FormScreen",
    FilePlace: "console.screens.file:FileScreen",
    ContextsPlace: "console.screens.contexts:ContextsScreen",
    AuditPlace: "console.screens.audit:AuditScreen",
    HelpPlace: "console.screens.help:HelpScreen",
}
"""The screen of each place. Each is made from the desk and its place."""


class Go(Message):
    """Somebody wants to be somewhere else. The app takes them there.

    ``instead``: of where they are, which is no place to come back to.
    """

    def __init__(self, place: Place, *, instead: bool = False) -> None:
        super().__init__()
        self.place = place
        self.instead = instead


class LookAt(Message):
    """Somebody wants to look at another context. The app opens it."""

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context


def make_screen(place: Place, desk: "Desk") -> "ConsoleScreen":
    """Return a new screen that shows ``place``."""
    module, _, name = SCREENS[type(place)].partition(":")
    screen: ConsoleScreen = getattr(import_module(module), name)(desk, place)
    screen.made_for = place
    return screen
