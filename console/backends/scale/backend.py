"""The backend protocol on a Scale server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Final, Self

import httpx

from console.backends.acting import acted, attempted, planned
from console.backends.base import BadRequest, Identity, NotFound
from console.backends.http import Link, address_of, open_client
from console.backends.polling import Poller
from console.backends.scale.at_once import selection_of
from console.backends.scale.capabilities import CAPABILITIES
from console.backends.scale.changes import Changes
from console.backends.scale.identity import identity_of
from console.backends.scale.job_list import JobList, signed
from console.backends.scale.links import api_root, job_of_link, may_be_id
from console.backends.scale.logs import Logs, Place
from console.backends.scale.offers import job_offers, node_offers
from console.backends.scale.plans import plan_of
from console.backends.scale.reading import Reader, job_number, version
from console.backends.scale.recipes import Recipes, recipe_number
from console.backends.scale.relations import related_of
from console.backends.scale.server import Credentials, Server
from console.backends.scale.starting import Starting
from console.backends.scale.unsettled import Unsettled
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
from console.wire.scale.job import JobDocument
from console.wire.scale.job_model import NODE, to_detail

EAGER: Final = 30.0
"""Seconds after an action during which its effect is looked for as often as may be."""

_LOOKED_AT: Final = 100  # jobs that changed latest, in each look


class ScaleBackend:
    """Jobs of one Scale server, of its v6 job services. One instance serves one context.

    ``transport`` replaces the network, ``clock``, ``sleep`` and ``floor`` the time, for tests.
    """

    def __init__(
        self,
        name: str,
        settings: Mapping[str, Json],
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock | None = None,
        floor: float = 2.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Connect to nothing yet. Raises BadRequest for settings that do not fit together."""
        address = address_of(name, settings, headers={"Accept": "application/json"})
        address = replace(address, url=api_root(address.url))
        credentials = Credentials.of(name, settings)
        self._name = name
        self._clock: Clock = clock or SystemClock()
        link = Link(
            open_client(address, transport=transport), f"Scale ({name})", sleep=sleep, clock=self._clock
        )
        self._server = Server(link, credentials, self._clock)
        self._reader = Reader(self._server)
        self._recipes = Recipes(self._server, self._reader, name)
        self._changes = Changes(self._server, self._reader, self._recipes)
        self._starting = Starting(self._server, self._reader)
        self._list = JobList(self._reader, name, self._clock)
        self._logs = Logs(self._server, self._latest_execution, self._clock, sleep)
        self._eager_until = 0.0
        self._unsettled = Unsettled(self._reader)
        self._poller = Poller(self._look, self._peek, floor=floor, sleep=sleep)

    @classmethod
    def create(cls, name: str, settings: Mapping[str, Json]) -> Self:
        """Return the backend of a context. Connects to nothing yet. Raises BadRequest."""
        return cls(name, settings)

    @classmethod
    def job_of_link(cls, url: str, settings: Mapping[str, Json]) -> str | None:
        """Return the job that an address of Scale's API or web interface is about, None for others."""
        return job_of_link(url, settings)

    @classmethod
    def may_be_id(cls, text: str) -> bool:
        """Whether ``text`` looks like the id of a job or a recipe here."""
        return may_be_id(text)

    @property
    def context(self) -> str:
        """The name of the context that this backend answers for."""
        return self._name

    @property
    def changes(self) -> Changes:
        """What can be asked for of many jobs by their ids, or by a selection."""
        return self._changes

    async def count_at_once(self, verb: Verb, query: str) -> int:
        """Return how many jobs one request would ask ``verb`` for, in whatever state. Raises BadRequest."""
        _can_at_once(verb)
        return await self._changes.count_matching(selection_of(query, CAPABILITIES.query_fields))

    async def act_at_once(
        self, verb: Verb, query: str, *, at_most: int, priority: int | None = None
    ) -> Outcome:
        """Cancel or requeue all jobs that ``query`` finds, by one request that names its filters."""
        _can_at_once(verb)
        selection = selection_of(query, CAPABILITIES.query_fields)
        if verb is Verb.CANCEL:
            sent = self._changes.cancel_matching(selection, at_most=at_most)
        else:
            sent = self._changes.requeue_matching(selection, at_most=at_most, priority=priority)
        outcome = await attempted(Action(verb, query, priority=priority), sent, "Scale has taken the request")
        self._poller.poke()
        return outcome

    @property
    def reader(self) -> Reader:
        """Reads executions and input files by the filters of the API."""
        return self._reader

    async def capabilities(self) -> Capabilities:
        """Tell what works here."""
        return CAPABILITIES

    async def identity(self) -> Identity:
        """Ask the server who we are, what we may, and how it is. Raises BackendError."""
        return await identity_of(self._server)

    # --- reads ------------------------------------------------------------------------------------

    async def jobs(self, query: str, *, cursor: str | None = None, limit: int = 100) -> JobPage:
        """Return one page of the jobs that match ``query``, the newest first unless it says otherwise."""
        return await self._list.page(query, cursor, limit)

    async def counts(self) -> Counts | None:
        """Count all jobs, by asking for each status."""
        return await self._list.counts()

    async def job(self, job: str) -> JobDetail:
        """Return one job with its executions, or a recipe with its graph. Raises NotFound."""
        detail = await self._read(job)
        self._poller.mind(job, detail.job.version)
        return detail

    async def _read(self, job: str) -> JobDetail:
        recipe = recipe_number(job)
        if recipe is not None:
            return await self._recipes.detail(recipe)
        number = job_number(job)
        (document, raw), executions = await asyncio.gather(
            self._reader.job(number), self._reader.executions(number)
        )
        self._unsettled.note(document, executions)
        detail = to_detail(
            document,
            executions,
            self._name,
            version=version(document),
            offers=job_offers(document),
            node_offers=node_offers(document),
            raw=raw,
        )
        return replace(detail, job=signed(detail.job))

    async def related(self, job: str) -> Sequence[Related]:
        """Return the recipe of a job with its other jobs, what it supersedes, and jobs of its batch."""
        return await related_of(job, self._reader, self._recipes, self._list.row)

    async def paused(self) -> Sequence[PausedItem]:
        """Return failed jobs of the last days that nothing has taken the place of, oldest first."""
        return await self._list.failed()

    async def workflows(self) -> Sequence[WorkflowInfo]:
        """Return the active job types that are not Scale's own."""
        return await self._starting.workflows()

    async def audit(self, job: str | None = None, *, limit: int = 200) -> Sequence[AuditEntry]:  # noqa: ARG002
        """Return nothing: Scale keeps no record of who asked for what."""
        return ()

    # --- logs -------------------------------------------------------------------------------------

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        """Return lines ``first`` .. of a log, numbered by this console. Raises NotFound."""
        return await self._logs.window(await self._place(ref), first, count)

    async def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:
        """Yield lines from ``first`` on as they come, until the execution is over and some seconds more."""
        async with aclosing(self._logs.follow(lambda: self._place(ref), first)) as stream:
            async for lines in stream:
                yield lines

    async def search_log(
        self, ref: LogRef, pattern: str, *, first: int = 0, limit: int = 1000
    ) -> Sequence[int]:
        """Return the numbers of lines that match, of those that this console keeps. Raises BadRequest."""
        return await self._logs.search(await self._place(ref), pattern, first, limit)

    async def _place(self, ref: LogRef) -> Place:
        recipe = recipe_number(ref.job)
        if recipe is not None:
            job = await self._recipes.job_of_node(recipe, ref.node)
        elif ref.node == NODE:
            job = job_number(ref.job)
        else:
            raise NotFound(f"job {ref.job} has no node {ref.node}", advice=f"its only node is {NODE}")
        return Place(job, ref.node, await self._reader.execution(job, ref.execution))

    async def _latest_execution(self, job: int) -> int:
        document, _ = await self._reader.job(job)
        return document.executions

    # --- changes ----------------------------------------------------------------------------------

    def watch(self) -> AsyncIterator[frozenset[str]]:
        """Yield sets of ids of jobs that changed, by looking at those that changed latest."""
        return self._poller.watch()

    async def _look(self) -> Mapping[str, int]:
        if self._clock.monotonic() < self._eager_until:
            self._poller.poke()
        params = [("order", "-last_modified"), ("order", "-id")]
        page = await self._reader.page("/jobs/", params, 1, _LOOKED_AT)
        found = {row.id: version(row) for row in self._reader.rows(page, JobDocument)}
        return {str(job): number for job, number in (await self._unsettled.versions(found)).items()}

    async def _peek(self, job: str) -> int | None:
        recipe = recipe_number(job)
        if recipe is not None:
            return await self._recipes.version(recipe)
        rows = await self._reader.jobs([job_number(job)])
        found = {row.id: version(row) for row in rows.values()}
        return next(iter((await self._unsettled.versions(found)).values()), None)

    async def plan(self, action: Action) -> Plan:
        """Tell which jobs an action is sent for, without sending it. Raises NotFound."""
        detail = await self._read(action.job)
        return plan_of(detail, action, planned(detail, action))

    async def act(self, action: Action) -> Outcome:
        """Carry out one action, sent once; cancel and requeue are asked for and then watched."""
        outcome = await acted(action, CAPABILITIES, read=self._read, carry_out=self._changes.carry_out)
        if outcome.ok or outcome.kind is OutcomeKind.UNKNOWN:
            self._await_effect(action.job)
        return outcome

    async def start(self, request: StartRequest) -> str:
        """Queue a new job of a job type and return its id. Raises BadRequest with every mistake."""
        job = await self._starting.start(request)
        self._await_effect(job)
        return job

    def _await_effect(self, job: str) -> None:
        """Look often for a while: Scale does what it was asked for seconds later."""
        self._eager_until = self._clock.monotonic() + EAGER
        self._poller.mind(job)
        self._poller.poke()

    async def close(self) -> None:
        """Let go of connections. Jobs go on."""
        await self._poller.close()
        await self._server.close()


def _can_at_once(verb: Verb) -> None:
    if verb not in (Verb.CANCEL, Verb.REQUEUE):
        raise BadRequest(f"Scale takes no {verb} of many jobs in one request", advice="leave out --at-once")
