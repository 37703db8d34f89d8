"""A person's own views of the jobs list: a file of theirs, `views.toml`, and what may stand in it.

[views.eu]
digit = 5
query = "workflow:ingest* tag:eu"
columns = ["status", "id", "name", "why"]
sort = "-started"
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from console.config.errors import ConfigError
from console.config.writing import rewrite
from console.core.columns import USUAL_LAYOUT, Layout, columns_of, order_of, order_text
from console.core.query import COMMON_FIELDS, FieldSpec, Kind, QueryError, parse_query
from console.core.suggestion import closest, suggestion

FILE: Final = "views.toml"
"""The name of the file in the configuration folder."""

DIGITS: Final[tuple[object, ...]] = (5, 6, 7, 8, 9)
"""The keys that a view of one's own can have."""

RESERVED: Final = frozenset({"needs", "running", "failed", "all"})
"""Names of the views that are built in."""

_KEYS: Final = ("digit", "query", "columns", "sort")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,19}\Z")
_HEADER: Final = re.compile(r"^[ \t]*\[", re.MULTILINE)
_DIGIT_LINE: Final = re.compile(r"^[ \t]*digit[ \t]*=[^\n]*\n?", re.MULTILINE)
_MOST_BYTES: Final = 200_000
_UNKNOWN: Final = re.compile(r'there is no field "([^"]*)"')


@dataclass(frozen=True, slots=True)
class OwnView:
    """A view of one's own: a query by a name, its columns and order, on a digit or on none."""

    name: str
    query: str
    digit: int | None = None
    layout: Layout = USUAL_LAYOUT

    def text(self) -> str:
        """Return the view as a table of the file."""
        lines = [f"[views.{self.name}]"]
        if self.digit is not None:
            lines.append(f"digit = {self.digit}")
        lines.append(f"query = {_quoted(self.query)}")
        if self.layout.columns:
            lines.append(f"columns = [{', '.join(_quoted(name) for name in self.layout.columns)}]")
        if self.layout.order is not None:
            lines.append(f"sort = {_quoted(order_text(self.layout.order))}")
        return "\n".join(lines) + "\n"


def name_mistake(name: str) -> str:
    """Return why a view cannot have this name, or nothing."""
    if not _NAME.match(name):
        return f"{name!r} is no name for a view: take up to 20 small letters, digits, dashes and underscores"
    return f"there is a view {name!r} already, and it is built in" if name in RESERVED else ""


