"""What a query can ask: of a job, and of what is known of its nodes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol


class Queryable(Protocol):
    """What a query can ask of a job; `console.model.Job` is one. None is "has none" or "not yet"."""

    @property
    def id(self) -> str:
        """Its id, unique in its context."""
        ...

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def workflow(self) -> str:
        """What it is a run of."""
        ...

    @property
    def status(self) -> str:
        """A word of `JobStatus`."""
        ...

    @property
    def attention(self) -> str:
        """A word of `Attention`."""
        ...

    @property
    def owner(self) -> str | None:
        """Who started it."""
        ...

    @property
    def tags(self) -> Collection[str]:
        """Its tags."""
        ...

    @property
    def queue(self) -> str | None:
        """Where it queues."""
        ...

    @property
    def priority(self) -> int | None:
        """Higher runs first."""
        ...

    @property
    def reason(self) -> str | None:
        """Why it failed or is paused."""
        ...

    @property
    def signature(self) -> str | None:
        """The cause of its failure."""
        ...

    @property
    def created(self) -> datetime | None:
        """When it was created, aware."""
        ...

    @property
    def started(self) -> datetime | None:
        """When it started, aware."""
        ...

    @property
    def ended(self) -> datetime | None:
        """When it ended, aware."""
        ...


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """What is known of a job's nodes: their ids, and the hosts that they ran on. None is unknown."""

    ids: Collection[str] | None = None
    hosts: Collection[str] | None = None


UNKNOWN_NODES: Final = NodeFacts()
"""Nothing is known: no ``node:`` or ``host:`` term matches, a negated one neither."""
