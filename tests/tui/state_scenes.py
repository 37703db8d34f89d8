"""Every screen in every state that it can be in, as data: what is wrong with the world, and what is said.

A cell of the table is a `Scene`, or the reason why there is none. `test_states` takes a picture of each.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from console.backends.base import BackendError, Forbidden, Unauthorized, Unreachable, Unsupported
from console.model import LogRef, LogWindow, WorkflowInfo
from console.screens.places import (
    AuditPlace,
    ContextsPlace,
    FilePlace,
    FormPlace,
    HelpPlace,
    JobLogPlace,
    JobPlace,
    JobsPlace,
    LogsPlace,
    PausedPlace,
    Place,
    StartPlace,
)
from tui.log_samples import SCAN, lines_of
from tui.memory_backend import FULL, MemoryBackend
from tui.remote_samples import RemoteMemory
from tui.samples import chatty, ingest_eu

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from console.model import Capabilities, JobDetail


class State(StrEnum):
    """How the world can be, seen from a screen."""

    FULL = "full"
    EMPTY = "empty"
    FIRST_RUN = "first-run"
    LOADING = "loading"
    PARTIAL = "partial"
    STALE = "stale"
    UNREACHABLE = "unreachable"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    UNSUPPORTED = "unsupported"


EVERYTHING: Final = frozenset(
    {
        "capabilities",
        "jobs",
        "counts",
        "job",
        "related",
        "paused",
        "workflows",
        "plan_start",
        "audit",
        "log",
        "plan",
    }
)
"""The reads of the protocol."""

LEFT_OUT: Final = range(8, 1212)
"""Lines that the log of a partial scene does not get from its backend."""


class StateBackend(MemoryBackend):
    """The samples, of which single reads can be refused (by name) or never answered."""

    def __init__(self, jobs: Iterable[JobDetail] | None = None, *, capabilities: Capabilities = FULL) -> None:
        super().__init__(jobs, capabilities=capabilities)
        self.refused: dict[str, BackendError] = {}
        self.leaves_out: range = range(0)

    def __getattribute__(self, name: str) -> object:
        """Give the read of this name, or the one that is refused in its place."""
        found = super().__getattribute__(name)
        error = (
            super().__getattribute__("__dict__").get("refused", {}).get(name) if name in EVERYTHING else None
        )
        if error is None:
            return found

        async def refuse(*_arguments: object, **_options: object) -> None:
            raise error

        return refuse

    async def workflows(self) -> Sequence[WorkflowInfo]:
        return await super().workflows() if self.details else ()

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        window = await super().log(ref, first=first, count=count)
        lines = tuple(line for line in window.lines if line.number not in self.leaves_out)
        return replace(window, lines=lines)


@dataclass(frozen=True)
class Scene:
    """A place, what is wrong with the world there, what is pressed, and a sentence that must be seen.

    ``held`` lets no read be answered, ``stops`` none after the keys were pressed; ``cut`` breaks the
    connection when all is there, before the keys or after them. ``refused`` are reads that fail, by name;
    ``refuses`` is what every action comes to.
    ``remote`` is a backend that cannot do everything, ``beside`` one more context, which does not answer.
    """

    place: Place
    sees: str
    keys: tuple[str, ...] = ()
    jobs: str = "samples"
    held: bool = False
    cut: str = ""
    fault: BackendError | None = None
    refused: dict[str, BackendError] = field(default_factory=dict[str, BackendError])
    remote: bool = False
    beside: bool = False
    acted: bool = False
    gap: bool = False
    starts: bool = True
    refuses: BackendError | None = None

    def backend(self) -> MemoryBackend:
        """Return the backend of the scene."""
        if self.remote:
            return RemoteMemory()
        jobs = {"samples": None, "none": [], "running": [chatty()], "bare": [_without_nodes()]}[self.jobs]
        made = StateBackend(jobs, capabilities=replace(FULL, start=self.starts))
        made.refused = dict(self.refused)
        made.fault, made.act_fault = self.fault, self.refuses
        made.leaves_out = LEFT_OUT if self.gap else range(0)
        made.logs[SCAN] = lines_of([f"scanned part {number}" for number in range(1300)])
        return made


def _without_nodes() -> JobDetail:
    return replace(ingest_eu(), nodes={}, executions=())


DOWN: Final = Unreachable("the host does not answer", advice="See `jobconsole engine status`.")
EXPIRED: Final = Unauthorized("the token is not accepted (401)")
DENIED: Final = Forbidden("the role viewer may not read this (403)", advice="Ask for the role operator.")
NO_SUCH: Final = Unsupported("Scale keeps no record of this", advice="Its own web page may have it.")

PLACES: Final[dict[str, Place]] = {
    "jobs": JobsPlace("all"),
    "job": JobPlace("4127"),
    "log": LogsPlace("4128", "scan"),
    "job-log": JobLogPlace("4127"),
    "paused": PausedPlace(),
    "start": StartPlace(),
    "form": FormPlace("nightly-ingest"),
    "file": FilePlace("tests/tui/flows/broken.yaml"),
    "contexts": ContextsPlace(),
    "audit": AuditPlace(),
    "help": HelpPlace(),
    "confirm": JobsPlace("all", "id:4127"),
    "menu": JobsPlace("all", "id:4127"),
}
"""Every screen, and the two kinds of dialog, by the names that the table has for them."""

Cells = dict[State, "Scene | str"]

_HERE: Final = "it is of this machine, and asks no backend"
_NOTHING: Final = "no dialog opens on nothing: the key is dead, and says why"


def _reading(name: str, *reads: str, waits: str = "Asking local …", acted: bool = False) -> Cells:
    """Return the states that every screen has which reads from a backend; ``reads`` are its own."""
    place = PLACES[name]
    return {
        State.LOADING: Scene(place, waits, held=True),
        State.STALE: Scene(place, "connection lost, this is 1m old", cut="before", acted=acted),
        State.UNREACHABLE: Scene(place, "local cannot be reached.", fault=DOWN),
        State.UNAUTHORIZED: Scene(place, "local does not accept the credentials.", fault=EXPIRED),
        State.FORBIDDEN: Scene(place, "Ask for the role operator.", refused=dict.fromkeys(reads, DENIED)),
    }


def _jobs() -> Cells:
    place, away = PLACES["jobs"], "scale-prod does not answer"
    return {
        **_reading("jobs", "jobs", "counts"),
        State.FULL: Scene(place, "ingest eu 2026-11-19", ("j", "j")),
        State.EMPTY: Scene(JobsPlace("failed"), "No job has ended with a failure.", jobs="running"),
        State.FIRST_RUN: Scene(JobsPlace(), "There are no jobs yet.", jobs="none"),
        State.PARTIAL: Scene(place, away, beside=True),
        State.UNSUPPORTED: Scene(place, "Scale knows no skipping", ("j", "j", "s"), remote=True),
    }


def _job() -> Cells:
    place = PLACES["job"]
    denied = {"log": DENIED, "related": DENIED}
    return {
        **_reading("job", "job"),
        State.FULL: Scene(place, "execution 3 of 3"),
        State.EMPTY: Scene(place, "has no nodes", jobs="bare"),
        State.FIRST_RUN: Scene(JobPlace("99"), "There is no job 99 in local."),
        State.PARTIAL: Scene(place, "the role viewer may not read this", refused=denied),
        State.UNSUPPORTED: Scene(JobPlace("900113"), "Scale knows no skipping", ("s",), remote=True),
    }


def _log() -> Cells:
    place = PLACES["log"]
    return {
        **_reading("log", "log", waits="Reading …"),
        State.FULL: Scene(place, "scanned part 1299"),
        State.EMPTY: Scene(LogsPlace("4127", "publish"), "publish has not run yet, so it has no log."),
        State.FIRST_RUN: Scene(LogsPlace("4129"), "dump has not run yet, so it has no log."),
        State.PARTIAL: Scene(place, "is not there", ("g",), gap=True),
        State.UNSUPPORTED: Scene(place, "Scale keeps no record of this", refused={"log": NO_SUCH}),
    }


def _job_log() -> Cells:
    place = PLACES["job-log"]
    return {
        **_reading("job-log", "job", waits="Reading …"),
        State.FULL: Scene(place, "rolling back"),
        State.EMPTY: Scene(JobLogPlace("4129"), "No node of job 4129 has run yet"),
        State.FIRST_RUN: "a job of which nothing has run is its empty state",
        State.PARTIAL: Scene(place, "may not read this", refused={"log": DENIED}),
        State.UNSUPPORTED: Scene(place, "Scale keeps no record of this", refused={"log": NO_SUCH}),
    }


def _paused() -> Cells:
    place = PLACES["paused"]
    return {
        **_reading("paused", "paused", "counts"),
        State.FULL: Scene(place, "4 waiting", ("j",)),
        State.EMPTY: Scene(place, "Nothing waits for a person.", jobs="running"),
        State.FIRST_RUN: "where nothing has run nothing waits: its empty state",
        State.PARTIAL: Scene(place, "scale-prod does not answer", beside=True),
        State.UNSUPPORTED: Scene(place, "Scale knows no skipping", ("s",), remote=True),
    }


def _start() -> Cells:
    place = PLACES["start"]
    return {
        **_reading("start", "workflows"),
        State.FULL: Scene(place, "nightly-ingest", ("j",)),
        State.EMPTY: Scene(place, "Nothing here has", ("slash", *"nosuch", "enter")),
        State.FIRST_RUN: Scene(place, "No workflow can be started from here.", jobs="none"),
        State.PARTIAL: Scene(place, "scale-prod does not answer", beside=True),
        State.UNSUPPORTED: Scene(place, "No job of local can be started from here.", starts=False),
    }


def _form() -> Cells:
    place = PLACES["form"]
    return {
        **_reading("form", "workflows", waits="Reading …"),
        State.FULL: Scene(place, "the day to load"),
        State.EMPTY: Scene(FormPlace("backup"), "[ Start it… ]"),
        State.FIRST_RUN: Scene(FormPlace("nosuch"), "There is no workflow nosuch."),
        State.PARTIAL: "a form is of one context",
        State.UNSUPPORTED: Scene(place, "No job of local can be started from here.", starts=False),
    }


def _file() -> Cells:
    place = PLACES["file"]
    return {
        **_reading("file", "plan_start"),
        State.FULL: Scene(place, "WHAT IS WRONG", ("j",)),
        State.EMPTY: "a file without mistakes is its form",
        State.FIRST_RUN: Scene(FilePlace("tests/tui/flows/nosuch.yaml"), "The file cannot be read."),
        State.PARTIAL: "a file is looked at by one context",
        State.UNSUPPORTED: Scene(place, "cannot be started here", remote=True),
    }


def _contexts() -> Cells:
    place = PLACES["contexts"]
    return {
        **dict.fromkeys((State.EMPTY, State.FIRST_RUN, State.UNSUPPORTED), _HERE),
        State.FULL: Scene(place, "scale-prod", ("j",)),
        State.LOADING: Scene(place, "asking", held=True),
        State.PARTIAL: Scene(place, "does not answer", beside=True),
        State.STALE: Scene(place, "connection lost", cut="before"),
        State.UNREACHABLE: Scene(place, "does not answer", fault=DOWN),
        State.UNAUTHORIZED: Scene(place, "credentials not accepted", fault=EXPIRED),
        State.FORBIDDEN: Scene(place, "not permitted", fault=DENIED),
    }


def _audit() -> Cells:
    place = PLACES["audit"]
    return {
        **_reading("audit", "audit", acted=True),
        State.FULL: Scene(place, "loaded by hand", acted=True),
        State.EMPTY: Scene(AuditPlace("4129"), "Nobody has done anything to job 4129 yet."),
        State.FIRST_RUN: Scene(place, "Nobody has done anything to any job yet.", jobs="none"),
        State.PARTIAL: Scene(place, "scale-prod does not answer", beside=True, acted=True),
        State.UNSUPPORTED: Scene(place, "Scale keeps no record of this", refused={"audit": NO_SUCH}),
    }


def _help() -> Cells:
    place = PLACES["help"]
    return {
        **dict.fromkeys((State.FIRST_RUN, State.PARTIAL, State.UNSUPPORTED), _HERE),
        State.FULL: Scene(place, "pause the job"),
        State.EMPTY: Scene(place, "Nothing here has", ("slash", *"nosuch", "enter")),
        State.LOADING: Scene(place, "pause the job", held=True),
        State.STALE: Scene(place, "connection lost", cut="before"),
        State.UNREACHABLE: Scene(place, "no connection", fault=DOWN),
        State.UNAUTHORIZED: Scene(place, "credentials not accepted", fault=EXPIRED),
        State.FORBIDDEN: Scene(place, "not permitted", fault=DENIED),
    }


_DEAD: Final = (State.EMPTY, State.FIRST_RUN, State.UNREACHABLE, State.UNAUTHORIZED)


def _confirm() -> Cells:
    place = PLACES["confirm"]
    several = JobsPlace("all", "id:4127,4126,4128")
    return {
        **dict.fromkeys(_DEAD, _NOTHING),
        State.FULL: Scene(place, "load (execution 4), then publish, notify", ("r",)),
        State.LOADING: "it opens when what it tells of has been read",
        State.PARTIAL: Scene(several, "1 on which it is not possible", ("asterisk", "r")),
        State.STALE: Scene(place, "not now: the connection to local is lost", ("r",), cut="after"),
        State.FORBIDDEN: Scene(place, "may not read this", ("r", "y"), refuses=DENIED),
        State.UNSUPPORTED: "a key that the backend cannot honour opens no dialog; the list says why",
    }


def _menu() -> Cells:
    place = PLACES["menu"]
    remote = JobsPlace("all", "id:900113")
    return {
        **dict.fromkeys(_DEAD, _NOTHING),
        State.FULL: Scene(place, "load does not wait for an approval", ("m",)),
        State.LOADING: "it tells what the list knows, and reads nothing",
        State.PARTIAL: "it is of the jobs that are there",
        State.STALE: Scene(place, "the connection to local is lost", ("m",), cut="before"),
        State.FORBIDDEN: "whether it is permitted is known when it is tried",
        State.UNSUPPORTED: Scene(remote, "this backend has no such action", ("m",), remote=True),
    }


TABLE: Final[dict[str, Cells]] = {
    "jobs": _jobs(),
    "job": _job(),
    "log": _log(),
    "job-log": _job_log(),
    "paused": _paused(),
    "start": _start(),
    "form": _form(),
    "file": _file(),
    "contexts": _contexts(),
    "audit": _audit(),
    "help": _help(),
    "confirm": _confirm(),
    "menu": _menu(),
}
"""The cells by screen and state: a scene, or why there is none."""

SCENES: Final[dict[tuple[str, State], Scene]] = {
    (screen, state): cell
    for screen, cells in TABLE.items()
    for state, cell in cells.items()
    if isinstance(cell, Scene)
}
"""The cells that have a picture."""