def read_views(file: Path) -> tuple[tuple[OwnView, ...], tuple[str, ...]]:
    """Return the views that can be used, and a sentence for every mistake, with its place."""
    try:
        with file.open("rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return (), ()
    except OSError as error:
        return (), (f"{file.name}: cannot be read: {error.strerror}",)
    if len(data) > _MOST_BYTES:
        return (), (f"{file.name}: is larger than {_MOST_BYTES // 1000} kB",)
    try:
        return _views_in(tomllib.loads(data.decode()), file.name)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return (), (f"{file.name}: this is not valid TOML: {error}",)


def save_view(file: Path, view: OwnView) -> None:
    """Write a view in place of the one of its name, and take its digit from any other. Raises ConfigError."""
    rewrite(file, lambda text: _with(file, text, view))


def delete_view(file: Path, name: str) -> None:
    """Take a view out of the file. Raises ConfigError."""
    rewrite(file, lambda text: _without(file, text, name))


def _with(file: Path, text: str, view: OwnView) -> str:
    views, _ = _views_in(_table_of(file, text), file.name)
    for other in views:
        if view.digit is not None and other.digit == view.digit and other.name != view.name:
            begin, end = _table_at(text, other.name)
            text = text[:begin] + _DIGIT_LINE.sub("", text[begin:end]) + text[end:]
    kept = _cut(text, view.name).rstrip("\n")
    return (f"{kept}\n\n" if kept else "") + view.text()


def _without(file: Path, text: str, name: str) -> str:
    _table_of(file, text)
    return _cut(text, name).strip("\n") + "\n"


def _table_of(file: Path, text: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: this is not valid TOML: {error}", advice="mend it first") from None


def _table_at(text: str, name: str) -> tuple[int, int]:
    """Return where the table of a view begins and ends in the text; an empty stretch where it is none."""
    begin = re.search(rf"^[ \t]*\[views\.(?:{name}|\"{name}\")\][^\n]*\n?", text, re.MULTILINE)
    if begin is None:
        return 0, 0
    after = _HEADER.search(text, begin.end())
    return begin.start(), after.start() if after is not None else len(text)


def _cut(text: str, name: str) -> str:
    """Return the text without one table, and with every comment that is not in it."""
    begin, end = _table_at(text, name)
    return text[:begin] + text[end:]


def _quoted(text: str) -> str:
    """Return a text as TOML writes it: as JSON does, but for one character that JSON lets through."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _views_in(document: Mapping[str, object], source: str) -> tuple[tuple[OwnView, ...], tuple[str, ...]]:
    mistakes = [
        f"{source}: unknown key '{key}'{suggestion(key, ('views',)) or '; there is views'}"
        for key in document
        if key != "views"
    ]
    tables = document.get("views", {})
    if not isinstance(tables, dict):
        return (), (*mistakes, f"{source}: views: this must be a table")
    found: list[OwnView] = []
    for name, value in cast("dict[str, object]", tables).items():
        view, wrong = _view(name, value, {other.digit for other in found})
        mistakes += [f"{source}: views.{name}: {each}" for each in wrong]
        if view is not None:
            found.append(view)
    return tuple(found), tuple(mistakes)


def _view(name: str, value: object, taken: set[int | None]) -> tuple[OwnView | None, list[str]]:
    if wrong := name_mistake(name):
        return None, [wrong]
    if not isinstance(value, dict):
        return None, ["this must be a table"]
    table = cast("dict[str, object]", value)
    mistakes = [
        f"unknown key '{key}'{suggestion(key, _KEYS) or '; there are ' + ', '.join(_KEYS)}"
        for key in table
        if key not in _KEYS
    ]
    digit = table.get("digit")
    if digit is not None and digit not in DIGITS:
        mistakes.append("digit: this must be 5, 6, 7, 8 or 9")
    elif digit is not None and digit in taken:
        mistakes.append(f"digit: another view is on {digit} already")
    query = table.get("query", "")
    if not isinstance(query, str):
        mistakes.append("query: this must be a text in quotes")
    elif wrong := query_mistake(query):
        mistakes.append(f"query: {wrong}")
    layout = _layout(table, mistakes)
    if mistakes:
        return None, mistakes
    return OwnView(name, cast("str", query), cast("int | None", digit), layout), []


def _layout(table: Mapping[str, object], mistakes: list[str]) -> Layout:
    columns, sort = table.get("columns", []), table.get("sort", "")
    names: tuple[str, ...] = ()
    order = None
    words = cast("Sequence[object]", columns)
    if not isinstance(columns, list) or not all(isinstance(word, str) for word in words):
        mistakes.append("columns: this must be a list of texts")
    else:
        try:
            names = columns_of(cast("list[str]", words))
        except ValueError as error:
            mistakes.append(f"columns: {error}")
    try:
        order = order_of(sort) if isinstance(sort, str) else None
    except ValueError as error:
        mistakes.append(f"sort: {error}")
    if not isinstance(sort, str):
        mistakes.append("sort: this must be a text in quotes")
    return Layout(names, order)


def query_mistake(query: str) -> str:
    """Return what is wrong with a query and where, or nothing.

    A field that is none of ours may be one of a backend's own: only one that looks mistyped is wrong.
    """
    fields = list(COMMON_FIELDS)
    while True:
        try:
            parse_query(query, fields)
        except QueryError as error:
            unknown = _UNKNOWN.match(error.message)
            if unknown is None or closest(unknown[1], [spec.name for spec in COMMON_FIELDS]) is not None:
                return f"column {error.column + 1}: {error.message}"
            fields.append(FieldSpec(unknown[1].lower(), Kind.WORD))
        else:
            return ""
