"""How long the command takes to say something, beside what Python and Textual take for nothing.

    python -m benchmarks.startup [--rounds 9] [--jobs 1000]

The console's row ends when the first list is on the screen, read from a pseudo-terminal of 200x50. CPU is
what the process itself used; a host runs already.
"""

from __future__ import annotations

import argparse
import sys
import time
from functools import partial

from benchmarks.measure import Cost, cpu_of, interleaved, median_ms, run, table
from benchmarks.place import COMMAND, Place, place
from tests.pty.terminal import Terminal


def first_list(here: Place) -> Cost:
    """Open the console, and close it when a job of the first list is drawn."""
    began = time.perf_counter()
    with Terminal(COMMAND, env=here.environment, columns=200, rows=50) as terminal:
        terminal.wait_until(lambda: b"ingest-3" in terminal.output, what="a job")
        wall = time.perf_counter() - began
        return Cost(wall, cpu_of(terminal.pid))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="From the command to its first word.")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--jobs", type=int, default=1000)
    options = parser.parse_args()
    with place(options.jobs) as here:
        command = partial(run, environment=here.environment)
        costs = interleaved(
            {
                "python -c pass": lambda: command([sys.executable, "-c", "pass"]),
                "import textual.app": lambda: command([sys.executable, "-c", "import textual.app"]),
                "jobconsole --version": lambda: command([*COMMAND, "--version"]),
                "jobconsole --help": lambda: command([*COMMAND, "--help"]),
                "jobconsole jobs": lambda: command([*COMMAND, "jobs"]),
                "jobconsole jobs --json": lambda: command([*COMMAND, "jobs", "--json"]),
                "jobconsole, to its first list": lambda: first_list(here),
            },
            options.rounds,
        )
    print(f"{options.rounds} interleaved rounds, {options.jobs:,} jobs in the store, medians (least)")
    textual = median_ms([cost.cpu for cost in costs["import textual.app"]])
    rows = []
    for name, found in costs.items():
        walls, cpus = [cost.wall for cost in found], [cost.cpu for cost in found]
        rows.append(
            (
                name,
                f"{median_ms(walls):.0f} ({min(walls) * 1000:.0f})",
                f"{median_ms(cpus):.0f} ({min(cpus) * 1000:.0f})",
                f"{median_ms(cpus) / textual:.2f}",
            )
        )
    table(("what", "wall ms", "CPU ms", "of import textual"), rows)


if __name__ == "__main__":
    main()
