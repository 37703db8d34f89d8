"""An engine in a process of its own, to be killed by tests: `engine_host_process.py STATE_DIR SLOTS [POINT]`.

With a point of `crash_points` it kills itself there.

It reads commands, one a line, and answers each with one line:

    start FOLDER TEXT-AS-JSON    the id of the job
    status                       running and adopted commands, and jobs that have not ended
    wait                         `idle`, as soon as every job has ended or waits for a person
    close                        `closed`; running commands go on
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import crash_points

from console.engine.engine import Engine
from console.model import StartRequest


async def main() -> None:
    for point in sys.argv[3:]:
        crash_points.arm(point)
    engine = Engine(Path(sys.argv[1]), slots=int(sys.argv[2]))
    await engine.start()
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    answer("ready")
    while line := (await reader.readline()).decode():
        verb, *rest = line.split(" ", 2)
        match verb.strip():
            case "start":
                request = StartRequest(None, {}, text=json.loads(rest[1]), source="t.yaml", folder=rest[0])
                answer(await engine.start_job(request, actor="tester"))
            case "status":
                status = engine.status()
                answer(f"{status.running} {status.adopted} {status.jobs}")
            case "wait":
                async for _ in engine.watch():
                    status = engine.status()
                    if not status.running and not status.queued:
                        break
                answer("idle")
            case _:
                await engine.close()
                answer("closed")


def answer(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


asyncio.run(main())
