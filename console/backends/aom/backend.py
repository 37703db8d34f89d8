"""The backend of AOM: the protocol of `console.backends.base` over its workflow API."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Final, Self

import httpx

from console.backends.acting import acted
from console.backends.aom.acting import Carrier
from console.backends.aom.address import job_of_address
from console.backends.aom.api import AomApi
from console.backends.aom.capabilities import CAPABILITIES
from console.backends.aom.inbox import items_of
from console.backends.aom.listing import page_of, search_of, sifted
from console.backends.aom.log import OutputLog, log_of
from console.backends.aom.planning import plan_of
from console.backends.aom.runs import of_one
from console.backends.aom.settings import settings_of
from console.backends.aom.survey import Surveyor
from console.backends.base import (
    BackendError,
    BadRequest,
    Identity,
    NotFound,
    Unsupported,
)
from console.backends.http import Link, open_client
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
    WorkflowInfo,
)
from console.wire.aom.document import ExecutionDocument
from console.wire.aom.job import to_workflow
from console.wire.aom.job_id import join_id, split_id
from console.wire.values import text_of

_RELATED: Final = 20
_NO_PARAMS: Final = "AOM starts a workflow with the input that it holds; a start takes no parameters"


class AomBackend:
    """Executions of the workflows of one project. One instance serves one context, and connects late."""

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
        self._settings = settings_of(name, settings, self._clock)
        client = open_client(self._settings.address, transport=transport, auth=self._settings.signer)
        self._link = Link(client, f"AOM ({name})", sleep=sleep, clock=self._clock)
        self._api = AomApi(self._link, self._settings, clock=self._clock)
        self._survey = Surveyor(self._api, name, self._clock)
        self._carrier = Carrier(self._api, self._survey)
        self._poller = Poller(self._look, self._peek, floor=floor, sleep=sleep)
        self._floor, self._sleep = floor, sleep

    @classmethod
    def create(cls, name: str, settings: Mapping[str, Json]) -> Self:
        """Return the backend of a context. Raises BadRequest where its keys do not make sense."""
        return cls(name, settings)

    @classmethod
    def job_of_link(cls, url: str, settings: Mapping[str, Json]) -> str | None:
        """Return the job that an address of this context's API is about, None for every other address."""
        own, project = settings.get("url"), settings.get("project_id")
        if not isinstance(own, str) or not isinstance(project, str):
            return None
        return job_of_address(url, own, project)

    @classmethod
    def may_be_id(cls, text: str) -> bool:
        """Whether ``text`` has the form of a job's id here: ``WORKFLOW:EXECUTION``."""
        return split_id(text) is not None

    @property
    def context(self) -> str:
        """The name of the context that this backend answers for."""
        return self._name

    async def capabilities(self) -> Capabilities:
        """Tell what works here."""
        return CAPABILITIES

    async def identity(self) -> Identity:
        """Ask for one workflow, to see whether that is permitted. AOM does not tell who asks."""
        found = await self._api.workflows(size=1)
        total = "an unknown number of" if found.total_elements is None else str(found.total_elements)
        key = self._settings.access_key
        return Identity(
            # Enough to tell one key from another; half of a pair is a secret, too.
            who=None if key is None else f"access key …{key[-4:]}" if len(key) > 8 else "access key",
            clock_difference=self._link.clock_difference,
            notes=(
                f"project {self._settings.project}: {total} workflows may be read",
                "AOM does not tell what else is permitted: to act it wants cms:execution:create",
            ),
        )

    async def jobs(self, query: str, *, cursor: str | None = None, limit: int = 100) -> JobPage:
        """Return one page of the executions that match, newest first, of the workflows that ran last."""
        now = self._clock.now()
        sifted((), query, now)  # a query that is none is told before anything is asked
        search = search_of(query, now)
        survey = await self._survey.look(search)
        if search is not None and not survey.details:
            # How AOM's search compares is not documented: what it does not find may be there all the same.
            survey = await self._survey.look()
        jobs = sifted(survey.details, query, now)
        return page_of(jobs, cursor, limit, missing=survey.missing)

    async def counts(self) -> Counts | None:
        """Return None: AOM counts no executions."""
        return None

    async def job(self, job: str) -> JobDetail:
        """Return one execution with its nodes. Raises NotFound."""
        workflow, _ = ids = _ids(job)
        detail = await self._survey.one(workflow, await self._execution(*ids))
        self._poller.mind(job, detail.job.version)
        return detail

    async def related(self, job: str) -> Sequence[Related]:
        """Return the other executions of the same workflow, newest first. Raises NotFound."""
        workflow, _ = _ids(job)
        others = (
            detail.job for detail in (await self._survey.runs(workflow)).details if detail.job.id != job
        )
        return tuple(Related("same workflow", other) for other in others)[:_RELATED]

    async def paused(self) -> Sequence[PausedItem]:
        """Return every node that waits for a person, oldest first."""
        return items_of((await self._survey.look()).details)

    async def workflows(self) -> Sequence[WorkflowInfo]:
        """Return the workflows that can be started by id, a thousand at most."""
        found = {
            info.id: info
            async for workflow in self._survey.definitions()
            if (info := to_workflow(workflow)) is not None
        }
        return tuple(found.values())

    async def audit(self, job: str | None = None, *, limit: int = 200) -> Sequence[AuditEntry]:  # noqa: ARG002
        """Return nothing: AOM's API has no record of who did what."""
        return ()

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        """Return lines of the output that AOM recorded for a node. Raises NotFound."""
        return (await self._log(ref)).window(first, count)

    async def search_log(
        self, ref: LogRef, pattern: str, *, first: int = 0, limit: int = 1000
    ) -> Sequence[int]:
        """Return the numbers of the lines of an output that match. Raises NotFound or BadRequest."""
        return (await self._log(ref)).search(pattern, first, limit)

    async def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:
        """Yield the output of a node once it has ended: until then AOM may replace it. Raises NotFound."""
        pause = self._floor
        while not (log := await self._log(ref)).ended:
            await self._sleep(pause)
            pause = min(pause * 1.5, max(15.0, self._floor))
        lines = log.window(first, len(log.lines)).lines
        if lines:
            yield lines

    async def watch(self) -> AsyncIterator[frozenset[str]]:
        """Yield sets of ids of jobs that changed, by looking again and again. Raises BackendError."""
        async for changed in self._poller.watch():
            yield changed

    async def plan(self, action: Action) -> Plan:
        """Tell whether ``action`` is possible now, and what the workflow's graph tells of its effects."""
        return plan_of(await self.job(action.job), action)

    async def act(self, action: Action) -> Outcome:
        """Carry out one action, sent once, on what was just read."""
        try:
            return await acted(action, CAPABILITIES, read=self.job, carry_out=self._carrier.carry_out)
        finally:
            self._poller.poke()

    async def start(self, request: StartRequest) -> str:
        """Start a workflow by its id, or by its name where only one has it. Returns the job's id."""
        if request.workflow is None or request.text is not None:
            raise Unsupported("AOM runs its own workflows, not workflow files", advice="start one by its id")
        if request.params:
            raise BadRequest(_NO_PARAMS, advice="start it without parameters, or change its input in AOM")
        workflow = await self._startable(request.workflow)
        try:
            return join_id(workflow, await self._api.start(workflow))
        finally:
            self._survey.forget(workflow)
            self._poller.poke()

    async def close(self) -> None:
        """Let go of connections. Executions go on."""
        await self._poller.close()
        await self._link.close()

    # --- what the calls share ---------------------------------------------------------------------

    async def _execution(self, workflow: str, execution: str) -> ExecutionDocument:
        """Return an execution. What AOM answers for one that does not exist is not documented, so any
        refusal is looked into: what the list does not have is not there.
        """
        try:
            found = await self._api.execution(workflow, execution)
            if found.status or found.execution_result_list:
                return found
        except NotFound as error:
            raise _no_job(join_id(workflow, execution), error.detail) from error
        except BackendError as error:
            if not of_one(error) or await self._is_listed(workflow, execution):
                raise
            raise _no_job(join_id(workflow, execution), error.detail) from error
        if not await self._is_listed(workflow, execution):
            raise _no_job(join_id(workflow, execution))
        return found

    async def _is_listed(self, workflow: str, execution: str) -> bool:
        try:
            rows = await self._api.executions(workflow)
            return any(text_of(row.get("execution_id")) == execution for row in rows)
        except BackendError as error:
            if isinstance(error, NotFound):
                return False
            if not of_one(error):
                raise
            return await self._survey.definition(workflow) is not None

    async def _startable(self, wanted: str) -> str:
        found = [workflow async for workflow in self._survey.definitions()]
        if any(workflow.id == wanted for workflow in found):
            return wanted
        named = [workflow.id for workflow in found if workflow.name == wanted and workflow.id]
        if len(named) == 1:
            return named[0]
        if named:
            raise BadRequest(
                f"{len(named)} workflows are called {wanted}", advice=f"start {', '.join(named)}"
            )
        raise NotFound(f"there is no workflow {wanted}", advice="list the workflows to find its id")

    async def _log(self, ref: LogRef) -> OutputLog:
        return log_of(await self._execution(*_ids(ref.job)), ref)

    async def _look(self) -> Mapping[str, int]:
        return {detail.job.id: detail.job.version for detail in (await self._survey.look()).details}

    async def _peek(self, job: str) -> int | None:
        ids = split_id(job)
        if ids is None:
            return None
        return (await self._survey.one(ids[0], await self._execution(*ids))).job.version


def _ids(job: str) -> tuple[str, str]:
    ids = split_id(job)
    if ids is None:
        raise _no_job(job)
    return ids


def _no_job(job: str, said: str = "") -> NotFound:
    advice = "a job's id here is WORKFLOW:EXECUTION; list the jobs to find it"
    return NotFound(f"there is no job {job}", advice=advice, detail=said)
