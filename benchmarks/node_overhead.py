"""What a node costs over a bare fork and exec: one job of N trivial nodes against its peers, in the same run.

    python -m benchmarks.node_overhead [--nodes 1000] [--slots 2] [--rounds 3] [--folder /tmp]

Every way runs `/bin/true`, as many at a time as there are slots, in interleaved rounds: bare spawns, `xargs`
and `make` where they are installed, and the engine, which alone commits every claim and every end to the disk
(`synchronous=FULL`). Read the ratios, not the absolute times.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import table
from console.engine.engine import Engine
from console.model import StartRequest

if TYPE_CHECKING:
    from collections.abc import Callable

COMMAND = "/bin/true"


def bare(nodes: int, at_once: int) -> float:
    """Return the seconds of so many spawns and waits."""
    began, running = time.perf_counter(), 0
    for _ in range(nodes):
        if running == at_once:
            os.wait()
            running -= 1
        os.posix_spawn(COMMAND, [COMMAND], {})
        running += 1
    for _ in range(running):
        os.wait()
    return time.perf_counter() - began


def xargs(nodes: int, at_once: int) -> float:
    """Return the seconds of `xargs -P`."""
    return _timed(
        ["xargs", f"-P{at_once}", "-n1", COMMAND], "".join(f"{number}\n" for number in range(nodes))
    )


def make(nodes: int, at_once: int) -> float:
    """Return the seconds of `make -j`."""
    names = " ".join(f"n{number}" for number in range(nodes))
    rules = f"all: {names}\n.PHONY: all {names}\n{names}:\n\t@{COMMAND}\n"
    return _timed(["make", "-s", "-r", f"-j{at_once}", "-f", "-"], rules)


def _timed(argv: list[str], text: str) -> float:
    # From within `make bench` a make would ask the outer one for its slots.
    environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS")}
    began = time.perf_counter()
    subprocess.run(argv, input=text.encode(), env=environment, check=True)
    return time.perf_counter() - began


async def engine(nodes: int, slots: int, folder: str) -> float:
    """Return the seconds from a stored job to its end, on a warm engine."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        under_test = Engine(Path(scratch) / "state", slots=slots)
        await under_test.start()
        await run(under_test, slots)  # starts the runners
        seconds = await run(under_test, nodes)
        await under_test.close()
    return seconds


async def run(under_test: Engine, nodes: int) -> float:
    """Run one job; return the seconds after it was stored."""
    lines = "".join(f"  n{number}: {{argv: [{COMMAND}]}}\n" for number in range(nodes))
    request = StartRequest(None, {}, text=f"name: overhead\nnodes:\n{lines}", folder="/")
    changes = under_test.watch()
    await under_test.start_job(request, actor="benchmark")
    began = time.perf_counter()
    async for _ in changes:
        if not under_test.status().jobs:
            break
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--nodes", type=int, default=1000)
    parser.add_argument("--slots", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", default=tempfile.gettempdir())
    options = parser.parse_args()
    ways: dict[str, Callable[[], float]] = {
        "bare spawn": lambda: bare(options.nodes, options.slots),
        "xargs": lambda: xargs(options.nodes, options.slots),
        "make": lambda: make(options.nodes, options.slots),
        "engine": lambda: asyncio.run(engine(options.nodes, options.slots, options.folder)),
    }
    ways = {name: way for name, way in ways.items() if name not in ("xargs", "make") or shutil.which(name)}
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(options.rounds):
        for name, way in ways.items():
            seconds[name].append(way())
    found = {name: statistics.median(times) for name, times in seconds.items()}
    print(f"{options.nodes} nodes, {options.slots} at a time, {options.rounds} interleaved rounds, medians")
    rows = [
        (name, f"{time_:.2f}", f"{time_ / options.nodes * 1000:.2f}", f"{time_ / found['bare spawn']:.1f}")
        for name, time_ in found.items()
    ]
    table(("what", "s", "ms a node", "of bare"), rows)


if __name__ == "__main__":
    main()
