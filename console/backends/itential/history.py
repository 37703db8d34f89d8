"""How the earlier iterations of tasks ended: the job tells only their ids, each has a document of its own."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from console.backends.base import BackendError, Unauthorized, Unreachable
from console.backends.itential.api import Api
from console.backends.itential.iterations import iteration_of
from console.model import Execution, ExecutionStatus, JobDetail
from console.wire.itential.document import IterationDocument, JobDocument
from console.wire.itential.statuses import status_of_iteration

MOST: Final = 20
"""Iterations that are read for one look at a job; of a loop with more, the others stay untold."""

_KEPT: Final = 2_000
_AT_ONCE: Final = 4


class History:
    """Reads the documents of earlier iterations, each once: what has ended does not change any more."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, IterationDocument] = OrderedDict()

    async def told(self, api: Api, document: JobDocument, detail: JobDetail) -> JobDetail:
        """Return the job with how its earlier iterations ended, as far as that can be read."""
        wanted = {
            (id_, number): uuid
            for id_, task in document.tasks.items()
            for number, uuid in enumerate(task.iterations[:-1], start=1)
        }
        if not wanted or api.name != "om":
            return detail
        latest_first = list(wanted.values())[::-1]
        await self._read(api, [uuid for uuid in latest_first if uuid not in self._known][:MOST])
        executions = tuple(self._filled(each, wanted) for each in detail.executions)
        return replace(detail, executions=executions)

    async def _read(self, api: Api, ids: list[str]) -> None:
        places = asyncio.Semaphore(_AT_ONCE)

        async def read(uuid: str) -> None:
            async with places:
                found = await iteration_of(api, uuid)
            if found is not None:
                self._known[uuid] = found

        for result in await asyncio.gather(*(read(uuid) for uuid in ids), return_exceptions=True):
            # The job itself is worth showing without them; who we are and whether anybody answers is not.
            if isinstance(result, Unauthorized | Unreachable):
                raise result
            if isinstance(result, BaseException) and not isinstance(result, BackendError):
                raise result
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)

    def _filled(self, execution: Execution, wanted: Mapping[tuple[str, int], str]) -> Execution:
        found = self._known.get(wanted.get((execution.node, execution.number), ""))
        if found is None or execution.status is not ExecutionStatus.UNKNOWN:
            return execution
        return replace(
            execution,
            status=status_of_iteration(found),
            native_status=" ".join(filter(None, (found.status, found.finish_state))) or "earlier",
            reason=None,
            host=found.metrics.server_id,
            started=found.started,
            ended=found.ended,
        )
