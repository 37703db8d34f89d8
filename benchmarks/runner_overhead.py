"""What a slot runner costs over a bare spawn: N x `sh -c true`, in interleaved rounds of the same run.

    python -m benchmarks.runner_overhead [--tasks 200] [--rounds 7] [--folder /dev/shm]

Read the ratios and the difference, not the absolute times. The control files are removed as the
engine removes them.
"""

from __future__ import annotations

import argparse
import os
import select
import statistics
import sys
import tempfile
import time
from typing import TYPE_CHECKING

from console.runner import protocol
from console.runner.protocol import Exited, Start
from console.runner.spawn import SpawnedRunner, spawn_runner

if TYPE_CHECKING:
    from collections.abc import Callable


ARGV = ("/bin/sh", "-c", "true")
ENV = {"PATH": os.defpath}


def bare(tasks: int, at_once: int) -> None:
    """posix_spawn and wait, with so many children at a time."""
    running = 0
    for _ in range(tasks):
        if running == at_once:
            os.wait()
            running -= 1
        os.posix_spawn(ARGV[0], ARGV, ENV)
        running += 1
    for _ in range(running):
        os.wait()


class Slots:
    """The host's side, as small as it can be: one request a slot, the next at its end."""

    def __init__(self, folder: str, count: int) -> None:
        self.folder = folder
        self.runners = {runner.socket.fileno(): runner for runner in self._spawn(count)}
        self.number = 0

    def _spawn(self, count: int) -> list[SpawnedRunner]:
        return [spawn_runner(sys.executable, self.folder) for _ in range(count)]

    def run(self, tasks: int) -> None:
        poller = select.poll()
        last = self.number + tasks
        for descriptor in self.runners:
            poller.register(descriptor, select.POLLIN)
            self._start(descriptor)
        running = len(self.runners)
        while running:
            for descriptor, _ in poller.poll():
                event = protocol.receive_event(self.runners[descriptor].socket)
                if not isinstance(event, Exited):
                    continue
                assert event.outcome.code == 0, event
                os.unlink(f"{self.folder}/{event.execution}.ctl")
                if self.number < last:
                    self._start(descriptor)
                else:
                    running -= 1

    def _start(self, descriptor: int) -> None:
        self.number += 1
        stem = f"{self.folder}/{self.number}"
        request = Start(self.number, f"{stem}.ctl", f"{stem}.log", ARGV, ENV, "/")
        protocol.send_request(self.runners[descriptor].socket, request, f"{stem}.request")

    def close(self) -> None:
        for runner in self.runners.values():
            runner.socket.close()
            os.waitpid(runner.pid, 0)


def median_ms(ways: dict[str, Callable[[int], None]], tasks: int, rounds: int) -> dict[str, float]:
    """Milliseconds a task for each way, the ways taking turns in every round."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way(20)
    for _ in range(rounds):
        for name, way in ways.items():
            before = time.perf_counter()
            way(tasks)
            times[name].append((time.perf_counter() - before) / tasks * 1000)
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description="The cost of a slot runner over a bare spawn.")
    parser.add_argument("--tasks", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--folder", help="where the control files go (default: the temporary folder)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        one, two = Slots(folder, 1), Slots(folder, 2)
        try:
            ways = {
                "bare, 1 at a time": lambda tasks: bare(tasks, 1),
                "one slot": one.run,
                "bare, 2 at a time": lambda tasks: bare(tasks, 2),
                "two slots": two.run,
            }
            found = median_ms(ways, options.tasks, options.rounds)
        finally:
            one.close()
            two.close()
    for name, limit in {"one slot": "bare, 1 at a time", "two slots": "bare, 2 at a time"}.items():
        more, ratio = found[name] - found[limit], found[name] / found[limit]
        print(
            f"{name}: {found[name]:.2f} ms a task; {limit}: {found[limit]:.2f}; {more:+.2f} ms, x {ratio:.2f}"
        )


if __name__ == "__main__":
    main()
