"""The engine's SQL means by a query what `core.query_match` means by it: held against each other."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.core.clock import FixedClock
from console.core.query import NodeFacts, matcher, parse_query
from console.engine import rows, schema
from console.engine.errors import BadQuery
from console.engine.job_list import JobList
from console.engine.query_sql import Asker, condition, register
from console.model import Attention, Job, JobDetail, JobStatus, Node, NodeRules

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)

words = st.sampled_from(["load", "Load", "nightly-ingest", "a_b", "100%", "Übung", "x*y", "ß", "bulk", "l"])
statuses = st.sampled_from([s for s in JobStatus if s is not JobStatus.UNKNOWN])
ages = st.integers(0, 60 * 72).map(lambda minutes: NOW - timedelta(minutes=minutes))


@dataclass(frozen=True)
class Sample:
    job: Job
    nodes: tuple[str, ...]


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    created = draw(ages)
    started = draw(st.none() | st.just(created + timedelta(minutes=1)))
    ended = draw(st.none() | st.just(started + timedelta(minutes=9))) if started else None
    job = Job(
        id="0",
        name=draw(words),
        workflow=draw(words),
        status=draw(statuses),
        attention=draw(st.sampled_from(Attention)),
        reason=draw(st.none() | words),
        priority=draw(st.integers(-2, 12)),
        queue=draw(st.none() | words),
        owner=draw(st.none() | st.sampled_from(["bob", "Amy"])),
        tags=tuple(draw(st.lists(words, max_size=2))),
        created=created,
        started=started,
        ended=ended,
        signature=draw(st.none() | st.just("c0ffee00")),
    )
    return Sample(
        job, tuple(draw(st.lists(st.sampled_from(["load[eu]", "load", "check[a]", "Üb"]), unique=True)))
    )


values = {
    "status": st.sampled_from(["running", "failed,paused", "succeeded", "unknown"]),
    "problem": st.sampled_from(["any", "failure", "lost,decision"]),
    "workflow": st.sampled_from(["load", "l*", "*%*", "?_b", "übung", "nightly*,bulk", '"x*y"']),
    "name": st.sampled_from(["LOAD", "*ß", "*"]),
    "id": st.sampled_from(["3", "1,2", "1*", "0"]),
    "node": st.sampled_from(["load", "check*", "load[eu]", "ÜB", "l*d"]),
    "host": st.sampled_from(["vm", "v*", "other"]),
    "owner": st.sampled_from(["bob", "me", "a*"]),
    "tag": st.sampled_from(["bulk", "l*", "100%"]),
    "queue": st.sampled_from(["bulk", "*"]),
    "priority": st.sampled_from([">=10", "3", "<0", "1,2", ">1.5"]),
    "error": st.sampled_from(["oad", "0%", "BUNG", "_"]),
    "signature": st.sampled_from(["c0ffee00", "C0FFEE00", "x"]),
    "created": st.sampled_from(["24h", ">24h", "2026-11-19", "<=2026-11-18", "2026-11-20T11:00Z"]),
    "started": st.sampled_from(["1h", ">2d", "<2026-11-20"]),
    "ended": st.sampled_from(["1h", ">1h"]),
    "took": st.sampled_from([">5m", "<10m", "<=9m", ">=1h"]),
    "since": st.sampled_from(["24h", "2026-11-19"]),
}
terms = st.one_of(
    *(each.map(lambda value, name=name: f"{name}:{value}") for name, each in values.items()),
    st.sampled_from(["load", "Ü", "%", "ngest", "bob,0"]),
)
queries = st.lists(st.tuples(st.sampled_from(["", "!"]), terms).map("".join), min_size=1, max_size=3).map(
    " ".join
)


def fill(connection: sqlite3.Connection, jobs: list[Sample]) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")  # of the example before
    connection.execute("BEGIN")
    connection.execute("INSERT INTO workflow VALUES (1, 'x', 'w', '', '', '', '', '[]', 1, 0, 0)")
    connection.execute("INSERT INTO spec VALUES (1, x'00', '{}')")
    for number, sample in enumerate(jobs, start=1):
        job = sample.job
        detail = JobDetail(job, {})
        assert job.created is not None
        fixed = (
            number, 1, job.workflow, job.name, job.owner, job.queue, json.dumps(job.tags), "{}", "/", None, 0,
            int(job.created.timestamp()) * 1_000_000,
        )  # fmt: skip
        connection.execute(rows.INSERT_JOB, (*fixed, *rows.job_values(detail)))
        for index, node in enumerate(sample.nodes):
            changing = rows.node_values(Node(node, node, rules=NodeRules()))
            connection.execute(rows.INSERT_NODE, (number, index, node, node, b"\0", *changing))
        connection.execute(rows.INSERT_EXECUTION, (number, number, 0, 1, 1, 1, 2, "b", "vm", 0))


@pytest.fixture(scope="module")
def empty() -> sqlite3.Connection:
    """An empty store in memory; a test goes back to it by a rollback."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    schema.migrate(connection)
    register(connection)
    return connection


