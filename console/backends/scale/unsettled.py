"""Jobs that are over while what they ran is not: Scale kills it some seconds after it canceled the job.

Nothing of the job changes when its execution ends at last, so whoever has it open would not be told.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Final

from console.backends.scale.reading import Reader
from console.wire.scale.execution import ExecutionDocument
from console.wire.scale.job import JobDocument

KEPT: Final = 8
"""Jobs whose executions are looked at again, at most: the latest that were read."""

_OVER: Final = frozenset({"CANCELED", "FAILED", "COMPLETED"})


class Unsettled:
    """Remembers such jobs as they are read, and gives each another version once its executions have ended."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._open: OrderedDict[int, None] = OrderedDict()

    def note(self, job: JobDocument, executions: Sequence[ExecutionDocument]) -> None:
        """Remember the job if something of it still runs, forget it if not."""
        self._open.pop(job.id, None)
        if job.status in _OVER and any(each.ended is None for each in executions):
            self._open[job.id] = None
        while len(self._open) > KEPT:
            self._open.popitem(last=False)

    async def versions(self, found: Mapping[int, int]) -> dict[int, int]:
        """Return the versions, once with another number for a job that has settled. Raises BackendError."""
        versions = dict(found)
        for job in [job for job in self._open if job in found]:
            executions = await self._reader.executions(job)
            if all(each.ended is not None for each in executions):
                self._open.pop(job, None)
                versions[job] = found[job] ^ 1
        return versions
