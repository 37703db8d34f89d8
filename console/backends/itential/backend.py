"""The Itential backend: the protocol of `console.backends.base` over either generation of the API."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Self

import httpx

from console.backends.acting import acted
from console.backends.base import Identity
from console.backends.http import address_of, open_client
from console.backends.itential import addresses
from console.backends.itential.acts import Actor
from console.backends.itential.capabilities import ALL, capabilities_of
from console.backends.itential.credentials import credentials_of
from console.backends.itential.generation import Dialect, Generation
from console.backends.itential.inbox import Inbox
from console.backends.itential.logs import Logs
from console.backends.itential.own_actions import Claim, GoOnFrom, OwnAction, Release, Revert
from console.backends.itential.plans import plan_of
from console.backends.itential.reading import Reader
from console.backends.itential.relatives import related
from console.backends.itential.session import Session
from console.backends.itential.starting import Starter
from console.backends.link import Link
from console.backends.polling import FLOOR, Poller
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
    PausedItem,
    Plan,
    Related,
    StartRequest,
    Verb,
    WorkflowInfo,
)


class ItentialBackend:
    """Jobs of one Itential platform. One instance serves one context; it connects at the first question."""

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
        self._name = name
        self._clock: Clock = clock or SystemClock()
        credentials = credentials_of(name, settings)
        client = open_client(address_of(name, settings), transport=transport)
        link = Link(client, f"Itential of {name}", sleep=sleep, clock=self._clock)
        self._session = Session(client, link, credentials, self._clock)
        self._generation = Generation(self._session, Dialect.of(name, settings))
        self._reader = Reader(name, self._generation, self._now)
        self._inbox = Inbox(self._reader)
        self._logs = Logs(self._reader, self._clock, floor=floor, sleep=sleep)
        self._starter = Starter(self._generation, self._reader)
        self._poller = Poller(self._reader.versions, self._reader.version, floor=floor, sleep=sleep)
        self._sleep = sleep

    @classmethod
    def create(cls, name: str, settings: Mapping[str, Json]) -> Self:
        """Return the backend of a context. Raises BadRequest where its keys do not make sense."""
        return cls(name, settings)

    @classmethod
    def job_of_link(cls, url: str, settings: Mapping[str, Json]) -> str | None:
        """Return the job in the address of one of the platform's pages, None if it is not this context's."""
        return addresses.job_of_link(url, settings)

    @classmethod
    def may_be_id(cls, text: str) -> bool:
        """Whether a text looks like the id of a job."""
        return addresses.may_be_id(text)

    @property
    def context(self) -> str:
        """The name of the context that this backend answers for."""
        return self._name

    def _now(self) -> datetime:
        """Return the time by the server's clock: ages and SLAs are of its times."""
        return self._clock.now() + timedelta(seconds=self._session.clock_difference or 0.0)

    async def identity(self) -> Identity:
        """Ask who we are, and which generation answers. What we may do is told only when it is tried."""
        api = await self._generation.api()
        who, version = await self._reader.whoami(), await self._reader.release()
        return Identity(
            who=who,
            may_act=None,
            version=version,
            clock_difference=self._session.clock_difference,
            notes=(f"the {'newer' if api.name == 'om' else 'older'} API answers (dialect {api.name})",),
        )

    async def capabilities(self) -> Capabilities:
        """Tell what works here, which depends on the generation that answers. Raises BackendError."""
        return capabilities_of((await self._generation.api()).name)

    # --- reads --------------------------------------------------------------------------------------

    async def jobs(self, query: str, *, cursor: str | None = None, limit: int = 100) -> JobPage:
        """Return one page of the jobs that match ``query``, newest first; at most 100."""
        return await self._reader.jobs(query, cursor, limit, ours=self._clock.now())

    async def counts(self) -> Counts | None:
        """Return None: the platform counts by no status."""
        return None

    async def job(self, job: str) -> JobDetail:
        """Return one job with its tasks as nodes. Raises NotFound."""
        detail, version = await self._reader.seen(job, history=True)
        self._poller.mind(job, version)
        return detail

    async def related(self, job: str) -> Sequence[Related]:
        """Return its parent, its other ancestors and its child jobs. Raises NotFound."""
        return await related(self._reader, job)

    async def paused(self) -> Sequence[PausedItem]:
        """Return the manual tasks that wait and the tasks that failed, oldest first."""
        return await self._inbox.items()

    async def workflows(self) -> Sequence[WorkflowInfo]:
        """Return the workflows that we may see, with their inputs."""
        return await self._starter.workflows()

    async def audit(self, job: str | None = None, *, limit: int = 200) -> Sequence[AuditEntry]:  # noqa: ARG002
        """Return nothing: the platform's record of actions has no documented route."""
        return ()

    # --- logs ---------------------------------------------------------------------------------------

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        """Return lines of a derived log. Raises NotFound."""
        return await self._logs.window(ref, first, count)

    async def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:
        """Yield the lines of a derived log as they come to be known, until its task or job has ended."""
        async for lines in self._logs.follow(ref, first):
            yield lines

    async def search_log(
        self, ref: LogRef, pattern: str, *, first: int = 0, limit: int = 1000
    ) -> Sequence[int]:
        """Return the numbers of the lines that match a regular expression. Raises BadRequest for none."""
        return await self._logs.search(ref, pattern, first, limit)

    async def watch(self) -> AsyncIterator[frozenset[str]]:
        """Yield sets of ids of jobs that changed: nothing is pushed, so it is asked again and again."""
        async for changed in self._poller.watch():
            yield changed

    # --- changes ------------------------------------------------------------------------------------

    async def plan(self, action: Action) -> Plan:
        """Tell what ``action`` would do, as far as the transitions of the job tell it. Raises NotFound."""
        detail, document = await self._reader.both(action.job)
        return plan_of(detail, document, action)

    async def act(self, action: Action) -> Outcome:
        """Carry out one action, sent once and looked at afterwards."""
        try:
            return await acted(action, ALL, read=self._reader.detail, carry_out=self._carry_out)
        finally:
            self._touched(action.job)

    def _touched(self, job: str) -> None:
        """Look soon at a job to which something was done."""
        self._logs.forget(job)
        self._poller.mind(job)
        self._poller.poke()

    async def act_on_jobs(self, verb: Verb, jobs: Sequence[str]) -> tuple[Outcome, ...]:
        """Pause, continue or cancel many jobs, at most 100 in a request, each looked at afterwards."""
        try:
            return await (await self._actor()).many(verb, jobs)
        finally:
            self._poller.poke()

    # What the platform can do besides, and the console has no verb for.

    async def revert(self, job: str, from_task: str, to_task: str) -> Outcome:
        """Take a job back from a failed task to one that was completed, which runs again."""
        return await self._own(Revert(job, from_task, to_task))

    async def go_on_from(self, job: str, task: str) -> Outcome:
        """Let a job go on from a task by the end that it had: after an error by its error transition."""
        return await self._own(GoOnFrom(job, task))

    async def claim(self, job: str, task: str) -> Outcome:
        """Take a manual task, so that nobody else finishes it."""
        return await self._own(Claim(job, task))

    async def release(self, job: str, task: str) -> Outcome:
        """Let go of a manual task."""
        return await self._own(Release(job, task))

    async def _own(self, own: OwnAction) -> Outcome:
        try:
            return await own.carried_out(await self._generation.api(), await self._actor(), self._reader)
        finally:
            self._touched(own.job)

    async def start(self, request: StartRequest) -> str:
        """Start a job of a stored workflow and return its id. Raises BadRequest, NotFound."""
        job = await self._starter.start(request)
        self._poller.poke()
        return job

    async def close(self) -> None:
        """Let go of connections."""
        await self._poller.close()
        await self._session.close()

    async def _carry_out(self, detail: JobDetail, action: Action) -> Outcome:
        return await (await self._actor()).carry_out(detail, action)

    async def _actor(self) -> Actor:
        return Actor(
            await self._generation.api(),
            self._session,
            self._reader.document,
            self._reader.me,
            self._sleep,
        )
