"""What a node costs over a bare fork and exec: one job of N trivial nodes against N spawns, in the same run.

    python -m benchmarks.node_overhead [--nodes 1000] [--slots 2] [--rounds 3] [--folder /tmp]

Both ways run `/bin/true`, as many at a time as there are slots, in interleaved rounds. The engine commits
every claim and every end to the disk (`synchronous=FULL`). Read the ratio, not the absolute times.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path

from console.engine.engine import Engine
from console.model import StartRequest

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
    pairs = [
        (
            bare(options.nodes, options.slots),
            asyncio.run(engine(options.nodes, options.slots, options.folder)),
        )
        for _ in range(options.rounds)
    ]
    spawn, node = (statistics.median(column) for column in zip(*pairs, strict=True))
    each = 1000 / options.nodes
    print(f"{options.nodes} nodes, {options.slots} at a time, {options.rounds} rounds, medians")
    print(f"bare spawn  {spawn:6.2f} s  {spawn * each:6.2f} ms each")
    print(f"engine      {node:6.2f} s  {node * each:6.2f} ms each  {node / spawn:.1f} times")


if __name__ == "__main__":
    main()
