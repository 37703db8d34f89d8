"""The database: its tables, how an older one is brought up to date, and which ones are refused.

Times are microseconds since 1970, UTC. Words of the model are small numbers (`rows` has the tables):
they are in every index. A job's graph is in `node.spec`, shared by all nodes with the same rules.
"""

import sqlite3
from typing import Final

from console.engine.errors import StoreError, StoreFault

APPLICATION_ID: Final = 0x4A6F6243
"""Marks the file as ours: JobC."""

_FIRST: Final = """
CREATE TABLE workflow (
  id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, name TEXT NOT NULL, description TEXT NOT NULL,
  text TEXT NOT NULL, source TEXT NOT NULL, folder TEXT NOT NULL, params TEXT NOT NULL,
  node_count INTEGER NOT NULL, created_us INTEGER NOT NULL, used_us INTEGER NOT NULL) STRICT;
CREATE INDEX workflow_name ON workflow (name, used_us DESC);

CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT, workflow_id INTEGER NOT NULL REFERENCES workflow (id),
  workflow TEXT NOT NULL, name TEXT NOT NULL, owner TEXT, queue TEXT, tags TEXT NOT NULL,
  params TEXT NOT NULL, folder TEXT NOT NULL, max_parallel INTEGER, total INTEGER NOT NULL,
  created_us INTEGER NOT NULL,
  status INTEGER NOT NULL, attention INTEGER NOT NULL, reason TEXT, signature TEXT,
  at TEXT, at_execution INTEGER NOT NULL, at_more INTEGER NOT NULL, done INTEGER NOT NULL,
  waiting INTEGER NOT NULL, waiting_node TEXT, priority INTEGER NOT NULL,
  queued_us INTEGER, started_us INTEGER, ended_us INTEGER, version INTEGER NOT NULL, run INTEGER NOT NULL,
  operator_paused INTEGER NOT NULL, cancel_requested INTEGER NOT NULL, note TEXT) STRICT;
CREATE INDEX job_status ON job (status, created_us DESC, id DESC);
CREATE INDEX job_created ON job (created_us DESC, id DESC);
CREATE INDEX job_workflow ON job (workflow COLLATE NOCASE, created_us DESC, id DESC);
CREATE INDEX job_name ON job (name COLLATE NOCASE, created_us DESC, id DESC);
CREATE INDEX job_attention ON job (created_us DESC, id DESC) WHERE attention > 0;
CREATE INDEX job_open ON job (id) WHERE ended_us IS NULL;

CREATE TABLE spec (id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, rules TEXT NOT NULL) STRICT;

CREATE TABLE node (
  job_id INTEGER NOT NULL, idx INTEGER NOT NULL, node TEXT NOT NULL, name TEXT NOT NULL,
  spec_id INTEGER NOT NULL,
  status INTEGER NOT NULL, resolution INTEGER, waiting_for INTEGER, skipped_as INTEGER,
  reason TEXT, actor TEXT, execution INTEGER NOT NULL, attempt INTEGER NOT NULL, retry_at_us INTEGER,
  since_us INTEGER, started_us INTEGER, ended_us INTEGER, exit_code INTEGER, outputs TEXT,
  version INTEGER NOT NULL,
  PRIMARY KEY (job_id, idx)) STRICT, WITHOUT ROWID;

CREATE TABLE execution (
  id INTEGER PRIMARY KEY AUTOINCREMENT, job_id INTEGER NOT NULL, node_idx INTEGER NOT NULL,
  number INTEGER NOT NULL, run INTEGER NOT NULL, attempt INTEGER NOT NULL, status INTEGER NOT NULL,
  boot_id TEXT NOT NULL, host TEXT NOT NULL, runner_pid INTEGER, child_pid INTEGER, child_start INTEGER,
  queued_us INTEGER NOT NULL, started_us INTEGER, ended_us INTEGER, exit_code INTEGER, signal INTEGER,
  reason TEXT, cpu_us INTEGER, maxrss_kb INTEGER, frozen_us INTEGER, log_bytes INTEGER, dropped INTEGER,
  orphan INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE UNIQUE INDEX execution_number ON execution (job_id, node_idx, number);
CREATE INDEX execution_open ON execution (id) WHERE status IN (0, 1);

CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at_us INTEGER NOT NULL, actor TEXT NOT NULL, verb TEXT NOT NULL,
  job TEXT NOT NULL, node TEXT NOT NULL, result TEXT NOT NULL, message TEXT NOT NULL, reason TEXT,
  from_status TEXT, to_status TEXT, version INTEGER, request_id TEXT, claimed TEXT) STRICT;
CREATE INDEX audit_job ON audit (job, id);
CREATE UNIQUE INDEX audit_request ON audit (request_id, job, node) WHERE request_id IS NOT NULL;
CREATE TRIGGER audit_is_kept BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;

CREATE TABLE job_count (
  status INTEGER NOT NULL, attention INTEGER NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY (status, attention)) STRICT, WITHOUT ROWID;
CREATE TRIGGER job_is_counted AFTER INSERT ON job BEGIN
  INSERT INTO job_count VALUES (NEW.status, NEW.attention, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER job_is_recounted AFTER UPDATE OF status, attention ON job
WHEN OLD.status IS NOT NEW.status OR OLD.attention IS NOT NEW.attention BEGIN
  UPDATE job_count SET n = n - 1 WHERE status = OLD.status AND attention = OLD.attention;
  INSERT INTO job_count VALUES (NEW.status, NEW.attention, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER job_is_uncounted AFTER DELETE ON job BEGIN
  UPDATE job_count SET n = n - 1 WHERE status = OLD.status AND attention = OLD.attention;
END;

CREATE TABLE probe (id INTEGER PRIMARY KEY CHECK (id = 1), at_us INTEGER NOT NULL) STRICT;
"""

_CHAIN: Final = "ALTER TABLE audit ADD COLUMN link TEXT;"
"""Entries from here on are chained (`audit_chain`); those before have no link, and cannot be given one."""

MIGRATIONS: Final[tuple[str, ...]] = (_FIRST, _CHAIN)
"""Script N brings a database of version N to N + 1. Written once, never changed after a release."""


def migrate(connection: sqlite3.Connection) -> None:
    """Create the tables, or bring an older database up to date, one version a transaction.

    Raises StoreError for a database of a newer version or of another program.
    """
    version = _check_version(connection)
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.executescript(
            f"BEGIN IMMEDIATE; {script}; PRAGMA user_version = {number};"
            f" PRAGMA application_id = {APPLICATION_ID}; COMMIT;"
        )


def _check_version(connection: sqlite3.Connection) -> int:
    application = _number(connection, "PRAGMA application_id")
    version = _number(connection, "PRAGMA user_version")
    empty = _number(connection, "SELECT count(*) FROM sqlite_schema") == 0
    if application != APPLICATION_ID and not (empty and version == 0):
        raise StoreError(
            StoreFault.FOREIGN,
            "the database in the state folder belongs to another program",
            "choose another state folder",
        )
    if version > len(MIGRATIONS):
        raise StoreError(
            StoreFault.NEWER,
            f"the database is of version {version}, this engine knows versions up to {len(MIGRATIONS)}",
            "use the newer jobconsole that wrote it, or another state folder",
        )
    return version


def _number(connection: sqlite3.Connection, sql: str) -> int:
    (value,) = connection.execute(sql).fetchone()
    return int(value)
