"""What is asked of the store, one function a question. Each runs in a reader's thread, on its connection."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from console.core.secret import MASK
from console.engine import rows, words
from console.model import (
    Attention,
    AuditEntry,
    Counts,
    Execution,
    JobDetail,
    Node,
    ParamValue,
    Related,
    WorkflowInfo,
)

_LARGEST_ID: Final = 2**63 - 1
_LONGEST_ID: Final = len(str(_LARGEST_ID))


@dataclass(frozen=True, slots=True)
class StoredJob:
    """A job as it is on the disk, with what the model does not show of it."""

    id: int
    workflow_id: int
    folder: str
    detail: JobDetail


@dataclass(frozen=True, slots=True)
class OpenExecution:
    """An execution that had not ended when it was last heard of."""

    id: int
    job: int
    node: str
    number: int
    boot_id: str


@dataclass(frozen=True, slots=True)
class StoredWorkflow:
    """The text of a workflow, and where it came from."""

    id: int
    name: str
    text: str
    source: str
    folder: str


def job_number(job: str) -> int | None:
    """Return the number that a job's id is, or None for what is none of ours."""
    if not (job.isascii() and job.isdigit()) or len(job) > _LONGEST_ID:
        return None
    number = int(job)
    return number if number <= _LARGEST_ID else None


def find_job(connection: sqlite3.Connection, job: int, *, executions: bool = True) -> StoredJob | None:
    """Return a job with its nodes; None where there is none.

    ``executions`` are wanted by whoever shows the job: then the values of secret parameters are masked.
    """
    connection.execute("BEGIN")
    try:
        row = connection.execute("SELECT * FROM job WHERE id = ?", (job,)).fetchone()
        return None if row is None else _stored(connection, row, executions=executions)
    finally:
        connection.execute("COMMIT")


def open_jobs(connection: sqlite3.Connection) -> list[StoredJob]:
    """Return every job that has not ended, without executions."""
    found = connection.execute("SELECT * FROM job WHERE ended_us IS NULL ORDER BY id").fetchall()
    return [_stored(connection, row, executions=False) for row in found]


def open_executions(connection: sqlite3.Connection) -> list[OpenExecution]:
    """Return every execution that may still run."""
    sql = (
        "SELECT execution.id, execution.job_id, node.node, number, boot_id FROM execution"
        " JOIN node ON node.job_id = execution.job_id AND node.idx = execution.node_idx"
        " WHERE execution.status IN (0, 1) ORDER BY execution.id"
    )
    return [OpenExecution(*row) for row in connection.execute(sql)]


