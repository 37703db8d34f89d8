"""Bytes on their way to the terminal: all of them, in order, whatever it takes at a time."""

import asyncio
import errno
import os
import select
import time
from collections.abc import Callable
from typing import Final

CANCEL: Final = b"\x18"
"""Ends whatever sequence the terminal is in the middle of."""


class Output:
    """A queue that never makes the program wait, and never loses half of a sequence.

    A slow terminal takes a part: the rest follows when it can. One that takes nothing (ctrl+s in another
    window, a line that is dead but not cut) leaves the bytes ``pending``; whoever paints looks there first.
    """

    def __init__(self, descriptor: int, loop: asyncio.AbstractEventLoop, *, piece: int | None = None) -> None:
        """Make the queue of ``descriptor``; ``piece`` is the most bytes to write at a time."""
        self._descriptor = descriptor
        self._loop = loop
        self._piece = piece
        self._queue = bytearray()
        self._waits = False
        self._flush_is_due = False
        self._begun = False
        self.broken: OSError | None = None
        """What went wrong for good; from then on everything that is written is thrown away."""
        self.on_broken: Callable[[OSError], None] = lambda _error: None
        self.on_empty: Callable[[], None] = lambda: None
        """Called when a terminal that was slow has taken everything."""

    @property
    def pending(self) -> int:
        """Bytes that the terminal has not taken."""
        return len(self._queue)

    def write(self, data: bytes) -> None:
        """Queue bytes; they leave with the next ``flush``, or when the loop next turns."""
        if self.broken or not data:
            return
        self._queue += data
        if not self._flush_is_due and not self._waits:
            self._flush_is_due = True
            self._loop.call_soon(self.flush)

    def flush(self) -> None:
        """Send what the terminal takes now; the rest follows by itself."""
        self._flush_is_due = False
        if self._waits:
            return
        if not self._send():
            self._wait()

    def finish(self, seconds: float) -> bool:
        """Send everything, waiting for at most so many seconds. Returns whether it all went."""
        self._stop_waiting()
        poll = select.poll()
        poll.register(self._descriptor, select.POLLOUT)
        deadline = time.monotonic() + seconds
        while not self._send():
            left = deadline - time.monotonic()
            if left <= 0 or not poll.poll(left * 1000):
                return False
        return not self.broken

    def discard(self) -> None:
        """Throw away what the terminal has not taken, and what it took the half of."""
        self._queue[:] = CANCEL if self._begun else b""

    def close(self) -> None:
        """Write nothing any more: the descriptor may soon be somebody else's. Safe to repeat."""
        self._stop_waiting()
        self._queue.clear()
        self.broken = self.broken or OSError(errno.EBADF, "the terminal was given back")

    def _stop_waiting(self) -> None:
        if self._waits:
            self._waits = False
            self._loop.remove_writer(self._descriptor)

    def _send(self) -> bool:
        """Write until the queue is empty or the terminal takes no more; whether there is nothing left."""
        while self._queue:
            try:
                sent = self._write_once()
            except OSError as error:
                self._break(error)
                break
            if not sent:
                return False
            self._begun = True
            del self._queue[:sent]
        self._begun = False
        return True

    def _write_once(self) -> int:
        """Write a piece; 0 if the terminal takes nothing now."""
        try:
            if self._piece is None:
                return os.write(self._descriptor, self._queue)
            # This descriptor blocks: only what is sure to be taken.
            if not select.select((), (self._descriptor,), (), 0)[1]:
                return 0
            return os.write(self._descriptor, self._queue[: self._piece])
        except BlockingIOError:
            return 0

    def _wait(self) -> None:
        self._waits = True
        self._loop.add_writer(self._descriptor, self._can_send)

    def _can_send(self) -> None:
        if self._send():
            self._stop_waiting()
            if not self.broken:
                self.on_empty()

    def _break(self, error: OSError) -> None:
        self.broken = error
        self._queue.clear()
        self.on_broken(error)
