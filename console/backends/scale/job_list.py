"""The list of jobs: pages of what a query asks for, the counts, and what failed lately."""

import re
from dataclasses import replace
from typing import Final

from console.backends.base import BadRequest
from console.backends.matching import matching
from console.backends.scale.filters import Asked, ask
from console.backends.scale.offers import job_offers, node_offers
from console.backends.scale.reading import MOST_ROWS, Reader, version
from console.core.clock import Clock
from console.core.query import UNKNOWN_NODES, NodeFacts, Queryable
from console.core.signature import signature
from console.model import Attention, Counts, Job, JobPage, JobStatus, PausedItem
from console.wire.scale.job import JobDocument
from console.wire.scale.job_model import NODE, to_job, to_node
from console.wire.scale.words import JOB_STATUS

INBOX_DAYS: Final = 7
"""Failed jobs that changed within so many days are in the inbox; a failure of last year waits for nobody."""

MOST_IN_INBOX: Final = 200


class JobList:
    """Lists jobs of one context. Every method raises BackendError."""

    def __init__(self, reader: Reader, context: str, clock: Clock) -> None:
        self._reader = reader
        self._context = context
        self._clock = clock

    def row(self, document: JobDocument) -> Job:
        """Return a job of the list."""
        offers = job_offers(document)
        return signed(to_job(document, self._context, version=version(document), offers=offers))

    async def page(self, query: str, cursor: str | None, limit: int) -> JobPage:
        """Return one page of the jobs that match ``query``, from where ``cursor`` says."""
        asked, rest = ask(query, self._clock.now())
        if asked.nothing:
            return JobPage((), total=0)
        kept: dict[str, JobDocument] = {}

        async def fetch(at: str | None, size: int) -> JobPage:
            return await self._fetch(asked, kept, at, size)

        if rest is None and not asked.tests:
            return await matching(fetch, None, cursor=cursor, limit=limit)

        def lets(job: Queryable, nodes: NodeFacts = UNKNOWN_NODES) -> bool:
            return asked.lets(kept[job.id]) and (rest is None or rest(job, nodes))

        return await matching(fetch, lets, cursor=cursor, limit=limit)

    async def _fetch(
        self, asked: Asked, kept: dict[str, JobDocument], cursor: str | None, size: int
    ) -> JobPage:
        number, size = _place(cursor, size)
        page = await self._reader.page("/jobs/", asked.params, number, size)
        documents = self._reader.rows(page, JobDocument)
        kept.update((str(document.id), document) for document in documents)
        more = page.has_next and bool(documents)
        return JobPage(
            tuple(self.row(document) for document in documents),
            f"{number + 1}:{size}" if more else None,
            page.count,
        )

    async def counts(self) -> Counts:
        """Count all jobs, by asking for each status."""
        asked = {status: [("status", status)] for status in JOB_STATUS}
        failing = [("status", "FAILED"), ("is_superseded", "false")]
        found = await self._reader.counts({**asked, "failing": failing})
        failed = found.pop("failing")
        by_status: dict[JobStatus, int] = {}
        for word, count in found.items():
            by_status[JOB_STATUS[word]] = by_status.get(JOB_STATUS[word], 0) + count
        total = sum(by_status.values())
        return Counts(by_status, {Attention.FAILURE: failed, Attention.NONE: max(total - failed, 0)}, total)

    async def failed(self) -> tuple[PausedItem, ...]:
        """Return failed jobs of the last days that nothing has taken the place of, oldest first."""
        params = [
            ("status", "FAILED"),
            ("is_superseded", "false"),
            ("started", f"P{INBOX_DAYS}D"),
            ("order", "-last_status_change"),
            ("order", "-id"),
        ]
        page = await self._reader.page("/jobs/", params, 1, MOST_IN_INBOX)
        rows = [row for row in self._reader.rows(page, JobDocument) if row.status == "FAILED"]
        return tuple(self._waiting(row) for row in reversed(rows))

    def _waiting(self, row: JobDocument) -> PausedItem:
        offers = node_offers(row)
        node = to_node(row, NODE, version=version(row), offers=offers, latest=None)
        verbs = tuple(offer.verb for offer in offers if not offer.refusal)
        return PausedItem(self.row(row), node, "failure", row.last_status_change, node.reason or "", verbs)


def signed(job: Job) -> Job:
    """Return the job with the signature of its failure, by which equal ones are found."""
    return replace(job, signature=signature(job.reason)) if job.status is JobStatus.FAILED else job


def _place(cursor: str | None, size: int) -> tuple[int, int]:
    """Return number and size of the page that a cursor means; pages of one size fit together only."""
    match = re.fullmatch(r"([1-9][0-9]{0,8}):([1-9][0-9]{0,3})", cursor or "1:1")
    if match is None:
        raise BadRequest(f"{cursor} is no place in a list of Scale", advice="begin the list anew")
    return int(match[1]), min(int(match[2]) if cursor else max(size, 1), MOST_ROWS)
