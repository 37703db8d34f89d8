"""What the first screen shows, asked for before there is a screen: while Textual is still being loaded.

Nothing is told of an error here. Who shows the list asks again then, and tells.
"""

import asyncio
from typing import Final

from console.client.ordering import order_term
from console.client.page import JobPages
from console.client.session import Session
from console.client.trouble import Trouble
from console.client.views import View, ViewBook
from console.model import Counts

NEEDS_A_PERSON: Final = "needs"
"""The view that the console opens on."""

EVERYTHING: Final = "all"
"""The view that it falls back to where nothing needs a person."""

MOST_IN_VIEW: Final = 50
"""Rows that are asked for: as many as most windows have."""


class FirstRead:
    """A connection and the first list, on their way. Made on the loop that the console will run on."""

    def __init__(self, session: Session, views: ViewBook | None) -> None:
        """Begin to ask; without ``views`` only for what the context can do."""
        self._session = session
        self._views = views
        self.counts: Counts | None = None
        """How many jobs there are; None where that is not known."""
        self.pages: JobPages | None = None
        """The rows, once they have been read; None where they could not be."""
        self.fell_back = False
        """Whether nothing needs a person, and these are all jobs."""
        self.connected = asyncio.Event()
        """Set when the context has said what it can do, or cannot be asked."""
        self._task = asyncio.create_task(self._read(), name="first read")
        self._task.add_done_callback(_forget)

    @property
    def is_over(self) -> bool:
        """Whether all answers are there, or none will come."""
        return self._task.done()

    async def wait(self) -> None:
        """Wait until it is over. Raises nothing of what went wrong."""
        await asyncio.wait({self._task})

    def answers(self, query: str) -> bool:
        """Whether rows were read that are for a screen which would ask ``query``."""
        if self.pages is None or self._views is None:
            return False
        return query == (
            self._query(self._views.named(NEEDS_A_PERSON)) if self.fell_back else self.pages.query
        )

    async def _read(self) -> None:
        try:
            trouble = await self._session.connect()
        finally:
            self.connected.set()
        if trouble is not None or self._views is None:
            return
        counts, pages = await asyncio.gather(
            self._session.counts(), self._rows(self._views.named(NEEDS_A_PERSON))
        )
        if pages is not None and not len(pages):
            self.fell_back = True
            pages = await self._rows(self._views.named(EVERYTHING))
        self.counts = None if isinstance(counts, Trouble) else counts
        self.pages = pages

    async def _rows(self, view: View) -> JobPages | None:
        pages = JobPages(self._session, self._query(view))
        return pages if await pages.refresh(0, MOST_IN_VIEW - 1) is None else None

    def _query(self, view: View) -> str:
        """Return what the list of a view asks, as the jobs screen does."""
        order = self._views.layout(view).order if self._views is not None else None
        if order is not None and order.field not in self._session.capabilities.sortable:
            order = None
        known = "" if "sort:" in view.query else order_term(order)
        return " ".join(filter(None, (view.query, known)))


def _forget(task: "asyncio.Task[None]") -> None:
    """Look at what went wrong, so that nobody complains that nobody did."""
    if not task.cancelled():
        task.exception()
