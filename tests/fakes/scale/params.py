"""How Scale reads parameters (`util/rest.py`, `util/parse.py`), with its words when it cannot."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any, Final

_DURATION: Final = re.compile(
    r"^P(?:(?P<days>\d+(.\d+)?)D)?(?:T(?:(?P<hours>\d+(.\d+)?)H)?(?:(?P<minutes>\d+(.\d+)?)M)?"
    r"(?:(?P<seconds>\d+(.\d+)?)S)?)?$"
)
_DATETIME: Final = re.compile(
    r"^\d{4}-\d{1,2}-\d{1,2}[T ]\d{1,2}:\d{1,2}(:\d{1,2}(?:\.\d{1,6}\d{0,6})?)?(Z|[+-]\d{2}(?::?\d{2})?)?$"
)


class BadParameter(Exception):
    """Becomes 400 with ``detail``."""


class Params:
    """The query string before the body, as Scale looks for each name."""

    def __init__(self, query: dict[str, list[str]], body: dict[str, Any] | None = None) -> None:
        self.query = query
        self.body = body or {}

    def one(self, name: str) -> Any:
        if name in self.query:
            return self.query[name][-1]
        return self.body.get(name)

    def many(self, name: str) -> list[Any]:
        found = self.query.get(name, self.body.get(name))
        if found is None:
            return []
        return found if isinstance(found, list) else [found]

    def whole(self, name: str) -> int | None:
        return None if self.one(name) is None else _whole(name, self.one(name))

    def wholes(self, name: str) -> list[int]:
        return [_whole(name, value) for value in self.many(name)]

    def flag(self, name: str) -> bool | None:
        value = self.one(name)
        if value is None or isinstance(value, bool):
            return value
        word = str(value).lower()
        if word in ("true", "t", "1"):
            return True
        if word in ("false", "f", "0"):
            return False
        raise BadParameter(f'Parameter must be a valid boolean: "{name}"')

    def time(self, name: str, now: datetime) -> datetime | None:
        value = self.one(name)
        if value is None:
            return None
        found = read_time(str(value), now)
        if found is None:
            raise BadParameter(f"Invalid ISO timestamp format for parameter: {name}")
        return found

    def times(self, begin: str, end: str, now: datetime) -> tuple[datetime | None, datetime | None]:
        started, ended = self.time(begin, now), self.time(end, now)
        if started and ended and started == ended:
            raise BadParameter("Start and end values must be different")
        if started and ended and started > ended:
            raise BadParameter("Start time must come before end time")
        return started, ended


def _whole(name: str, value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise BadParameter(f'Parameter must be a valid integer: "{name}"') from None


def read_time(value: str, now: datetime) -> datetime | None:
    if value.startswith("P"):
        match = _DURATION.match(value)
        if match is None:
            return None
        parts = {name: float(part) for name, part in match.groupdict().items() if part is not None}
        return now - timedelta(**parts)
    if ("Z" not in value and "+" not in value) or not _DATETIME.match(value):
        return None
    return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", value))
