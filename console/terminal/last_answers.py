"""Answers that are on their way when the console leaves."""

import os
import select
import time

from console.terminal import modes
from console.terminal.pace import Pace


def take_last_answers(descriptor: int, pace: Pace) -> None:
    """Take in the answers that have still to come: the shell would take them for typing.

    Waits for them no longer than `Pace.last_wait`, and not at all where none is to come. To be called when
    the shell's screen is back already, so that nobody sits before ours for a round trip.
    """
    deadline = time.monotonic() + pace.last_wait
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    came = b""
    while pace.awaits and (left := deadline - time.monotonic()) > 0:
        try:
            data = os.read(descriptor, 4096) if poll.poll(left * 1000) else b""
        except OSError:  # the terminal has gone
            return
        if not data:
            return
        came += data
        while answer := modes.ANSWER.search(came):
            pace.answered()
            came = came[answer.end() :]
