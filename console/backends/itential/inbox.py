"""The paused inbox: manual tasks that wait to be answered, and failed tasks that wait for a retry."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from console.backends.base import NotFound
from console.backends.itential.api import MOST, Api
from console.backends.itential.filters import Filters
from console.backends.itential.offers import state_version
from console.backends.itential.reading import Reader
from console.core.legality import legal_on_node
from console.model import JobDetail, Node, NodeStatus, PausedItem

_MOST_JOBS: Final = 100
"""Jobs that are read for the inbox. Itential keeps jobs in error for ever: the newest matter."""

_AT_ONCE: Final = 4


class Inbox:
    """Reads the jobs that need a person; those in error, which may be many, only when they have changed."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._kept: dict[str, tuple[int, JobDetail]] = {}

    async def items(self) -> tuple[PausedItem, ...]:
        """Return every node that waits for a person, oldest first, of the newest jobs that need one."""
        api = await self._reader.generation.api()
        waiting = await self._waiting(api)
        failed = await self._failed(api)
        wanted: dict[str, int | None] = {**dict.fromkeys(waiting), **failed}
        details = await self._details(dict(list(wanted.items())[:_MOST_JOBS]))
        items = [_item(each, node) for each in details for node in each.nodes.values() if node.needs_person]
        return tuple(sorted(items, key=lambda item: item.since or datetime.min.replace(tzinfo=UTC)))

    async def _waiting(self, api: Api) -> tuple[str, ...]:
        """Return the jobs in which a manual task waits."""
        if api.name == "om":
            return tuple(await self._reader.waiting(api))
        running = await api.jobs(Filters(among={"status": ("running",)}), 0, MOST)
        return tuple(row.id for row in self._reader.rows(running, api, {}) if row.waiting)

    async def _failed(self, api: Api) -> dict[str, int]:
        """Return the jobs in error, with a number of how they stand."""
        page = await api.jobs(Filters(among={"status": ("error",)}), 0, MOST)
        documents = [self._reader.masked(item) for item in page.items]
        return {each.id: state_version(each, ()) for each in documents}

    async def _details(self, wanted: Mapping[str, int | None]) -> list[JobDetail]:
        """Return the jobs, each read anew unless it stands as it did. One that is gone is left out."""
        places = asyncio.Semaphore(_AT_ONCE)

        async def read(id_: str, mark: int | None) -> JobDetail | None:
            kept = self._kept.get(id_)
            if mark is not None and kept is not None and kept[0] == mark:
                return kept[1]
            async with places:
                try:
                    detail = await self._reader.detail(id_)
                except NotFound:
                    return None  # it ended and was archived meanwhile
            if mark is not None:
                self._kept[id_] = (mark, detail)
            return detail

        found = await asyncio.gather(*(read(id_, mark) for id_, mark in wanted.items()))
        self._kept = {id_: kept for id_, kept in self._kept.items() if id_ in wanted}
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
