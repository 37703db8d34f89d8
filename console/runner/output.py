"""The output of one command: from its pipes into its log, never making it wait, with word to the host that
the log grew.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import time
from typing import TYPE_CHECKING

from console.runner.logfile import MAX_PAYLOAD, LogWriter, Stream
from console.runner.protocol import LogGrew

if TYPE_CHECKING:
    from console.runner.host import Host
    from console.runner.process import Child
    from console.runner.protocol import Start

FIRST_WORD_AFTER = 0.01
"""Seconds from new output to the word of it, so that a short command's output and end are one wake-up of
the host.
"""
WORD_EVERY = 0.05
"""Least seconds between two words."""
_PIPE = 64 * 1024


class Output:
    """Reads what the command writes and keeps the log. `buffer` is shared by the runner's executions."""

    def __init__(self, request: Start, host: Host, poller: select.poll, buffer: memoryview) -> None:
        self._execution = request.execution
        self._host = host
        self._poller = poller
        self._buffer = buffer
        self._pipes: dict[int, Stream] = {}
        self._grown: set[int] = set()
        self._word_at: float | None = None
        self._last_word = 0.0
        self.log = LogWriter(request.log, request.limit)

    def attach(self, child: Child) -> None:
        """Takes over the read ends of a started command."""
        self._pipes[child.out] = Stream.OUT
        if child.err is not None:
            self._pipes[child.err] = Stream.ERR
        for descriptor in self._pipes:
            self._poller.register(descriptor, select.POLLIN)

    @property
    def open(self) -> bool:
        """Whether anybody can still write."""
        return bool(self._pipes)

    @property
    def word_at(self) -> float | None:
        """When the host is to be told of new output, on the monotonic clock; None when there is none."""
        return self._word_at

    def pump(self, descriptor: int) -> bool:
        """One read of a pipe that is ready; False when nothing was there, or nothing will be any more."""
        stream = self._pipes.get(descriptor)
        if stream is None:
            return False
        try:
            size = os.readv(descriptor, (self._buffer,))
        except BlockingIOError:
            return False
        if not size:
            self._close(descriptor)
            return False
        if size >= _PIPE and descriptor not in self._grown:
            self._grow(descriptor)
        if self.log.write(stream, self._buffer[:size], time.time_ns() // 1000) and self._word_at is None:
            self._word_at = max(time.monotonic() + FIRST_WORD_AFTER, self._last_word + WORD_EVERY)
        return True

    def tell(self, now: float) -> None:
        """Tells the host of new output, if it is time; again later, if the host does not listen."""
        if self._word_at is None or now < self._word_at:
            return
        told = self._host.offer(LogGrew(self._execution, self.log.size))
        self._last_word = now
        self._word_at = None if told else now + WORD_EVERY

    def finish(self) -> None:
        """Takes what is in the pipes, closes them whoever still holds the other end, and ends the log."""
        for descriptor in tuple(self._pipes):
            self.pump(descriptor)  # the buffer holds a whole pipe
        for descriptor in tuple(self._pipes):
            self._close(descriptor)
        self.log.close(time.time_ns() // 1000)

    def _close(self, descriptor: int) -> None:
        self._poller.unregister(descriptor)
        os.close(descriptor)
        del self._pipes[descriptor]

    def _grow(self, descriptor: int) -> None:
        # A command that fills the pipe is a chatty one: a larger pipe saves it and us half the switches.
        self._grown.add(descriptor)
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            with contextlib.suppress(OSError):  # a user may have all the pipe memory that the system allows
                fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, MAX_PAYLOAD)
