"""The backend of Huawei Cloud's MapReduce Service (MRS): its jobs by one of three APIs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Final, Self

import httpx

from console.backends.acting import acted, ended, planned
from console.backends.answer import check_job
from console.backends.base import BadRequest, Identity, Unsupported
from console.backends.http import Link, address_of, open_client
from console.backends.matching import matching, split_query
from console.backends.mrs import links
from console.backends.mrs.calls import Calls
from console.backends.mrs.capabilities import NO_AUDIT, NO_LOG, capabilities_of
from console.backends.mrs.dialect import Dialect
from console.backends.mrs.failing import SaidNo
from console.backends.mrs.offers import detail_of, job_of, sight_of
from console.backends.mrs.place import Api, Place, credentials_of, place_of
from console.backends.mrs.v1_executions import V1Executions
from console.backends.mrs.v1_exes import V1Exes
from console.backends.mrs.v2 import V2
from console.backends.polling import Poller
from console.core.clock import Clock, SystemClock
from console.core.query import Query
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
from console.wire.mrs.run import NODE, Run

_SEEN: Final = 100
"""Jobs whose changes are looked for: the newest page."""

_NO_STATUS: Final = 'this API tells no status of a job: set api = "v2" if the cluster has it'

_ASKED: Final = "MRS has been asked to end it, and tells nothing of how far that is: go on watching"


class MrsBackend:
    """Jobs of one cluster, or of one project, on MRS. One instance serves one context."""

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
        self._name = name
        self._clock = clock or SystemClock()
        self._place = place_of(name, settings)
        credentials = credentials_of(name, settings, self._place.project_id, self._clock)
        client = open_client(
            address_of(name, settings, headers=credentials.headers),
            transport=transport,
            auth=credentials.auth,
        )
        self._link = Link(client, f"MRS ({name})", sleep=sleep, clock=self._clock)
        self._api = _dialect(self._place, Calls(self._link, self._clock), self._clock)
        self._capabilities = capabilities_of(self._api.fields, self._api.sortable)
        self._poller = Poller(self._look, self._peek, floor=floor, sleep=sleep)

    @classmethod
    def create(cls, name: str, settings: Mapping[str, Json]) -> Self:
        """Return the backend of a context. Connects to nothing. Raises BadRequest for amiss settings."""
        return cls(name, settings)

    @classmethod
    def job_of_link(cls, url: str, settings: Mapping[str, Json]) -> str | None:
        """Return the job whose address ``url`` is, if it is one of a context with these settings."""
        return links.job_of_link(url, settings)

    @classmethod
    def may_be_id(cls, text: str) -> bool:
        """Whether ``text`` looks like the id of a job."""
        return links.may_be_id(text)

    @property
    def context(self) -> str:
        """The name of the context that this backend answers for."""
        return self._name

    async def capabilities(self) -> Capabilities:
        """Tell what works here."""
        return self._capabilities

    async def identity(self) -> Identity:
        """Read one job, for which the credentials are good then. MRS tells no more of them."""
        await self._api.reader(Query())(None, 1)
        return Identity(
            version=f"API {self._place.api}",
            clock_difference=self._link.clock_difference,
            notes=(_NO_STATUS,) if self._place.api is Api.V1_1 else (),
        )

    async def jobs(self, query: str, *, cursor: str | None = None, limit: int = 100) -> JobPage:
        """Return one page of the jobs that match ``query``, newest first."""
        split = split_query(query, self._capabilities.query_fields, now=self._clock.now())
        read = self._api.reader(split.served)

        async def fetch(at: str | None, most: int) -> JobPage:
            page = await read(at, most)
            jobs = tuple(job_of(run, self._name) for run in page.items)
            return JobPage(jobs, page.next, page.total, page.missing)

        return await matching(fetch, split.rest, cursor=cursor, limit=limit)

    async def counts(self) -> Counts | None:
        """Count nothing: MRS counts all jobs, and none by status."""
        return None

    async def job(self, job: str) -> JobDetail:
        """Return one job with its one node. Raises NotFound."""
        run = await self._read(job)
        self._poller.mind(run.id, sight_of(run))
        return detail_of(run, self._name)

    async def _read(self, job: str) -> Run:
        run = await self._api.run(job)
        check_job(run.id, job, self._link.who)
        return run

    async def related(self, job: str) -> Sequence[Related]:
        """Return nothing: MRS does not tell which job another one was submitted by. Raises NotFound."""
        await self._read(job)
        return ()

    async def paused(self) -> Sequence[PausedItem]:
        """Return nothing: no job of MRS waits for a person."""
        return ()

    async def workflows(self) -> Sequence[WorkflowInfo]:
        """Return what can be started: the types of job, or with v1.1 the job objects of the project."""
        return await self._api.workflows()

    async def audit(self, job: str | None = None, *, limit: int = 200) -> Sequence[AuditEntry]:  # noqa: ARG002
        """Raise Unsupported: MRS tells nothing of who did what."""
        raise Unsupported(NO_AUDIT)

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:  # noqa: ARG002
        """Raise Unsupported, with the place where the log may be found."""
        raise await self._no_log(ref)

    async def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:  # noqa: ARG002
        """Raise Unsupported, as `log` does."""
        raise await self._no_log(ref)
        yield ()  # it is an iterator all the same

    async def search_log(
        self,
        ref: LogRef,
        pattern: str,  # noqa: ARG002
        *,
        first: int = 0,  # noqa: ARG002
        limit: int = 1000,  # noqa: ARG002
    ) -> Sequence[int]:
        """Raise Unsupported, as `log` does."""
        raise await self._no_log(ref)

    async def _no_log(self, ref: LogRef) -> Unsupported:
        """Return the refusal, with where to look instead. Raises NotFound where there is no such job."""
        facts = (await self._read(ref.job)).facts
        places = [facts[key] for key in ("tracking_url", "logs stored in") if key in facts]
        return Unsupported(NO_LOG, advice=f"look at {places[0]}" if places else "look in YARN on the cluster")

    def watch(self) -> AsyncIterator[frozenset[str]]:
        """Yield sets of ids of jobs that changed, found by looking again and again."""
        return self._poller.watch()

    async def _look(self) -> Mapping[str, int]:
        return {run.id: sight_of(run) for run in (await self._api.reader(Query())(None, _SEEN)).items}

    async def _peek(self, job: str) -> int | None:
        return sight_of(await self._api.run(job))

    async def plan(self, action: Action) -> Plan:
        """Tell whether ``action`` is possible now. Raises NotFound."""
        capability = self._capabilities.of(action.verb, action.target)
        if capability.sentence:
            return Plan(refusal=capability.sentence)
        detail = await self.job(action.job)
        plan = planned(detail, action)
        return plan if plan.refusal is not None else Plan(will_cancel=(NODE,))

    async def act(self, action: Action) -> Outcome:
        """Carry out one action: a cancel, sent once, that MRS takes up later."""
        outcome = await acted(action, self._capabilities, read=self.job, carry_out=self._cancel)
        self._poller.poke()
        return outcome

    async def _cancel(self, detail: JobDetail, action: Action) -> Outcome:
        try:
            await self._api.cancel(detail.job.id)
        except SaidNo as error:
            return ended(action, OutcomeKind.REFUSED, f"{error}: {error.detail}".replace("\n", "; "))
        return ended(action, OutcomeKind.REQUESTED, _ASKED, version=detail.job.version)

    async def start(self, request: StartRequest) -> str:
        """Start a job and return its id. Raises BadRequest with every mistake in its parameters."""
        id_ = await self._api.start(request)
        self._poller.poke()
        return id_

    async def delete(self, jobs: Sequence[str]) -> None:
        """Delete the records of jobs. The console has no key for it. Raises BackendError.

        Raises BadRequest for no job at all: MRS does not say what an empty list deletes.
        """
        if not jobs:
            raise BadRequest("no job is named, so nothing is deleted")
        await self._api.delete(jobs)
        self._poller.poke()

    async def sql_result(self, job: str) -> list[list[str]]:
        """Return the rows that a SparkSql or SparkScript job found. Raises Unsupported with v1.1."""
        if not isinstance(self._api, V2):
            raise Unsupported("only the v2 API gives out the results of SQL", advice='set api = "v2"')
        return await self._api.sql_result(job)

    async def close(self) -> None:
        """Let go of connections. Jobs go on."""
        await self._poller.close()
        await self._link.close()


def _dialect(place: Place, calls: Calls, clock: Clock) -> Dialect:
    """Return the API that a context is configured with; `place_of` has seen to the cluster."""
    if place.api is Api.V2:
        return V2(calls, place.project_id, place.cluster_id or "", clock)
    executions = V1Executions(calls, place.project_id, place.cluster_id)
    if place.api is Api.V1_1:
        return executions
    return V1Exes(calls, place.project_id, place.cluster_id or "", executions)
