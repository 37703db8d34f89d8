"""What a process costs, and how figures are printed."""

from __future__ import annotations

import os
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@dataclass(frozen=True)
class Cost:
    """One run: seconds on the clock, and seconds of CPU, user and system."""

    wall: float
    cpu: float


def run(argv: Sequence[str], environment: Mapping[str, str]) -> Cost:
    """Run a command to its end, its output thrown away."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    began = time.perf_counter()
    pid = os.posix_spawnp(
        argv[0], argv, environment, file_actions=[(os.POSIX_SPAWN_DUP2, nowhere, to) for to in (0, 1, 2)]
    )
    _, status, used = os.wait4(pid, 0)
    wall = time.perf_counter() - began
    os.close(nowhere)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{' '.join(argv)}: ended with {os.waitstatus_to_exitcode(status)}")
    return Cost(wall, used.ru_utime + used.ru_stime)


def interleaved(ways: Mapping[str, Callable[[], Cost]], rounds: int) -> dict[str, list[Cost]]:
    """Run every way once a round, so that whatever else the machine does strikes all of them alike."""
    costs: dict[str, list[Cost]] = {name: [] for name in ways}
    for way in ways.values():
        way()
    for _ in range(rounds):
        for name, way in ways.items():
            costs[name].append(way())
    return costs


def cpu_of(pid: int) -> float:
    """Return the seconds of CPU that the threads of a process have used so far."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def memory_of(pid: int) -> tuple[float, float]:
    """Return the memory of a process in MB: what it has resident, and what of that is its own alone."""
    fields = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    )
    kilobytes = {name: int(value.split()[0]) for name, value in fields.items()}
    return kilobytes["Rss"] / 1024, (kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]) / 1024


def median_ms(values: Sequence[float]) -> float:
    """Return the median of seconds, in milliseconds."""
    return statistics.median(values) * 1000


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table that Markdown reads, too."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, ["-" * width for width in widths], *rows):
        first, *others = (
            cell.ljust(width) if not at else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print(f"| {' | '.join((first, *others))} |")
