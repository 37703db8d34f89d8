"""What sets a runner apart from whoever started it: its own session, its own signals, nothing inherited."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal

_PR_SET_CHILD_SUBREAPER = 36

HEARD = (signal.SIGCHLD, signal.SIGTERM, signal.SIGUSR1, signal.SIGTSTP, signal.SIGCONT)
"""The signals that wake the runner's loop."""


def detach(keep: int) -> None:
    """Leaves the caller's session, folder and descriptors; standard streams and those up to `keep` stay
    open.
    """
    if os.getsid(0) != os.getpid():
        os.setsid()
    os.chdir("/")
    for name in os.listdir("/dev/fd"):
        if int(name) > keep:
            with contextlib.suppress(OSError):  # one of them was the listing's own
                os.close(int(name))
    _become_subreaper()


def listen() -> int:
    """Ignores HUP and INT, and makes the signals of `HEARD` readable as bytes on the descriptor that is
    returned.

    One wake-up pipe for the runner's whole life: one that were closed with an execution would still be
    written to.
    """
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    for number in HEARD:
        signal.signal(number, _heard)
    return reading


def _heard(_number: int, _frame: object) -> None:
    """Nothing: the byte in the wake-up pipe is the message."""


def _become_subreaper() -> None:
    """Orphaned grandchildren come to the runner, which reaps them. Without it (not Linux) they go to init."""
    try:
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    except (OSError, AttributeError):
        return
