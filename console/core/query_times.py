"""The times of a query: moments, days and ages, and the stretch of time that a term means."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final, TypeAlias

from console.core.duration import parse_duration
from console.core.query_terms import Operator, Term

TIME_FORMS: Final = "a time such as 2026-11-19, 2026-11-19T02:14Z, or an age such as 30m, 24h, 7d"
"""What may be written, for error messages."""

SINCE: Final = "since"
"""The field that means "created then or later"."""

Stretch: TypeAlias = tuple[datetime | None, datetime | None]
"""From (included) and until (excluded), in UTC; None is without end on that side."""

_MOMENT: Final = re.compile(
    r"((?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2})(?:[Tt]([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]{1,6})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?)?\Z"
)
_AGE: Final = re.compile(r"(?=.*[a-z]\Z)[0-9.wdhms]+\Z")


def is_time(value: str) -> bool:
    """Return whether ``value`` is a moment, a day or an age."""
    try:
        _moment(value, UTC) if _MOMENT.match(value) else _age(value)
    except (ValueError, OverflowError):
        return False
    return True


def is_age(value: str) -> bool:
    """Return whether ``value`` is an age (``24h``), not a date."""
    return _AGE.match(value) is not None


def resolve_time(value: str, now: datetime, zone: tzinfo = UTC) -> datetime:
    """Return the moment, in UTC, that ``value`` names: of a day its beginning, of an age that long ago.

    ``now`` is aware. A time without Z or an offset is one of ``zone``. Raises ValueError for anything else.
    """
    if _MOMENT.match(value):
        return _moment(value, zone)[0]
    return now.astimezone(UTC) - _age(value)


def term_stretch(term: Term, value: str, now: datetime, zone: tzinfo = UTC) -> Stretch:
    """Return the stretch of time that ``value`` of a time term means. The one place that decides it.

    A date means its whole day, a moment its minute or second: equal is within it, ``>`` is after it, ``>=``
    from its beginning, ``<`` before it, ``<=`` until its end; ``since`` is always from the beginning. An age
    is compared as an age: ``24h`` and ``<24h`` are within the last 24 hours, ``>24h`` is longer ago.
    """
    if is_age(value):
        edge = resolve_time(value, now)
        return (None, edge) if term.operator in (Operator.GT, Operator.GE) else (edge, None)
    begin, length = _moment(value, zone)
    end = begin + length
    operator = Operator.GE if term.field == SINCE else term.operator
    return {
        Operator.EQ: (begin, end),
        Operator.GT: (end, None),
        Operator.GE: (begin, None),
        Operator.LT: (None, begin),
        Operator.LE: (None, end),
    }[operator]


def _age(value: str) -> timedelta:
    if not is_age(value):
        raise ValueError(f'"{value}" is not {TIME_FORMS}')
    return timedelta(seconds=parse_duration(value))


def _moment(value: str, zone: tzinfo) -> tuple[datetime, timedelta]:
    """Return the beginning of a written moment, in UTC, and how long it lasts."""
    match = _MOMENT.match(value)
    if match is None:
        raise ValueError(f'"{value}" is not {TIME_FORMS}')
    day, minute, second, offset = match.groups()
    written = datetime.fromisoformat(f"{day}T{minute or '00:00'}{second or ''}{(offset or '').upper()}")
    begin = written if written.tzinfo is not None else written.replace(tzinfo=zone)
    if minute is None:
        # The next midnight of the zone: a day is not 24 hours when clocks change.
        length = (written + timedelta(days=1)).replace(tzinfo=zone).astimezone(UTC) - begin.astimezone(UTC)
    else:
        length = timedelta(minutes=1) if second is None else _length_of(second)
    return begin.astimezone(UTC), length


def _length_of(second: str) -> timedelta:
    """Return how exactly a second was written: ``:05`` is a whole one, ``:05.120`` a millisecond."""
    return timedelta(seconds=1) / 10 ** len(second.partition(".")[2])
