"""Signals that concern the terminal, heard on the loop."""

import asyncio
import os
import signal
from collections.abc import Callable
from typing import Final

ENDING: Final = (
    signal.SIGHUP,
    signal.SIGINT,
    signal.SIGQUIT,
    signal.SIGTERM,
    signal.SIGUSR1,
    signal.SIGUSR2,
)
"""They end the program; left to themselves they would leave the terminal as it is."""


def hear_endings(loop: asyncio.AbstractEventLoop, ended: Callable[[int], None]) -> None:
    """Call ``ended`` with the number of each signal that ends the program."""
    for number in ENDING:
        loop.add_signal_handler(number, ended, int(number))


def forget_endings(loop: asyncio.AbstractEventLoop) -> None:
    """Let those signals do what they do to any program."""
    for number in ENDING:
        loop.remove_signal_handler(number)


class JobControl:
    """What a shell and a window do to a program in the foreground: ctrl+z, `fg`, another size.

    Heard only while the terminal is ours: when $PAGER has it, ctrl+z stops both, as it should.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        *,
        stopped: Callable[[], None],
        continued: Callable[[], None],
        resized: Callable[[], None],
    ) -> None:
        """Take what is to be called; nothing is heard before ``hear``."""
        self._loop = loop
        self._handlers = {
            signal.SIGTSTP: stopped,
            # A shell that ends a stopped job sends the end and then this: the end goes first.
            signal.SIGCONT: lambda: loop.call_soon(continued),
            signal.SIGWINCH: resized,
        }

    def hear(self) -> None:
        """Begin to hear."""
        for number, handler in self._handlers.items():
            self._loop.add_signal_handler(number, handler)

    def forget(self) -> None:
        """Let these signals do what they do to any program. Safe to repeat."""
        for number in self._handlers:
            self._loop.remove_signal_handler(number)


def stop_process() -> None:
    """Go to sleep until somebody sends SIGCONT."""
    os.kill(os.getpid(), signal.SIGSTOP)
