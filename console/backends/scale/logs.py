"""Logs of Scale: asked for again and again, since there is neither a push nor a way to ask for some lines.

The seven steps: the execution's id names the log; poll it as JSON; know a row again; ask some seconds back;
go on at once where an answer was cut; go on for some seconds after the end; a newer execution is another log.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from console.backends.answer import document
from console.backends.base import ServerFault, Unreachable
from console.backends.scale.job_log import SETTLED, JobLog
from console.backends.scale.server import Server
from console.backends.searching import numbers_found
from console.core.clock import Clock
from console.model import LogLine, LogWindow
from console.wire.moment import moment_text
from console.wire.scale.execution import ExecutionDocument
from console.wire.scale.log import LogDocument

POLL: Final = 3.0
"""Seconds between two looks at a log that is followed."""

KEPT: Final = 4
"""Logs that are kept at once; the one that was looked at longest ago goes first."""

ANSWERS_AT_ONCE: Final = 50
"""Answers of 10,000 rows that one window waits for; a longer log is read on by the next."""

_FAULTS: Final = 3  # in a row, after which following gives up
_OVER: Final = frozenset({"FAILED", "COMPLETED", "CANCELED"})


@dataclass(frozen=True, slots=True)
class Place:
    """Whose log: an execution, and the job and node that the console knows it by. ``job`` is Scale's id."""

    job: int
    node: str
    execution: ExecutionDocument


Look = Callable[[], Awaitable[Place]]
"""Reads the execution anew. Raises NotFound."""

LatestNumber = Callable[[int], Awaitable[int]]
"""Returns the number of a job's latest execution."""


class Logs:
    """The logs that were looked at, and how they are read on."""

    def __init__(
        self,
        server: Server,
        latest: LatestNumber,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._server = server
        self._latest = latest
        self._clock = clock
        self._sleep = sleep
        self._logs: OrderedDict[tuple[int, str], JobLog] = OrderedDict()
        self._locks: dict[tuple[int, str], asyncio.Lock] = {}

    async def window(self, place: Place, first: int, count: int) -> LogWindow:
        """Return lines ``first`` .. of a log, read on as far as the server has it."""
        return (await self.read_on(place)).window(first, count)

    async def follow(self, look: Look, first: int) -> AsyncGenerator[Sequence[LogLine]]:
        """Yield lines from ``first`` on as they come, until the log has ended. Raises BackendError."""
        number, faults = max(first, 0), 0
        place = await look()
        while True:
            try:
                log = await self.read_on(place)
                faults = 0
            except (Unreachable, ServerFault):
                faults += 1
                if faults >= _FAULTS:
                    raise
                await self._sleep(POLL)
                continue
            # What came before the first line that is kept cannot be given any more.
            number = max(number, log.first_kept)
            found = log.lines(number)
            if found:
                number = found[-1].number + 1
                yield found
            if log.ended and not log.behind:
                return
            if not log.behind:
                await self._sleep(POLL)
                place = await self._looked(look, place)

    async def search(self, place: Place, pattern: str, first: int, limit: int) -> Sequence[int]:
        """Return the numbers of lines that match, of those that are kept. Raises BadRequest."""
        log = await self.read_on(place)
        return numbers_found(pattern, log.lines(max(first, 0)), limit)

    async def read_on(self, place: Place) -> JobLog:
        """Return the log with what the server has of it by now. Raises BackendError."""
        key = (place.execution.id, place.node)
        async with self._locks.setdefault(key, asyncio.Lock()):
            log = self._log(key, place)
            if log.ended and not log.behind:
                return log
            settled = self._is_settled(log, place.execution)
            for _ in range(ANSWERS_AT_ONCE):
                log.take(await self._ask(place.execution, log))
                if not log.behind:
                    break
            if settled and not log.behind:
                await self._close(log, place)
            return log

    def _log(self, key: tuple[int, str], place: Place) -> JobLog:
        log = self._logs.pop(key, None) or JobLog(place.node, place.execution.number)
        self._logs[key] = log
        while len(self._logs) > KEPT:
            old, _ = self._logs.popitem(last=False)
            self._locks.pop(old, None)
        return log

    def _is_settled(self, log: JobLog, execution: ExecutionDocument) -> bool:
        """Whether nothing will come any more: the execution has been over for long enough.

        By the server's own clock where it tells the time, else since we first saw it over.
        """
        if execution.status not in _OVER:
            return False
        now = self._clock.monotonic()
        log.seen_over = now if log.seen_over is None else log.seen_over
        if now - log.seen_over >= SETTLED:
            return True
        difference = self._server.link.clock_difference
        if execution.ended is None or difference is None:
            return False
        return (self._clock.now() - execution.ended).total_seconds() + difference >= SETTLED

    async def _ask(self, execution: ExecutionDocument, log: JobLog) -> LogDocument | None:
        """Return what the server has since the log's last line but some seconds, None where that is nothing.

        Always as JSON: with text, every refusal of this endpoint becomes an error 500 (recorded).
        """
        since = moment_text(log.since)
        params = [] if since is None else [("started", since)]
        try:
            response = await self._server.answer(
                f"/job-executions/{execution.id}/logs/combined/", params, what="a log"
            )
        except ServerFault as error:
            raise ServerFault(
                f"{self._server.who} cannot read the log: its Elasticsearch may not answer",
                advice="`context test` tells what the server says of it",
                detail=error.detail,
            ) from error
        if response.status_code == 204:
            return None
        return document(response, LogDocument, self._server.who)

    async def _close(self, log: JobLog, place: Place) -> None:
        """End the log, and say where the job goes on."""
        latest = await self._latest(place.job)
        if latest > place.execution.number:
            log.note(f"[the job has been queued again: execution {latest} has a log of its own]")
        log.ended = True

    async def _looked(self, look: Look, place: Place) -> Place:
        """Return the execution as it is now, or as it was where that cannot be told for the moment."""
        if place.execution.status in _OVER:
            return place
        try:
            return await look()
        except (Unreachable, ServerFault):
            return place
