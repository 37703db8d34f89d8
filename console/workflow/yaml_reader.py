"""YAML text to a marked tree, with bounds on everything that a hostile file could blow up.

The tree is built from PyYAML's events in a loop, not by its recursive composer, so that depth costs no
stack, and every alias is counted with the size of what it stands for before anything walks over it.
No tag constructs anything.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from console.core.quote import quoted
from console.workflow.errors import Findings, Place
from console.workflow.scalars import resolve
from console.workflow.tree import Entry, Mapping, Marked, Scalar, Sequence

MOST_BYTES: Final = 1 << 20
"""The largest workflow file that is read, in bytes."""

MOST_VALUES: Final = 200_000
"""The most values a file may hold, counted with every alias written out."""

DEEPEST: Final = 40
"""The most lists and mappings that may stand inside each other."""

LOADERS: Final = tuple(getattr(yaml, name) for name in ("CSafeLoader", "SafeLoader") if hasattr(yaml, name))
"""The event parsers at hand, the fast one (libyaml, about ten times as fast) first."""

_NOT_YAML: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STRING_TAGS: Final = (None, "!", "tag:yaml.org,2002:str")
_LINES: Final = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not been read."""

    place: Place
    is_mapping: bool
    anchor: str | None
    values_before: int
    items: list[Marked] = field(default_factory=list[Marked])
    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])
    key: Scalar | None = None
    key_is_bad: bool = False


class _TooMuchError(Exception):
    """The file broke a bound: reading stops here."""


