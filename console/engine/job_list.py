"""Pages of the jobs that match a query: by key, so that a late page costs as the first.

Only who goes to a row at once passes over those before it, from the nearer end of the list.
"""

import base64
import binascii
import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final, cast

from console.core.clock import Clock
from console.core.query import Query, QueryError, Term, parse_query
from console.engine import rows, words
from console.engine.errors import BadQuery
from console.engine.moments import from_us, to_us
from console.engine.query_sql import Asker, Condition, condition
from console.engine.reader import Reader
from console.engine.writer import SqlValue
from console.model import Job, JobPage, JobStatus

_MOST: Final = 1000
_MOST_TERMS: Final = 100
_LAST: Final = 2**62
"""Stands for a time that is not there yet: such jobs come last."""

_SORTS: Final = {
    "created": ("job.created_us", "job.created_us"),
    "queued": (f"ifnull(job.queued_us, {_LAST})", f"ifnull(job.queued_us, -{_LAST})"),
    "started": (f"ifnull(job.started_us, {_LAST})", f"ifnull(job.started_us, -{_LAST})"),
    "ended": (f"ifnull(job.ended_us, {_LAST})", f"ifnull(job.ended_us, -{_LAST})"),
    "priority": ("job.priority", "job.priority"),
    "name": ("job.name", "job.name"),
    "workflow": ("job.workflow", "job.workflow"),
    "owner": ("ifnull(job.owner, '')", "ifnull(job.owner, '')"),
    "status": ("job.status", "job.status"),
    "id": ("job.id", "job.id"),
}
"""By which fields a list can be ordered: what is compared upwards, and downwards."""

SORTABLE: Final = tuple(_SORTS)


@dataclass(frozen=True, slots=True)
class _Order:
    """The order of a list. ``key`` is what is compared before the id."""

    field: str
    descending: bool

    @property
    def key(self) -> str:
        return _SORTS[self.field][self.descending]

    @property
    def sql(self) -> str:
        return f"{self.key} {'DESC' if self.descending else 'ASC'}, job.id DESC"

    @property
    def backwards(self) -> str:
        return f"{self.key} {'ASC' if self.descending else 'DESC'}, job.id ASC"

    def after(self, key: SqlValue, job: int) -> Condition:
        """Return the condition of what comes after a job in this order."""
        if self.descending:
            return Condition(f"({self.key}, job.id) < (?, ?)", (key, job))
        return Condition(f"({self.key} > ? OR {self.key} = ? AND job.id < ?)", (key, key, job))


@dataclass(frozen=True, slots=True)
class _Cursor:
    """Where a page ended: in which order, after which job, and what `now` was for the first page."""

    order: str
    key: str | int
    job: int
    now_us: int

    def text(self) -> str:
        raw = json.dumps([self.order, self.key, self.job, self.now_us]).encode()
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> "_Cursor":
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            found: object = json.loads(raw)
        except (binascii.Error, ValueError) as error:
            raise _bad_cursor() from error
        match found:
            case [str(order), str() | int() as key, int(job), int(now_us)]:
                return cls(order, key, job, now_us)
            case _:
                raise _bad_cursor()


