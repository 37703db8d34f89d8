"""The backend protocol on a Scale server."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Self

import httpx

from console.backends.acting import acted, planned
from console.backends.base import BadRequest, Identity, NotFound
from console.backends.http import Link, address_of, open_client
from console.backends.matching import matching
from console.backends.polling import Poller
from console.backends.scale.capabilities import CAPABILITIES
from console.backends.scale.changes import Changes
from console.backends.scale.filters import Asked, ask
from console.backends.scale.identity import identity_of
from console.backends.scale.links import job_of_link, may_be_id
from console.backends.scale.logs import Logs, Place
from console.backends.scale.offers import job_offers, node_offers
from console.backends.scale.plans import plan_of
from console.backends.scale.reading import MOST_ROWS, Reader, job_number, version
from console.backends.scale.recipes import Recipes, recipe_number
from console.backends.scale.relations import related_of
from console.backends.scale.server import Credentials, Server
from console.backends.scale.starting import Starting
from console.core.clock import Clock, SystemClock
from console.core.query import UNKNOWN_NODES, NodeFacts, Queryable
from console.core.signature import signature
from console.model import (
    Action,
    Attention,
    AuditEntry,
    Capabilities,
    Counts,
    Job,
    JobDetail,
    JobPage,
    JobStatus,
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
from console.wire.scale.job import JobDocument
from console.wire.scale.job_model import NODE, to_detail, to_job, to_node
from console.wire.scale.words import JOB_STATUS

INBOX_DAYS: Final = 7
"""Failed jobs that changed within so many days are in the inbox; a failure of last year waits for nobody."""

MOST_IN_INBOX: Final = 200
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
        credentials = Credentials.of(name, settings)
        self._name = name
        self._clock: Clock = clock or SystemClock()
        link = Link(
            open_client(address, transport=transport), f"Scale ({name})", sleep=sleep, clock=self._clock
        )
        self._server = Server(link, credentials)
        self._reader = Reader(self._server)
        self._recipes = Recipes(self._server, self._reader, name)
        self._changes = Changes(self._server, self._reader, self._recipes)
        self._starting = Starting(self._server, self._reader)
        self._logs = Logs(self._server, self._latest_execution, self._clock, sleep)
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
        """What can be asked for of many jobs at once."""
        return self._changes

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
        asked, rest = ask(query, self._clock.now())
        if asked.nothing:
            return JobPage((), total=0)
        kept: dict[str, JobDocument] = {}

        async def fetch(at: str | None, size: int) -> JobPage:
            return await self._page(asked, kept, at, size)

        if rest is None and not asked.tests:
            return await matching(fetch, None, cursor=cursor, limit=limit)

        def lets(job: Queryable, nodes: NodeFacts = UNKNOWN_NODES) -> bool:
            return asked.lets(kept[job.id]) and (rest is None or rest(job, nodes))

        return await matching(fetch, lets, cursor=cursor, limit=limit)

    async def _page(
        self, asked: Asked, kept: dict[str, JobDocument], cursor: str | None, size: int
    ) -> JobPage:
        number, size = _place(cursor, size)
        page = await self._reader.page("/jobs/", asked.params, number, size)
        documents = self._reader.rows(page, JobDocument)
        kept.update((str(document.id), document) for document in documents)
        more = page.has_next and bool(documents)
        return JobPage(
            tuple(self._row(document) for document in documents),
            f"{number + 1}:{size}" if more else None,
            page.count,
        )

    async def counts(self) -> Counts | None:
        """Count all jobs, by asking for each status."""
        asked = {status: [("status", status)] for status in JOB_STATUS}
        failing = [("status", "FAILED"), ("is_superseded", "false")]
        found = await self._reader.counts({**asked, "failing": failing})
        failed = found.pop("failing")
        by_status: dict[JobStatus, int] = {}
        for word, count in found.items():
            by_status[JOB_STATUS[word]] = by_status.get(JOB_STATUS[word], 0) + count
        total = sum(by_status.values())
        return Counts(by_status, {Attention.FAILURE: failed, Attention.NONE: max(total - failed, 0)}, total)

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
        detail = to_detail(
            document,
            executions,
            self._name,
            version=version(document),
            offers=job_offers(document),
            node_offers=node_offers(document),
            raw=raw,
        )
        return replace(detail, job=_signed(detail.job))

    async def related(self, job: str) -> Sequence[Related]:
        """Return the recipe of a job with its other jobs, what it supersedes, and jobs of its batch."""
        return await related_of(job, self._reader, self._recipes, self._row)

    async def paused(self) -> Sequence[PausedItem]:
        """Return failed jobs of the last days that nothing has taken the place of, oldest first."""
        params = [
            ("status", "FAILED"),
            ("is_superseded", "false"),
            ("started", f"P{INBOX_DAYS}D"),
            ("order", "-last_status_change"),
            ("order", "-id"),
        ]
        page = await self._reader.page("/jobs/", params, 1, MOST_IN_INBOX)
        rows = [row for row in self._reader.rows(page, JobDocument) if row.status == "FAILED"]
        return tuple(self._waiting(row) for row in reversed(rows))

    def _waiting(self, row: JobDocument) -> PausedItem:
        offers = node_offers(row)
        node = to_node(row, NODE, version=version(row), offers=offers, latest=None)
        verbs = tuple(offer.verb for offer in offers if not offer.refusal)
        return PausedItem(self._row(row), node, "failure", row.last_status_change, node.reason or "", verbs)

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
        async for lines in self._logs.follow(lambda: self._place(ref), first):
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
        params = [("order", "-last_modified"), ("order", "-id")]
        page = await self._reader.page("/jobs/", params, 1, _LOOKED_AT)
        return {str(row.id): version(row) for row in self._reader.rows(page, JobDocument)}

    async def _peek(self, job: str) -> int | None:
        recipe = recipe_number(job)
        if recipe is not None:
            return await self._recipes.version(recipe)
        rows = await self._reader.jobs([job_number(job)])
        return next((version(row) for row in rows.values()), None)

    async def plan(self, action: Action) -> Plan:
        """Tell which jobs an action is sent for, without sending it. Raises NotFound."""
        detail = await self._read(action.job)
        return plan_of(detail, action, planned(detail, action))

    async def act(self, action: Action) -> Outcome:
        """Carry out one action, sent once; cancel and requeue are asked for and then watched."""
        outcome = await acted(action, CAPABILITIES, read=self._read, carry_out=self._changes.carry_out)
        if outcome.ok or outcome.kind is OutcomeKind.UNKNOWN:
            self._poller.mind(action.job)
            self._poller.poke()
        return outcome

    async def start(self, request: StartRequest) -> str:
        """Queue a new job of a job type and return its id. Raises BadRequest with every mistake."""
        job = await self._starting.start(request)
        self._poller.mind(job)
        self._poller.poke()
        return job

    async def close(self) -> None:
        """Let go of connections. Jobs go on."""
        await self._poller.close()
        await self._server.close()

    def _row(self, document: JobDocument) -> Job:
        offers = job_offers(document)
        return _signed(to_job(document, self._name, version=version(document), offers=offers))


def _signed(job: Job) -> Job:
    """Return the job with the signature of its failure, by which equal ones are found."""
    return replace(job, signature=signature(job.reason)) if job.status is JobStatus.FAILED else job


def _place(cursor: str | None, size: int) -> tuple[int, int]:
    """Return number and size of the page that a cursor means; pages of one size fit together only."""
    match = re.fullmatch(r"([1-9][0-9]{0,8}):([1-9][0-9]{0,3})", cursor or "1:1")
    if match is None:
        raise BadRequest(f"{cursor} is no place in a list of Scale", advice="begin the list anew")
    return int(match[1]), min(int(match[2]) if cursor else max(size, 1), MOST_ROWS)
