"""What a list of 100 jobs of each remote API costs us in CPU, beside what reading its bytes costs anybody.

    python -m benchmarks.remote_lists [--jobs 100] [--rounds 15]

The answers are those of the tests' stand-ins, recorded once and then replayed, so that no server's work is
counted. The floor sends the same requests through the same client and parses the same bytes as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from benchmarks.measure import table

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from fakes.remote import DESKS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fakes.remote import Desk


class Replay(httpx.AsyncBaseTransport):
    """Answers each request as ``inner`` did the first time; keeps what was asked, in order."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self._kept: dict[tuple[str, str, bytes], tuple[int, list[tuple[str, str]], bytes]] = {}
        self.asked: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer of old."""
        self.asked.append(request)
        key = (request.method, str(request.url), request.content)
        if key not in self._kept:
            response = await self._inner.handle_async_request(request)
            body = await response.aread()
            self._kept[key] = (response.status_code, response.headers.multi_items(), body)
        status, headers, body = self._kept[key]
        return httpx.Response(status, headers=headers, content=body)


async def cpu_of(call: Awaitable[object]) -> float:
    """Return the milliseconds of CPU of one call."""
    began = time.process_time()
    await call
    return (time.process_time() - began) * 1000


async def measured(make: Callable[[], Desk], jobs: int, rounds: int) -> tuple[int, int, float, float, float]:
    """Return requests and bytes of a first look, and CPU of the floor, of a first look and of the next."""
    desk = make()
    for _ in range(jobs):
        await desk.running()
    line = desk.line
    line.inner = replay = Replay(line.inner)
    await desk.backend.jobs("", limit=jobs)
    asked, size = list(replay.asked), 0
    floors, firsts, nexts = [], [], []
    async with httpx.AsyncClient(transport=replay) as bare:

        async def floor() -> None:
            nonlocal size
            size = 0
            for request in asked:
                response = await bare.request(
                    request.method, request.url, headers=request.headers, content=request.content
                )
                size += len(response.content)
                if response.content.lstrip()[:1] in (b"{", b"["):
                    json.loads(response.content)

        for _ in range(rounds):
            floors.append(await cpu_of(floor()))
            fresh = desk.again()
            firsts.append(await cpu_of(fresh.jobs("", limit=jobs)))
            nexts.append(await cpu_of(fresh.jobs("", limit=jobs)))
            await fresh.close()
    await desk.backend.close()
    return len(asked), size, *(statistics.median(each) for each in (floors, firsts, nexts))


async def run(jobs: int, rounds: int) -> list[list[str]]:
    """Return the rows of the table."""
    rows = []
    for name, make in DESKS.items():
        requests, size, floor, first, again = await measured(make, jobs, rounds)
        rows.append(
            [
                name,
                str(requests),
                f"{size:,}",
                f"{floor:.1f}",
                f"{first:.1f}",
                f"{first / floor:.1f}",
                f"{again:.1f}",
            ]
        )
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Lists of remote APIs.")
    parser.add_argument("--jobs", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    rows = asyncio.run(run(options.jobs, options.rounds))
    table([f"{options.jobs} jobs", "requests", "bytes", "floor ms", "first ms", "times", "next ms"], rows)


if __name__ == "__main__":
    main()
