"""A program at the other end of a line: a pseudo-terminal, and if wanted a line that is thin and long.

No emulator reads it, as that would cost more than most of what is measured. What comes is counted and kept,
with the time of the last of it; questions that are asked of every terminal are answered.
"""

from __future__ import annotations

import contextlib
import fcntl
import heapq
import itertools
import os
import pty
import select
import signal
import struct
import termios
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

QUERY, REPLY = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
COLUMNS, ROWS = 200, 50


@dataclass(frozen=True)
class Speed:
    """A line: bits a second towards the terminal, seconds one way, bytes that may be on their way."""

    bits: float
    delay: float
    window: int = 2_000_000


SLOW = Speed(bits=1e6, delay=0.1)
"""1 Mbit/s, 200 ms there and back, and what sshd keeps in flight."""


class Line:
    """Runs a program as a terminal of 200x50 that shows whole frames."""

    def __init__(
        self, argv: Sequence[str], environment: Mapping[str, str], speed: Speed | None = None
    ) -> None:
        self.came = bytearray()
        self.last = 0.0
        """When the last byte came, by `time.perf_counter`."""
        self.began = time.perf_counter()
        self._speed = speed
        self._free = 0.0
        self._events: list[tuple[float, int, bool, bytes]] = []
        self._number = itertools.count()
        self._asked = 0
        self.pid, self._master = pty.fork()
        if not self.pid:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
                os.execvpe(argv[0], list(argv), dict(environment))
            finally:
                os._exit(127)

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._master)

    def press(self, keys: str) -> None:
        """Type; the keys arrive when the line has carried them."""
        self._later(self._delay, keys.encode(), to_terminal=False)

    def until(self, condition: Callable[[], bool], seconds: float = 30.0) -> bool:
        """Let time pass until a condition holds; whether it does by then."""
        deadline = time.perf_counter() + seconds
        while not condition():
            if time.perf_counter() >= deadline or not self._turn(deadline):
                return condition()
        return True

    def quiet(self, seconds: float, most: float = 30.0) -> int:
        """Let time pass until nothing came for so long; returns the bytes that came."""
        before, began = len(self.came), time.perf_counter()
        while (left := min(max(self.last, began) + seconds, began + most) - time.perf_counter()) > 0:
            if not self._turn(time.perf_counter() + left):
                break
        return len(self.came) - before

    def ends(self, seconds: float) -> bool:
        """Let time pass until the program has ended and its output has come; whether it has by then."""
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            if not self._turn(deadline):
                while any(to_terminal for _, _, to_terminal, _ in self._events):
                    due, _, to_terminal, data = heapq.heappop(self._events)
                    time.sleep(max(0.0, due - time.perf_counter()))
                    if to_terminal:
                        self._arrive(data)
                return True
        return False

    def key(self, keys: str, settle: float) -> tuple[int, float]:
        """Press a key; returns the bytes that come of it, and the seconds to the last of them."""
        before, began = len(self.came), time.perf_counter()
        self.press(keys)
        if not self.until(lambda: len(self.came) > before, 2.0 + 2 * self._delay):
            return 0, 0.0
        self.quiet(settle)
        return len(self.came) - before, self.last - began

    @property
    def _delay(self) -> float:
        return self._speed.delay if self._speed else 0.0

    def _later(self, seconds: float, data: bytes, *, to_terminal: bool) -> None:
        due = time.perf_counter() + seconds
        heapq.heappush(self._events, (due, next(self._number), to_terminal, data))

    def _turn(self, deadline: float) -> bool:
        """Do what is due, and take what comes. Returns False when the program has ended."""
        now = time.perf_counter()
        due = False
        while self._events and self._events[0][0] <= now:
            due = True
            _, _, to_terminal, data = heapq.heappop(self._events)
            if to_terminal:
                self._arrive(data)
            else:
                os.write(self._master, data)
        if due:
            return True  # whoever waits may have waited for this
        until = min(deadline, self._events[0][0]) if self._events else deadline
        full = self._speed is not None and (self._free - now) * self._speed.bits / 8 > self._speed.window
        readers = [] if full else [self._master]
        wait = max(0.0, min(until - time.perf_counter(), 0.01 if full else 1.0))
        if not select.select(readers, [], [], wait)[0]:
            return True
        try:
            data = os.read(self._master, 65536)
        except OSError:
            return False
        self._carry(data)
        return bool(data)

    def _carry(self, data: bytes) -> None:
        """Send bytes on their way; without a line they are there."""
        if self._speed is None:
            self._arrive(data)
            return
        now = time.perf_counter()
        self._free = max(self._free, now) + 8 * len(data) / self._speed.bits
        self._later(self._free - now + self._speed.delay, data, to_terminal=True)

    def _arrive(self, data: bytes) -> None:
        self.came += data
        self.last = time.perf_counter()
        asked = self.came.count(QUERY) if self._asked or QUERY in data else 0
        for _ in range(asked - self._asked):
            self._later(self._delay, REPLY, to_terminal=False)
        self._asked = max(asked, self._asked)
