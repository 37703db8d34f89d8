"""The names behind the ids: job templates and clusters, read once in a while."""

import asyncio
from collections.abc import Iterable, Iterator
from typing import Final

from console.backends.base import BackendError, BadRequest, NotFound, Unauthorized
from console.backends.sahara.server import Server
from console.core.clock import Clock
from console.wire.sahara.catalog import Names, TemplateDocument
from console.wire.sahara.execution import ExecutionDocument

KEPT: Final = 300.0
"""Seconds after which names are read again: a template may have been renamed."""

AGAIN: Final = 10.0
"""Seconds before names are read again because of an id that is not among them: it may have been deleted."""


class NameBook:
    """Names of a server's templates and clusters. Where they cannot be read, ids are shown instead."""

    def __init__(self, server: Server, clock: Clock) -> None:
        self._server = server
        self._clock = clock
        self._names = Names()
        self._at: float | None = None
        self._vain: set[str] = set()  # ids that were looked for and are not there any more
        self._lock = asyncio.Lock()

    async def read(self) -> Names:
        """Read the names now, and return them. Raises BackendError."""
        async with self._lock:
            return await self._read()

    async def of(self, rows: Iterable[ExecutionDocument]) -> Names:
        """Return names for ``rows``: those that are kept, read anew if one is missing or they are old.

        Where they cannot be read, the ids have to do for a while. Raises Unauthorized.
        """
        async with self._lock:
            age = KEPT if self._at is None else self._clock.monotonic() - self._at
            lacking = {id_ for row in rows for id_ in self._lacking(row)}
            if age >= KEPT or (age >= AGAIN and not lacking <= self._vain):
                self._vain = lacking if await self._tried() else set()
            return self._names

    async def _tried(self) -> bool:
        """Read the names if they can be read; tell whether they could."""
        try:
            await self._read()
        except Unauthorized:
            raise
        except BackendError:
            self._at = self._clock.monotonic()
            return False
        return True

    async def _read(self) -> Names:
        templates = (await self._server.templates()).templates
        clusters = (await self._server.clusters()).clusters
        names = Names({each.id: each for each in templates}, {each.id: each for each in clusters})
        self._names = self._names if names == self._names else names
        self._at = self._clock.monotonic()
        return self._names

    def _lacking(self, row: ExecutionDocument) -> Iterator[str]:
        if row.job_id is not None and row.job_id not in self._names.templates:
            yield row.job_id
        if row.cluster_id is not None and row.cluster_id not in self._names.clusters:
            yield row.cluster_id


def template_named(names: Names, asked: str) -> TemplateDocument:
    """Return the template of an id or a name. Raises NotFound, or BadRequest where a name is not enough."""
    if asked in names.templates:
        return names.templates[asked]
    named = [each for each in names.templates.values() if each.name == asked]
    if len(named) == 1:
        return named[0]
    if named:
        ids = ", ".join(each.id for each in named)
        raise BadRequest(f'{len(named)} job templates are called "{asked}"', advice=f"give an id: {ids}")
    raise NotFound(f"there is no job template {asked}", advice="list the templates to find its id or name")
