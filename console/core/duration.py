"""How a length of time is written: ``30s``, ``5m``, ``2h30m``, ``1d``, ``1.5h``, ``90`` (seconds)."""

import re
from typing import Final

from console.core.quote import quoted

LONGEST: Final = 100 * 365 * 86400.0
"""The longest duration that is understood, in seconds: a hundred years. Longer ones are typing errors."""

FORMS: Final = "a duration such as 30s, 5m, 2h30m, 1d or a number of seconds"
"""What may be written, for error messages."""

_SECONDS: Final = {"w": 604800.0, "d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_UNITS: Final = tuple(_SECONDS)
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?\Z")
_PART: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|[wdhms])")


def parse_duration(text: str) -> float:
    """Return the seconds that ``text`` means.

    Units are w, d, h, m, s and ms, each at most once and the larger first; a number alone is seconds.
    Raises ValueError, with a sentence for people, if it is none of that or longer than `LONGEST`.
    """
    written = text.strip()
    seconds = float(written) if _NUMBER.match(written) else _sum_of_parts(written)
    if seconds is None:
        raise ValueError(f"{quoted(text, 40)} is not {FORMS}")
    if seconds > LONGEST:
        raise ValueError(f"{quoted(text, 40)} is longer than a hundred years")
    return seconds


def _sum_of_parts(written: str) -> float | None:
    """Add up ``2h30m``, or return None where it is not a list of parts in falling order."""
    total, position, last = 0.0, 0, -1
    while position < len(written):
        part = _PART.match(written, position)
        if part is None or _UNITS.index(part[2]) <= last:
            return None
        last = _UNITS.index(part[2])
        total += float(part[1]) * _SECONDS[part[2]]
        position = part.end()
    return total if written else None
