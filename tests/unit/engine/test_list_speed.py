"""A page of a long list is read from an index, however many jobs there are: no scan, no sort, no offset."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest

from console.core.query import parse_query
from console.engine import job_list, schema
from console.engine.query_sql import Asker, condition, register

NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("", "job_created"),
        ("status:failed", "job_status"),
        ("status:running,queued,paused", "job_status"),
        ("workflow:ingest", "job_workflow"),
        ("name:nightly", "job_name"),
        ("problem:any", "job_attention"),
        ("id:77", "PRIMARY KEY"),
    ],
)
@pytest.mark.parametrize("later", [False, True])
def test_a_page_comes_from_an_index(text: str, index: str, later: bool) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.migrate(connection)
    register(connection)
    query = parse_query(text)
    order = job_list._order(query)
    conditions = [condition(term, Asker(NOW)) for term in query.terms]
    if later:
        conditions.append(order.after(1_000_000, 5))
    statement = job_list._statement(job_list._arms(query, conditions, order), order, 101)
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement.sql}", statement.values)]
    connection.close()
    reads = [step for step in plan if step.startswith(("SEARCH job", "SCAN job"))]
    assert reads
    assert all(index in step for step in reads), plan
    assert later is False or all("SEARCH" in step for step in reads), plan
    if "," not in text and not text.startswith(("problem", "id")):
        assert not any("TEMP B-TREE" in step for step in plan), plan