@given(st.lists(samples(), max_size=8), queries)
def test_sql_and_the_matcher_choose_the_same_jobs(
    empty: sqlite3.Connection, jobs: list[Sample], text: str
) -> None:
    fill(empty, jobs)
    query = parse_query(text)
    asked = [condition(term, Asker(NOW, "bob")) for term in query.terms]
    where = " AND ".join(each.sql for each in asked)
    found = empty.execute(
        f"SELECT id FROM job WHERE {where} ORDER BY id", [value for each in asked for value in each.values]
    )
    test = matcher(query, NOW, "bob")
    expected = [
        number
        for number, sample in enumerate(jobs, start=1)
        if test(_with_id(sample.job, number), NodeFacts(sample.nodes, ["vm"]))
    ]
    assert [row["id"] for row in found] == expected


class Here:
    """A reader that reads in the calling thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def read(self, question: object) -> object:
        return question(self._connection)  # type: ignore[operator]


@given(st.lists(samples(), max_size=12), st.data())
async def test_pages_hold_every_match_once_in_the_order_of_the_whole_list(
    empty: sqlite3.Connection, jobs: list[Sample], data: st.DataObject
) -> None:
    fill(empty, jobs)
    listing = JobList(Here(empty), FixedClock(NOW))  # type: ignore[arg-type]
    sort = data.draw(
        st.sampled_from(["created", "started", "ended", "priority", "name", "owner", "status", "id"])
    )
    down = data.draw(st.sampled_from(["", "-"]))
    text = data.draw(
        st.sampled_from([f"sort:{down}{sort}", "", "status:running,failed,paused", "priority:>2"])
    )
    whole = await listing.page(text, None, 1000, me=None, zone=UTC)
    size, seen, cursor = data.draw(st.integers(1, 5)), list[str](), None
    while True:
        page = await listing.page(text, cursor, size, me=None, zone=UTC)
        seen += [job.id for job in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert seen == [job.id for job in whole.items]
    assert len(seen) == len(set(seen))
    assert whole.total in (None, len(seen))
    row = data.draw(st.integers(0, len(seen) + 2))
    there = await listing.page(text, None, size, row=row, me=None, zone=UTC)
    assert [job.id for job in there.items] == seen[row : row + size]
    if there.next is not None:
        after = await listing.page(text, there.next, size, me=None, zone=UTC)
        assert [job.id for job in after.items] == seen[row + size : row + 2 * size]
    assert (there.next is not None) is (row + size < len(seen))


@pytest.mark.parametrize(
    ("text", "cursor", "message"),
    [
        ("sort:colour", None, "there is no order by"),
        ("stats:failed", None, "did you mean status"),
        ("owner:me", None, "not known who you are"),
        ("", "rubbish!", "does not belong to this list"),
        ("", "W10", "does not belong to this list"),
        ("sort:name", "WyItY3JlYXRlZCIsIDEsIDEsIDFd", "does not belong to this list"),
    ],
)
async def test_what_cannot_be_understood_is_refused_with_a_reason(
    empty: sqlite3.Connection, text: str, cursor: str | None, message: str
) -> None:
    listing = JobList(Here(empty), FixedClock(NOW))  # type: ignore[arg-type]
    with pytest.raises(BadQuery, match=message):
        await listing.page(text, cursor, 10, me=None, zone=UTC)


def _with_id(job: Job, number: int) -> Job:
    return replace(job, id=str(number))
