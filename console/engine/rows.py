"""Rows of the store as values of the model, and back. Statements that name every column stand here."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any, Final

from console.engine import words
from console.engine.moments import from_us, maybe_from_us, to_us
from console.engine.rules_text import read_rules
from console.engine.writer import SqlRow
from console.model import (
    AuditEntry,
    Execution,
    Job,
    JobDetail,
    Node,
    Param,
    ParamKind,
    WorkflowInfo,
)

_JOB_CHANGING: Final = (
    "status", "attention", "reason", "signature", "at", "at_execution", "at_more", "done", "waiting",
    "waiting_node", "priority", "queued_us", "started_us", "ended_us", "version", "run",
    "operator_paused", "cancel_requested", "note",
)  # fmt: skip
_JOB_FIXED: Final = (
    "id", "workflow_id", "workflow", "name", "owner", "queue", "tags", "params", "folder", "max_parallel",
    "total", "created_us",
)  # fmt: skip
_NODE_CHANGING: Final = (
    "status", "resolution", "waiting_for", "skipped_as", "reason", "actor", "execution", "attempt",
    "retry_at_us", "since_us", "started_us", "ended_us", "exit_code", "outputs", "version",
)  # fmt: skip


def _insert(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - our own names


INSERT_JOB: Final = _insert("job", _JOB_FIXED + _JOB_CHANGING)
UPDATE_JOB: Final = f"UPDATE job SET {', '.join(f'{name} = ?' for name in _JOB_CHANGING)} WHERE id = ?"  # noqa: S608
INSERT_SPEC: Final = "INSERT OR IGNORE INTO spec (sha256, rules) VALUES (?, ?)"
INSERT_NODE: Final = (
    f"INSERT INTO node (job_id, idx, node, name, spec_id, {', '.join(_NODE_CHANGING)})"  # noqa: S608
    f" VALUES (?, ?, ?, ?, (SELECT id FROM spec WHERE sha256 = ?), {', '.join('?' * len(_NODE_CHANGING))})"
)
UPDATE_NODE: Final = (
    f"UPDATE node SET {', '.join(f'{name} = ?' for name in _NODE_CHANGING)} WHERE job_id = ? AND idx = ?"  # noqa: S608
)
INSERT_EXECUTION: Final = (
    "INSERT INTO execution (id, job_id, node_idx, number, run, attempt, status, boot_id, host, queued_us)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
UPDATE_EXECUTION_RUNS: Final = (
    "UPDATE execution SET status = ?, runner_pid = ?, child_pid = ?, child_start = ?, started_us = ?"
    " WHERE id = ?"
)
UPDATE_EXECUTION_ENDED: Final = (
    "UPDATE execution SET status = ?, runner_pid = ?, child_pid = ?, child_start = ?, started_us = ?,"
    " ended_us = ?, exit_code = ?, signal = ?, reason = ?, cpu_us = ?, maxrss_kb = ?, frozen_us = ?,"
    " log_bytes = ?, dropped = ?, orphan = ? WHERE id = ?"
)
UPSERT_WORKFLOW: Final = (
    "INSERT INTO workflow (id, sha256, name, description, text, source, folder, params, node_count,"
    " created_us, used_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (sha256) DO UPDATE SET source = excluded.source, folder = excluded.folder,"
    " used_us = excluded.used_us"
)


def job_values(detail: JobDetail) -> SqlRow:
    """Return the changing columns of a job, in the order of `UPDATE_JOB`."""
    job = detail.job
    return (
        words.JOB.number(job.status), words.ATTENTION.number(job.attention), job.reason, job.signature,
        job.at, job.at_execution, job.at_more, job.done or 0, job.waiting, job.waiting_node, job.priority,
        to_us(job.queued), to_us(job.started), to_us(job.ended), job.version, job.run,
        detail.operator_paused, detail.cancel_requested, detail.note,
    )  # fmt: skip


def node_values(node: Node) -> SqlRow:
    """Return the changing columns of a node, in the order of `UPDATE_NODE`."""
    return (
        words.NODE.number(node.status), words.RESOLUTION.maybe_number(node.resolution),
        words.WAIT.maybe_number(node.waiting_for), words.SKIP.maybe_number(node.skipped_as),
        node.reason, node.actor, node.execution, node.attempt, to_us(node.retry_at), to_us(node.since),
        to_us(node.started), to_us(node.ended), node.exit_code,
        json.dumps(dict(node.outputs), ensure_ascii=False) if node.outputs else None, node.version,
    )  # fmt: skip


def read_job(row: sqlite3.Row) -> Job:
    """Return the job of a row of `job`."""
    return Job(
        id=str(row["id"]),
        name=row["name"],
        workflow=row["workflow"],
        status=words.JOB.word(row["status"]),
        attention=words.ATTENTION.word(row["attention"]),
        reason=row["reason"],
        at=row["at"],
        at_execution=row["at_execution"],
        at_more=row["at_more"],
        done=row["done"],
        total=row["total"],
        waiting=row["waiting"],
        waiting_node=row["waiting_node"],
        priority=row["priority"],
        queue=row["queue"],
        owner=row["owner"],
        tags=tuple(json.loads(row["tags"])),
        created=maybe_from_us(row["created_us"]),
        queued=maybe_from_us(row["queued_us"]),
        started=maybe_from_us(row["started_us"]),
        ended=maybe_from_us(row["ended_us"]),
        version=row["version"],
        signature=row["signature"],
        run=row["run"],
    )


def read_node(row: sqlite3.Row) -> Node:
    """Return the node of a row of `node` joined with the rules of its spec."""
    outputs: Mapping[str, str] = json.loads(row["outputs"]) if row["outputs"] else {}
    return Node(
        id=row["node"],
        name=row["name"],
        status=words.NODE.word(row["status"]),
        rules=read_rules(row["rules"]),
        resolution=words.RESOLUTION.maybe_word(row["resolution"]),
        waiting_for=words.WAIT.maybe_word(row["waiting_for"]),
        skipped_as=words.SKIP.maybe_word(row["skipped_as"]),
        reason=row["reason"],
        actor=row["actor"],
        execution=row["execution"],
        attempt=row["attempt"],
        retry_at=maybe_from_us(row["retry_at_us"]),
        since=maybe_from_us(row["since_us"]),
        started=maybe_from_us(row["started_us"]),
        ended=maybe_from_us(row["ended_us"]),
        exit_code=row["exit_code"],
        outputs=outputs,
        version=row["version"],
    )


def read_execution(row: sqlite3.Row, node: str) -> Execution:
    """Return the execution of a row of `execution`; ``node`` is the id of the row's node."""
    return Execution(
        node=node,
        number=row["number"],
        status=words.EXECUTION.word(row["status"]),
        exit_code=row["exit_code"],
        signal=row["signal"],
        reason=row["reason"],
        host=row["host"],
        queued=maybe_from_us(row["queued_us"]),
        started=maybe_from_us(row["started_us"]),
        ended=maybe_from_us(row["ended_us"]),
        log_bytes=row["log_bytes"],
        pid=row["child_pid"],
        orphan=bool(row["orphan"]),
    )


