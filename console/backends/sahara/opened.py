"""The executions that somebody has open: read from their engine, where Sahara lets us ask it.

A plain GET returns what Sahara has stored, which its periodic task brings up to date every 45 s. In v1.1
``refresh-status`` asks the cluster's engine, stores and returns. So what is open and has not ended is
refreshed; a list, of which every row would cost the server a call to a cluster, is not.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from console.backends.base import BackendError, NotFound, Unauthorized
from console.backends.polling import MINDED
from console.backends.sahara.server import Server
from console.backends.versions import version_of
from console.wire.sahara.execution import ExecutionDocument
from console.wire.sahara.status import standing_of

PATIENCE: Final = 8.0
"""Seconds that a cluster's engine may take to be asked: a cluster that hangs must not hide what is stored."""

_STALE: Final = "this is what Sahara has stored: it could not be asked anew"


@dataclass(frozen=True, slots=True)
class Seen:
    """An execution as it was read. ``stale`` says why it may be older than it looks."""

    document: ExecutionDocument
    stale: str = ""


class Opened:
    """Reads single executions, and remembers the latest of them."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._open: OrderedDict[str, None] = OrderedDict()

    def mind(self, id_: str) -> None:
        """Take ``id_`` as open; the ones that were opened longest ago are forgotten."""
        self._open.pop(id_, None)
        self._open[id_] = None
        while len(self._open) > MINDED:
            self._open.popitem(last=False)

    async def read(self, id_: str) -> Seen:
        """Return an execution, asked of its engine unless it has ended. Raises BackendError."""
        return await self._fresh(await self._server.execution(id_))

    async def marks(self, rows: Mapping[str, ExecutionDocument]) -> dict[str, int]:
        """Return a number for each of the rows that changes with it, of the open ones as they are now."""
        marks = {id_: mark_of(row) for id_, row in rows.items()}
        open_ = [rows[id_] for id_ in self._open if id_ in rows]
        for stored, mark in zip(open_, await asyncio.gather(*map(self._mark, open_)), strict=True):
            if mark is None:
                del marks[stored.id]
            else:
                marks[stored.id] = mark
        return marks

    async def _mark(self, stored: ExecutionDocument) -> int | None:
        try:
            return mark_of((await self._fresh(stored)).document)
        except NotFound:
            return None

    async def _fresh(self, stored: ExecutionDocument) -> Seen:
        if not self._server.dialect.refreshes or not _moves(stored):
            return Seen(stored)
        try:
            async with asyncio.timeout(PATIENCE):
                return Seen(await self._server.refreshed(stored.id))
        except (NotFound, Unauthorized):
            raise
        except TimeoutError:
            return Seen(stored, f"{_STALE} (no answer within {PATIENCE:.0f} s)")
        except BackendError as error:
            detail = error.detail.splitlines()
            return Seen(stored, f"{_STALE} ({'; '.join((str(error), *detail[:1]))})")


def _moves(document: ExecutionDocument) -> bool:
    """Whether the engine may tell more. It may of a failed suspend too, which ended for Sahara alone."""
    return not standing_of(document.status).job.is_terminal


def mark_of(document: ExecutionDocument) -> int:
    """Return a number that is the same as long as an execution looks the same."""
    return version_of(document.status, document.is_protected, document.is_public, document.updated_at)


def version(document: ExecutionDocument) -> int:
    """Return what an action depends on, as a number: not the time of the last write, which a look changes."""
    return version_of(document.status, document.is_protected, document.tenant_id)
