"""Reading links: strict, and with the column of what is wrong, since a link comes from anywhere."""

import unicodedata
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from console.core.link import PARAMETER, SCHEME, Link
from console.core.place import (
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
from console.core.suggestion import suggestion

FORMS: Final = (
    f"a link of ours is {SCHEME}://CONTEXT/jobs/ID, with /nodes/NODE, /log or /audit after it where that is "
    f"meant, or {SCHEME}://CONTEXT/ and jobs, paused, start, contexts, audit or help"
)
"""What may be written, for error messages."""

LONGEST: Final = 10_000
"""Characters of a link. A longer one was not written by us."""

_MOST_DIGITS: Final = 15
_HEXADECIMAL: Final = frozenset("0123456789abcdefABCDEF")
_HEADS: Final = ("jobs", "paused", "start", "form", "file", "contexts", "audit", "help")
_OF_A_JOB: Final = ("nodes", "log", "attention", "audit")
_OF_A_NODE: Final = ("log", "executions")


class LinkError(ValueError):
    """A text is no link of ours. ``str()`` names the ``column`` (from 1), and says what may be written."""

    def __init__(self, what: str, column: int) -> None:
        super().__init__(f"column {column} of the link: {what}; {FORMS}")
        self.column = column


@dataclass(frozen=True, slots=True)
class _Word:
    """A piece of a link, decoded, and the column (from 1) at which it was written."""

    text: str
    column: int


def parse_link(text: str) -> Link:
    """Return what a link of ours leads to. Raises LinkError."""
    _check_characters(text)
    scheme, separator, rest = text.partition("://")
    if not separator:
        raise LinkError(f"it does not begin with {SCHEME}://", 1)
    if scheme.lower() != SCHEME:
        raise LinkError(f"it begins with another word than {SCHEME}://", 1)
    start = len(scheme) + len(separator) + 1
    if "#" in rest:
        raise LinkError("there is no # in a link; write %23", start + rest.index("#"))
    before, _, behind = rest.partition("?")
    host, slash, path = before.partition("/")
    context = _decoded(host, start).text or None
    if not slash:
        raise LinkError("after the context the place is missing", len(text) + 1)
    steps = _words(path, "/", start + len(host) + 1)
    for step in steps:
        if not step.text:
            raise LinkError("there is nothing between two slashes", step.column)
    reader = _Asked(behind, start + len(before) + 1)
    place = _place(steps, reader, len(before) + start)
    reader.finish()
    return Link(place, context)


def _check_characters(text: str) -> None:
    if len(text) > LONGEST:
        raise LinkError(f"it is longer than {LONGEST:,} characters", LONGEST + 1)
    for column, character in enumerate(text, 1):
        if character.isspace() or not character.isprintable():
            raise LinkError("there are no blanks and no control characters in a link", column)


def _words(text: str, separator: str, column: int) -> list[_Word]:
    found: list[_Word] = []
    for piece in text.split(separator):
        found.append(_decoded(piece, column))
        column += len(piece) + 1
    return found


def _decoded(text: str, column: int) -> _Word:
    """Return what percent signs stand for. Raises LinkError for what is no UTF-8, and for what is hidden."""
    at = text.find("%")
    while at >= 0:
        if len(text) < at + 3 or not set(text[at + 1 : at + 3]) <= _HEXADECIMAL:
            raise LinkError("after % there are two hexadecimal digits", column + at)
        at = text.find("%", at + 3)
    try:
        decoded = unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        raise LinkError("this is no UTF-8", column) from None
    if any(unicodedata.category(character) == "Cc" for character in decoded):
        raise LinkError("a control character is hidden here", column)
    return _Word(decoded, column)


class _Asked:
    """What stands behind the question mark: each name once, and all of them understood."""

    def __init__(self, text: str, column: int) -> None:
        self._given: dict[str, tuple[_Word, str]] = {}
        self._known: set[str] = set()
        for piece in text.split("&") if text else ():
            name, sign, value = piece.partition("=")
            key, told = _decoded(name, column), _decoded(value, column + len(name) + 1)
            if not sign:
                raise LinkError("a value is missing: NAME=VALUE", column)
            if key.text in self._given:
                raise LinkError("this is said twice", column)
            self._given[key.text] = (told, piece)
            column += len(piece) + 1

    def take(self, name: str) -> _Word | None:
        """Return the value of a name, None where it is not given."""
        self._known.add(name)
        return self._given[name][0] if name in self._given else None

    def text(self, name: str) -> str:
        """Return the value of a name, empty where it is not given."""
        found = self.take(name)
        return "" if found is None else found.text

    def number(self, name: str) -> int | None:
        """Return the number of a name, None where it is not given. Raises LinkError."""
        found = self.take(name)
        return None if found is None else _number(found)

    def yes_or_no(self, name: str) -> bool | None:
        """Return what is said of a name, None where nothing is. Raises LinkError."""
        found = self.take(name)
        if found is None:
            return None
        if found.text not in ("yes", "no"):
            raise LinkError("this is yes or no", found.column)
        return found.text == "yes"

    def parameters(self) -> tuple[tuple[str, str], ...]:
        """Return the parameters of a workflow that are filled in."""
        found = [name for name in self._given if name.startswith(PARAMETER) and name != PARAMETER]
        self._known.update(found)
        return tuple((name.removeprefix(PARAMETER), self._given[name][0].text) for name in found)

    def finish(self) -> None:
        """Raise LinkError for the first name that nobody has asked for."""
        for name, (value, piece) in self._given.items():
            if name not in self._known:
                column = value.column - len(piece.partition("=")[0]) - 1
                raise LinkError(
                    f"nothing here is told by {_shown(name)}{suggestion(name, self._known)}", column
                )


def _place(steps: list[_Word], asked: _Asked, end: int) -> Place:
    head = steps[0]
    match [step.text for step in steps]:
        case ["jobs"]:
            order = asked.take("order")
            return JobsPlace(
                asked.text("view"), asked.text("q"), asked.yes_or_no("mine"), order.text if order else None
            )
        case ["jobs", job]:
            return JobPlace(job)
        case ["jobs", job, "audit"]:
            return AuditPlace(job)
        case ["jobs", job, "log"]:
            return JobLogPlace(job, asked.number("line"))
        case ["jobs", job, "nodes", node]:
            return JobPlace(job, node)
        case ["jobs", job, "nodes", node, *_] if len(steps) > 4:
            return _log(job, node, steps[4:], asked, end)
        case ["jobs", job, "attention", *_]:
            return _log(job, None, steps[3:], asked, end)
        case ["jobs", _, "nodes"]:
            raise LinkError("after nodes the node is missing", end)
        case ["jobs", _, *_]:
            raise _unknown(steps[2], _OF_A_JOB)
        case ["start"]:
            return StartPlace(asked.text("like"))
        case ["start", workflow]:
            return _form(workflow, asked, end)
        case ["form"]:
            return _form("", asked, end)
        case ["file"]:
            return FilePlace(_needed("path", asked, end))
        case ["help", topic]:
            return HelpPlace(topic)
        case [name] if name in _ALONE:
            return _ALONE[name]
        case [name, _, *_] if name in _HEADS:
            raise LinkError("nothing comes after this", steps[min(2, len(steps) - 1)].column - 1)
        case _:
            raise _unknown(head, _HEADS)


_ALONE: Final[dict[str, Place]] = {
    "paused": PausedPlace(),
    "contexts": ContextsPlace(),
    "audit": AuditPlace(),
    "help": HelpPlace(),
}


def _log(job: str, node: str | None, steps: list[_Word], asked: _Asked, end: int) -> Place:
    match [step.text for step in steps]:
        case ["log"]:
            return LogsPlace(job, node, None, asked.number("line"))
        case ["executions", _, "log"]:
            return LogsPlace(job, node, _number(steps[1]), asked.number("line"))
        case [] | ["executions"] | ["executions", _]:
            raise LinkError("here comes log, or executions/NUMBER/log", end)
        case _:
            wrong = steps[2] if steps[0].text == "executions" else steps[0]
            raise _unknown(wrong, ("log",) if steps[0].text == "executions" else _OF_A_NODE)


def _form(workflow: str, asked: _Asked, end: int) -> FormPlace:
    params, name, file = asked.parameters(), asked.text("name"), asked.text("path")
    place = FormPlace(workflow, params, name, file, asked.text("like"), asked.text("priority"))
    if not (place.workflow or place.file or place.like):
        raise LinkError("path= or like= is missing, which says whose form", end)
    return place


def _needed(name: str, asked: _Asked, end: int) -> str:
    found = asked.text(name)
    if not found:
        raise LinkError(f"{name}= is missing", end)
    return found


def _number(word: _Word) -> int:
    text = word.text
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and not text.startswith("0")):
        raise LinkError("this is a number from 1", word.column)
    return int(text)


def _unknown(word: _Word, known: tuple[str, ...]) -> LinkError:
    return LinkError(f"{_shown(word.text)} leads nowhere{suggestion(word.text, known)}", word.column)


def _shown(text: str) -> str:
    """Return the beginning of a piece of a link, for a sentence."""
    return f"'{text if len(text) <= 40 else text[:40] + '...'}'"
