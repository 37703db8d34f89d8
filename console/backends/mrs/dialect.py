"""What the three APIs of MRS have in common, for a backend that need not know which of them it speaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from console.core.query import Query
from console.model import FieldSupport, StartRequest, WorkflowInfo
from console.wire.mrs.run import Run


@dataclass(frozen=True, slots=True)
class RunPage:
    """One page of a list. ``missing`` are sentences on what should be in it and is not."""

    items: tuple[Run, ...]
    next: str | None = None
    total: int | None = None
    missing: tuple[str, ...] = ()


class Dialect(Protocol):
    """One of the APIs."""

    @property
    def fields(self) -> tuple[FieldSupport, ...]:
        """The query fields that it answers itself."""
        ...

    async def page(self, served: Query, cursor: str | None, limit: int) -> RunPage:
        """Return a page of the runs that ``served`` asks for. Raises BackendError."""
        ...

    async def run(self, job: str) -> Run:
        """Return one run. Raises NotFound."""
        ...

    async def cancel(self, job: str) -> None:
        """Ask for the end of a run, once. It is over later, or not at all. Raises BackendError."""
        ...

    async def delete(self, jobs: Sequence[str]) -> None:
        """Delete the records of runs. Raises BackendError."""
        ...

    async def workflows(self) -> tuple[WorkflowInfo, ...]:
        """Return what can be started."""
        ...

    async def start(self, request: StartRequest) -> str:
        """Start a run and return its id. Raises BackendError."""
        ...
