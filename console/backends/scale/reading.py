"""What is read of a Scale server: jobs, executions and files, as documents."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from pydantic import ValidationError

from console.backends.answer import check_job, read_as
from console.backends.base import NotFound, ProtocolError, ServerFault
from console.backends.scale.server import Pairs, Server
from console.backends.versions import version_of
from console.core.masking import masked, masked_keys
from console.model import Json
from console.wire.scale.document import LARGEST_ID, Document
from console.wire.scale.execution import ExecutionDocument, InputFileDocument
from console.wire.scale.job import JobDetailDocument, JobDocument
from console.wire.scale.page import PageDocument
from console.wire.values import list_of, object_of

MOST_ROWS: Final = 1000
"""Rows of one page, at most: a larger number is cut down to it in silence."""

_IDS_AT_ONCE: Final = 100  # in one address, which must not get too long

_RowT = TypeVar("_RowT", bound=Document)


def version(job: JobDocument) -> int:
    """Return the number of what an action on the job depends on; a row and the whole job give the same."""
    modified = job.last_modified.isoformat() if job.last_modified else None
    return version_of(job.status, modified, job.executions, job.is_superseded, job.job_type.is_paused)


def job_number(text: str) -> int:
    """Return Scale's id of a job. Raises NotFound for what cannot be one: it is not even asked for."""
    if not is_number(text):
        raise NotFound(f"there is no job {text}", advice="jobs of Scale are numbered; list them to find it")
    return int(text)


def is_number(text: str) -> bool:
    """Whether ``text`` can be an id of Scale, as Scale writes it."""
    return re.fullmatch(r"[1-9][0-9]{0,9}", text) is not None and int(text) <= LARGEST_ID


class Reader:
    """Reads documents. Every method raises BackendError."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def page(self, path: str, params: Pairs, number: int, size: int) -> PageDocument:
        """Return a page of a list by its number, from 1. One behind the end is empty, not an error."""
        asked = [*params, ("page", str(number)), ("page_size", str(min(size, MOST_ROWS)))]
        try:
            return await self._server.read(path, PageDocument, asked, what=path)
        except NotFound as error:
            if number > 1 and error.detail.startswith("Invalid page"):
                return PageDocument.model_validate({"results": []})
            raise

    def rows(self, page: PageDocument, kind: type[_RowT]) -> list[_RowT]:
        """Return the rows of a page. Raises ProtocolError where one has no id."""
        try:
            return page.rows(kind)
        except ValidationError as error:
            said = error.errors(include_url=False, include_input=False)[0]["msg"]
            raise ProtocolError(
                f"{self._server.who} sent a row without an id that makes sense", detail=said
            ) from None

    async def all_rows(self, path: str, kind: type[_RowT], params: Pairs = ()) -> list[_RowT]:
        """Return the rows of every page, each id once, as far as `_MOST_PAGES` go."""
        found: dict[object, _RowT] = {}
        for number in range(1, _MOST_PAGES + 1):
            page = await self.page(path, params, number, MOST_ROWS)
            found |= {getattr(row, "id", None): row for row in self.rows(page, kind)}
            if not page.has_next or not page.results:
                break
        return list(found.values())

    async def job(self, number: int) -> tuple[JobDetailDocument, dict[str, Json]]:
        """Return a whole job, and the answer as it came but for its secrets. Raises NotFound."""
        try:
            answer = await self._server.get(f"/jobs/{number}/", what=f"job {number}")
        except NotFound as error:
            raise NotFound(f"there is no job {number}", advice="list the jobs to find its id") from error
        raw = _without_secrets(answer)
        found = read_as(raw, JobDetailDocument, f"job {number} of {self._server.who}")
        check_job(str(found.id), str(number), self._server.who)
        return found, raw

    async def jobs(self, numbers: Sequence[int]) -> dict[int, JobDocument]:
        """Return the rows of these jobs, of those that exist."""
        found: dict[int, JobDocument] = {}
        wanted = [number for number in dict.fromkeys(numbers) if 0 < number <= LARGEST_ID]
        for begin in range(0, len(wanted), _IDS_AT_ONCE):
            part = wanted[begin : begin + _IDS_AT_ONCE]
            params = [("job_id", str(number)) for number in part]
            page = await self.page("/jobs/", params, 1, MOST_ROWS)
            found |= {row.id: row for row in self.rows(page, JobDocument) if row.id in part}
        return found

    async def count(self, params: Pairs) -> int:
        """Return how many jobs there are of these."""
        page = await self.page("/jobs/", params, 1, 1)
        if page.count is None:
            raise ProtocolError(f"{self._server.who} does not say how many jobs there are")
        return page.count

    async def counts(self, asked: Mapping[str, Pairs]) -> dict[str, int]:
        """Return several counts by name, asked for at the same time."""
        counted = await asyncio.gather(*(self.count(params) for params in asked.values()))
        return dict(zip(asked, counted, strict=True))

    async def executions(self, job: int, params: Pairs = ()) -> list[ExecutionDocument]:
        """Return the executions of a job, the latest first, `MOST_ROWS` at most.

        ``params`` are the filters of the API: ``status``, ``node_id``, ``error_id``, ``error_category``.
        """
        page = await self.page(f"/jobs/{job}/executions/", params, 1, MOST_ROWS)
        return self.rows(page, ExecutionDocument)

    async def execution(self, job: int, number: int) -> ExecutionDocument:
        """Return one execution by its number in the job. Raises NotFound."""
        where = f"execution {number} of job {job}"
        if not 0 < number <= LARGEST_ID:
            raise NotFound(f"there is no {where}", advice="executions are numbered from 1")
        try:
            return await self._server.read(f"/jobs/{job}/executions/{number}/", ExecutionDocument, what=where)
        except NotFound as error:
            raise NotFound(
                f"there is no {where}", advice="it may not have begun; numbers may be left out"
            ) from error

    async def input_files(self, job: int, params: Pairs = ()) -> list[InputFileDocument]:
        """Return the files that a job reads, as far as its first `MOST_ROWS`. Raises NotFound.

        ``params`` are the filters of the API: ``started``, ``ended``, ``time_field``, ``file_name``,
        ``job_input``. Of a job that does not exist Scale answers with an error 500 (recorded).
        """
        try:
            page = await self.page(f"/jobs/{job}/input_files/", params, 1, MOST_ROWS)
        except ServerFault:
            await self.job(job)  # says so where there is none
            raise
        return self.rows(page, InputFileDocument)


def _without_secrets(answer: dict[str, Json]) -> dict[str, Json]:
    """Return a job with its secrets masked: what is called like one, and what its manifest says is one.

    Scale leaves the latter out of the configuration, but not out of what an execution ran with.
    """
    manifest = object_of(object_of(answer.get("job_type_rev")).get("manifest"))
    settings = list_of(object_of(object_of(manifest.get("job")).get("interface")).get("settings"))
    secret = [object_of(each).get("name") for each in settings if object_of(each).get("secret") is True]
    names = frozenset(name for name in secret if isinstance(name, str))
    return object_of(masked_keys(masked(answer), names))


_MOST_PAGES: Final = 10
