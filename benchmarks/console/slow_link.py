"""A thin and long line, emulated where the terminal is read: 1 Mbit/s, and 200 ms there and back.

Nothing of ssh is there but its window: what it has taken it must deliver, and a program that writes more than
the line carries is seen late, and later. One key cannot be seen before the 200 ms.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from benchmarks.console.keys import BURST, DOWN
from benchmarks.console.line import SLOW, Line
from benchmarks.measure import table

if TYPE_CHECKING:
    from benchmarks.console.peers import Peer, Peers
    from benchmarks.place import Place

HELD, REPEAT = 5.0, 1 / 30
"""Seconds that a key is held, and between its repeats."""


def slow_link(here: Place, peers: Peers) -> None:
    """Measure and print."""
    rows = [(each.name, *_figures(each, here)) for each in peers.found if each.lists]
    print("\n1 Mbit/s, 200 ms there and back")
    table(
        ("what", "first screen s", "one key ms", f"lag after holding a key {HELD:.0f} s", "KB of that"), rows
    )


def _figures(peer: Peer, here: Place) -> tuple[str, ...]:
    with Line(peer.argv, peer.environment(here), SLOW) as line:
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
        lag = max(0.0, line.last - released)
        kilobytes = (len(line.came) - before) / 1000
        if not single:
            return (f"{first:.2f}", "no answer", "", "")
        return (f"{first:.2f}", f"{1000 * single:.0f}", f"{1000 * lag:.0f} ms", f"{kilobytes:.0f}")
