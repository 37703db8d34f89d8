"""A backend in memory, installed for a test as a third party's would be: by an entry point.

It answers actions by the rules of `core.step`, and can be told to fail as real backends do.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import ClassVar

from console.backends.base import BadRequest, NotFound, Unreachable
from console.core.plan import plan
from console.core.query import matches, parse_query
from console.core.step import Refusal, step
from console.model import (
    Action,
    AuditEntry,
    Capabilities,
    Counts,
    JobDetail,
    JobPage,
    Json,
    LogLine,
    LogRef,
    LogWindow,
    Outcome,
    OutcomeKind,
    PausedItem,
    Plan,
    Related,
    StartRequest,
    WorkflowInfo,
)

NOW = datetime(2026, 11, 19, 2, 30, tzinfo=UTC)


class MemoryBackend:
    """Jobs in a dictionary of the class: a verb makes its own instance, the test looks at the class."""

    details: ClassVar[dict[str, JobDetail]] = {}
    logs: ClassVar[dict[LogRef, tuple[LogLine, ...]]] = {}
    outcomes: ClassVar[dict[str, OutcomeKind | Exception]] = {}
    acted: ClassVar[list[Action]] = []
    settings: ClassVar[Mapping[str, Json]] = {}
    page_size: ClassVar[int] = 100

    def __init__(self, name: str) -> None:
        self.context = name

    @classmethod
    def reset(cls, *details: JobDetail) -> None:
        cls.details = {detail.job.id: detail for detail in details}
        cls.logs, cls.outcomes, cls.acted, cls.settings, cls.page_size = {}, {}, [], {}, 100

    @classmethod
    def create(cls, name: str, settings: Mapping[str, Json]) -> MemoryBackend:
        cls.settings = settings
        return cls(name)

    async def capabilities(self) -> Capabilities:
        return Capabilities({})

    async def jobs(self, query: str, *, cursor: str | None = None, limit: int = 100) -> JobPage:
        parsed = parse_query(query)
        found = [detail.job for detail in self.details.values() if matches(parsed, detail.job, NOW)]
        first = int(cursor or 0)
        end = first + min(limit, self.page_size)
        return JobPage(tuple(found[first:end]), str(end) if end < len(found) else None, len(found))

    async def counts(self) -> Counts | None:
        return None

    async def job(self, job: str) -> JobDetail:
        if job not in self.details:
            raise NotFound(f"there is no job {job}")
        return self.details[job]

    async def related(self, job: str) -> Sequence[Related]:
        return ()

    async def paused(self) -> Sequence[PausedItem]:
        return ()

    async def workflows(self) -> Sequence[WorkflowInfo]:
        return ()

    async def audit(self, job: str | None = None, *, limit: int = 200) -> Sequence[AuditEntry]:
        return ()

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        lines = self._lines(ref)
        start = max(0, len(lines) + first) if first < 0 else first
        return LogWindow(lines[start : start + count], start, len(lines), ended=True)

    async def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:
        for line in self._lines(ref)[first:]:
            yield (line,)

    def _lines(self, ref: LogRef) -> Sequence[LogLine]:
        if ref not in self.logs:
            raise NotFound(f"there is no log of {ref.node}")
        return self.logs[ref]

    async def search_log(
        self, ref: LogRef, pattern: str, *, first: int = 0, limit: int = 1000
    ) -> Sequence[int]:
        return ()

    async def watch(self) -> AsyncIterator[frozenset[str]]:
        yield frozenset()
        raise Unreachable("the backend went away")

    async def plan(self, action: Action) -> Plan:
        return plan(await self.job(action.job), action, now=NOW)

    async def act(self, action: Action) -> Outcome:
        self.acted.append(action)
        planned = self.outcomes.get(action.job)
        if isinstance(planned, Exception):
            raise planned
        if planned is not None:
            return Outcome(action.job, action.node, planned, f"it is {planned}")
        detail = await self.job(action.job)
        after = step(detail, action, now=NOW)
        if isinstance(after, Refusal):
            return Outcome(action.job, action.node, OutcomeKind.ILLEGAL, after.message)
        self.details[action.job] = after.detail
        return Outcome(action.job, action.node, OutcomeKind.DONE, "done")

    async def start(self, request: StartRequest) -> str:
        raise BadRequest("the workflow cannot be started", detail="a.yaml:1:1: first\na.yaml:2:1: second")

    async def close(self) -> None:
        pass
