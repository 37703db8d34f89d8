"""The Sahara-compatible calls of v1.1: job executions without a status.

Source: "Job Execution Object APIs (V1, Not Recommended)" of the MRS API reference. Only ``sort_by=id`` is
sure to be understood, and ids are no order of time, so that the whole list is read and ordered here.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from console.backends.base import BadRequest
from console.backends.mrs.asking import descending
from console.backends.mrs.calls import Calls, id_segment
from console.backends.mrs.dialect import Reader, RunPage
from console.backends.mrs.templates import execution_request, template_infos
from console.core.query import Query
from console.model import FieldSupport, StartRequest, WorkflowInfo
from console.wire.mrs.execution import ExecutionAnswer, ExecutionDocument, ExecutionPageDocument
from console.wire.mrs.run import Run
from console.wire.mrs.template import JobObjectDocument, JobObjectPageDocument

ROWS: Final = 500
"""Job executions that are asked for at once."""

MOST_PAGES: Final = 20
"""Pages that are read of one list; what comes after them is told to be missing."""

_NEVER: Final = datetime(1, 1, 1, tzinfo=UTC)


class V1Executions:
    """The job executions of a project, or of one cluster of it."""

    def __init__(self, calls: Calls, project_id: str, cluster_id: str | None, *, rows: int = ROWS) -> None:
        self._calls = calls
        self._cluster_id = cluster_id
        self._rows = rows
        project = f"/v1.1/{id_segment(project_id)}"
        self._base = f"{project}/job-executions"
        self._jobs = f"{project}/jobs"

    @property
    def fields(self) -> tuple[FieldSupport, ...]:
        """None: this API filters by nothing."""
        return ()

    @property
    def sortable(self) -> tuple[str, ...]:
        """The time of creation: the whole list is ordered here."""
        return ("created",)

    def reader(self, served: Query) -> Reader:
        """Return what reads job executions, newest first: the whole list once, however many pages."""
        newest_first = descending(served, {"created": True})
        listed: list[tuple[list[ExecutionDocument], bool]] = []

        async def read(cursor: str | None, limit: int) -> RunPage:
            if not listed:
                listed.append(await self._all())
            rows, whole = listed[0]
            return _page(rows, whole, cursor, limit, newest_first=newest_first)

        return read

    async def _all(self) -> tuple[list[ExecutionDocument], bool]:
        """Return every job execution once, and whether that is all of them.

        The marker of the next page is the last row of this one, or the first of the next, and that row may
        come again or not: MRS documents one way, real Sahara does the other. Rows are told apart by id.
        """
        found: dict[str, ExecutionDocument] = {}
        marker: str | None = None
        for _ in range(MOST_PAGES):
            params: dict[str, str | int] = {"limit": self._rows}
            if marker is not None:
                params["marker"] = marker
            page = await self._calls.read(self._base, ExecutionPageDocument, "the job executions", params)
            new = [row for row in page.job_executions if row.id not in found]
            found.update({row.id: row for row in new})
            after = _next_marker(page, self._rows)
            if after is None or after == marker or not new:
                return [row for row in found.values() if self._is_ours(row)], True
            marker = after
        return [row for row in found.values() if self._is_ours(row)], False

    def _is_ours(self, row: ExecutionDocument) -> bool:
        return self._cluster_id is None or row.cluster_id in (None, self._cluster_id)

    async def run(self, job: str) -> Run:
        """Return one job execution."""
        answer = await self._calls.read(self._path(job), ExecutionAnswer, f"job execution {job}")
        return answer.job_execution.to_run()

    async def cancel(self, job: str) -> None:
        """Cancel a job execution: a GET that changes state, so it goes the way of a change, once.

        What the answer says of the run may be from before the cancel: only its shape is looked at. No
        cache may answer in place of MRS.
        """
        path, what = f"{self._path(job)}/cancel", f"to cancel job execution {job}"
        response = await self._calls.send(path, what, method="GET", headers={"Cache-Control": "no-store"})
        if response.content:
            self._calls.answer(response, ExecutionAnswer)

    async def delete(self, jobs: Sequence[str]) -> None:
        """Delete the records of job executions, one after the other.

        Each on a connection of its own: a Sahara sends a body that a 204 must not have, which would be
        taken for the answer to the next request.
        """
        for path in [self._path(job) for job in jobs]:
            await self._calls.send(
                path, "to delete a job execution", method="DELETE", headers={"Connection": "close"}
            )

    async def workflows(self) -> tuple[WorkflowInfo, ...]:
        """Return the job objects of the project: what can be executed."""
        found: dict[str, JobObjectDocument] = {}
        marker: str | None = None
        for _ in range(MOST_PAGES):
            params: dict[str, str | int] = {"limit": self._rows}
            if marker is not None:
                params["marker"] = marker
            page = await self._calls.read(self._jobs, JobObjectPageDocument, "the job objects", params)
            new = [job for job in page.jobs if job.id not in found]
            found.update({job.id: job for job in new})
            after = page.markers.next if page.markers is not None else None
            if after is None or after == marker or not new:
                break
            marker = after
        return template_infos(found.values(), self._cluster_id)

    async def start(self, request: StartRequest) -> str:
        """Execute a job object."""
        job, asked = execution_request(request, self._cluster_id)
        path = f"{self._jobs}/{id_segment(job, 'job object')}/execute"
        response = await self._calls.send(path, f"to execute job object {job}", asked)
        return self._calls.answer(response, ExecutionAnswer).job_execution.id

    def _path(self, job: str) -> str:
        return f"{self._base}/{id_segment(job)}"


def _page(
    rows: list[ExecutionDocument], whole: bool, cursor: str | None, limit: int, *, newest_first: bool
) -> RunPage:
    """Return a page of the rows that were listed; ``whole`` says whether those are all."""
    found = sorted((row.to_run() for row in rows), key=_key, reverse=newest_first)
    if cursor is not None:
        key = _key_of(cursor)
        found = [run for run in found if (_key(run) < key if newest_first else _key(run) > key)]
    size = max(1, limit)
    return RunPage(
        tuple(found[:size]),
        _cursor(found[size - 1]) if len(found) > size else None,
        len(rows) if whole else None,
        () if whole else (f"MRS lists more than {len(rows)} job executions; the rest is not here",),
    )


def _next_marker(page: ExecutionPageDocument, rows: int) -> str | None:
    if page.markers is not None:
        return page.markers.next
    # Without markers everything fits on one page; a full one is asked on, in case that does not hold.
    return page.job_executions[-1].id if len(page.job_executions) >= rows else None


def _key(run: Run) -> tuple[datetime, str]:
    return run.created or _NEVER, run.id


def _cursor(run: Run) -> str:
    when, id_ = _key(run)
    return f"{when.isoformat()}/{id_}"


def _key_of(cursor: str) -> tuple[datetime, str]:
    when, _, id_ = cursor.partition("/")
    try:
        return datetime.fromisoformat(when).astimezone(UTC), id_
    except (ValueError, OverflowError):
        raise BadRequest("this is no cursor of a list of MRS", advice="begin again without one") from None