def read_tree(text: str, findings: Findings, loader: type = LOADERS[0]) -> Marked | None:
    """Return the document in ``text``, or None where there is none that could be read.

    Every error is noted in ``findings``; reading goes on after those that leave the rest readable.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        findings.add(Place(), "", f"the file is larger than {MOST_BYTES >> 20} MiB")
        return None
    odd = _NOT_YAML.search(text)
    if odd is not None:
        place = _place_in(text, odd.start())
        findings.add(place, "", f"the character U+{ord(odd[0]):04X} may not stand in a YAML file")
        return None
    builder = _Builder(findings)
    try:
        for event in _events(text, loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        findings.add(*_syntax_error(error, text))
        return None
    except _TooMuchError:
        return None
    if builder.document is None:
        findings.add(Place(1, 1), "", "the file is empty: a workflow needs at least 'nodes'")
    return builder.document


def _events(text: str, loader: type) -> Iterator[Event]:
    parser = loader(text)
    try:
        while parser.check_event():
            yield parser.get_event()
    finally:
        parser.dispose()


def _place_in(text: str, offset: int) -> Place:
    breaks = [found.end() for found in _LINES.finditer(text, 0, offset)]
    return Place(len(breaks) + 1, offset - (breaks[-1] if breaks else 0) + 1)


def _syntax_error(error: yaml.MarkedYAMLError, text: str) -> tuple[Place, str, str]:
    """Return the place and the message of what the YAML parser could not read."""
    mark = error.problem_mark or error.context_mark
    place = Place(mark.line + 1, mark.column + 1) if mark else Place()
    lines = _LINES.split(text)
    line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())] or line[place.column - 1 : place.column] == "\t":
        return place, "", "a tab cannot indent YAML: use spaces"
    told = [part for part in (error.problem, error.context) if part]
    return place, "", "not valid YAML: " + ", ".join(told)


class _Builder:
    """Puts events together to a tree."""

    def __init__(self, findings: Findings) -> None:
        self.document: Marked | None = None
        self._findings = findings
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Marked, int]] = {}
        self._values = 0

    def take(self, event: Event) -> None:
        """Use one event. Raises _TooMuchError when a bound is broken."""
        begin = event.start_mark
        assert begin is not None  # noqa: S101 - only an event made by hand has no mark
        place = Place(begin.line + 1, begin.column + 1)
        match event:
            case DocumentStartEvent():
                if self.document is not None:
                    self._stop(
                        place, "a workflow file holds one document: remove this '---' and what follows"
                    )
            case MappingStartEvent() | SequenceStartEvent():
                self._check_tag(event.tag, place, event.implicit)
                if len(self._open) >= DEEPEST:
                    self._stop(place, f"more than {DEEPEST} lists and mappings inside each other")
                is_mapping = isinstance(event, MappingStartEvent)
                self._open.append(_Open(place, is_mapping, event.anchor, self._values))
                self._count(1, place)
            case MappingEndEvent() | SequenceEndEvent():
                self._close()
            case ScalarEvent():
                self._count(1, place)
                self._put(self._scalar(event, place), event.anchor, 1)
            case AliasEvent():
                self._alias(event.anchor or "", place)
            case _:
                pass

    def _stop(self, place: Place, message: str) -> None:
        self._findings.add(place, "", message)
        raise _TooMuchError

    def _count(self, values: int, place: Place) -> None:
        self._values += values
        if self._values > MOST_VALUES:
            self._stop(place, f"more than {MOST_VALUES} values, with aliases written out")

    def _check_tag(self, tag: str | None, place: Place, implicit: bool) -> None:
        if tag is not None and not implicit:
            written = tag.replace("tag:yaml.org,2002:", "!!")
            self._findings.add(place, "", f"tags are not used here: remove {quoted(written)}")

    def _scalar(self, event: ScalarEvent, place: Place) -> Scalar:
        text = event.value
        begin, end = event.start_mark, event.end_mark
        assert begin is not None  # noqa: S101 - only an event made by hand has no mark
        assert end is not None  # noqa: S101
        lines, width = end.line - begin.line, end.column - begin.column
        if not event.style:  # libyaml says '', PyYAML's own parser None
            if event.tag not in _STRING_TAGS:
                self._check_tag(event.tag, place, False)
            value = resolve(text) if event.tag is None else text
            return Scalar(value, text, place, None if lines or event.tag else 0)
        if event.tag not in _STRING_TAGS:
            self._check_tag(event.tag, place, False)
        exact = not lines and width == len(text) + 2 and event.style in "'\""
        return Scalar(text, text, place, 1 if exact else None)

    def _alias(self, anchor: str, place: Place) -> None:
        if anchor not in self._anchors:
            circular = any(part.anchor == anchor for part in self._open)
            self._stop(
                place,
                f"the alias '*{anchor}' stands inside what it names"
                if circular
                else f"there is no '&{anchor}' before this alias",
            )
        value, size = self._anchors[anchor]
        self._count(size, place)
        self._put(value, None, size)

    def _close(self) -> None:
        part = self._open.pop()
        value: Marked = (
            Mapping(part.place, part.entries) if part.is_mapping else Sequence(tuple(part.items), part.place)
        )
        self._put(value, part.anchor, self._values - part.values_before)

    def _put(self, value: Marked, anchor: str | None, size: int) -> None:
        """Give a finished value to what it stands in."""
        if anchor is not None:
            self._anchors[anchor] = (value, size)
        if not self._open:
            self.document = value
            return
        part = self._open[-1]
        if not part.is_mapping:
            part.items.append(value)
        elif part.key is None and not part.key_is_bad:
            self._key(part, value)
        else:
            if part.key is not None:
                part.entries.setdefault(part.key.text, Entry(part.key.text, part.key.place, value))
            part.key, part.key_is_bad = None, False

    def _key(self, part: _Open, key: Marked) -> None:
        part.key_is_bad = True
        if not isinstance(key, Scalar):
            self._findings.add(key.place, "", "a key is a single word")
        elif key.text in part.entries:
            first = part.entries[key.text].place.line
            message = f"key {quoted(key.text)} is given twice (first on line {first})"
            self._findings.add(key.place, "", message)
        else:
            part.key, part.key_is_bad = key, False
