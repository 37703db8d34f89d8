"""What the three APIs of MRS have in common, for a backend that need not know which of them it speaks."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

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


Reader: TypeAlias = Callable[[str | None, int], Awaitable[RunPage]]
"""Reads one page of a list: its cursor (None: the first) and how many runs. Raises BackendError."""


class Dialect(Protocol):
    """One of the APIs."""

    @property
    def fields(self) -> tuple[FieldSupport, ...]:
        """The query fields that it answers itself."""
        ...

    @property
    def sortable(self) -> tuple[str, ...]:
        """The fields that its lists can be ordered by, both ways."""
        ...

    def reader(self, served: Query) -> Reader:
        """Return what reads the pages of the runs that ``served`` asks for, for one look at the list.

        Raises BadRequest for an order that it has not.
        """
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
