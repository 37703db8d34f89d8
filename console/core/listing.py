"""Names in a row, such that nobody takes two for one: the instances of a matrix have commas in theirs."""

from collections.abc import Sequence
from typing import Final

_SEPARATORS: Final = (", ", "; ", " | ")


def listed(names: Sequence[str], most: int | None = None) -> str:
    """Return the first ``most`` names (None: all), parted by what is in none of them; the rest is counted."""
    shown = names if most is None else names[:most]
    more = len(names) - len(shown)
    return between(shown).join(shown) + (f" and {more:,} more" if more > 0 else "")


def between(names: Sequence[str]) -> str:
    """Return what parts these names: a comma, or where one has a comma in it the next sign that none has."""
    free = (sign for sign in _SEPARATORS if not any(sign.strip() in name for name in names))
    return next(free, _SEPARATORS[-1])
