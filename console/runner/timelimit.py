"""The time limit of a command, on a clock that stands still while the command is frozen."""

from __future__ import annotations


class TimeLimit:
    """Counts in seconds of the monotonic clock, which the caller reads."""

    def __init__(self, seconds: float | None, now: float) -> None:
        self._due = None if seconds is None else now + seconds
        self._frozen_since: float | None = None
        self._frozen_before = 0.0

    @property
    def due(self) -> float | None:
        """When it is over, as things stand; None without a limit and while frozen."""
        return None if self.frozen else self._due

    @property
    def frozen(self) -> bool:
        """Whether the clock stands still."""
        return self._frozen_since is not None

    def freeze(self, now: float) -> None:
        """Stops the clock; nothing when it stands still already."""
        if self._frozen_since is None:
            self._frozen_since = now

    def thaw(self, now: float) -> None:
        """Lets the clock go on; nothing when it goes."""
        if self._frozen_since is None:
            return
        pause = now - self._frozen_since
        self._frozen_since = None
        self._frozen_before += pause
        if self._due is not None:
            self._due += pause

    def frozen_seconds(self, now: float) -> float:
        """How long it has stood still in all."""
        return self._frozen_before + (0.0 if self._frozen_since is None else now - self._frozen_since)