def read_audit(row: sqlite3.Row) -> AuditEntry:
    """Return the entry of a row of `audit`."""
    at = from_us(row["at_us"])
    return AuditEntry(
        at=at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        actor=row["actor"],
        verb=row["verb"],
        job=row["job"],
        node=row["node"] or None,
        result=row["result"],
        message=row["message"],
        reason=row["reason"],
        from_status=row["from_status"],
        to_status=row["to_status"],
        version=row["version"],
        request_id=row["request_id"],
        claimed=json.loads(row["claimed"]) if row["claimed"] else {},
    )


def params_text(params: tuple[Param, ...]) -> str:
    """Return the parameters of a workflow as the store keeps them."""
    told = [[p.name, p.kind, p.default, p.required, list(p.options), p.description, p.secret] for p in params]
    return json.dumps(told, ensure_ascii=False)


def read_params(text: str) -> tuple[Param, ...]:
    """Return the parameters of a workflow from their text."""
    found: list[Any] = json.loads(text)
    return tuple(
        Param(name, ParamKind(kind), default, required, tuple(options), description, secret)
        for name, kind, default, required, options, description, secret in found
    )


def read_workflow(row: sqlite3.Row) -> WorkflowInfo:
    """Return the workflow of a row of `workflow`. It is started by its name."""
    return WorkflowInfo(
        id=row["name"],
        name=row["name"],
        description=row["description"],
        params=read_params(row["params"]),
        source=row["source"],
        node_count=row["node_count"],
    )
