"""How an execution ended: the one record behind the exit line of a control file and the exit event."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """Why an execution ended. The meaning of `Outcome.code` depends on it."""

    EXIT = "exit"
    """It ended by itself; the code is its exit status, 0 to 255."""
    SIGNAL = "signal"
    """A signal that the runner did not send ended it; the code is minus the signal's number."""
    TIMEOUT = "timeout"
    """The runner ended it at its time limit; the code is its exit status, or minus the signal that ended
    it.
    """
    STOPPED = "stopped"
    """The runner ended it on request; the code is as for a timeout, and may be 0."""
    SPAWN_ERROR = "spawn-error"
    """It never started; the code is the error number, and `Outcome.text` says what was wrong."""


class Outcome(NamedTuple):
    """The end of one execution."""

    reason: Reason
    code: int
    t0: int
    """Start, in microseconds of wall time since 1970."""
    t1: int
    """End, in microseconds of wall time since 1970."""
    cpu: int
    """Processor time of the command and of the descendants that it waited for, in microseconds."""
    maxrss: int
    """Largest resident set among them, in KiB; never below the runner's own (the kernel counts before the
    exec).
    """
    log_bytes: int = 0
    """Size of the log file; 0 when the command wrote nothing and there is no file."""
    dropped: int = 0
    """Bytes of output that are not in the log, by its limit or after an error."""
    log_error: int = 0
    """The error number at which writing the log stopped, or 0."""
    frozen: int = 0
    """How long the command was frozen, in microseconds."""
    text: str = ""
    """One sentence for a person, where the reason needs one."""

    @property
    def spawn_error(self) -> bool:
        """Whether the command never started."""
        return self.reason is Reason.SPAWN_ERROR


TEXT_LIMIT = 300
"""Longest `Outcome.text` in characters: the exit line must fit the block that the claim has already
reserved.
"""
