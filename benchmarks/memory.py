"""What console and host hold in memory with many jobs in the store, beside an empty Textual app.

    python -m benchmarks.memory [--jobs 100000]

Resident, and what of that is the process's own (not shared with others, such as the interpreter's text).
"""

from __future__ import annotations

import argparse
import sys

from benchmarks.measure import memory_of, table
from benchmarks.place import COMMAND, place
from tests.pty.terminal import Terminal

EMPTY = "from textual.app import App; App().run()"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Memory.")
    parser.add_argument("--jobs", type=int, default=100_000)
    options = parser.parse_args()
    found: dict[str, tuple[float, float]] = {}
    with place(options.jobs) as here:
        found["the host, before anybody asks"] = memory_of(here.host_pid())
        with Terminal((sys.executable, "-c", EMPTY), env=here.environment, columns=200, rows=50) as terminal:
            terminal.wait_until(lambda: len(terminal.output) > 1000, what="the empty app")
            terminal.drain(0.5)
            found["floor: an empty Textual app"] = memory_of(terminal.pid)
        with Terminal(COMMAND, env=here.environment, columns=200, rows=50) as terminal:
            terminal.wait_until(lambda: b"ingest-3" in terminal.output, what="a job")
            terminal.drain(0.5)
            found["the console, at its first list"] = memory_of(terminal.pid)
            terminal.send("4")
            terminal.drain(0.5)
            for _ in range(40):
                terminal.send("\x1b[6~")
                terminal.drain(0.1)
            terminal.drain(0.5)
            found["the console, 40 pages further"] = memory_of(terminal.pid)
        found["the host, after that"] = memory_of(here.host_pid())
    print(f"{options.jobs:,} jobs in the store")
    rows = [(name, f"{resident:.0f}", f"{own:.0f}") for name, (resident, own) in found.items()]
    table(("what", "MB resident", "MB its own"), rows)


if __name__ == "__main__":
    main()