class JobList:
    """Reads pages of jobs."""

    def __init__(self, reader: Reader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    async def page(
        self, text: str, cursor: str | None, limit: int, *, row: int = 0, me: str | None, zone: tzinfo
    ) -> JobPage:
        """Return a page of at most ``limit`` jobs, from ``row`` on where there is no cursor.

        Raises BadQuery, StoreError.
        """
        try:
            query = parse_query(text)
            if len(query.terms) > _MOST_TERMS:
                raise QueryError(f"the query has more than {_MOST_TERMS} terms")
            order = _order(query)
            after = None if cursor is None else _Cursor.read(cursor)
            if after is not None and after.order != _name(order):
                raise _bad_cursor()
            now = self._clock.now() if after is None else _moment(after)
            conditions = [condition(term, Asker(now, me, zone)) for term in query.terms]
        except QueryError as error:
            raise BadQuery(error.message, error.column) from None
        limit = min(max(limit, 1), _MOST)
        if after is not None:
            conditions.append(order.after(after.key, after.job))
        total = await self._reader.read(lambda c: _total(c, query))
        arms = _arms(query, conditions, order)
        skipped = 0 if after is not None else max(0, row)
        if total is not None and len(arms) == 1 and skipped > total // 2:
            return await self._from_the_end(arms[0], order, now, total, range(skipped, skipped + limit))
        statement = _statement(arms, order, limit + 1, skipped)
        found = await self._reader.read(lambda c: c.execute(statement.sql, statement.values).fetchall())
        return _page(found, limit, order, now, total)

    async def _from_the_end(
        self, arm: list[Condition], order: _Order, now: datetime, total: int, wanted: range
    ) -> JobPage:
        """Return these rows of a list, of which the later ones are nearer: it is read backwards."""
        last = min(wanted.stop, total)
        if last <= wanted.start:
            return JobPage((), None, total)
        backwards = _arm(arm, order, last - wanted.start, total - last, order.backwards)
        found = await self._reader.read(lambda c: c.execute(backwards.sql, backwards.values).fetchall())
        found.reverse()
        page = _page(found, len(found), order, now, total)
        if last == total or not found:
            return page
        return JobPage(page.items, _after(found[-1], order, now), total)


def _order(query: Query) -> _Order:
    if query.sort is None:
        return _Order("created", descending=True)
    if query.sort.field not in _SORTS:
        raise QueryError(f'sort: there is no order by "{query.sort.field}"; there are {", ".join(SORTABLE)}')
    return _Order(query.sort.field, query.sort.descending)


def _arms(query: Query, conditions: list[Condition], order: _Order) -> list[list[Condition]]:
    """Split a list of several statuses into one of each: each is read from its index in order, and merged."""
    if order.field == "created" and order.descending:
        for place, term in enumerate(query.terms):
            if _lists_statuses(term):
                return [
                    [*conditions[:place], Condition(f"job.status = {number}"), *conditions[place + 1 :]]
                    for number in _status_numbers(term)
                ]
    return [conditions]


def _lists_statuses(term: Term) -> bool:
    return term.field == "status" and not term.negated and len(_status_numbers(term)) > 0


def _status_numbers(term: Term) -> list[int]:
    known = dict.fromkeys(JobStatus(value) for value in term.values if value != JobStatus.UNKNOWN)
    return [words.JOB.number(status) for status in known]


def _statement(arms: list[list[Condition]], order: _Order, limit: int, skipped: int = 0) -> Condition:
    if len(arms) == 1:
        return _arm(arms[0], order, limit, skipped)
    parts = [_arm(arm, order, limit + skipped) for arm in arms]
    values = tuple(value for part in parts for value in part.values)
    union = " UNION ALL ".join(f"SELECT * FROM ({part.sql})" for part in parts)  # noqa: S608
    outer = f"SELECT * FROM ({union}) AS job ORDER BY {order.sql} LIMIT {limit} OFFSET {skipped}"  # noqa: S608
    return Condition(outer, values)


def _arm(conditions: list[Condition], order: _Order, limit: int, skipped: int = 0, by: str = "") -> Condition:
    """Return one part of a list, ordered ``by`` something else than ``order`` where that is given."""
    where = " AND ".join(each.sql for each in conditions) or "1"
    values = tuple(value for each in conditions for value in each.values)
    chosen = f"SELECT job.*, {order.key} AS sort_key FROM job WHERE {where}"  # noqa: S608
    return Condition(f"{chosen} ORDER BY {by or order.sql} LIMIT {limit} OFFSET {skipped}", values)


def _page(found: list[sqlite3.Row], limit: int, order: _Order, now: datetime, total: int | None) -> JobPage:
    jobs: tuple[Job, ...] = tuple(rows.read_job(row) for row in found[:limit])
    if len(found) <= limit:
        return JobPage(jobs, None, total)
    return JobPage(jobs, _after(found[limit - 1], order, now), total)


def _after(last: sqlite3.Row, order: _Order, now: datetime) -> str:
    """Return the cursor of what comes after a row."""
    key = cast("str | int", last["sort_key"])
    return _Cursor(_name(order), key, int(last["id"]), to_us(now)).text()


def _total(connection: sqlite3.Connection, query: Query) -> int | None:
    """Return how many jobs match, where the table of counts tells: all of them, or those of some statuses."""
    if not query.terms:
        (total,) = connection.execute("SELECT ifnull(sum(n), 0) FROM job_count").fetchone()
        return int(total)
    if len(query.terms) != 1 or not _lists_statuses(query.terms[0]):
        return None
    numbers = ", ".join(map(str, _status_numbers(query.terms[0])))
    sql = f"SELECT ifnull(sum(n), 0) FROM job_count WHERE status IN ({numbers})"  # noqa: S608 - numbers
    (total,) = connection.execute(sql).fetchone()
    return int(total)


def _name(order: _Order) -> str:
    return f"{'-' if order.descending else ''}{order.field}"


def _moment(cursor: _Cursor) -> datetime:
    try:
        return from_us(cursor.now_us)
    except OverflowError as error:
        raise _bad_cursor() from error


def _bad_cursor() -> BadQuery:
    return BadQuery("the cursor does not belong to this list", advice="read the list from its beginning")