def last_ids(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return the largest ids that a job and an execution have ever had."""
    found = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    return int(found.get("job", 0)), int(found.get("execution", 0))


def last_workflow(connection: sqlite3.Connection) -> int:
    """Return the largest id of a workflow."""
    (last,) = connection.execute("SELECT ifnull(max(id), 0) FROM workflow").fetchone()
    return int(last)


def exists(connection: sqlite3.Connection, job: int) -> bool:
    """Whether there is such a job."""
    return connection.execute("SELECT 1 FROM job WHERE id = ?", (job,)).fetchone() is not None


def counts(connection: sqlite3.Connection) -> Counts:
    """Return how many jobs there are, from the table that triggers keep."""
    by_status = dict.fromkeys((words.JOB.word(number) for number in range(8)), 0)
    by_attention = dict.fromkeys(Attention, 0)
    for status, attention, n in connection.execute("SELECT status, attention, n FROM job_count"):
        by_status[words.JOB.word(status)] += n
        by_attention[words.ATTENTION.word(attention)] += n
    return Counts(by_status, by_attention, sum(by_status.values()))


def audit(connection: sqlite3.Connection, job: str | None, limit: int) -> list[AuditEntry]:
    """Return the newest entries first."""
    where, args = ("WHERE job = ?", (job, limit)) if job is not None else ("", (limit,))
    sql = f"SELECT * FROM audit {where} ORDER BY id DESC LIMIT ?"  # noqa: S608 - our own words
    return [rows.read_audit(row) for row in connection.execute(sql, args)]


def answer(connection: sqlite3.Connection, request_id: str, job: str, node: str) -> AuditEntry | None:
    """Return what the request of this id was answered for this target, if it was made before."""
    sql = "SELECT * FROM audit WHERE request_id = ? AND job = ? AND node = ?"
    row = connection.execute(sql, (request_id, job, node)).fetchone()
    return None if row is None else rows.read_audit(row)


def started_by(connection: sqlite3.Connection, request_id: str) -> AuditEntry | None:
    """Return the start that the request of this id made, if it did."""
    sql = "SELECT * FROM audit WHERE request_id = ? AND verb = 'start' AND result = 'done'"
    row = connection.execute(sql, (request_id,)).fetchone()
    return None if row is None else rows.read_audit(row)


def changes_of(connection: sqlite3.Connection, job: str, node: str | None) -> list[AuditEntry]:
    """Return the latest actions that were carried out on a job, or on a node and its job."""
    sql = "SELECT * FROM audit WHERE job = ? AND result IN ('done', 'requested') ORDER BY id DESC LIMIT 50"
    found = [rows.read_audit(row) for row in connection.execute(sql, (job,))]
    return [entry for entry in found if entry.node in (None, node)]


def related(connection: sqlite3.Connection, job: int) -> list[Related] | None:
    """Return the runs of the same workflow before and after a job, None where there is no such job."""
    row = connection.execute("SELECT workflow FROM job WHERE id = ?", (job,)).fetchone()
    if row is None:
        return None
    found: list[Related] = []
    for relation, test, order in (("previous run", "<", "DESC"), ("next run", ">", "ASC")):
        sql = f"SELECT * FROM job WHERE workflow = ? AND id {test} ? ORDER BY id {order} LIMIT 1"  # noqa: S608
        other = connection.execute(sql, (row["workflow"], job)).fetchone()
        if other is not None:
            found.append(Related(relation, rows.read_job(other)))
    return found


def workflows(connection: sqlite3.Connection) -> list[WorkflowInfo]:
    """Return the workflows, of each name the one that was started last."""
    sql = "SELECT *, max(used_us) FROM workflow GROUP BY name ORDER BY name"
    return [rows.read_workflow(row) for row in connection.execute(sql)]


def workflow_named(connection: sqlite3.Connection, name: str) -> StoredWorkflow | None:
    """Return the workflow of this name that was started last."""
    sql = "SELECT id, name, text, source, folder FROM workflow WHERE name = ? ORDER BY used_us DESC LIMIT 1"
    row = connection.execute(sql, (name,)).fetchone()
    return None if row is None else StoredWorkflow(*row)


def workflow_text(connection: sqlite3.Connection, workflow_id: int) -> StoredWorkflow:
    """Return a workflow that a job was started from."""
    sql = "SELECT id, name, text, source, folder FROM workflow WHERE id = ?"
    return StoredWorkflow(*connection.execute(sql, (workflow_id,)).fetchone())


@dataclass(frozen=True, slots=True)
class FoundExecution:
    """Where to look for an execution. ``index`` is None without such a node, ``number`` without such an
    execution.
    """

    index: int | None
    number: int | None
    ended: bool


def find_execution(connection: sqlite3.Connection, job: int, node: str, number: int) -> FoundExecution | None:
    """Return an execution of a node, the latest for number 0; None where there is no such job."""
    if not exists(connection, job):
        return None
    sql = "SELECT idx, execution FROM node WHERE job_id = ? AND node = ?"
    place = connection.execute(sql, (job, node)).fetchone()
    if place is None:
        return FoundExecution(None, None, ended=False)
    wanted = number or int(place["execution"])
    sql = "SELECT status FROM execution WHERE job_id = ? AND node_idx = ? AND number = ?"
    row = connection.execute(sql, (job, place["idx"], wanted)).fetchone()
    if row is None:
        return FoundExecution(int(place["idx"]), None, ended=False)
    return FoundExecution(int(place["idx"]), wanted, ended=row["status"] not in (0, 1))


def _stored(connection: sqlite3.Connection, row: sqlite3.Row, *, executions: bool) -> StoredJob:
    number: int = row["id"]
    nodes = _nodes(connection, number)
    params: dict[str, ParamValue] = json.loads(row["params"])
    if executions:
        params.update(dict.fromkeys(_secrets(connection, row["workflow_id"]), MASK))
    detail = JobDetail(
        job=rows.read_job(row),
        nodes={node.id: node for node in nodes},
        params=params,
        executions=tuple(_executions(connection, number, nodes)) if executions else (),
        operator_paused=bool(row["operator_paused"]),
        cancel_requested=bool(row["cancel_requested"]),
        note=row["note"],
        max_parallel=row["max_parallel"],
    )
    return StoredJob(number, row["workflow_id"], row["folder"], detail)


def _secrets(connection: sqlite3.Connection, workflow_id: int) -> list[str]:
    sql = "SELECT params FROM workflow WHERE id = ?"
    return [
        p.name for p in rows.read_params(connection.execute(sql, (workflow_id,)).fetchone()[0]) if p.secret
    ]


def _nodes(connection: sqlite3.Connection, job: int) -> list[Node]:
    sql = "SELECT node.*, spec.rules FROM node JOIN spec ON spec.id = spec_id WHERE job_id = ? ORDER BY idx"
    return [rows.read_node(row) for row in connection.execute(sql, (job,))]


def _executions(connection: sqlite3.Connection, job: int, nodes: Sequence[Node]) -> list[Execution]:
    sql = "SELECT * FROM execution WHERE job_id = ? ORDER BY node_idx, number"
    found: Sequence[Any] = connection.execute(sql, (job,)).fetchall()
    return [rows.read_execution(row, nodes[int(row["node_idx"])].id) for row in found]
