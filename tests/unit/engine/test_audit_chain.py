"""The record of actions as a chain: what was done to it around the engine shows."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.engine import audit_chain, schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WITHOUT_TRIGGERS = "DROP TRIGGER audit_is_kept; DROP TRIGGER audit_is_not_deleted;"


def entry(at: int, message: str = "done", reason: str | None = None) -> tuple[object, ...]:
    return (at, "ada", "pause", "7", "", "done", message, reason, "running", "paused", 3, None, None)


def database(*scripts: str) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for script in scripts:
        connection.executescript(script)
    return connection


@pytest.fixture
def chained() -> Iterator[sqlite3.Connection]:
    connection = database(*schema.MIGRATIONS)
    audit_chain.register(connection)
    for at in range(1, 6):
        connection.execute(audit_chain.INSERT, entry(at))
    connection.executescript(WITHOUT_TRIGGERS)
    yield connection
    connection.close()


def test_a_record_as_it_was_written_is_whole(chained: sqlite3.Connection) -> None:
    found = audit_chain.check(chained)

    assert (found.entries, found.chained, found.broken) == (5, 5, None)
    assert found.head == chained.execute("SELECT link FROM audit WHERE id = 5").fetchone()[0]


@pytest.mark.parametrize(
    ("change", "says", "whole"),
    [
        ("UPDATE audit SET actor = 'bob' WHERE id = 3", "entry 3 is not what was written", 2),
        ("UPDATE audit SET reason = 'told to' WHERE id = 1", "entry 1 is not what was written", 0),
        ("DELETE FROM audit WHERE id IN (2, 3)", "entries 2 to 3 are missing", 1),
        ("DELETE FROM audit WHERE id = 1", "entry 2 is not what was written", 0),
        ("DELETE FROM audit WHERE id >= 4", "entries 4 to 5 are missing", 3),
        ("UPDATE audit SET link = NULL WHERE id = 2", "entry 2 is not what was written", 1),
        ("UPDATE audit SET id = id + 10 WHERE id = 5", "entries 5 to 14 are missing", 4),
        ("DELETE FROM audit", "entries 1 to 5 are missing", 0),
        (
            "INSERT INTO audit (at_us, actor, verb, job, node, result, message)"
            " VALUES (9, 'x', 'x', 'x', 'x', 'x', 'x')",
            "entry 6 is not what was written",
            5,
        ),
    ],
)
def test_what_was_done_around_the_engine_shows(
    chained: sqlite3.Connection, change: str, says: str, whole: int
) -> None:
    chained.execute(change)

    found = audit_chain.check(chained)

    assert found.broken == says
    assert found.chained == whole


def test_two_entries_that_changed_places_show(chained: sqlite3.Connection) -> None:
    chained.executescript(
        "UPDATE audit SET id = 99 WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 3;"
        "UPDATE audit SET id = 3 WHERE id = 99;"
    )
    assert audit_chain.check(chained).broken == "entry 2 is not what was written"


def test_a_database_of_the_first_version_goes_on_with_a_chain(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "jobs.db", isolation_level=None)
    old.executescript(f"{schema.MIGRATIONS[0]} PRAGMA user_version = 1;")
    old.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    columns = ", ".join(audit_chain.COLUMNS)
    old.execute(
        f"INSERT INTO audit ({columns}) VALUES ({', '.join('?' * len(audit_chain.COLUMNS))})", entry(1)
    )
    schema.migrate(old)
    audit_chain.register(old)
    old.execute(audit_chain.INSERT, entry(2))

    found = audit_chain.check(old)
    old.close()

    assert (found.entries, found.chained, found.broken) == (2, 1, None)


def test_an_empty_record_is_whole() -> None:
    connection = database(*schema.MIGRATIONS)
    found = audit_chain.check(connection)
    connection.close()

    assert (found.entries, found.broken, found.head) == (0, None, None)


@given(
    st.lists(
        st.tuples(st.text(st.characters(exclude_categories=["Cs"])), st.none() | st.text(max_size=3)),
        max_size=6,
    )
)
def test_whatever_was_said_can_be_checked(said: list[tuple[str, str | None]]) -> None:
    connection = database(*schema.MIGRATIONS)
    audit_chain.register(connection)
    for at, (message, reason) in enumerate(said):
        text = None if reason is None else reason.encode("utf-8", "replace").decode()
        connection.execute(audit_chain.INSERT, entry(at, message, text))
    found = audit_chain.check(connection)
    connection.close()

    assert (found.chained, found.broken) == (len(said), None)
