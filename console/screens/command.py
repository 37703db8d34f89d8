"""The command line: `:jobs status:failed`, `:theme light`, `:quit`. One table of commands."""

import shlex
from dataclasses import dataclass
from typing import Final, TypeAlias

from textual.message import Message

from console.client.workflow_file import is_path
from console.core.query import Completion
from console.screens.places import (
    AuditPlace,
    ContextsPlace,
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


class Command(Message):
    """A line was entered at the ``:`` prompt."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


@dataclass(frozen=True, slots=True)
class GoTo:
    """A command that leads somewhere."""

    place: Place


@dataclass(frozen=True, slots=True)
class SetTheme:
    """Choose a theme; an empty name asks which there are."""

    name: str


@dataclass(frozen=True, slots=True)
class SwitchContext:
    """Look at another context."""

    name: str


@dataclass(frozen=True, slots=True)
class MoveTo:
    """Go to a place within the log that is shown: a ``moment`` as it was typed, or line ``number`` from 1."""

    moment: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a line, and what there is."""

    sentence: str


Parsed: TypeAlias = GoTo | SetTheme | SwitchContext | MoveTo | Quit | Mistake

COMMANDS: Final = {
    "jobs": "jobs [QUERY]: the list",
    "job": "job ID: one job",
    "logs": "logs ID [NODE]: a log; without a node those of all nodes, by time",
    "paused": "paused: the inbox",
    "start": "start [WORKFLOW|FILE]: a new job",
    "audit": "audit [ID]: who did what",
    "contexts": "contexts: where to look",
    "context": "context NAME: look there",
    "since": "since TIME: in a log, to what was written since 10m, 14:02 or 2026-11-20T14:02Z",
    "line": "line N: in a log, to that line",
    "theme": "theme NAME: other colours",
    "help": "help: every key",
    "quit": "quit: leave, the jobs go on",
}
"""Every command with its line of help."""


def complete_command(text: str, cursor: int) -> list[Completion]:
    """Return the commands that begin with what is typed."""
    if " " in text[:cursor]:
        return []
    return [
        Completion(f"{name} ", 0, cursor, line)
        for name, line in COMMANDS.items()
        if name.startswith(text[:cursor]) and text
    ]


def parse(line: str) -> Parsed | None:
    """Return what a line asks for, None for an empty one. A beginning of a command's name will do."""
    head, _, rest = line.strip().partition(" ")
    if not head:
        return None
    found = [head] if head in COMMANDS else [name for name in COMMANDS if name.startswith(head)]
    if head == "q":
        found = ["quit"]
    if len(found) != 1:
        what = f"{head} may be {', '.join(found)}" if found else f"there is no command {head}"
        return Mistake(f"{what}; the commands are {', '.join(COMMANDS)}")
    return _of(found[0], rest.strip())


def _of(name: str, rest: str) -> Parsed:
    if name == "jobs":
        return GoTo(JobsPlace("all", rest))
    if name in ("since", "line"):
        return _move_to(name, rest)
    try:
        words = shlex.split(rest)
    except ValueError as error:
        return Mistake(f"{name}: {error}")
    first = words[0] if words else None
    if name in ("job", "logs", "context") and first is None:
        return Mistake(f"{COMMANDS[name]} - the word after {name} is missing")
    places: dict[str, Place] = {
        "job": JobPlace(first or ""),
        "logs": LogsPlace(first or "", words[1]) if len(words) > 1 else JobLogPlace(first or ""),
        "paused": PausedPlace(),
        "start": _start(first),
        "audit": AuditPlace(first),
        "contexts": ContextsPlace(),
        "help": HelpPlace(),
    }
    if name in places:
        return GoTo(places[name])
    if name == "theme":
        return SetTheme(first or "")
    return SwitchContext(first or "") if name == "context" else Quit()


def _start(what: str | None) -> Place:
    """Return where a job is started: from a file where the word is a path, else from a workflow by its id."""
    if what is None:
        return StartPlace()
    return FormPlace(file=what) if is_path(what) else FormPlace(what)


def _move_to(name: str, rest: str) -> Parsed:
    if not rest:
        return Mistake(f"{COMMANDS[name]} - the word after {name} is missing")
    if name == "since":
        return MoveTo(moment=rest)
    digits = rest.replace(",", "")
    if not (digits.isascii() and digits.isdigit() and int(digits[:18]) > 0):
        return Mistake(f"line: {rest} is not the number of a line; the first one is 1")
    return MoveTo(number=int(digits[:18]))
