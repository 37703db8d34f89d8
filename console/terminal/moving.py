"""The way of the cursor from one place to another, in as few bytes as there are."""

from functools import lru_cache
from typing import Final, NamedTuple

MOST_BACK: Final = 3
"""Columns that single steps back are no longer for than a counted one."""


class Place(NamedTuple):
    """Where the cursor stands, line and column from 0; a column of None is not known.

    A column equal to the width is that of a cursor which has written the last one. Lines do not wrap
    (`modes.STANDING`), so it stands on that; terminals agree on where it is above and below, and on no more.
    """

    y: int
    x: int | None


def way(place: Place | None, y: int, x: int, width: int) -> str:
    """Return what leads from a place (None is not known) to a line and a column."""
    line = y + 1 if y else ""
    absolute = f"\x1b[{line};{x + 1}H" if x else f"\x1b[{line}H"
    if place is None:
        return absolute
    if place.x is None or place.x >= width:
        if place.x is not None and x == width - 1:
            return _down(place.y, y)
        return min(_down(place.y, y) + _to_column(x), absolute, key=len)
    if place.y == y:
        return _across(place.x, x)
    relative = _down(place.y, y) + _across(place.x, x)
    return relative if len(relative) < len(absolute) else absolute


@lru_cache(maxsize=4000)
def _across(x: int, to: int) -> str:
    if x == to:
        return ""
    if to > x:
        return min(_by(to - x, "C"), _to_column(to), key=len)
    steps = "\b" * (x - to) if x - to <= MOST_BACK else _by(x - to, "D")
    return min(steps, _to_column(to), key=len)


def _to_column(x: int) -> str:
    return f"\x1b[{x + 1}G" if x else "\r"


@lru_cache(maxsize=4000)
def _down(y: int, to: int) -> str:
    """Return what leads to another line in the same column.

    A line feed would be a byte shorter, and a carriage return with it where the system adds one.
    """
    if abs(to - y) == 1:
        return "\x1bD" if to > y else "\x1bM"
    if y == to:
        return ""
    return min(_by(to - y, "B") if to > y else _by(y - to, "A"), f"\x1b[{to + 1}d", key=len)


def _by(steps: int, direction: str) -> str:
    return f"\x1b[{steps if steps > 1 else ''}{direction}"
