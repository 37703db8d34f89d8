"""What one page of jobs costs with very many in the store, through the socket, beside an answer of nothing.

    python -m benchmarks.engine_page [--jobs 100000] [--requests 100]

One connection that is kept, pages of 100, whole answers read and not parsed. The floors are the host's
shortest answer on the same connection, and the same rows read from SQLite by this process.
"""

from __future__ import annotations

import argparse
import http.client
import socket
import sqlite3
import statistics
import time
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import quote

from benchmarks.measure import memory_of, table
from benchmarks.place import Place, place

if TYPE_CHECKING:
    from collections.abc import Callable

QUERIES = ("", "status:failed", "problem:any", "workflow:ingest-1", "name:*99", "started:30d sort:-started")
LAST = "SELECT * FROM job ORDER BY created_us DESC, id DESC LIMIT 100"


class Connection(http.client.HTTPConnection):
    """HTTP over the host's socket."""

    def __init__(self, here: Place) -> None:
        super().__init__("jobconsole", timeout=60)
        self._path = str(here.state / "host.sock")

    def connect(self) -> None:
        """Connect to the socket."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self._path)

    def read(self, path: str) -> bytes:
        """Return a whole answer. Raises SystemExit for one that is not a good one."""
        self.request("GET", path)
        answer = self.getresponse()
        body = answer.read()
        if answer.status != http.client.OK:
            raise SystemExit(f"{path}: {answer.status} {body.decode()}")
        return body


def times(ways: dict[str, Callable[[], object]], requests: int) -> dict[str, list[float]]:
    """Return the milliseconds of every way, the ways taking turns."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(requests):
        for name, way in ways.items():
            began = time.perf_counter()
            way()
            found[name].append((time.perf_counter() - began) * 1000)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="A page of jobs.")
    parser.add_argument("--jobs", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=100)
    options = parser.parse_args()
    with place(options.jobs) as here, closing(Connection(here)) as host:
        with closing(sqlite3.connect(f"file:{here.state}/jobs.db?mode=ro", uri=True)) as store:
            ways: dict[str, Callable[[], object]] = {
                "floor: SQLite alone": lambda: store.execute(LAST).fetchall(),
                "floor: GET /v1/engine": lambda: host.read("/v1/engine"),
                "GET /v1/counts": lambda: host.read("/v1/counts"),
            }
            for query in QUERIES:
                path = f"/v1/jobs?limit=100&query={quote(query)}"
                ways[f"100 jobs: {query or 'all'}"] = lambda path=path: host.read(path)
            found = times(ways, options.requests)
        resident, own = memory_of(here.host_pid())
    print(f"{options.jobs:,} jobs in the store, {options.requests} requests each, interleaved")
    rows = [
        (name, f"{statistics.median(each):.2f}", f"{statistics.quantiles(each, n=20)[-1]:.2f}")
        for name, each in found.items()
    ]
    table(("what", "median ms", "p95 ms"), rows)
    print(f"the host afterwards: {resident:.0f} MB resident, {own:.0f} MB its own")


if __name__ == "__main__":
    main()
