"""How times and durations look, wherever a person reads them. The only formatter of either.

Elapsed time is cut, never rounded up: what is shown has really passed.
"""

import math
from datetime import UTC, datetime, tzinfo
from typing import Final

_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86400
_WEEK: Final = 7 * _DAY
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def duration(seconds: float) -> str:
    """Return a length of time in at most six columns or so: ``41s``, ``2m10s``, ``12m``, ``8h``, ``2d``.

    The smaller unit is shown while it matters: seconds under ten minutes, minutes under ten hours, hours
    under ten days; never when it is zero. A negative one, from clocks that differ, keeps its sign.
    """
    if not math.isfinite(seconds):
        return "?"
    if seconds <= -1:
        return "-" + duration(-seconds)
    whole = max(0, int(seconds))
    if whole < _MINUTE:
        return f"{whole}s"
    if whole < _HOUR:
        return _two_units(whole, _MINUTE, "m", 1, "s")
    if whole < _DAY:
        return _two_units(whole, _HOUR, "h", _MINUTE, "m")
    return _two_units(whole, _DAY, "d", _HOUR, "h")


def _two_units(whole: int, large: int, large_name: str, small: int, small_name: str) -> str:
    count, rest = divmod(whole, large)
    rest //= small
    if count >= 10 or rest == 0:
        return f"{count}{large_name}"
    return f"{count}{large_name}{rest:02d}{small_name}"


def age(seconds: float) -> str:
    """Return how old something is in its largest unit: ``12s``, ``4m``, ``3h``, ``2d``, ``5w``.

    What lies in the future by a clock's error is ``0s`` old.
    """
    count, unit = _largest_unit(seconds)
    return f"{count}{unit}" if unit else "?"


def relative(when: datetime, now: datetime) -> str:
    """Return ``12 s ago``, ``2 min ago``, ``3 h ago``, ``5 d ago``, ``in 5 min``, or ``now``."""
    seconds = (now - when).total_seconds()
    count, unit = _largest_unit(abs(seconds))
    if count == 0:
        return "now"
    distance = f"{count} {'min' if unit == 'm' else unit}"
    return f"{distance} ago" if seconds > 0 else f"in {distance}"


def _largest_unit(seconds: float) -> tuple[int, str]:
    if not math.isfinite(seconds):
        return 0, ""
    whole = max(0, int(seconds))
    # Weeks begin late: "9d" tells more than "1w".
    for size, unit, least in ((_WEEK, "w", 2), (_DAY, "d", 1), (_HOUR, "h", 1), (_MINUTE, "m", 1)):
        if whole >= size * least:
            return whole // size, unit
    return whole, "s"


def clock_time(when: datetime, now: datetime, zone: tzinfo = UTC) -> str:
    """Return when something happened, in ``zone``, as short as it is clear.

    ``02:14`` on the day of ``now``, ``Nov 19`` in its year, ``2025-11-19`` otherwise. Month names do not
    follow the locale. Both moments are aware.
    """
    local, today = when.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local.hour:02d}:{local.minute:02d}"
    if local.year == today.year:
        return f"{_MONTHS[local.month - 1]} {local.day}"
    return f"{local.year:04d}-{local.month:02d}-{local.day:02d}"


def log_time(when: datetime, zone: tzinfo = UTC) -> str:
    """Return the time of day with seconds, in ``zone``: ``02:24:50``."""
    local = when.astimezone(zone)
    return f"{local.hour:02d}:{local.minute:02d}:{local.second:02d}"


def full_time(when: datetime, zone: tzinfo = UTC) -> str:
    """Return date, time and zone, for where nothing may be left to guess: ``2026-11-19 02:24:50 UTC+1``."""
    local = when.astimezone(zone)
    return (
        f"{local.year:04d}-{local.month:02d}-{local.day:02d} {log_time(when, zone)} {zone_name(when, zone)}"
    )


def utc_stamp(when: datetime) -> str:
    """Return ISO 8601 in UTC to the second, as documents and the command line have it."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def zone_name(when: datetime, zone: tzinfo) -> str:
    """Return the zone as its distance from UTC at ``when``: ``UTC``, ``UTC+1``, ``UTC-3:30``."""
    offset = when.astimezone(zone).utcoffset()
    minutes = 0 if offset is None else round(offset.total_seconds() / 60)
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02d}" if rest else "")
