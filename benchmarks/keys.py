"""How many bytes a key costs: over SSH they are what a person waits for.

    python -m benchmarks.keys [--jobs 1100] [--moves 15] [--idle 10]

One pseudo-terminal of 200x50 each: the console on a real host, the same rows in Textual's own DataTable, and
of less, htop and lnav what is installed. Every key waits until nothing more comes; medians.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import time
from dataclasses import dataclass

from benchmarks.measure import cpu_of, table
from benchmarks.place import COMMAND, Place, place
from tests.pty.terminal import Terminal

DOWN, PAGE_DOWN = "\x1b[B", "\x1b[6~"
QUIET = 0.25
"""Seconds without a byte after which a screen has settled."""


@dataclass(frozen=True)
class Peer:
    """A program with a list: how it is started, what shows that it is there, and its keys."""

    name: str
    argv: tuple[str, ...]
    there: bytes
    mixed: str = ""
    """A key that brings a list of jobs of several kinds, mixed; those of the first list are alike."""
    down: str = DOWN


@dataclass(frozen=True)
class Figures:
    """Bytes, and the part of a CPU that idling takes."""

    start: int
    move: float
    mixed_move: float
    scroll: float
    page: float
    idle: int
    idle_cpu: float


def key(terminal: Terminal, keys: str, times: int) -> float:
    """Return the median of the bytes that come after a key, pressed alone so many times."""
    return statistics.median(_press(terminal, keys) for _ in range(times))


def _press(terminal: Terminal, keys: str) -> int:
    terminal.send(keys)
    before = len(terminal.output)
    # A loaded machine takes its time to the first byte; a key that draws nothing costs this once.
    if not terminal.within(2.0, lambda: len(terminal.output) > before):
        return 0
    terminal.drain(QUIET)
    return len(terminal.output) - before


def measure(peer: Peer, here: Place, moves: int, idle: float) -> Figures:
    """Drive one program through a session."""
    with Terminal(peer.argv, env=here.environment, columns=200, rows=50) as terminal:
        terminal.wait_until(lambda: peer.there in terminal.output, what=peer.name)
        terminal.drain(1.0)
        start = len(terminal.output)
        mixed_move = move = key(terminal, peer.down, moves)
        if peer.mixed:
            _press(terminal, peer.mixed)
            mixed_move = key(terminal, peer.down, moves)
        terminal.send(peer.down * 60)  # to the lower edge, where every further one scrolls
        terminal.drain(1.0)
        scroll = key(terminal, peer.down, moves)
        page = key(terminal, PAGE_DOWN, 5)
        terminal.drain(1.0)
        before, used, began = len(terminal.output), cpu_of(terminal.pid), time.monotonic()
        terminal.drain(idle, seconds=idle)
        spent = cpu_of(terminal.pid) - used
        took = time.monotonic() - began
        return Figures(start, move, mixed_move, scroll, page, len(terminal.output) - before, spent / took)


def peers(here: Place, jobs: int) -> list[Peer]:
    """Return the console and whatever can be measured beside it."""
    rows, text = here.folder / "rows.json", here.folder / "rows.txt"
    rows.write_text(here.verb("jobs", "--limit", str(jobs), "--json"))
    text.write_text(here.verb("jobs", "--limit", str(jobs)))
    stock = (sys.executable, "-m", "benchmarks.stock_table", str(rows))
    found = [
        Peer("jobconsole", tuple(COMMAND), b"ingest-3", mixed="4"),
        Peer("Textual DataTable", stock, b"ingest-3"),
        Peer("less", ("less", "-S", str(text)), b"ingest-"),
        Peer("htop", ("htop", "-d", "100"), b"PID"),
        Peer("lnav", ("lnav", str(text)), b"ingest-"),
    ]
    return [peer for peer in found if shutil.which(peer.argv[0])]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Bytes per key.")
    parser.add_argument("--jobs", type=int, default=1100)
    parser.add_argument("--moves", type=int, default=15)
    parser.add_argument("--idle", type=float, default=10.0, help="seconds to idle")
    options = parser.parse_args()
    with place(options.jobs) as here:
        found = {
            peer.name: measure(peer, here, options.moves, options.idle) for peer in peers(here, options.jobs)
        }
    print(f"bytes on a pseudo-terminal of 200x50, {options.jobs:,} jobs in the store")
    idle = f"idle {options.idle:.0f} s"
    head = ("what", "first screen", "move", "to another kind", "edge scroll", "PgDn", idle, "idle CPU")
    rows = [
        (
            name,
            f"{figures.start:,}",
            f"{figures.move:,.0f}",
            f"{figures.mixed_move:,.0f}",
            f"{figures.scroll:,.0f}",
            f"{figures.page:,.0f}",
            f"{figures.idle:,}",
            f"{figures.idle_cpu:.2%}",
        )
        for name, figures in found.items()
    ]
    table(head, rows)


if __name__ == "__main__":
    main()
