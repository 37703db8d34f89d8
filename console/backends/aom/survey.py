"""The list of jobs, put together: AOM lists executions by workflow only, so the workflows are walked."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from console.backends.aom.api import MOST_IN_PAGE, AomApi
from console.backends.aom.capabilities import RUNS, WALKED
from console.backends.aom.runs import RunReader, Runs, newest_first, of_one
from console.backends.base import BackendError, NotFound
from console.core.clock import Clock
from console.model import JobDetail
from console.wire.aom.document import ExecutionDocument, WorkflowDocument

AT_ONCE: Final = 4
"""Requests that are under way at the same time, at most."""

REMEMBERED: Final = 60.0
"""Seconds that the executions of a workflow are not read again, if all have ended and the workflow says
that nothing has been run since."""

_UNDER_WAY: Final = ("pausing", "waitApproval", "executing")
_MOST_PAGES: Final = 10


@dataclass(frozen=True, slots=True)
class Survey:
    """The jobs that were found, newest first. ``missing`` are sentences on what is not among them."""

    details: tuple[JobDetail, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kept:
    """The executions of one workflow as they were ``at`` (monotonic seconds), and its ``stamp`` then."""

    runs: Runs
    stamp: tuple[object, ...]
    at: float


@dataclass(slots=True)
class _Gathered:
    """What came so far; ``hopeless`` is an error after which no other workflow need be asked for."""

    found: list[Runs] = field(default_factory=list[Runs])
    failed: list[tuple[WorkflowDocument, BackendError]] = field(
        default_factory=list[tuple[WorkflowDocument, BackendError]]
    )
    hopeless: BackendError | None = None


class Surveyor:
    """Walks the workflows of a project, a few at a time, and remembers what cannot have changed."""

    def __init__(self, api: AomApi, context: str, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._reader = RunReader(api, context)
        self._remembered: dict[str, _Kept] = {}
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
        return self._reader.detail(workflow_id, await self._graph(workflow_id), execution)

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

    async def runs(self, workflow_id: str) -> Runs:
        """Return the executions of one workflow, newest first. Raises BackendError."""
        return await self._reader.read(workflow_id, await self._graph(workflow_id))

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

    async def _runs_of(self, workflow: WorkflowDocument) -> Runs:
        id_ = workflow.id or ""
        known = self._remembered.get(id_)
        fresh = known is not None and self._clock.monotonic() - known.at < REMEMBERED
        if known is not None and fresh and known.stamp == _stamp(workflow) and workflow.last_execution_id:
            return known.runs
        return (await self._read(workflow)).runs

    async def _read(self, workflow: WorkflowDocument) -> _Kept:
        id_ = workflow.id or ""
        kept = _Kept(await self._reader.read(id_, workflow), _stamp(workflow), self._clock.monotonic())
        self._remembered.pop(id_, None)
        if kept.runs.all_ended:
            self._remembered[id_] = kept
        return kept

    async def _graph(self, workflow_id: str) -> WorkflowDocument | None:
        """Return a workflow's definition, None where it cannot be had: its executions can be read without."""
        try:
            return await self.definition(workflow_id)
        except BackendError as error:
            if not of_one(error):
                raise
            return None

    def _learn(self, workflows: Iterable[WorkflowDocument]) -> None:
        now = self._clock.monotonic()
        self._definitions |= {workflow.id: (workflow, now) for workflow in workflows if workflow.id}


def _stamp(workflow: WorkflowDocument) -> tuple[object, ...]:
    """What of a workflow changes when one of its executions is begun or ends."""
    return (
        workflow.status,
        workflow.last_execution_id,
        workflow.last_execution_start_time,
        workflow.last_execution_end_time,
    )
