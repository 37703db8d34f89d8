"""Which ready node gets a free slot: jobs by priority, then by when they were queued; nodes in their turn.

Nothing is polled: the line of jobs is kept up to date by every change, and looked at once a turn.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, TypeAlias

from console.core.fact import may_start
from console.core.matrix import family
from console.engine.live import LiveJob
from console.model import Node

_Key: TypeAlias = tuple[bool, int, datetime, int]

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


class Line:
    """The jobs with a node that may start, in the order in which they are served."""

    def __init__(self) -> None:
        self._keys: list[_Key] = []
        self._of: dict[int, _Key] = {}
        self._jobs: dict[int, LiveJob] = {}

    def __iter__(self) -> Iterator[LiveJob]:
        return (self._jobs[key[-1]] for key in list(self._keys) if key[-1] in self._jobs)

    def update(self, live: LiveJob) -> None:
        """Put a job where it belongs now, or take it out."""
        key = _key(live) if _wants_a_slot(live) else None
        before = self._of.get(live.id)
        if key == before:
            return
        if before is not None:
            del self._keys[bisect_left(self._keys, before)]
            del self._of[live.id], self._jobs[live.id]
        if key is not None:
            insort(self._keys, key)
            self._of[live.id], self._jobs[live.id] = key, live

    def clear(self) -> None:
        """Forget everything."""
        self._keys.clear()
        self._of.clear()
        self._jobs.clear()


def next_node(live: LiveJob) -> str | None:
    """Return the node of a job that is next to start within the job's own limits, or None."""
    detail = live.detail
    if detail.max_parallel is not None and len(live.active) >= detail.max_parallel:
        return None
    for id_ in live.ready:
        node = detail.nodes[id_]
        if may_start(detail.operator_paused, detail.cancel_requested, node) and _matrix_has_room(live, node):
            return id_
    return None


def _wants_a_slot(live: LiveJob) -> bool:
    if not live.ready or live.detail.operator_paused:
        return False
    if not live.detail.cancel_requested:
        return True
    return any(live.detail.nodes[id_].rules.is_finally for id_ in live.ready)


def _key(live: LiveJob) -> _Key:
    job = live.detail.job
    # A job that is being canceled is served first: its finally nodes let go of what it holds.
    return (not live.detail.cancel_requested, -job.priority, job.queued or job.created or _LONG_AGO, live.id)


def _matrix_has_room(live: LiveJob, node: Node) -> bool:
    limit = node.rules.max_parallel
    if limit is None:
        return True
    mine = family(node.id)
    return sum(family(id_) == mine for id_ in live.active) < limit
