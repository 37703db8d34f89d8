"""The paused inbox: manual tasks that wait to be answered, and failed tasks that wait for a retry."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from console.backends.base import NotFound
from console.backends.itential.api import MOST
from console.backends.itential.filters import Filters
from console.backends.itential.reading import Reader
from console.core.legality import legal_on_node
from console.model import JobDetail, Node, NodeStatus, PausedItem

_MOST_JOBS: Final = 100
"""Jobs that are read for the inbox. Itential keeps jobs in error for ever: the newest matter."""

_AT_ONCE: Final = 4


async def paused(reader: Reader) -> tuple[PausedItem, ...]:
    """Return every node that waits for a person, oldest first, of the newest jobs that need one."""
    api = await reader.generation.api()
    waiting = await reader.waiting(api)
    failed = await api.jobs(Filters(among={"status": ("error",)}), 0, MOST)
    ids = [*waiting, *(text for item in failed.items if isinstance(text := item.get("_id"), str))]
    if api.name == "wfe":
        running = await api.jobs(Filters(among={"status": ("running",)}), 0, MOST)
        rows = reader.rows(running, api, {})
        ids += [row.id for row in rows if row.waiting]
    details = await _details(reader, list(dict.fromkeys(ids))[:_MOST_JOBS])
    items = [_item(detail, node) for detail in details for node in detail.nodes.values() if node.needs_person]
    return tuple(sorted(items, key=lambda item: item.since or datetime.min.replace(tzinfo=UTC)))


async def _details(reader: Reader, ids: Iterable[str]) -> list[JobDetail]:
    places = asyncio.Semaphore(_AT_ONCE)

    async def read(id_: str) -> JobDetail | None:
        async with places:
            try:
                return await reader.detail(id_)
            except NotFound:
                return None  # it ended and was archived meanwhile

    found = await asyncio.gather(*(read(id_) for id_ in ids))
    return [detail for detail in found if detail is not None]


def _item(detail: JobDetail, node: Node) -> PausedItem:
    failed = node.status is NodeStatus.FAILED
    return PausedItem(
        job=detail.job,
        node=node,
        kind="failure" if failed else "approval",
        since=node.since,
        prompt=node.reason or node.rules.prompt or "",
        actions=legal_on_node(detail, node),
    )
