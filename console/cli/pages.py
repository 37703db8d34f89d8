"""Lists that a backend hands out in pages, put together up to a limit."""

from console.backends.base import Backend
from console.model import Job, JobPage

_PAGE = 500  # jobs asked for at a time


async def read_jobs(backend: Backend, query: str, *, limit: int, cursor: str | None = None) -> JobPage:
    """Return up to ``limit`` jobs that match ``query``, as one page with the cursor of what follows."""
    items: list[Job] = []
    total: int | None = None
    missing: dict[str, None] = {}
    while True:
        page = await backend.jobs(query, cursor=cursor, limit=min(_PAGE, limit - len(items)))
        items += page.items
        total = page.total if total is None else total
        missing |= dict.fromkeys(page.missing)
        stuck = not page.items and page.next in (None, cursor)
        cursor = page.next
        if cursor is None or len(items) >= limit or stuck:
            return JobPage(tuple(items), cursor, total, tuple(missing))
