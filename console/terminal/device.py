"""The terminal as the system knows it: descriptors of our own, raw mode, the size, who is in front."""

import contextlib
import os
import sys
import termios
import tty
from typing import Any, Final

ATOMIC: Final = 512
"""Bytes that a terminal which says it can be written to takes without making the writer wait."""

_WITHOUT_A_SIZE: Final = (80, 24)


class Device:
    """A terminal that is read on one descriptor and written on another; often both are the same terminal.

    Both are opened anew where that can be done: they can be made not to block without doing so to the shell,
    which shares the ones that we were started with.
    """

    def __init__(self, reads: int, writes: int) -> None:
        self._closing: list[int] = []
        self.reads = self._own(reads, os.O_RDONLY) or reads
        own = self._own(writes, os.O_WRONLY)
        self.writes = own or writes
        self.piece = None if own else ATOMIC
        """The most bytes to write at a time; None where a write never blocks."""
        self._before: list[Any] | None = None

    def _own(self, descriptor: int, how: int) -> int | None:
        flags = how | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        try:
            own = os.open(os.ttyname(descriptor), flags)
        except OSError:  # another person's terminal, after su; or one that this namespace has no name for
            return None
        self._closing.append(own)
        return own

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows; 80 by 24 where the terminal does not know."""
        try:
            size = os.get_terminal_size(self.writes)
        except OSError:
            return _WITHOUT_A_SIZE
        return (size.columns, size.lines) if size.columns and size.lines else _WITHOUT_A_SIZE

    @property
    def in_front(self) -> bool:
        """Whether we are the terminal's foreground job: a job in the background must not touch it."""
        try:
            return os.tcgetpgrp(self.reads) == os.getpgrp()
        except OSError:  # not our controlling terminal, so nobody's job; or gone, which the next read tells
            return True

    def make_raw(self) -> None:
        """Take every key as it comes. What was set before comes back with ``restore``."""
        try:
            raw = termios.tcgetattr(self.reads)
            if self._before is None:  # a stop that nobody announced may leave us raw
                self._before = termios.tcgetattr(self.reads)
        except termios.error:  # gone: the next read tells
            return
        raw[tty.LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        raw[tty.IFLAG] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        raw[tty.CC][termios.VMIN], raw[tty.CC][termios.VTIME] = 1, 0
        with contextlib.suppress(termios.error):
            termios.tcsetattr(self.reads, termios.TCSANOW, raw)

    def restore(self) -> None:
        """Give the keyboard back as it was; keys that were typed for us are thrown away. Safe to repeat."""
        before, self._before = self._before, None
        if before is None:
            return
        with contextlib.suppress(termios.error):
            termios.tcflush(self.reads, termios.TCIFLUSH)
        with contextlib.suppress(termios.error):
            termios.tcsetattr(self.reads, termios.TCSANOW, before)

    def close(self) -> None:
        """Let go of our own descriptors. Safe to repeat."""
        while self._closing:
            with contextlib.suppress(OSError):
                os.close(self._closing.pop())


def standard(name: str, otherwise: int) -> int:
    """Return the descriptor of a standard stream as the program was started with it."""
    stream = getattr(sys, f"__{name}__")
    try:
        return int(stream.fileno())
    except (AttributeError, OSError, ValueError):
        return otherwise
