"""The audit as a chain: every entry holds a digest of itself and of the entry before it.

The triggers keep the engine from changing an entry; whoever may write the file can go around them. The chain
cannot stop him, but what he changed, left out or put in shows. Only entries cut off at the end can go
unseen: against that, keep the digest of the last entry elsewhere.
"""

import hashlib
import json
import sqlite3
from typing import Final

from console.model import AuditCheck

COLUMNS: Final = (
    "at_us", "actor", "verb", "job", "node", "result", "message", "reason", "from_status", "to_status",
    "version", "request_id", "claimed",
)  # fmt: skip
"""What a digest is made of, in this order, which never changes."""

_FUNCTION: Final = "audit_link"
_VALUES: Final = ", ".join(f"?{place}" for place in range(1, len(COLUMNS) + 1))

INSERT: Final = (
    f"INSERT INTO audit ({', '.join(COLUMNS)}, link) VALUES ({_VALUES},"  # noqa: S608 - our own words
    f" {_FUNCTION}((SELECT link FROM audit ORDER BY id DESC LIMIT 1), {_VALUES}))"
)
"""Adds one entry, linked to the last one. For a connection that `register` has seen."""


def register(connection: sqlite3.Connection) -> None:
    """Teach a connection what `INSERT` needs."""
    connection.create_function(_FUNCTION, len(COLUMNS) + 1, link, deterministic=True)


def link(before: str | None, *values: object) -> str:
    """Return the digest of an entry and of the one ``before`` it: SHA-256, as 64 hexadecimal digits."""
    text = json.dumps([before or "", *values], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def check(connection: sqlite3.Connection) -> AuditCheck:
    """Read the whole audit, and tell where the chain breaks first, if it does."""
    connection.execute("BEGIN")  # entries and the count of ids as of one moment: the engine goes on writing
    try:
        return _check(connection)
    finally:
        connection.execute("ROLLBACK")


def _check(connection: sqlite3.Connection) -> AuditCheck:
    names = ", ".join(COLUMNS)
    rows = connection.execute(f"SELECT id, link, {names} FROM audit ORDER BY id")  # noqa: S608 - our own words
    count, chained = 0, 0
    last: int | None = None
    head: str | None = None
    for row in rows:
        id_, found, *values = tuple(row)
        count += 1
        if last is not None and id_ != last + 1:
            return AuditCheck(count, chained, f"entries {last + 1} to {id_ - 1} are missing", head)
        if found is None and head is None:
            last = id_  # written before there was a chain
            continue
        if found != link(head, *values):
            return AuditCheck(count, chained, f"entry {id_} is not what was written", head)
        last, head, chained = id_, found, chained + 1
    return AuditCheck(count, chained, _cut_off(connection, last), head)


def _cut_off(connection: sqlite3.Connection, last: int | None) -> str | None:
    """Return what is missing at the end, as far as SQLite's own count of ids tells."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'audit'").fetchone()
    given = int(row[0]) if row is not None else 0
    if given <= (last or 0):
        return None
    return f"entries {(last or 0) + 1} to {given} are missing"
