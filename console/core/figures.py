"""How numbers look: counts and progress bars."""

from typing import Final

_EIGHTHS: Final = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")


def count(number: int) -> str:
    """Return a whole number with its thousands apart: ``1,204,332``."""
    return f"{number:,}"


def progress_bar(done: float, total: float | None, width: int, *, ascii_only: bool = False) -> str:
    """Return a bar of exactly ``width`` columns: eighth blocks on ``░``, or ``#`` on ``.``.

    It is full only when all is done and empty only when nothing is; an unknown or empty ``total`` gives
    an empty bar. ``done`` outside 0..total is brought inside.
    """
    filled, empty, steps = ("#", ".", 1) if ascii_only else ("█", "░", 8)
    if width <= 0:
        return ""
    parts = _parts(done, total, width * steps)
    whole, eighths = divmod(parts, steps)
    bar = filled * whole + (_EIGHTHS[eighths] if eighths else "")
    return bar + empty * (width - len(bar))


def _parts(done: float, total: float | None, parts: int) -> int:
    """Return how many of ``parts`` are done: none and all only when that is true."""
    if not total or total < 0 or done <= 0:
        return 0
    if done >= total:
        return parts
    # One part alone cannot show both "begun" and "not finished": it stays empty until the end.
    return min(max(int(parts * done / total), 1), parts - 1)
