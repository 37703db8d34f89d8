"""The v2 job API: the jobs of one cluster. Source: "Job Object APIs (V2)" of the MRS API reference."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from console.backends.base import Unsupported
from console.backends.mrs.asking import (
    SUBMITTED,
    Asked,
    AskedField,
    Between,
    Param,
    ask,
    between,
    descending,
    time_params,
)
from console.backends.mrs.calls import Calls, id_segment
from console.backends.mrs.cursors import Cursor, cursor_of, unrepeated
from console.backends.mrs.dialect import Reader, RunPage
from console.backends.mrs.submitting import job_types, submission, submitted
from console.core.clock import Clock
from console.core.query import Kind, Query
from console.model import FieldSupport, Json, StartRequest, WorkflowInfo
from console.wire.mrs.job import (
    JOB_RESULTS,
    JOB_STATES,
    JOB_TYPES,
    JobAnswer,
    JobBean,
    JobPageDocument,
    SqlResultDocument,
    SubmitAnswer,
)
from console.wire.mrs.run import Run

MOST_ROWS: Final = 100
"""Jobs that are asked for at once."""

FIELDS: Final[tuple[AskedField[JobBean], ...]] = (
    AskedField(
        FieldSupport("job_state", Kind.CHOICE, "the state at MRS; FINISHED is no success", JOB_STATES),
        "job_state",
        lambda bean: bean.job_state,
    ),
    AskedField(
        FieldSupport("job_result", Kind.CHOICE, "the result at MRS", JOB_RESULTS),
        "job_result",
        lambda bean: bean.job_result,
    ),
    AskedField(
        FieldSupport("job_type", Kind.CHOICE, "the type of job", JOB_TYPES),
        "job_type",
        lambda bean: bean.job_type,
    ),
    AskedField(
        FieldSupport("job_name", Kind.WORD, "the name, as MRS searches for it"),
        "job_name",
        lambda bean: bean.job_name,
        part=True,
    ),
    AskedField(
        FieldSupport("user", Kind.WORD, "who submitted it, as MRS spells it"), "user", lambda bean: bean.user
    ),
    AskedField(
        FieldSupport("job_queue", Kind.WORD, "the YARN queue, as MRS spells it"),
        "queue",
        lambda bean: bean.queue,
    ),
)
"""Parameters of the list. Those for names are told apart from ours, which know * and ?."""


class V2:
    """The jobs of a cluster by the v2 API."""

    def __init__(self, calls: Calls, project_id: str, cluster_id: str, clock: Clock) -> None:
        self._calls = calls
        self._clock = clock
        self._counts_pages: bool | None = None  # not known yet
        self._base = f"/v2/{id_segment(project_id)}/clusters/{id_segment(cluster_id)}/job-executions"

    @property
    def fields(self) -> tuple[FieldSupport, ...]:
        """The parameters of the list, and the time of submission."""
        times = tuple(FieldSupport(name, Kind.TIME) for name in SUBMITTED)
        return (*(each.support for each in FIELDS), *times)

    @property
    def sortable(self) -> tuple[str, ...]:
        """The time of submission."""
        return ("created",)

    def reader(self, served: Query) -> Reader:
        """Return what reads jobs in the order of their submission."""
        newest_first = descending(served, {"created": True})
        times = between(tuple(term for term in served.terms if term.field in SUBMITTED), self._clock.now())
        words = ask(tuple(term for term in served.terms if term.field not in SUBMITTED), FIELDS)
        order = "desc" if newest_first else "asc"
        asked = Asked({**words.params, **time_params(times), "sort_by": order}, words.tests)
        return partial(self._page, asked, times)

    async def _page(
        self, asked: Asked[JobBean], times: tuple[Between, ...], cursor: str | None, limit: int
    ) -> RunPage:
        place = cursor_of(cursor, max(1, min(limit, MOST_ROWS)))
        found = await self._ask(asked.params, await self._offset(place), place.size)
        ids = [bean.job_id for bean in found.job_list]
        rows = unrepeated(found.job_list, ids, place.after)
        lets = [bean for bean in rows if asked.lets(bean) and all(t.lets(bean.submitted_time) for t in times)]
        following = place.following(ids, found.total_record)
        return RunPage(
            tuple(bean.to_run() for bean in lets),
            None if following is None else str(following),
            None if asked.tests or times else found.total_record,
        )

    async def _offset(self, place: Cursor) -> int:
        """Return the ``offset`` of a page.

        The reference calls it where the list starts, 1 by default, and does not say whether rows or pages
        are counted. The wrong guess would leave out most of a long list, so that the server is asked, once,
        before the second page of any list: two rows from offset 2 begin with the second row, or the third.
        """
        if place.start == 1:
            return 1
        if self._counts_pages is None:
            newest: dict[str, Param] = {"sort_by": "desc"}
            first = [bean.job_id for bean in (await self._ask(newest, 1, 4)).job_list]
            second = [bean.job_id for bean in (await self._ask(newest, 2, 2)).job_list]
            if second and second[0] in first:
                self._counts_pages = first.index(second[0]) == 2
        return place.page if self._counts_pages else place.start

    async def _ask(self, params: dict[str, Param], offset: int, limit: int) -> JobPageDocument:
        asked = {**params, "limit": limit, "offset": offset}
        return await self._calls.read(self._base, JobPageDocument, "the jobs", sorted(asked.items()))

    async def run(self, job: str) -> Run:
        """Return one job."""
        return (await self._calls.read(self._path(job), JobAnswer, f"job {job}")).job_detail.to_run()

    async def cancel(self, job: str) -> None:
        """Kill a job: 202 says that MRS will."""
        await self._calls.send(f"{self._path(job)}/kill", f"to kill job {job}")

    async def delete(self, jobs: Sequence[str]) -> None:
        """Delete the records of jobs, all in one request."""
        for job in jobs:
            id_segment(job)
        ids: list[Json] = list(jobs)
        await self._calls.send(f"{self._base}/batch-delete", "to delete jobs", {"job_id_list": ids})

    async def sql_result(self, job: str) -> list[list[str]]:
        """Return the rows that a SparkSql or SparkScript job found."""
        what = f"the result of job {job}"
        return (await self._calls.read(f"{self._path(job)}/sql-result", SqlResultDocument, what)).sql_results

    async def workflows(self) -> tuple[WorkflowInfo, ...]:
        """Return the types of job that can be submitted."""
        return job_types()

    async def start(self, request: StartRequest) -> str:
        """Submit a job."""
        if request.workflow is None:
            raise Unsupported("MRS runs no workflow file", advice="submit a job of one of its types")
        asked = submission(request)
        response = await self._calls.send(self._base, "to submit a job", asked)
        return submitted(self._calls.answer(response, SubmitAnswer), self._calls.link.who)

    def _path(self, job: str) -> str:
        return f"{self._base}/{id_segment(job)}"
