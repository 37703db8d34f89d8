"""Finding the line of a log that was written at a moment, without reading the log."""

from datetime import datetime
from typing import Final

from console.client.log_window import LogReader
from console.model import LogRef

_PROBE: Final = 50
"""Lines that one look reads: some of them may have no time."""


async def first_since(reader: LogReader, ref: LogRef, moment: datetime, count: int) -> int | None:
    """Return the first of ``count`` lines that was written at ``moment`` or later, or None.

    It halves the log again and again, so the times have to rise, as they do but for the lines of two
    streams that were begun together. Lines without a time are as old as the next one that has one.
    Raises BackendError; ValueError if no line that was looked at has a time.
    """
    low, high = 0, count
    timed = False
    while low < high:
        middle = (low + high) // 2
        window = await reader.log(ref, first=middle, count=min(_PROBE, high - middle))
        times = [(line.number, line.time) for line in window.lines if line.time is not None]
        timed = timed or bool(times)
        later = next((number for number, time in times if time >= moment), None)
        if later == (times[0][0] if times else None):
            high = middle
        elif later is not None:
            return later
        else:
            low = max(middle, times[-1][0]) + 1
    if count and not timed:
        raise ValueError("the lines of this log have no times")
    return low if low < count else None
