"""The executions of one workflow as jobs. A row that is as it was is not read into the model again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Final

from console.backends.aom.api import AomApi
from console.backends.aom.capabilities import RUNS
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
from console.model import JobDetail, Json
from console.wire.aom.document import ExecutionDocument, WorkflowDocument
from console.wire.aom.field import as_moment
from console.wire.aom.job import to_detail
from console.wire.aom.node import WHOLE_KIND
from console.wire.aom.status import job_status
from console.wire.values import text_of

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
_Row = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Runs:
    """Executions of one workflow, newest first; ``left_out`` counts the older ones that are not here."""

    details: tuple[JobDetail, ...]
    left_out: int = 0

    @property
    def all_ended(self) -> bool:
        """Whether nothing of them goes on by itself."""
        return all(detail.job.status.is_terminal for detail in self.details)


class RunReader:
    """Reads executions into the model, and remembers by each row's digest what it became."""

    def __init__(self, api: AomApi, context: str) -> None:
        self._api = api
        self._context = context
        self._owners: dict[str, str] = {}
        self._known: dict[str, Mapping[bytes, JobDetail]] = {}

    async def read(self, workflow_id: str, workflow: WorkflowDocument | None) -> Runs:
        """Return the newest executions of a workflow, and every other that goes on. Raises BackendError."""
        rows = await self._api.executions(workflow_id)
        kept = _kept(rows)
        definition = b"" if workflow is None else _digest(_lasting(workflow))
        known, now = self._known.get(workflow_id, {}), dict[bytes, JobDetail]()
        details: dict[str, JobDetail] = {}
        for row in kept:
            digest = definition + _digest(row)
            found = known.get(digest)
            if found is None:
                found = self.detail(workflow_id, workflow, self._api.read_execution(row))
            now[digest] = found
            details.setdefault(found.job.id, await self._named(workflow_id, workflow, found, row))
        self._known[workflow_id] = now
        return Runs(tuple(newest_first(details.values())), len(rows) - len(kept))

    def detail(
        self, workflow_id: str, workflow: WorkflowDocument | None, execution: ExecutionDocument
    ) -> JobDetail:
        """Return an execution as a job. By itself it does not say who started it; the list did."""
        detail = dressed(to_detail(self._context, workflow_id, workflow, execution))
        owner = detail.job.owner
        if owner is not None:
            self._owners[detail.job.id] = owner
            return detail
        return replace(detail, job=replace(detail.job, owner=self._owners.get(detail.job.id)))

    async def _named(
        self, workflow_id: str, workflow: WorkflowDocument | None, detail: JobDetail, row: _Row
    ) -> JobDetail:
        """Return ``detail``; where the list does not tell which node waits, as the execution is by itself."""
        waiting = detail.job.waiting_node
        execution = text_of(row.get("execution_id"))
        if waiting is None or execution is None or detail.nodes[waiting].native_kind != WHOLE_KIND:
            return detail
        try:
            return self.detail(workflow_id, workflow, await self._api.execution(workflow_id, execution))
        except BackendError as error:
            if not of_one(error) and not isinstance(error, NotFound):
                raise
            return detail


def of_one(error: BackendError) -> bool:
    """Whether an error is about what was asked for, so that something else may well be answered."""
    if isinstance(error, Unauthorized | Redirected):
        return False
    return isinstance(error, Forbidden | ServerFault | ProtocolError | BadRequest)


def newest_first(details: Iterable[JobDetail]) -> list[JobDetail]:
    """Return jobs by when they were created, the latest first; what has no time stands last."""
    return sorted(details, key=lambda detail: (detail.job.created or _LONG_AGO, detail.job.id), reverse=True)


def _kept(rows: Sequence[_Row]) -> list[_Row]:
    ordered = sorted(rows, key=lambda row: as_moment(row.get("begin_time")) or _LONG_AGO, reverse=True)
    older = (row for row in ordered[RUNS:] if not job_status(text_of(row.get("status"))).is_terminal)
    return [*ordered[:RUNS], *older]


def _lasting(workflow: WorkflowDocument) -> object:
    """What of a workflow a job shows: all but how its last execution went."""
    said = workflow.said
    if not isinstance(said, dict):
        return said
    return {name: v for name, v in said.items() if not name.startswith("last_exec") and name != "status"}


def _digest(value: object) -> bytes:
    """Return the same for the same document. Raises ProtocolError for one that is nested too deep."""
    try:
        return blake2b(repr(value).encode(errors="surrogatepass"), digest_size=16).digest()
    except RecursionError:
        raise ProtocolError("an execution is nested too deep") from None
