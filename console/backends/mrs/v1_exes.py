"""The exe objects of v1.1: the vendor's own calls, which tell states as numbers.

Source: "Querying the exe Object List of Jobs" and "Adding a Job and Executing the Job" of the MRS API
reference. It has no cancel of its own; that of the job execution of the same id is used, since the reference
calls both ids "job execution object ID".
"""

from collections.abc import Sequence
from functools import partial
from typing import Final

from console.backends.base import OutcomeUnknown, Unsupported
from console.backends.mrs.asking import Asked, AskedField, ask, descending
from console.backends.mrs.calls import Calls, id_segment
from console.backends.mrs.cursors import cursor_of, unrepeated
from console.backends.mrs.dialect import Reader, RunPage
from console.backends.mrs.submitting_v1 import job_types, submission
from console.backends.mrs.v1_executions import V1Executions
from console.core.query import Kind, Query
from console.model import FieldSupport, StartRequest, WorkflowInfo
from console.wire.mrs.exe import STATES, ExeAnswer, ExeDocument, ExePageDocument, SubmittedExe
from console.wire.mrs.run import Run

MOST_ROWS: Final = 100
"""Jobs on a page: the most that MRS documents."""

_FILTERED: Final = {STATES[number]: number for number in (-1, 2, 3, 4)}
"""States that the list filters by."""

FIELDS: Final[tuple[AskedField[ExeDocument], ...]] = (
    AskedField(
        FieldSupport("job_state", Kind.CHOICE, "the state at MRS; completed is no success", tuple(_FILTERED)),
        "state",
        lambda exe: None if exe.job_state is None else STATES.get(exe.job_state, str(exe.job_state)),
        wire=lambda word: _FILTERED[word],
    ),
    AskedField(
        FieldSupport("job_name", Kind.WORD, "the name, as MRS searches for it"),
        "job_name",
        lambda exe: exe.job_name,
        part=True,
    ),
)
"""Parameters of the list."""


class V1Exes:
    """The jobs of a cluster by the exe objects of v1.1. ``executions`` cancels and deletes."""

    def __init__(self, calls: Calls, project_id: str, cluster_id: str, executions: V1Executions) -> None:
        self._calls = calls
        self._cluster_id = cluster_id
        self._executions = executions
        self._project = f"/v1.1/{id_segment(project_id)}"

    @property
    def fields(self) -> tuple[FieldSupport, ...]:
        """The parameters of the list."""
        return tuple(each.support for each in FIELDS)

    @property
    def sortable(self) -> tuple[str, ...]:
        """None: the server has one order."""
        return ()

    def reader(self, served: Query) -> Reader:
        """Return what reads jobs: the server's order of pages, newest first within each."""
        descending(served, {"created": False})
        return partial(self._page, ask(served.terms, FIELDS))

    async def _page(self, asked: Asked[ExeDocument], cursor: str | None, limit: int) -> RunPage:
        place = cursor_of(cursor, max(1, min(limit, MOST_ROWS)))
        params = {
            **asked.params,
            "cluster_id": self._cluster_id,
            "current_page": place.page,
            "page_size": place.size,
        }
        path = f"{self._project}/job-exes"
        found = await self._calls.read(path, ExePageDocument, "the jobs", sorted(params.items()))
        ids = [exe.id for exe in found.job_executions]
        rows = unrepeated(found.job_executions, ids, place.after)
        runs = sorted((exe.to_run() for exe in rows if asked.lets(exe)), key=_created, reverse=True)
        following = place.following(ids, found.totalRecord)
        return RunPage(
            tuple(runs),
            None if following is None else str(following),
            None if asked.tests else found.totalRecord,
        )

    async def run(self, job: str) -> Run:
        """Return one job."""
        path = f"{self._project}/job-exes/{id_segment(job)}"
        return (await self._calls.read(path, ExeAnswer, f"job {job}")).job_execution.to_run()

    async def cancel(self, job: str) -> None:
        """Cancel the job execution of the same id."""
        await self._executions.cancel(job)

    async def delete(self, jobs: Sequence[str]) -> None:
        """Delete the job executions of the same ids."""
        await self._executions.delete(jobs)

    async def workflows(self) -> tuple[WorkflowInfo, ...]:
        """Return the types of job that can be submitted."""
        return job_types()

    async def start(self, request: StartRequest) -> str:
        """Add a job and execute it."""
        if request.workflow is None:
            raise Unsupported("MRS runs no workflow file", advice="submit a job of one of its types")
        asked = submission(request, self._cluster_id)
        path = f"{self._project}/jobs/submit-job"
        response = await self._calls.send(path, "to submit a job", asked)
        id_ = self._calls.answer(response, SubmittedExe).exe_id
        if id_ is None:
            who = self._calls.link.who
            raise OutcomeUnknown(
                f"{who} took the job, it seems, and does not tell its id",
                advice="look at the newest jobs first",
            )
        return id_


def _created(run: Run) -> float:
    return run.created.timestamp() if run.created is not None else 0.0
