"""A picture on the terminal until there is a program to draw: shown before anything heavy is imported.

It takes the terminal as the driver would, so that there is one change of screens; the driver takes it over,
or it is given back. Meanwhile keys are neither shown nor lost: who takes over decides what becomes of them.
"""

import contextlib
import os
import select
import signal
import termios
from types import FrameType
from typing import Any, Final

from console.terminal import modes

PATIENCE: Final = 0.2
"""Seconds for a terminal to take the picture: one that does not is no reason to start late."""

_PIECE: Final = 512
"""Bytes that a terminal which says it can be written to takes without making the writer wait."""

_CANCEL: Final = b"\x18"
"""Ends whatever sequence the terminal is in the middle of."""

_NOTHING: Final = b"\0"
"""The character that no key sends, as the system calls it (_POSIX_VDISABLE)."""

ENDING: Final = (
    signal.SIGHUP,
    signal.SIGINT,
    signal.SIGQUIT,
    signal.SIGTERM,
    signal.SIGUSR1,
    signal.SIGUSR2,
)


class StandIn:
    """Has the terminal from its making on, until it is handed over or given back."""

    def __init__(self, reads: int, writes: int) -> None:
        """Take the terminal. Raises OSError where it cannot be had."""
        self._reads = reads
        self._writes = writes
        try:
            self._before: list[Any] = termios.tcgetattr(reads)
            quiet = termios.tcgetattr(reads)
            # Lines are not gathered nor echoed, and ctrl+q is a key. ctrl+c ends what has not begun; ctrl+z
            # would stop it with the terminal in pieces, so it is a key like any other.
            quiet[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
            quiet[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
            quiet[6][termios.VMIN], quiet[6][termios.VTIME] = 1, 0
            quiet[6][termios.VSUSP] = _NOTHING
            termios.tcsetattr(reads, termios.TCSANOW, quiet)
        except termios.error as error:
            raise OSError(*error.args) from error
        self.was_cut = False
        """Whether the terminal has taken only a part of the picture."""
        for number in ENDING:
            signal.signal(number, self._ended)
        # Somebody's `kill -TSTP`: what cannot be undone in time is left out. A handler, since what is ignored
        # would be ignored by whatever is started from here, too.
        signal.signal(signal.SIGTSTP, _left_out)

    def show(self, picture: bytes) -> None:
        """Show a picture, as bytes without the change of screens."""
        head = modes.ALTERNATE_SCREEN + modes.HIDE_CURSOR + modes.NO_WRAP
        self.was_cut = not self._send(head.encode() + picture)

    def hand_over(self) -> list[Any]:
        """Return how the terminal was set before; from now on it is somebody else's."""
        return self._before

    def give_back(self) -> None:
        """Give the terminal back as it was. What was typed is thrown away: it was meant for us."""
        head = _CANCEL if self.was_cut else b""
        self._send(head + modes.leave(mouse=False, keyboard=False).encode())
        with contextlib.suppress(termios.error):
            termios.tcflush(self._reads, termios.TCIFLUSH)
        with contextlib.suppress(termios.error):
            termios.tcsetattr(self._reads, termios.TCSANOW, self._before)

    def _send(self, data: bytes) -> bool:
        """Write what the terminal takes in time; returns whether that was all."""
        poll = select.poll()
        poll.register(self._writes, select.POLLOUT)
        while data:
            if not poll.poll(PATIENCE * 1000):
                return False
            try:
                data = data[os.write(self._writes, data[:_PIECE]) :]
            except OSError:  # gone: whoever reads next is told
                return False
        return True

    def _ended(self, number: int, _frame: FrameType | None) -> None:
        self.give_back()
        os._exit(128 + number)


def _left_out(_number: int, _frame: FrameType | None) -> None:
    """Do nothing."""


_standing: list[StandIn] = []


def begin(reads: int, writes: int, picture: bytes) -> None:
    """Let a picture stand in on the terminal. Does nothing where the terminal cannot be had."""
    with contextlib.suppress(OSError):
        stand_in = StandIn(reads, writes)
        _standing.append(stand_in)
        stand_in.show(picture)


def is_there() -> bool:
    """Whether a picture stands in at present."""
    return bool(_standing)


def taken_over() -> StandIn | None:
    """Return what stands in, which is somebody else's from now on; None if nothing does."""
    return _standing.pop() if _standing else None


def end() -> None:
    """Give the terminal back if it is still ours. Safe to repeat."""
    if (stand_in := taken_over()) is not None:
        stand_in.give_back()
        for number in (*ENDING, signal.SIGTSTP):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
