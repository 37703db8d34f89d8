"""A list of which 20 rows change ten times a second: `python -m benchmarks.console.changing_list ours`."""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from textual.app import App, ComposeResult
from textual.widgets import DataTable

from console.backends.base import Backend
from console.client.page import JobPages
from console.client.session import Session
from console.model import Job, JobPage, JobStatus
from console.terminal.app import TerminalApp
from console.theme import load_themes
from console.widgets.job_columns import Moment
from console.widgets.job_list import JobList
from console.widgets.theming import textual_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

JOBS, CHANGED, TICK = 45, 20, 0.1
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def jobs() -> list[Job]:
    """Return jobs that run."""
    return [
        Job(str(place), f"job {place}", "ingest", JobStatus.RUNNING, started=NOW, done=0, total=1000)
        for place in range(JOBS)
    ]


class _Memory:
    """As much of a backend as a list needs."""

    context = "local"

    def __init__(self) -> None:
        self.all = jobs()

    async def jobs(self, _query: str, *, cursor: str | None = None, limit: int = 100) -> JobPage:
        del cursor, limit
        return JobPage(tuple(self.all))


class Ours(TerminalApp):
    """The console's list alone, drawn as the console draws it."""

    def __init__(self) -> None:
        super().__init__()
        self.draw_on_terminal()
        for data in load_themes(None).themes.values():
            self.register_theme(textual_theme(data))
        self.theme = "dark"
        self._memory = _Memory()
        self._pages = JobPages(Session(cast("Backend", self._memory)))

    def compose(self) -> ComposeResult:
        """Lay out."""
        yield JobList(self._pages, lambda: Moment(NOW, UTC), id="jobs")

    async def on_mount(self) -> None:
        """Fill the list, and begin to change it."""
        await self._pages.load(0, JOBS)
        self.query_one(JobList).rows_changed()
        self.set_interval(TICK, self._change)

    async def _change(self) -> None:
        for place in random.sample(range(JOBS), CHANGED):
            job = self._memory.all[place]
            self._memory.all[place] = replace(job, done=((job.done or 0) + 1) % 1000)
        await self._pages.refresh(0, JOBS)
        self.query_one(JobList).rows_changed()


class Stock(App[None]):
    """Textual's table with the same cells."""

    def compose(self) -> ComposeResult:
        """Lay out."""
        yield DataTable[str]()

    def on_mount(self) -> None:
        """Fill the table, and begin to change it."""
        table = self.query_one(DataTable)
        table.add_columns("status", "id", "name", "workflow", "done")
        self._rows: Sequence[object] = table.add_rows(
            [("running", job.id, job.name, job.workflow, "0/1000") for job in jobs()]
        )
        self._turn = 0
        self.set_interval(TICK, self._change)

    def _change(self) -> None:
        table = self.query_one(DataTable)
        self._turn += 1
        column = list(table.columns)[-1]
        for row in random.sample(list(table.rows), CHANGED):
            table.update_cell(row, column, f"{self._turn % 1000}/1000")


if __name__ == "__main__":
    (Ours if sys.argv[1:] == ["ours"] else Stock)().run(mouse=False)
