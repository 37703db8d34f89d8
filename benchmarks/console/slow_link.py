"""A thin and long line, emulated where the terminal is read: 1 Mbit/s, and 200 ms there and back.

Nothing of ssh is there but its window: what it has taken it must deliver, and a program that writes more than
the line carries is seen late, and later. One key cannot be seen before the 200 ms.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.console.keys import BURST, DOWN
from benchmarks.console.line import SLOW, Line, Speed
from benchmarks.measure import table

if TYPE_CHECKING:
    from benchmarks.console.peers import Peer, Peers
    from benchmarks.place import Place

HELD, REPEAT = 5.0, 1 / 30
"""Seconds that a key is held, and between its repeats."""


HEAD = (
    "what",
    "first screen s",
    "one key ms",
    f"lag after holding a key {HELD:.0f} s, ms",
    "KB of that",
    "leaving ms",
)


@dataclass(frozen=True)
class Figures:
    """Seconds and bytes of one program; where no key changes the screen, of its first screen alone."""

    first: float
    single: float
    lag: float
    held: int
    leaving: float
    """Until the program has ended and its last byte has come; 0 where that never was."""

    def told(self) -> tuple[str, ...]:
        """Return the columns of a table."""
        leaving = f"{1000 * self.leaving:.0f}" if self.leaving else "never"
        if not self.single:
            return (f"{self.first:.2f}", "no answer", "", "", leaving)
        return (
            f"{self.first:.2f}",
            f"{1000 * self.single:.0f}",
            f"{1000 * self.lag:.0f}",
            f"{self.held / 1000:.0f}",
            leaving,
        )


def slow_link(here: Place, peers: Peers) -> None:
    """Measure and print."""
    rows = [(each.name, *measure(each, here, SLOW).told()) for each in peers.found if each.lists]
    print("\n1 Mbit/s, 200 ms there and back")
    table(HEAD, rows)


def measure(peer: Peer, here: Place, speed: Speed | None) -> Figures:
    """Drive one program over a line."""
    with Line(peer.argv, peer.environment(here), speed) as line:
        line.until(lambda: peer.there in line.came)
        line.quiet(1.0)
        first = line.last - line.began
        single = statistics.median(line.key(DOWN, 2 * BURST)[1] for _ in range(7))
        if peer.mixed:  # to a list that is long enough for a key to be held on
            line.key(peer.mixed, 0.5)
        before, deadline = len(line.came), time.perf_counter() + HELD
        while time.perf_counter() < deadline:
            line.press(DOWN)
            line.until(lambda: False, REPEAT)
        released = time.perf_counter()
        line.quiet(1.0, 60.0)
        lag, held = max(0.0, line.last - released), len(line.came) - before
        left = time.perf_counter()
        line.press(peer.leave)
        leaving = line.last - left if line.ends(10.0) else 0.0
        return Figures(first, single, lag, held, leaving)
