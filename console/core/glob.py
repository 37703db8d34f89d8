"""Names with ``*`` and ``?``, the only wild cards of ours: brackets belong to matrix nodes (``load[eu]``)."""

import re
from functools import lru_cache
from typing import Final

_FLAGS: Final = re.IGNORECASE | re.DOTALL


@lru_cache(maxsize=256)
def glob_pattern(value: str) -> re.Pattern[str]:
    """Return the pattern of a value with ``*`` and ``?``, for `fullmatch`, without regard to case."""
    first, *rest = (_without_stars(part) for part in re.split(r"\*+", value))
    if not rest:
        return re.compile(first, _FLAGS)
    # The nearest place for each part is as good as any: atomic groups never try another, so time is linear.
    middle = "".join(f"(?>.*?{part})" for part in rest[:-1])
    return re.compile(f"{first}{middle}.*{rest[-1]}", _FLAGS)


def _without_stars(part: str) -> str:
    return ".".join(re.escape(piece) for piece in part.split("?"))
