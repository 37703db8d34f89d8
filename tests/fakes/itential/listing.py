"""Lists as operations-manager gives them: bracketed operators, and silence about all others."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from fakes.itential.documents import Document

_BRACKETS = re.compile(r"([a-z-]+)\[([^\]]+)\]\Z")
_PLAIN = frozenset({"limit", "skip", "order", "sort", "include", "exclude", "dereference", "q", "token"})
_UNSUPPORTED = frozenset({"exclude", "parent.job", "tasks"})
_MISSING = object()


class WrongQuery(Exception):
    """A known operator with a field that it does not take."""


def _split(text: str) -> list[str]:
    return text.split(",")


_OPERATORS: dict[str, Callable[[Any, str], bool]] = {
    "equals": lambda value, text: text in _texts(value),
    "contains": lambda value, text: any(text in each for each in _texts(value)),
    "starts-with": lambda value, text: any(each.startswith(text) for each in _texts(value)),
    "ends-with": lambda value, text: any(each.endswith(text) for each in _texts(value)),
    "in": lambda value, text: any(each in _split(text) for each in _texts(value)),
    "not-in": lambda value, text: not any(each in _split(text) for each in _texts(value)),
    "gt": lambda value, text: _is_number(value) and value > float(text),
    "gte": lambda value, text: _is_number(value) and value >= float(text),
    "lt": lambda value, text: _is_number(value) and value < float(text),
    "lte": lambda value, text: _is_number(value) and value <= float(text),
    "exists": lambda value, text: (value is not _MISSING) is (text == "true"),
}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [value if isinstance(value, str) else json.dumps(value)] if value is not _MISSING else []


def at(document: Document, path: str) -> Any:
    """Return the value at a dotted path."""
    value: Any = document
    for key in path.split("."):
        if not isinstance(value, dict) or key not in value:
            return _MISSING
        value = value[key]
    return value


def kept(documents: Iterable[Document], params: list[tuple[str, str]], ignored: list[str]) -> list[Document]:
    """Return what the bracketed parameters let through; the names of ignored ones go into ``ignored``."""
    found = list(documents)
    for name, text in params:
        match = _BRACKETS.match(name)
        if match is None or match[1] not in _OPERATORS:
            if name not in _PLAIN:
                ignored.append(name)
            continue
        operator, field = match[1], match[2]
        if field in _UNSUPPORTED:
            raise WrongQuery(
                f"Invalid query parameters provided :\nParameter '{operator}' received invalid property "
                "paths. The following properties are not supported for this operator in the target document "
                f"type: {field}"
            )
        found = [each for each in found if _OPERATORS[operator](at(each, field), text)]
    return found


def page(
    documents: Iterable[Document], params: list[tuple[str, str]], ignored: list[str], cap: int = 100
) -> tuple[list[Document], Document]:
    """Return one page, sorted, cut to size and with the fields asked for, and its metadata."""
    plain = dict(params)
    found = kept(documents, params, ignored)
    sort = plain.get("sort")
    if sort:
        found.sort(key=lambda each: _sortable(at(each, sort)), reverse=plain.get("order") == "-1")
    skip, limit = int(plain.get("skip", "0")), min(int(plain.get("limit", "25")), cap)
    part = found[skip : skip + limit]
    following = skip + limit if skip + limit < len(found) else None
    about = {
        "skip": skip,
        "limit": limit,
        "nextPageSkip": following,
        "previousPageSkip": max(0, skip - limit) if skip else None,
        "total": len(found),
        "currentPageSize": len(part),
        "hints": [],
    }
    wanted = plain.get("include")
    if wanted:
        names = {"_id", *wanted.split(",")}
        part = [{key: value for key, value in each.items() if key in names} for each in part]
    return part, about


def _sortable(value: Any) -> tuple[int, Any]:
    return (0, 0) if value is _MISSING or value is None else (1, value)
