"""Reads of jobs, of the inbox and of what was done."""

from collections.abc import Callable
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import Response

from console.engine.engine import Engine
from console.server.abilities import CAPABILITIES
from console.server.answer import answer
from console.server.caller import Caller
from console.server.operation import JOB, Operation, Parameter
from console.server.reading import number
from console.wire.local import (
    audit_item,
    capabilities_item,
    counts_item,
    job_document,
    page_item,
    paused_item,
    related_item,
    workflow_item,
)
from console.wire.local.capabilities import CapabilitiesDocument
from console.wire.local.catalog import (
    AuditCheckDocument,
    AuditTrailDocument,
    PausedInboxDocument,
    WorkflowsDocument,
)
from console.wire.local.job import JobDocument
from console.wire.local.job_list import CountsDocument, JobPageDocument, RelatedDocument

MOST_ENTRIES = 10_000
"""Entries of the audit in one answer."""


class JobRoutes:
    """The routes that read; nothing here changes anything. A query's ``owner:me`` is who asks."""

    def __init__(self, engine: Engine, identify: Callable[[Request], Caller]) -> None:
        self._engine = engine
        self._identify = identify

    def operations(self) -> tuple[Operation, ...]:
        """Return what is served here."""
        limit = Parameter("limit", "integer", "how many at most")
        return (
            Operation("GET", "/v1/capabilities", self._capabilities, "What works here", CapabilitiesDocument),
            Operation(
                "GET",
                "/v1/jobs",
                self._jobs,
                "One page of the jobs that match a query, newest first",
                JobPageDocument,
                (
                    Parameter("query", description="terms such as `status:failed since:24h`"),
                    Parameter("cursor", description="`next` of the page before"),
                    Parameter("row", "integer", "without a cursor: how many jobs of the list to pass over"),
                    limit,
                ),
            ),
            Operation("GET", "/v1/counts", self._counts, "How many jobs there are", CountsDocument),
            Operation(
                "GET",
                "/v1/jobs/{job}",
                self._job,
                "One job with its nodes and executions",
                JobDocument,
                (JOB,),
            ),
            Operation(
                "GET",
                "/v1/jobs/{job}/related",
                self._related,
                "The jobs that have to do with this one",
                RelatedDocument,
                (JOB,),
            ),
            Operation(
                "GET",
                "/v1/paused",
                self._paused,
                "Every node that waits for a person, oldest first",
                PausedInboxDocument,
            ),
            Operation(
                "GET", "/v1/workflows", self._workflows, "What can be started by its id", WorkflowsDocument
            ),
            Operation(
                "GET",
                "/v1/audit",
                self._audit,
                "Recorded actions, newest first",
                AuditTrailDocument,
                (Parameter("job", description="only of this job"), limit),
            ),
            Operation(
                "GET",
                "/v1/audit/check",
                self._check_audit,
                "Whether the record of actions is as it was written",
                AuditCheckDocument,
            ),
        )

    async def _capabilities(self, _request: Request) -> Response:
        return answer(capabilities_item(CAPABILITIES))

    async def _jobs(self, request: Request) -> Response:
        query = request.query_params
        page = await self._engine.jobs(
            query.get("query", ""),
            cursor=query.get("cursor"),
            limit=number(request, "limit", 100),
            row=number(request, "row", 0),
            me=self._identify(request).name,
        )
        return answer(page_item(page))

    async def _counts(self, _request: Request) -> Response:
        return answer(counts_item(await self._engine.counts()))

    async def _job(self, request: Request) -> Response:
        return answer(job_document(await self._engine.job(request.path_params["job"])))

    async def _related(self, request: Request) -> Response:
        related = await self._engine.related(request.path_params["job"])
        return answer({"items": [related_item(item) for item in related]})

    async def _paused(self, _request: Request) -> Response:
        return answer({"items": [paused_item(item) for item in await self._engine.paused()]})

    async def _workflows(self, _request: Request) -> Response:
        return answer({"items": [workflow_item(info) for info in await self._engine.workflows()]})

    async def _check_audit(self, _request: Request) -> Response:
        return answer(asdict(await self._engine.check_audit()))

    async def _audit(self, request: Request) -> Response:
        job = request.query_params.get("job")
        limit = max(1, min(number(request, "limit", 200), MOST_ENTRIES))
        entries = await self._engine.audit(job, limit=limit)
        return answer({"items": [audit_item(entry) for entry in entries]})
