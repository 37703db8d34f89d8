"""Executions as jobs of a context: with their names, versions and what can be done to them."""

from collections.abc import Iterable
from dataclasses import replace

from console.backends.sahara.names import NameBook
from console.backends.sahara.offers import offers_of, project_of
from console.backends.sahara.opened import Seen, version
from console.core.masking import masked
from console.core.secret import MASK
from console.model import Job, JobDetail, Json
from console.wire.sahara.catalog import Names
from console.wire.sahara.execution import ExecutionDocument
from console.wire.sahara.job import to_detail, to_job


class Rows:
    """Turns executions into jobs. ``project`` is ours, None until it is known."""

    def __init__(self, context: str, book: NameBook, project: str | None) -> None:
        self._context = context
        self._book = book
        self.project = project

    async def names(self, documents: Iterable[ExecutionDocument]) -> Names:
        """Return names for ``documents``, and learn from them which project is ours. Raises BackendError."""
        known = tuple(documents)
        self.project = self.project or project_of(known)
        return await self._book.of(known)

    def job(self, document: ExecutionDocument, names: Names) -> Job:
        """Return an execution as a row of a list."""
        return self._acted_on(to_job(document, names, self._context), document, names)

    async def detail(self, seen: Seen) -> JobDetail:
        """Return an execution with its only node. Raises BackendError."""
        document = seen.document
        names = await self.names((document,))
        detail = to_detail(document, names, self._context, MASK)
        job = self._acted_on(detail.job, document, names)
        if seen.stale:
            job = replace(job, reason="; ".join(part for part in (job.reason, seen.stale) if part))
        nodes = {id_: replace(node, version=job.version, offers=()) for id_, node in detail.nodes.items()}
        return replace(detail, job=job, nodes=nodes, raw=_masked(dict(detail.raw)))

    def _acted_on(self, job: Job, document: ExecutionDocument, names: Names) -> Job:
        return replace(job, version=version(document), offers=offers_of(document, self.project, names))


def _masked(raw: dict[str, Json]) -> dict[str, Json]:
    """Mask what looks like a secret besides: the server may have fields that we never saw."""
    value = masked(raw)
    return value if isinstance(value, dict) else {}
