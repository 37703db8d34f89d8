"""A context that could not even be made: it stands among the others and says what is wrong with it."""

from collections.abc import AsyncIterator, Sequence

from console.backends.base import BackendError
from console.model import (
    Action,
    AuditEntry,
    Capabilities,
    Counts,
    JobDetail,
    JobPage,
    LogLine,
    LogRef,
    LogWindow,
    Outcome,
    PausedItem,
    Plan,
    Related,
    StartRequest,
    WorkflowInfo,
)


class AbsentBackend:
    """Raises ``error`` whatever it is asked, as the protocol of a backend has it."""

    def __init__(self, context: str, error: BackendError) -> None:
        self.context = context
        self._error = error

    async def capabilities(self) -> Capabilities:
        """Raise the error."""
        raise self._error

    async def jobs(self, query: str, *, cursor: str | None = None, limit: int = 100) -> JobPage:
        """Raise the error."""
        del query, cursor, limit
        raise self._error

    async def counts(self) -> Counts | None:
        """Raise the error."""
        raise self._error

    async def job(self, job: str) -> JobDetail:
        """Raise the error."""
        del job
        raise self._error

    async def related(self, job: str) -> Sequence[Related]:
        """Raise the error."""
        del job
        raise self._error

    async def paused(self) -> Sequence[PausedItem]:
        """Raise the error."""
        raise self._error

    async def workflows(self) -> Sequence[WorkflowInfo]:
        """Raise the error."""
        raise self._error

    async def audit(self, job: str | None = None, *, limit: int = 200) -> Sequence[AuditEntry]:
        """Raise the error."""
        del job, limit
        raise self._error

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        """Raise the error."""
        del ref, first, count
        raise self._error

    async def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:
        """Raise the error."""
        del ref, first
        raise self._error
        yield ()  # pyright: ignore[reportUnreachable]

    async def search_log(
        self, ref: LogRef, pattern: str, *, first: int = 0, limit: int = 1000
    ) -> Sequence[int]:
        """Raise the error."""
        del ref, pattern, first, limit
        raise self._error

    async def watch(self) -> AsyncIterator[frozenset[str]]:
        """Raise the error."""
        raise self._error
        yield frozenset()  # pyright: ignore[reportUnreachable]

    async def plan(self, action: Action) -> Plan:
        """Raise the error."""
        del action
        raise self._error

    async def act(self, action: Action) -> Outcome:
        """Raise the error."""
        del action
        raise self._error

    async def start(self, request: StartRequest) -> str:
        """Raise the error."""
        del request
        raise self._error

    async def close(self) -> None:
        """Nothing is open."""
