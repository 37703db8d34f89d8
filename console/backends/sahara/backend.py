"""The Sahara backend: job executions as jobs of one node each, by API v1.1 or v2."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Self

import httpx

from console.backends.acting import acted, ended, planned
from console.backends.base import BadRequest, Identity, NotFound, Unsupported
from console.backends.http import Link, open_client
from console.backends.polling import FLOOR, Poller
from console.backends.sahara import links
from console.backends.sahara.capabilities import capabilities_of
from console.backends.sahara.identity import identity_of
from console.backends.sahara.names import NameBook, template_named
from console.backends.sahara.opened import Opened, mark_of
from console.backends.sahara.order import after, cursor_of, ordered
from console.backends.sahara.query import asked
from console.backends.sahara.rows import Rows
from console.backends.sahara.server import Server
from console.backends.sahara.settings import settings_of
from console.backends.sahara.walk import KEPT, PAGE, Walker
from console.core.clock import Clock, SystemClock
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
    Verb,
    WorkflowInfo,
)
from console.wire.sahara.execution import ExecutionPage
from console.wire.sahara.starting import to_request, to_workflow

NO_LOGS: Final = (
    "Sahara keeps no logs: they are on the cluster, in the console of its engine where the job names one"
)
_REQUESTED: Final = "cancel requested: Sahara answers before it cancels, so go on watching until it is KILLED"


class SaharaBackend:
    """Job executions of one Sahara. One instance serves one context; it connects to nothing until asked.

    ``floor`` is the seconds between two looks at the server, at least.
    """

    def __init__(
        self,
        name: str,
        settings: Mapping[str, Json],
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock | None = None,
        floor: float = FLOOR,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        found = settings_of(name, settings)
        clock = clock or SystemClock()
        client = open_client(found.address, transport=transport)
        link = Link(client, f"the Sahara of {name}", sleep=sleep, clock=clock)
        self._name = name
        self._clock = clock
        self._floor = floor
        self._server = Server(link, found.dialect, clock)
        self._book = NameBook(self._server, clock)
        self._rows = Rows(name, self._book, found.project)
        self._walker = Walker(self._page, clock)
        self._opened = Opened(self._server)
        self._poller = Poller(self._look, self._peek, floor=floor, sleep=sleep)

    @classmethod
    def create(cls, name: str, settings: Mapping[str, Json]) -> Self:
        """Return the backend of a context. Raises BadRequest, which names the key to mend."""
        return cls(name, settings)

    @classmethod
    def job_of_link(cls, url: str, settings: Mapping[str, Json]) -> str | None:
        """Return the id of the execution at an address of this context's API or dashboard, else None."""
        return links.job_of_link(url, settings)

    @classmethod
    def may_be_id(cls, text: str) -> bool:
        """Return whether ``text`` looks like an execution's id."""
        return links.may_be_id(text)

    @property
    def context(self) -> str:
        """The name of the context that this backend answers for."""
        return self._name

    async def identity(self) -> Identity:
        """Tell who we are there. Raises BackendError if the list of jobs may not be read."""
        return await identity_of(self._server, self._rows.project)

    async def capabilities(self) -> Capabilities:
        """Tell what works here."""
        return capabilities_of(self._server.dialect)

    # --- reads ------------------------------------------------------------------------------------

    async def jobs(self, query: str, *, cursor: str | None = None, limit: int = 100) -> JobPage:
        """Return one page of the jobs that match ``query``, newest first, as Sahara has stored them.

        The server orders by id, which is random: all its pages are walked, `MOST` rows at most, and ordered
        here. ``missing`` says so where there are more.
        """
        wanted = asked(query, self._clock.now())
        younger = self._floor / 2 if cursor is None else KEPT
        walk = await self._walker.rows(wanted.statuses, younger=younger)
        names = await self._rows.names(walk.rows)
        pairs = zip(walk.rows, await self._rows.jobs(walk.rows, names), strict=True)
        found = ordered((job for row, job in pairs if wanted.holds(row, job, names)), wanted.sort)
        rest = after(found, cursor, wanted.sort)
        shown = tuple(rest[: max(1, limit)])
        return JobPage(
            shown,
            next=cursor_of(shown[-1], wanted.sort) if len(rest) > len(shown) else None,
            total=len(found) if walk.whole else None,
            missing=walk.missing,
            read=len(walk.rows) if cursor is None else 0,
        )

    async def counts(self) -> Counts | None:
        """Count all jobs, or None where there are more than are looked at."""
        walk = await self._walker.rows(younger=self._floor / 2)
        if not walk.whole:
            return None
        jobs = await self._rows.jobs(walk.rows, await self._rows.names(walk.rows))
        return Counts(Counter(job.status for job in jobs), Counter(job.attention for job in jobs), len(jobs))

    async def job(self, job: str) -> JobDetail:
        """Return one job as its engine tells it, where Sahara can ask. Raises NotFound."""
        seen = await self._opened.read(_checked(job))
        self._opened.mind(job)
        self._poller.mind(job, mark_of(seen.document))
        return await self._rows.detail(seen)

    async def related(self, job: str) -> Sequence[Related]:  # noqa: ARG002 - the protocol's
        """Return nothing: an execution knows its template, and no other execution."""
        return ()

    async def paused(self) -> Sequence[PausedItem]:
        """Return nothing: what is suspended is resumed in its engine, and nowhere else."""
        return ()

    async def workflows(self) -> Sequence[WorkflowInfo]:
        """Return the job templates, by name."""
        names = await self._book.read()
        found = (to_workflow(each, names.clusters.values()) for each in names.templates.values())
        return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.id)))

    async def audit(self, job: str | None = None, *, limit: int = 200) -> Sequence[AuditEntry]:  # noqa: ARG002
        """Raise Unsupported: there is no such record."""
        raise Unsupported("Sahara keeps no record of who did what", advice="its server's log may tell")

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:  # noqa: ARG002 - the protocol's
        """Raise Unsupported: there are no logs. The advice names the engine's console, where it is known."""
        raise await self._no_logs(ref)

    async def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:  # noqa: ARG002
        """Raise Unsupported: there are no logs."""
        raise await self._no_logs(ref)
        yield ()

    async def search_log(
        self,
        ref: LogRef,
        pattern: str,  # noqa: ARG002 - the protocol's
        *,
        first: int = 0,  # noqa: ARG002
        limit: int = 1000,  # noqa: ARG002
    ) -> Sequence[int]:
        """Raise Unsupported: there are no logs."""
        raise await self._no_logs(ref)

    async def _no_logs(self, ref: LogRef) -> Unsupported:
        stored = await self._server.execution(_checked(ref.job))
        where = f"look into {stored.console_url}" if stored.console_url else ""
        return Unsupported(NO_LOGS, advice=where)

    def watch(self) -> AsyncIterator[frozenset[str]]:
        """Yield sets of ids of jobs that changed, by looking again and again."""
        return self._poller.watch()

    async def _page(self, marker: str | None, status: str | None) -> ExecutionPage:
        return await self._server.page(limit=PAGE, marker=marker, status=status)

    async def _look(self) -> Mapping[str, int]:
        walk = await self._walker.rows(younger=max(self._floor / 2, self._walker.pause))
        return await self._opened.marks({row.id: row for row in walk.rows})

    async def _peek(self, job: str) -> int | None:
        return mark_of((await self._opened.read(job)).document)

    # --- changes ----------------------------------------------------------------------------------

    async def plan(self, action: Action) -> Plan:
        """Tell what ``action`` would do, without doing it. Raises NotFound."""
        detail = await self.job(action.job)
        plan = planned(detail, action)
        if plan.refusal is not None or action.verb is not Verb.CANCEL:
            return plan
        return replace(plan, will_cancel=tuple(detail.nodes))

    async def act(self, action: Action) -> Outcome:
        """Carry out one action, sent once. Only a cancel is ever sent."""
        return await acted(action, await self.capabilities(), read=self.job, carry_out=self._carry_out)

    async def _carry_out(self, detail: JobDetail, action: Action) -> Outcome:
        try:
            await self._server.cancel(detail.job.id)
        finally:
            self._changed()
        return ended(action, OutcomeKind.REQUESTED, _REQUESTED, version=detail.job.version)

    async def start(self, request: StartRequest) -> str:
        """Execute a job template and return the new job's id. Raises BadRequest or NotFound."""
        if request.workflow is None or request.text is not None:
            raise Unsupported(
                "Sahara starts the job templates that it has stored, not a file", advice="start a template"
            )
        if request.name is not None or request.priority is not None:
            raise BadRequest("a job of Sahara takes neither a name nor a priority", advice="leave them out")
        names = await self._book.read()
        template = template_named(names, request.workflow)
        try:
            document = to_request(template, request.params, names.clusters.values())
        except ValueError as error:
            raise BadRequest(
                f"{template.name or template.id} cannot be started like this", detail=str(error)
            ) from error
        try:
            return await self._server.start(template.id, document)
        finally:
            self._changed()

    async def delete(self, job: str) -> None:
        """Ask Sahara to forget an execution: it cancels it first, and the row goes later. Sent once.

        No verb of the console does this. Raises BackendError: BadRequest with the server's reason for a
        protected execution or another project's.
        """
        try:
            await self._server.delete(_checked(job))
        finally:
            self._changed()

    async def close(self) -> None:
        """Let go of connections. Jobs go on."""
        await self._poller.close()
        await self._server.link.close()

    def _changed(self) -> None:
        self._walker.forget()
        self._poller.poke()


def _checked(job: str) -> str:
    """Return an id that can be part of a path. Raises NotFound for what is no execution's id."""
    if not links.may_be_id(job):
        raise NotFound(
            f"there is no job {job[:80]}", advice="ids of Sahara's jobs are UUIDs; list them to find it"
        )
    return job
