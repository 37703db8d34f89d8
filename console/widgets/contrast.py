"""Whether a colour can be read on another, as WCAG 2.2 reckons it."""

from functools import lru_cache
from typing import Final, TypeAlias

Rgb: TypeAlias = tuple[int, int, int]

READABLE: Final = 4.5
"""The least ratio for text."""

_STEPS: Final = 10


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the ratio of two colours, 1 (the same) to 21 (black and white)."""
    dim, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


@lru_cache(maxsize=1024)
def readable(colour: Rgb, ground: Rgb) -> Rgb:
    """Return the colour, mixed with black or with white just as far as it takes to be read on ``ground``."""
    end = max(((0, 0, 0), (255, 255, 255)), key=lambda end: contrast(end, ground))
    for step in range(_STEPS + 1):
        mixed = _mixed(colour, end, step / _STEPS)
        if contrast(mixed, ground) >= READABLE:
            return mixed
    return end


def _mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _luminance(colour: Rgb) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
