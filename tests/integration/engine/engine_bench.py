"""An engine with short words for tests, and a way to wait for what it comes to without sleeping."""

from __future__ import annotations

import asyncio
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

from console.engine.engine import Engine
from console.model import Action, JobDetail, JobStatus, LogRef, NodeStatus, Outcome, StartRequest, Verb

DEADLINE = 30.0
"""Seconds after which what a test waits for is not going to happen."""


class Bench:
    """An engine with short words for what tests do all the time."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine = engine
        self.folder = folder

    async def start(self, text: str, actor: str = "tester", **params: str) -> str:
        """Start a workflow; ``version`` and ``name`` need not be written."""
        body = textwrap.dedent(text).strip()
        head = "" if body.startswith("version") else "version: 1\nname: sample\n"
        request = StartRequest(None, params, text=head + body, source="sample.yaml", folder=str(self.folder))
        return await self.engine.start_job(request, actor=actor)

    async def until(self, job: str, test: Callable[[JobDetail], bool]) -> JobDetail:
        """Return the job as soon as it is what the test asks for."""
        last: JobDetail | None = None
        try:
            async with asyncio.timeout(DEADLINE):
                async for _ in self.engine.watch():
                    last = await self.engine.job(job)
                    if test(last):
                        return last
        except TimeoutError:
            told = {} if last is None else {n.id: (str(n.status), n.reason) for n in last.nodes.values()}
            raise AssertionError(f"job {job} never came to it: {last and last.job.status} {told}") from None
        raise AssertionError("the engine was closed")

    async def ended(self, job: str) -> JobDetail:
        """Return the job when it has ended."""
        return await self.until(job, lambda detail: detail.job.status.is_terminal)

    async def status(self, job: str, status: JobStatus) -> JobDetail:
        """Return the job when it has this status."""
        return await self.until(job, lambda detail: detail.job.status is status)

    async def node(self, job: str, node: str, *statuses: NodeStatus) -> JobDetail:
        """Return the job when the node has one of these statuses."""
        return await self.until(job, lambda detail: detail.nodes[node].status in statuses)

    async def act(self, verb: Verb, job: str, node: str | None = None, **more: object) -> Outcome:
        """Act as ``tester``."""
        fields: Mapping[str, object] = {"actor": "tester", **more}
        return await self.engine.act(Action(verb, job, node, **fields))  # type: ignore[arg-type]

    async def says(self, job: str, node: str, line: str) -> None:
        """Return as soon as the first execution of a node has written this line."""
        await self.until(job, lambda detail: detail.nodes[node].execution > 0)
        async with asyncio.timeout(DEADLINE):
            async for batch in self.engine.follow(LogRef(job, node, 1)):
                if any(each.text == line and not each.partial for each in batch):
                    return
        raise AssertionError(f"{node} of job {job} ended and never said {line}")

    def words(self, name: str) -> list[str]:
        """Return the lines that commands wrote into a file of the job's folder."""
        path = self.folder / name
        return path.read_text().split() if path.exists() else []
