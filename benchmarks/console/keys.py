"""What a key costs, in bytes and in time, and what it costs to press none.

Bytes count until nothing came for a quarter of a second: what a key brings about later (a clock, the keys of
another kind of job) is part of it. Times end with the last byte of the first burst.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.console.line import Line
from benchmarks.measure import cpu_of, table

if TYPE_CHECKING:
    from benchmarks.console.peers import Peer, Peers
    from benchmarks.place import Place

DOWN, PAGE_DOWN = "\x1b[B", "\x1b[6~"
QUIET = 0.25
"""Seconds without a byte after which a screen has settled."""

BURST = 0.03
"""Seconds without a byte after which an answer to a key has ended."""


@dataclass(frozen=True)
class Figures:
    """Bytes; milliseconds from a key to its last byte; and the part of a CPU that idling takes."""

    start: int
    move: float
    mixed_move: float
    scroll: float
    page: float
    idle: int
    idle_cpu: float
    times: tuple[float, ...]


def keys(here: Place, peers: Peers, moves: int, idle: float) -> None:
    """Measure and print."""
    found = {each.name: _measure(each, here, moves, idle) for each in peers.found if each.lists}
    print("\nbytes, on a terminal of 200x50")
    rows = [
        (
            name,
            f"{each.start:,}",
            _told(each.move),
            _told(each.mixed_move),
            _told(each.scroll),
            _told(each.page),
            f"{each.idle:,}",
            f"{each.idle_cpu:.2%}",
        )
        for name, each in found.items()
    ]
    head = (
        "what",
        "first screen",
        "move",
        "to another kind",
        "edge scroll",
        "PgDn",
        f"idle {idle:.0f} s",
        "CPU",
    )
    table(head, rows)
    print("\nmilliseconds from a key to the end of its repaint")
    timed = [
        (name, f"{_part(each.times, 0.5):.1f}", f"{_part(each.times, 0.99):.1f}")
        for name, each in found.items()
    ]
    table(("what", "p50", "p99"), timed)


def _measure(peer: Peer, here: Place, moves: int, idle: float) -> Figures:
    """Drive one program through a session."""
    with Line(peer.argv, peer.environment(here)) as line:
        if not line.until(lambda: peer.there in line.came):
            raise SystemExit(f"{peer.name} never showed {peer.there!r}")
        line.quiet(1.0)
        start = len(line.came)
        mixed_move = move = _bytes(line, DOWN, moves)
        times = tuple(1000 * line.key(key, BURST)[1] for key in (DOWN, "\x1b[A") * 60)
        if peer.mixed:
            line.key(peer.mixed, QUIET)
            mixed_move = _bytes(line, DOWN, moves)
        line.press(DOWN * 60)  # to the lower edge, where every further one scrolls
        line.quiet(1.0)
        scroll, page = _bytes(line, DOWN, moves), _bytes(line, PAGE_DOWN, 5)
        line.quiet(1.0)
        before, used, began = len(line.came), cpu_of(line.pid), time.monotonic()
        line.until(lambda: False, idle)
        spent, took = cpu_of(line.pid) - used, time.monotonic() - began
        return Figures(start, move, mixed_move, scroll, page, len(line.came) - before, spent / took, times)


def _bytes(line: Line, keys: str, times: int) -> float:
    return statistics.median(line.key(keys, QUIET)[0] for _ in range(times))


def _told(count: float) -> str:
    """Return bytes as they are printed; a key that nothing came of does something else in that program."""
    return f"{count:,.0f}" if count else "-"


def _part(values: tuple[float, ...], part: float) -> float:
    """Return the value below which this part of the values lies."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]
