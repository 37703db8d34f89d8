"""The command line: `:jobs status:failed`, `:theme light`, `:quit`. What a line asks for."""

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from textual.message import Message

from console.client.workflow_file import is_path
from console.core.columns import columns_of
from console.core.link import SCHEME, Link
from console.core.link_reading import LinkError, parse_link
from console.core.place import (
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
from console.core.suggestion import suggestion
from console.screens.command_table import COMMANDS, OTHER_NAMES, commands_named

_MOST_DIGITS: Final = 18


class Command(Message):
    """A line was entered at the ``:`` prompt."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


@dataclass(frozen=True, slots=True)
class GoTo:
    """A command that leads somewhere in what is looked at."""

    place: Place


@dataclass(frozen=True, slots=True)
class FollowLink:
    """Go where a link leads, which may be another context."""

    link: Link


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
class OrderBy:
    """Order the list that is shown, as a link has it: a field, with ``-`` from the greatest down."""

    order: str


@dataclass(frozen=True, slots=True)
class Press:
    """Do what a key of every screen does, by the id of its binding."""

    binding: str


@dataclass(frozen=True, slots=True)
class ShowHistory:
    """Choose from the places where one has been."""


@dataclass(frozen=True, slots=True)
class CopyLink:
    """Copy the link to what is shown."""


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


Parsed: TypeAlias = (
    GoTo
    | FollowLink
    | SetTheme
    | SwitchContext
    | MoveTo
    | OrderBy
    | SetColumns
    | OfView
    | Press
    | ShowHistory
    | CopyLink
    | Quit
    | Mistake
)


def parse(line: str) -> Parsed | None:
    """Return what a line asks for, None for an empty one. A beginning of a command's name will do."""
    head, _, rest = line.strip().partition(" ")
    if not head:
        return None
    if not rest and head.isascii() and head.isdigit():
        return _line(head)
    found = commands_named(head)
    if len(found) == 0:
        meant = suggestion(head, [*COMMANDS, *OTHER_NAMES])
        return Mistake(f"there is no command {head}{meant}; :help tells them all")
    first, *others = found
    if others:
        return Mistake(f"{head} may be {', '.join(found)}")
    return _of(first, rest.strip())


def _of(name: str, rest: str) -> Parsed:
    info = COMMANDS[name]
    whole = _WHOLE.get(name)
    if whole is not None and rest:
        return whole(rest)
    try:
        words = shlex.split(rest)
    except ValueError as error:
        return Mistake(f"{name}: {error}")
    if len(words) < info.needed:
        return Mistake(f"{info.line} - the word after {' '.join([name, *words])} is missing")
    if len(words) > len(info.takes):
        extra = words[len(info.takes)]
        return Mistake(f"{info.line} - {extra} is a word too many")
    first, second, third, *_ = (*words, "", "", "")
    return _CALLS[name]((first, second, third))


def _line(text: str) -> Parsed:
    digits = text.replace(",", "")
    if not (digits.isascii() and digits.isdigit() and int(digits[:_MOST_DIGITS]) > 0):
        return Mistake(f"line: {text} is not the number of a line; the first one is 1")
    return MoveTo(number=int(digits[:_MOST_DIGITS]))


def _logs(job: str, node: str, number: str) -> Parsed:
    if not node:
        return GoTo(JobLogPlace(job))
    if not number:
        return GoTo(LogsPlace(job, node))
    if not (number.isascii() and number.isdigit() and int(number[:_MOST_DIGITS]) > 0):
        return Mistake(f"logs: {number} is not the number of an execution; the first one is 1")
    return GoTo(LogsPlace(job, node, int(number[:_MOST_DIGITS])))


def _open(text: str) -> Parsed:
    if "://" not in text:
        return FollowLink(Link(JobPlace(text)))
    if not text.lower().startswith(f"{SCHEME}://"):
        return Mistake("open: in a terminal, jobconsole open ADDRESS finds the context of a web address")
    try:
        return FollowLink(parse_link(text))
    except LinkError as error:
        return Mistake(f"open: {error}")


def _start(what: str) -> Place:
    """Return where a job is started: from a file where the word is a path, else from a workflow by its id."""
    if not what:
        return StartPlace()
    return FormPlace(file=what) if is_path(what) else FormPlace(what)


def _help(word: str) -> Parsed:
    if not word:
        return GoTo(HelpPlace())
    name = word.removeprefix(":")
    found = commands_named(name)
    if len(found) != 1:
        return Mistake(f"help: there is no command {name}{suggestion(name, COMMANDS)}")
    return GoTo(HelpPlace(f":{found[0]}"))


def _columns(rest: str) -> Parsed:
    words = rest.replace(",", " ").split()
    if words in (["default"], ["usual"]):
        return SetColumns(())
    try:
        return SetColumns(columns_of(words) or None)
    except ValueError as error:
        return Mistake(f"columns: {error}")


def _view(rest: str) -> Parsed:
    match rest.split():
        case ["list"]:
            return OfView(ViewVerb.LIST)
        case ["save", name]:
            return OfView(ViewVerb.SAVE, name.lower())
        case ["save", name, digit] if digit in ("5", "6", "7", "8", "9"):
            return OfView(ViewVerb.SAVE, name.lower(), int(digit))
        case ["delete", name]:
            return OfView(ViewVerb.DELETE, name.lower())
        case [name] if name not in ("save", "delete"):
            return GoTo(JobsPlace(name))
        case _:
            return Mistake(
                "view: there are view NAME, view save NAME [5 to 9], view delete NAME, and view list"
            )


_WHOLE: Final[Mapping[str, Callable[[str], Parsed]]] = {
    "jobs": lambda query: GoTo(JobsPlace("all", query)),
    "since": lambda moment: MoveTo(moment=moment),
    "line": _line,
    "open": _open,
    "columns": _columns,
    "view": _view,
}
"""Commands that take the rest of the line as it is."""

_Words: TypeAlias = tuple[str, str, str]

_CALLS: Final[Mapping[str, Callable[[_Words], Parsed]]] = {
    "jobs": lambda _: GoTo(JobsPlace("all")),
    "view": lambda _: OfView(ViewVerb.LIST),
    "columns": lambda _: SetColumns(None),
    "job": lambda words: GoTo(JobPlace(words[0], words[1] or None)),
    "logs": lambda words: _logs(*words),
    "paused": lambda _: GoTo(PausedPlace()),
    "start": lambda words: GoTo(_start(words[0])),
    "audit": lambda words: GoTo(AuditPlace(words[0] or None)),
    "contexts": lambda _: GoTo(ContextsPlace()),
    "context": lambda words: SwitchContext(words[0]) if words[0] else GoTo(ContextsPlace()),
    "sort": lambda words: OrderBy(words[0]),
    "link": lambda _: CopyLink(),
    "history": lambda _: ShowHistory(),
    "back": lambda _: Press("go.previous"),
    "forward": lambda _: Press("go.next"),
    "refresh": lambda _: Press("look.refresh"),
    "theme": lambda words: SetTheme(words[0]),
    "help": lambda words: _help(words[0]),
    "quit": lambda _: Quit(),
}
"""What each command asks for, from its words; those that are missing are empty."""
