"""An engine that answers what a test tells it to: the routes' tests are about HTTP, not about jobs."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from console.engine.engine import Engine, EngineStatus
from console.engine.errors import UnknownJob
from console.model import (
    Counts,
    Job,
    JobDetail,
    JobPage,
    JobStatus,
    LogEnd,
    LogLine,
    LogWindow,
    Node,
    Outcome,
    OutcomeKind,
    Plan,
    StartPlan,
    WorkflowInfo,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from datetime import tzinfo

    from console.model import (
        Action,
        AuditEntry,
        LogRef,
        PausedItem,
        Related,
        StartRequest,
    )

JOB = Job("1", "first", "ingest", JobStatus.RUNNING)


class EngineDouble(Engine):
    """Knows job 1, and records what it is asked to do."""

    def __init__(self) -> None:
        self.running = 0
        self.acted: list[tuple[Action, dict[str, str]]] = []
        self.started: list[tuple[StartRequest, str, dict[str, str]]] = []
        self.canceled_by: list[str] = []
        self.asked: list[object] = []
        self.raises: Exception | None = None

    def _note(self, *what: object) -> None:
        self.asked.append(what)
        if self.raises is not None:
            raise self.raises

    async def jobs(
        self,
        query: str = "",
        *,
        cursor: str | None = None,
        limit: int = 100,
        row: int = 0,
        me: str | None = None,
        zone: tzinfo = UTC,
    ) -> JobPage:
        self._note(query, cursor, limit, me, *([row] if row else []))
        return JobPage((JOB,), next="after-1")

    async def counts(self) -> Counts:
        self._note()
        return Counts({JobStatus.RUNNING: 1}, {}, 1)

    async def job(self, job: str) -> JobDetail:
        self._note(job)
        if job != JOB.id:
            raise UnknownJob(job)
        return JobDetail(JOB, {"only": Node("only", "only")})

    async def related(self, job: str) -> Sequence[Related]:
        self._note(job)
        return ()

    async def paused(self) -> Sequence[PausedItem]:
        self._note()
        return ()

    async def workflows(self) -> Sequence[WorkflowInfo]:
        self._note()
        return ()

    async def audit(self, job: str | None = None, *, limit: int = 200) -> Sequence[AuditEntry]:
        self._note(job, limit)
        return ()

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        self._note(ref, first, count)
        return LogWindow((LogLine(first, "text"),), first, first + 1, ended=False)

    async def log_end(self, ref: LogRef, *, count: int) -> LogEnd:
        self._note(ref, count)
        return LogEnd((LogLine(0, "the last"),), 0.37)

    async def search_log(
        self, ref: LogRef, pattern: str, *, first: int = 0, last: int | None = None, limit: int = 1000
    ) -> Sequence[int]:
        self._note(ref, pattern, first, last, limit)
        return (3,)

    async def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:
        self._note(ref, first)
        yield (LogLine(first, "one"), LogLine(first + 1, "two"))

    async def watch(self) -> AsyncIterator[frozenset[str]]:
        self._note()
        yield frozenset()
        yield frozenset({"1", "2"})

    async def plan(self, action: Action) -> Plan:
        self._note(action)
        return Plan(will_run=("only",))

    async def plan_start(self, request: StartRequest) -> StartPlan:
        self._note(request)
        return StartPlan(WorkflowInfo("ingest", "ingest"), f"{request.workflow} {request.params['day']}")

    async def act(self, action: Action, *, claimed: Mapping[str, str] | None = None) -> Outcome:
        self.acted.append((action, dict(claimed or {})))
        if self.raises is not None and len(self.acted) > 1:
            raise self.raises
        return Outcome(action.job, action.node, OutcomeKind.DONE, "done", 2, action.request_id)

    async def start_job(
        self, request: StartRequest, *, actor: str, claimed: Mapping[str, str] | None = None
    ) -> str:
        self.started.append((request, actor, dict(claimed or {})))
        if self.raises is not None:
            raise self.raises
        return "7"

    def status(self) -> EngineStatus:
        return EngineStatus(
            pid=11, slots=2, running=self.running, queued=3, jobs=4, adopted=1, state_dir="/state"
        )

    async def cancel_all(self, *, actor: str = "", reason: str | None = None) -> int:
        self.canceled_by.append(actor)
        done, self.running = self.running, 0
        return done
