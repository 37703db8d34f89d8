"""Executions as jobs of a context: with their names, versions and what can be done to them."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from console.backends.base import ProtocolError
from console.backends.sahara.names import NameBook
from console.backends.sahara.offers import offers_of, project_of
from console.backends.sahara.opened import Seen, version
from console.core.masking import masked
from console.core.secret import MASK
from console.model import Job, JobDetail, Json
from console.wire.sahara.catalog import Names
from console.wire.sahara.execution import ExecutionDocument
from console.wire.sahara.job import to_detail, to_job

_TURN: Final = 200  # rows that are made at a stretch


class Rows:
    """Turns executions into jobs. ``project`` is ours, None until it is known."""

    def __init__(self, context: str, book: NameBook, project: str | None) -> None:
        self._context = context
        self._book = book
        self._kept: dict[str, tuple[ExecutionDocument, Names, str | None, Job]] = {}
        self.project = project

    async def names(self, documents: Iterable[ExecutionDocument]) -> Names:
        """Return names for ``documents``, and learn from them which project is ours. Raises BackendError."""
        known = tuple(documents)
        self.project = self.project or project_of(known)
        return await self._book.of(known)

    async def jobs(self, documents: Sequence[ExecutionDocument], names: Names) -> list[Job]:
        """Return executions as rows of a list, and let others have their turn between them."""
        found: list[Job] = []
        for number, document in enumerate(documents, 1):
            found.append(self._job(document, names))
            if number % _TURN == 0:
                await asyncio.sleep(0)
        if len(self._kept) > 2 * len(documents) + _TURN:
            self._kept.clear()
        return found

    def _job(self, document: ExecutionDocument, names: Names) -> Job:
        """Return an execution as a row; as the same row while neither it nor a name has changed."""
        kept = self._kept.get(document.id)
        if kept is not None and kept[0] is document and kept[1] is names and kept[2] == self.project:
            return kept[3]
        job = self._acted_on(to_job(document, names, self._context), document, names)
        self._kept[document.id] = (document, names, self.project, job)
        return job

    async def detail(self, seen: Seen) -> JobDetail:
        """Return an execution with its only node. Raises BackendError."""
        document = seen.document
        names = await self.names((document,))
        try:
            detail = to_detail(document, names, self._context, MASK)
            raw = _masked(dict(detail.raw))
        except RecursionError:
            raise ProtocolError(f"what the server says of job {document.id} is nested too deep") from None
        job = self._acted_on(detail.job, document, names)
        if seen.stale:
            job = replace(job, reason="; ".join(part for part in (job.reason, seen.stale) if part))
        nodes = {id_: replace(node, version=job.version, offers=()) for id_, node in detail.nodes.items()}
        return replace(detail, job=job, nodes=nodes, raw=raw)

    def _acted_on(self, job: Job, document: ExecutionDocument, names: Names) -> Job:
        return replace(job, version=version(document), offers=offers_of(document, self.project, names))


def _masked(raw: dict[str, Json]) -> dict[str, Json]:
    """Mask what looks like a secret besides: the server may have fields that we never saw."""
    value = masked(raw)
    return value if isinstance(value, dict) else {}
