"""A backend in memory: its jobs obey `core.step`, its clock stands still, its faults are asked for."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import replace

from console.backends.base import BackendError, BadRequest, NotFound, Unreachable
from console.client.contexts import ContextInfo, Policy
from console.client.session import Session
from console.core.clock import FixedClock
from console.core.event import Event
from console.core.graph import Graph
from console.core.legality import NODE_TABLE, legal_on_node
from console.core.plan import plan
from console.core.query import COMMON_FIELDS, matcher, parse_query
from console.core.query_fields import FREE_TEXT
from console.core.step import Refusal, step
from console.model import (
    Action,
    AuditEntry,
    Capabilities,
    Capability,
    Counts,
    FieldSupport,
    Job,
    JobDetail,
    JobPage,
    LogLine,
    LogRef,
    LogWindow,
    Node,
    NodeStatus,
    Outcome,
    OutcomeKind,
    PausedItem,
    Plan,
    Related,
    StartRequest,
    Support,
    TargetKind,
    Verb,
    Wait,
    WorkflowInfo,
)
from tui.samples import NOW, WORKFLOWS, log_of, sample_jobs

_JOB_VERBS = (Verb.PAUSE, Verb.CONTINUE, Verb.CANCEL, Verb.REQUEUE, Verb.PRIORITY)

FULL = Capabilities(
    verbs={
        **{(verb, TargetKind.JOB): Capability(Support.NATIVE) for verb in _JOB_VERBS},
        **{(verb, TargetKind.NODE): Capability(Support.NATIVE) for verb in NODE_TABLE},
    },
    counts=True,
    watch_push=True,
    log_follow=True,
    log_search=True,
    start=True,
    audit=True,
    sortable=("created", "started", "name", "workflow", "owner", "status"),
    query_fields=(
        *(FieldSupport(spec.name, spec.kind.value, spec.help, spec.choices) for spec in COMMON_FIELDS),
        FieldSupport(FREE_TEXT, "text"),
    ),
)
"""Everything works, as on the local engine."""


class MemoryBackend:
    """Jobs in memory. ``fault`` is raised by every call while it is set."""

    def __init__(
        self,
        jobs: Iterable[JobDetail] | None = None,
        *,
        clock: FixedClock | None = None,
        context: str = "local",
        me: str = "ada",
        capabilities: Capabilities = FULL,
        counted: bool = True,
    ) -> None:
        self.context = context
        self.clock = clock or FixedClock(NOW)
        self.me = me
        self.details: dict[str, JobDetail] = {}
        self.logs: dict[LogRef, list[LogLine]] = {}
        self.entries: list[AuditEntry] = []
        self.acted: list[Action] = []
        self.started: list[StartRequest] = []
        self.fault: BackendError | None = None
        self.act_fault: BackendError | None = None
        self.jobs_fault: BackendError | None = None
        self.start_fault: BackendError | None = None
        self.answer_after: asyncio.Event | None = None
        self.reads = 0
        self._capabilities = capabilities
        self._counted = counted
        self._watchers: list[asyncio.Queue[frozenset[str]]] = []
        for detail in sample_jobs() if jobs is None else jobs:
            self.details[detail.job.id] = detail

    # --- what a test does to it -------------------------------------------------------------------

    def happen(self, job: str, event: Event) -> None:
        """Let something happen to a job behind everybody's back; watchers are told."""
        after = step(self.details[job], event, now=self.clock.now())
        assert not isinstance(after, Refusal), after.message
        self.put(after.detail)

    def put(self, detail: JobDetail) -> None:
        """Add a job, or replace one; a new one is the newest."""
        if detail.job.id in self.details:
            self.details[detail.job.id] = detail
        else:
            self.details = {detail.job.id: detail, **self.details}
        self.tell(detail.job.id)

    def remove(self, job: str) -> None:
        """Let a job vanish."""
        del self.details[job]
        self.tell(job)

    def tell(self, *ids: str) -> None:
        """Tell watchers that jobs changed."""
        for queue in self._watchers:
            queue.put_nowait(frozenset(ids))

    def cut(self, fault: BackendError | None = None) -> None:
        """Break the connection: every call fails from now on."""
        self.fault = fault or Unreachable(
            "the host of context local does not answer", advice="See `jobconsole engine status`."
        )
        self.tell()

    def mend(self) -> None:
        """Restore the connection."""
        self.fault = None

    # --- the protocol -----------------------------------------------------------------------------

    async def _answer(self) -> None:
        self.reads += 1
        if self.answer_after is not None:
            await self.answer_after.wait()
        if self.fault is not None:
            raise self.fault

    async def capabilities(self) -> Capabilities:
        await self._answer()
        return self._capabilities

    async def jobs(self, query: str, *, cursor: str | None = None, limit: int = 100) -> JobPage:
        await self._answer()
        if self.jobs_fault is not None:
            raise self.jobs_fault
        asked = parse_query(query)
        test = matcher(asked, self.clock.now(), self.me)
        found = [detail.job for detail in self.details.values() if test(detail.job)]
        if asked.sort is not None:
            field = asked.sort.field
            found.sort(key=lambda job: str(getattr(job, field) or ""), reverse=asked.sort.descending)
        begin = 0 if cursor is None else int(cursor)
        end = begin + limit
        return JobPage(tuple(found[begin:end]), str(end) if end < len(found) else None, len(found))

    async def counts(self) -> Counts | None:
        await self._answer()
        if not self._counted:
            return None
        jobs = [detail.job for detail in self.details.values()]
        return Counts(
            {status: sum(job.status is status for job in jobs) for status in {job.status for job in jobs}},
            {kind: sum(job.attention is kind for job in jobs) for kind in {job.attention for job in jobs}},
            len(jobs),
        )

    async def job(self, job: str) -> JobDetail:
        await self._answer()
        return self._detail(job)

    async def related(self, job: str) -> Sequence[Related]:
        await self._answer()
        mine = self._detail(job).job
        same = [each.job for each in self.details.values() if each.job.workflow == mine.workflow]
        return [Related("same workflow", each) for each in same if each.id != job]

    async def paused(self) -> Sequence[PausedItem]:
        await self._answer()
        items = [
            self._item(detail, node)
            for detail in self.details.values()
            for node in detail.nodes.values()
            if node.needs_person
        ]
        return sorted(items, key=lambda item: item.since or NOW)

    async def workflows(self) -> Sequence[WorkflowInfo]:
        await self._answer()
        return WORKFLOWS

    async def audit(self, job: str | None = None, *, limit: int = 200) -> Sequence[AuditEntry]:
        await self._answer()
        return [entry for entry in reversed(self.entries) if job in (None, entry.job)][:limit]

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        await self._answer()
        lines = self._log(ref)
        begin = max(0, len(lines) + first) if first < 0 else first
        return LogWindow(tuple(lines[begin : begin + count]), begin, len(lines), self._log_ended(ref))

    async def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:
        await self._answer()
        position = first
        partial: LogLine | None = None
        queue: asyncio.Queue[frozenset[str]] = asyncio.Queue()
        self._watchers.append(queue)
        try:
            while True:
                lines = self._log(ref)[position:]
                if lines and lines != [partial]:
                    partial = lines[-1] if lines[-1].partial else None
                    position += len(lines) - (partial is not None)
                    yield lines
                if self._log_ended(ref):
                    return
                await queue.get()
                await self._answer()
        finally:
            if queue in self._watchers:
                self._watchers.remove(queue)

    async def search_log(
        self, ref: LogRef, pattern: str, *, first: int = 0, limit: int = 1000
    ) -> Sequence[int]:
        await self._answer()
        found = [line.number for line in self._log(ref) if re.search(pattern, line.text)]
        return [number for number in found if number >= first][:limit]

    async def watch(self) -> AsyncIterator[frozenset[str]]:
        await self._answer()
        queue: asyncio.Queue[frozenset[str]] = asyncio.Queue()
        self._watchers.append(queue)
        try:
            yield frozenset()
            while True:
                changed = await queue.get()
                await self._answer()
                yield changed
        finally:
            if queue in self._watchers:
                self._watchers.remove(queue)

    async def plan(self, action: Action) -> Plan:
        await self._answer()
        return plan(self._detail(action.job), action, now=self.clock.now())

    async def act(self, action: Action) -> Outcome:
        self.acted.append(action)
        if self.act_fault is not None:
            raise self.act_fault
        await self._answer()
        detail = self._detail(action.job)
        action = replace(action, actor=action.actor or self.me)
        after = step(detail, action, now=self.clock.now())
        if isinstance(after, Refusal):
            return Outcome(action.job, action.node, after.kind, after.message, request_id=action.request_id)
        self._record(action, detail, after.detail)
        self.put(after.detail)
        message = f"{action.verb}: job {action.job} is {after.detail.job.status}"
        return Outcome(action.job, action.node, OutcomeKind.DONE, message, after.detail.job.version)

    async def start(self, request: StartRequest) -> str:
        await self._answer()
        self.started.append(request)
        if self.start_fault is not None:
            raise self.start_fault
        if request.params.get("day") == "2026-02-30":
            raise BadRequest("the parameters have errors", detail="day: 2026-02-30 is not a date")
        id_ = str(max((int(each) for each in self.details), default=4000) + 1)
        first = next(iter(sample_jobs()))
        job = replace(
            first.job, id=id_, name=request.name or request.workflow or "job", workflow=request.workflow or ""
        )
        self.put(replace(first, job=job))
        return id_

    async def close(self) -> None:
        self._watchers.clear()

    # --- inside -----------------------------------------------------------------------------------

    def _detail(self, job: str) -> JobDetail:
        if job not in self.details:
            raise NotFound(f"there is no job {job}")
        return self.details[job]

    def _item(self, detail: JobDetail, node: Node) -> PausedItem:
        kind = (
            "lost"
            if node.status is NodeStatus.LOST
            else "failure"
            if node.waiting_for is None
            else node.waiting_for
        )
        prompt = node.rules.prompt or node.reason or ""
        starts = Graph.of(detail.nodes).downstream([node.id])[:3] if node.waiting_for is not None else ()
        if node.waiting_for is Wait.PAUSE_BEFORE:
            starts = (node.id, *starts)
        return PausedItem(
            detail.job, node, str(kind), node.since, prompt, legal_on_node(detail, node), tuple(starts)
        )

    def _log(self, ref: LogRef) -> list[LogLine]:
        if ref not in self.logs:
            self.logs[ref] = log_of(ref)
        return self.logs[ref]

    def _log_ended(self, ref: LogRef) -> bool:
        detail = self.details.get(ref.job)
        return detail is None or not detail.nodes[ref.node].status.is_active

    def _record(self, action: Action, before: JobDetail, after: JobDetail) -> None:
        self.entries.append(
            AuditEntry(
                self.clock.now().isoformat(),
                action.actor,
                str(action.verb),
                action.job,
                action.node,
                "done",
                "",
                action.reason,
                str(before.job.status),
                str(after.job.status),
                after.job.version,
                action.request_id,
            )
        )


class MemoryContexts:
    """A source of contexts in memory: the one that a test looks at, and two more to choose."""

    def __init__(self, open_: Callable[[str], Session], *names: str) -> None:
        self._open = open_
        self._infos = [
            ContextInfo("local", "local", "this machine", is_default=True, origin="built in"),
            ContextInfo(
                "scale-prod",
                "scale",
                "https://scale.example/api",
                Policy(protected=True),
                origin="contexts.toml",
            ),
            ContextInfo(
                "airflow-old",
                "airflow",
                "https://airflow.example",
                Policy(read_only=True),
                origin="contexts.toml",
            ),
        ]

    def infos(self) -> Sequence[ContextInfo]:
        return self._infos

    async def open(self, name: str) -> Session:
        return self._open(name)


def job_of(backend: MemoryBackend, id_: str) -> Job:
    """The row of a job as it is now."""
    return backend.details[id_].job
