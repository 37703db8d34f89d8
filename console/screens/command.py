"""The command line: `:jobs status:failed`, `:theme light`, `:quit`. One table of commands."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from textual.message import Message

from console.client.workflow_file import is_path
from console.core.columns import COLUMNS, columns_of
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
class SetColumns:
    """Choose the columns of the jobs list. None asks which, empty are the usual ones."""

    names: tuple[str, ...] | None


class ViewVerb(StrEnum):
    """What can be done with the views of one's own."""

    SAVE = "save"
    DELETE = "delete"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class OfView:
    """Save the jobs list as it is shown under a name, delete such a view, or list them all."""

    verb: ViewVerb
    name: str = ""
    digit: int | None = None


Arrange: TypeAlias = SetColumns | OfView
"""What arranges the jobs list."""


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a line, and what there is."""

    sentence: str


Parsed: TypeAlias = GoTo | SetTheme | SwitchContext | MoveTo | SetColumns | OfView | Quit | Mistake

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
    "line": "line N, or N alone: in a log or a list, to that line",
    "columns": "columns [NAMES]: those of the jobs list, in this order: status,id,name,why; or default",
    "view": "view [save NAME | delete NAME]: your own views of the jobs list, on 5 to 9; :NAME shows one",
    "theme": "theme NAME: other colours",
    "help": "help: every key",
    "quit": "quit: leave, the jobs go on",
}
"""Every command with its line of help."""


def complete_command(text: str, cursor: int) -> list[Completion]:
    """Return the commands that begin with what is typed."""
    if " " in text[:cursor]:
        return _complete_words(text, cursor)
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
    if head.isascii() and head.isdigit() and not rest:  # as in vi and less
        return _of("line", head)
    if len(found) != 1:
        what = f"{head} may be {', '.join(found)}" if found else f"there is no command {head}"
        return Mistake(f"{what}; the commands are {', '.join(COMMANDS)}")
    return _of(found[0], rest.strip())


def _of(name: str, rest: str) -> Parsed:
    if name == "jobs":
        return GoTo(JobsPlace("all", rest))
    if name in ("since", "line"):
        return _move_to(name, rest)
    if name == "columns":
        return _columns(rest)
    if name == "view":
        return _view(rest.split())
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


def _complete_words(text: str, cursor: int) -> list[Completion]:
    """Return what may stand after a command's name: names of columns, or what is done with a view."""
    head = text[:cursor]
    command, _, rest = head.partition(" ")
    start = max(head.rfind(" "), head.rfind(",")) + 1
    known: Mapping[str, str] = {}
    if command == "columns":
        taken = set(rest[: start - len(command) - 1].replace(",", " ").split())
        known = {
            name: about
            for name, about in {**COLUMNS, "default": "the usual ones"}.items()
            if name not in taken
        }
    elif command == "view" and " " not in rest:
        known = {"save ": "save NAME [DIGIT]: this list", "delete ": "delete NAME", "list": "all of them"}
    return [
        Completion(word, start, cursor, about)
        for word, about in known.items()
        if word.startswith(head[start:])
    ]


def _columns(rest: str) -> Parsed:
    words = rest.replace(",", " ").split()
    if words in (["default"], ["usual"]):
        return SetColumns(())
    try:
        return SetColumns(columns_of(words) or None)
    except ValueError as error:
        return Mistake(f"columns: {error}")


def _view(words: list[str]) -> Parsed:
    match words:
        case [] | ["list"]:
            return OfView(ViewVerb.LIST)
        case ["save", name]:
            return OfView(ViewVerb.SAVE, name.lower())
        case ["save", name, digit] if digit in ("5", "6", "7", "8", "9"):
            return OfView(ViewVerb.SAVE, name.lower(), int(digit))
        case ["delete", name]:
            return OfView(ViewVerb.DELETE, name.lower())
        case _:
            return Mistake(
                "view: there are view save NAME [5 to 9], view delete NAME, and view, which lists them"
            )


def _move_to(name: str, rest: str) -> Parsed:
    if not rest:
        return Mistake(f"{COMMANDS[name]} - the word after {name} is missing")
    if name == "since":
        return MoveTo(moment=rest)
    digits = rest.replace(",", "")
    if not (digits.isascii() and digits.isdigit() and int(digits[:18]) > 0):
        return Mistake(f"line: {rest} is not the number of a line; the first one is 1")
    return MoveTo(number=int(digits[:18]))
