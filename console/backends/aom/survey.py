"""The list of jobs, put together: AOM lists executions by workflow only, so the workflows are walked."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from console.backends.aom.api import MOST_IN_PAGE, AomApi
from console.backends.aom.capabilities import RUNS, WALKED
from console.backends.aom.offers import dressed
from console.backends.base import (
    BackendError,
    BadRequest,
    Forbidden,
    NotFound,
    ProtocolError,
    Redirected,
    ServerFault,
    Unauthorized,
)
from console.core.clock import Clock
from console.model import JobDetail
from console.wire.aom.document import ExecutionDocument, WorkflowDocument
from console.wire.aom.job import to_detail
from console.wire.aom.node import WHOLE_KIND
from console.wire.aom.status import job_status

AT_ONCE: Final = 4
"""Requests that are under way at the same time, at most."""

REMEMBERED: Final = 60.0
"""Seconds that the executions of a workflow are not read again, if all have ended and the workflow says
that nothing has been run since."""

_UNDER_WAY: Final = ("pausing", "waitApproval", "executing")
_MOST_PAGES: Final = 10
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Survey:
    """The jobs that were found, newest first. ``missing`` are sentences on what is not among them."""

    details: tuple[JobDetail, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Runs:
    """The executions of one workflow as they were ``at`` (monotonic seconds), and its ``stamp`` then."""

    details: tuple[JobDetail, ...]
    left_out: int
    stamp: tuple[object, ...]
    at: float


@dataclass(slots=True)
class _Gathered:
    """What came so far; ``hopeless`` is an error after which no other workflow need be asked for."""

    found: list[_Runs] = field(default_factory=list[_Runs])
    failed: list[tuple[WorkflowDocument, BackendError]] = field(
        default_factory=list[tuple[WorkflowDocument, BackendError]]
    )
    hopeless: BackendError | None = None


class Surveyor:
    """Walks the workflows of a project, a few at a time, and remembers what cannot have changed."""

    def __init__(self, api: AomApi, context: str, clock: Clock) -> None:
        self._api = api
        self._context = context
        self._clock = clock
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._remembered: dict[str, _Runs] = {}
        self._owners: dict[str, str] = {}
        self._definitions: dict[str, tuple[WorkflowDocument | None, float]] = {}

    async def look(self, search: str | None = None) -> Survey:
        """Return the executions of the workflows that ran last. Raises BackendError.

        ``search`` narrows the workflows on the server, by their names and descriptions.
        """
        page = await self._api.workflows(search=search)
        workflows = {workflow.id: workflow for workflow in page.elements if workflow.id}
        missing: list[str] = []
        if len(page.elements) >= WALKED:
            # What waits for a person must not be lost because its workflow ran long ago.
            for status in _UNDER_WAY:
                more = await self._api.workflows(search=search, status=status)
                workflows |= {workflow.id: workflow for workflow in more.elements if workflow.id}
            total = page.total_elements
            if total is None or total > WALKED:
                of = "" if total is None else f" of {total}"
                missing.append(
                    f"only the {WALKED} workflows{of} that ran last, and those under way, are looked at"
                )
        return await self._survey(tuple(workflows.values()), missing)

    async def one(self, workflow_id: str, execution: ExecutionDocument) -> JobDetail:
        """Return one execution as a job, with its workflow's graph where that can be had."""
        try:
            workflow = await self.definition(workflow_id)
        except BackendError as error:
            if not of_one(error):
                raise
            workflow = None
        return self._detail(workflow_id, workflow, execution)

    async def definition(self, workflow_id: str) -> WorkflowDocument | None:
        """Return what is known of a workflow, None if AOM does not list it. Raises BackendError."""
        known = self._definitions.get(workflow_id)
        if known is not None and self._clock.monotonic() - known[1] < REMEMBERED:
            return known[0]
        async for workflow in self.definitions():
            if workflow.id == workflow_id:
                return workflow
        self._definitions[workflow_id] = (None, self._clock.monotonic())
        return None

    async def definitions(self) -> AsyncIterator[WorkflowDocument]:
        """Yield the workflows of the project, those that ran last first, a thousand at most."""
        for number in range(_MOST_PAGES):
            page = await self._api.workflows(number)
            self._learn(page.elements)
            for workflow in page.elements:
                yield workflow
            if len(page.elements) < MOST_IN_PAGE:
                return

    async def runs(self, workflow_id: str) -> tuple[JobDetail, ...]:
        """Return the executions of one workflow, newest first. Raises BackendError."""
        workflow = await self.definition(workflow_id) or WorkflowDocument(id=workflow_id)
        return (await self._read_runs(workflow)).details

    def forget(self, workflow_id: str) -> None:
        """Read a workflow's executions anew next time: something has been asked of one of them."""
        self._remembered.pop(workflow_id, None)

    # --- one workflow after the other -------------------------------------------------------------

    async def _survey(self, workflows: Sequence[WorkflowDocument], missing: list[str]) -> Survey:
        self._learn(workflows)
        gathered = _Gathered()
        await asyncio.gather(*(self._gather(workflow, gathered) for workflow in workflows))
        if gathered.hopeless is not None:
            raise gathered.hopeless
        if gathered.failed and not gathered.found:
            raise gathered.failed[0][1]
        missing += [f"workflow {w.name or w.id}: {error}" for w, error in gathered.failed]
        left_out = sum(runs.left_out for runs in gathered.found)
        if left_out:
            missing.append(
                f"{left_out} executions older than the {RUNS} newest of their workflow are left out"
            )
        details = [detail for runs in gathered.found for detail in runs.details]
        return Survey(tuple(newest_first(details)), tuple(missing))

    async def _gather(self, workflow: WorkflowDocument, gathered: _Gathered) -> None:
        async with self._turn:
            if gathered.hopeless is not None:
                return
            try:
                gathered.found.append(await self._runs_of(workflow))
            except NotFound:
                return  # it has been deleted meanwhile
            except BackendError as error:
                if of_one(error):
                    gathered.failed.append((workflow, error))
                else:
                    gathered.hopeless = error

    async def _runs_of(self, workflow: WorkflowDocument) -> _Runs:
        id_ = workflow.id or ""
        known = self._remembered.get(id_)
        fresh = known is not None and self._clock.monotonic() - known.at < REMEMBERED
        if known is not None and fresh and known.stamp == _stamp(workflow) and workflow.last_execution_id:
            return known
        return await self._read_runs(workflow)

    async def _read_runs(self, workflow: WorkflowDocument) -> _Runs:
        id_ = workflow.id or ""
        executions = await self._api.executions(id_)
        kept = _kept(executions)
        details = [await self._whole(id_, workflow, execution) for execution in kept]
        runs = _Runs(
            tuple(newest_first({detail.job.id: detail for detail in details}.values())),
            len(executions) - len(kept),
            _stamp(workflow),
            self._clock.monotonic(),
        )
        self._remembered.pop(id_, None)
        if all(detail.job.status.is_terminal for detail in details):
            self._remembered[id_] = runs
        return runs

    async def _whole(
        self, workflow_id: str, workflow: WorkflowDocument, execution: ExecutionDocument
    ) -> JobDetail:
        """Return an execution of the list; where it does not tell which node waits, as it is by itself."""
        detail = self._detail(workflow_id, workflow, execution)
        waiting = detail.job.waiting_node
        if waiting is None or detail.nodes[waiting].native_kind != WHOLE_KIND or not execution.execution_id:
            return detail
        try:
            alone = await self._api.execution(workflow_id, execution.execution_id)
        except BackendError as error:
            if not of_one(error) and not isinstance(error, NotFound):
                raise
            return detail
        return self._detail(workflow_id, workflow, alone)

    def _detail(
        self, workflow_id: str, workflow: WorkflowDocument | None, execution: ExecutionDocument
    ) -> JobDetail:
        detail = dressed(to_detail(self._context, workflow_id, workflow, execution))
        owner = detail.job.owner
        if owner is not None:
            self._owners[detail.job.id] = owner
            return detail
        # An execution by itself does not say who started it; the list does.
        return replace(detail, job=replace(detail.job, owner=self._owners.get(detail.job.id)))

    def _learn(self, workflows: Iterable[WorkflowDocument]) -> None:
        now = self._clock.monotonic()
        self._definitions |= {workflow.id: (workflow, now) for workflow in workflows if workflow.id}


def of_one(error: BackendError) -> bool:
    """Whether an error is about what was asked for, so that something else may well be answered."""
    if isinstance(error, Unauthorized | Redirected):
        return False
    return isinstance(error, Forbidden | ServerFault | ProtocolError | BadRequest)


def newest_first(details: Iterable[JobDetail]) -> list[JobDetail]:
    """Return jobs by when they were created, the latest first; what has no time stands last."""
    return sorted(details, key=lambda detail: (detail.job.created or _LONG_AGO, detail.job.id), reverse=True)


def _kept(executions: Sequence[ExecutionDocument]) -> list[ExecutionDocument]:
    """Return the newest executions of a workflow, and every other that has not ended."""
    ordered = sorted(executions, key=lambda execution: execution.begin_time or _LONG_AGO, reverse=True)
    older = (execution for execution in ordered[RUNS:] if not job_status(execution.status).is_terminal)
    return [*ordered[:RUNS], *older]


def _stamp(workflow: WorkflowDocument) -> tuple[object, ...]:
    """What of a workflow changes when one of its executions is begun or ends."""
    return (
        workflow.status,
        workflow.last_execution_id,
        workflow.last_execution_start_time,
        workflow.last_execution_end_time,
    )
