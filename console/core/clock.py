"""What time it is, as something that can be handed in: no rule of ours asks the system itself."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time. ``now`` is for what people read and what is stored, ``monotonic`` for waiting."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back and mean nothing but their differences."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the seconds of the system's monotonic clock."""
        return time.monotonic()


class FixedClock:
    """A clock that stands still until it is moved; for tests and replays."""

    def __init__(self, now: datetime) -> None:
        """Start at ``now``. Raises ValueError if it has no time zone."""
        self._monotonic = 0.0
        self._now = _in_utc(now)

    def now(self) -> datetime:
        """Return the moment that was set, in UTC."""
        return self._now

    def monotonic(self) -> float:
        """Return the seconds that the clock was advanced altogether."""
        return self._monotonic

    def advance(self, seconds: float) -> None:
        """Move on by ``seconds``, both clocks. Raises ValueError if they are negative."""
        if seconds < 0:
            raise ValueError(f"a clock cannot be advanced by {seconds} seconds; use set() to go back")
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds

    def set(self, now: datetime) -> None:
        """Jump to ``now``, as a corrected system clock does: the monotonic seconds stay.

        Raises ValueError if it has no time zone.
        """
        self._now = _in_utc(now)


def _in_utc(when: datetime) -> datetime:
    if when.tzinfo is None:
        raise ValueError(f"{when.isoformat()} has no time zone; pass an aware datetime")
    return when.astimezone(UTC)
