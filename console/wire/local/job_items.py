"""Jobs, nodes and executions as JSON."""

from typing import Final

from console.model import Execution, Job, JobDetail, JobPage, Json, Node, NodeRules, Related
from console.wire.moment import moment_text

_LONGEST_NUMBER: Final = 18  # digits that surely fit in 64 bits; a longer id only happens to have no letters


def job_id(id_: str) -> int | str:
    """Return a job's id as JSON has it: a number where the backend counts its jobs, else its text."""
    number = id_.isascii() and id_.isdigit() and len(id_) <= _LONGEST_NUMBER
    return int(id_) if number and (id_[0] != "0" or id_ == "0") else id_


def job_item(job: Job) -> dict[str, Json]:
    """Return a job as a list shows it."""
    return {
        "id": job_id(job.id),
        "name": job.name,
        "workflow": job.workflow,
        "context": job.context,
        "status": job.status.value,
        "native_status": job.native_status,
        "attention": job.attention.value,
        "reason": job.reason,
        "at": job.at,
        "at_execution": job.at_execution,
        "at_more": job.at_more,
        "progress": job.progress,
        "done": job.done,
        "total": job.total,
        "waiting": job.waiting,
        "waiting_node": job.waiting_node,
        "priority": job.priority,
        "queue": job.queue,
        "owner": job.owner,
        "tags": list(job.tags),
        "created": moment_text(job.created),
        "queued": moment_text(job.queued),
        "started": moment_text(job.started),
        "ended": moment_text(job.ended),
        "version": job.version,
        "signature": job.signature,
        "run": job.run,
    }


def page_item(page: JobPage) -> dict[str, Json]:
    """Return one page of jobs: ``items``, the cursor ``next`` or null, ``total`` or null."""
    return {"items": [job_item(job) for job in page.items], "next": page.next, "total": page.total}


def related_item(related: Related) -> dict[str, Json]:
    """Return a related job with the word for how it is related."""
    return {"relation": related.relation, "job": job_item(related.job)}


def job_document(detail: JobDetail) -> dict[str, Json]:
    """Return a job with its parameters, its nodes and their executions: what ``show --json`` prints.

    Executions of the job itself, of no node, are in ``executions``.
    """
    by_node: dict[str, list[Json]] = {id_: [] for id_ in detail.nodes}
    of_job: list[Json] = []
    for execution in detail.executions:
        by_node.get(execution.node, of_job).append(execution_item(execution))
    return {
        **job_item(detail.job),
        "params": dict(detail.params),
        "operator_paused": detail.operator_paused,
        "cancel_requested": detail.cancel_requested,
        "note": detail.note,
        "max_parallel": detail.max_parallel,
        "nodes": [{**node_item(node), "executions": by_node[id_]} for id_, node in detail.nodes.items()],
        "executions": of_job,
        "raw": dict(detail.raw),
    }


def node_item(node: Node) -> dict[str, Json]:
    """Return a node, without its executions."""
    return {
        "id": node.id,
        "name": node.name,
        "status": node.status.value,
        "native_status": node.native_status,
        "native_kind": node.native_kind,
        "resolution": node.resolution,
        "waiting_for": node.waiting_for,
        "skipped_as": node.skipped_as,
        "reason": node.reason,
        "actor": node.actor,
        "needs": list(node.rules.needs),
        "version": node.version,
        "execution": node.execution,
        "attempt": node.attempt,
        "retry_at": moment_text(node.retry_at),
        "since": moment_text(node.since),
        "started": moment_text(node.started),
        "ended": moment_text(node.ended),
        "exit_code": node.exit_code,
        "host": node.host,
        "outputs": dict(node.outputs),
        "rules": _rules_item(node.rules),
    }


def _rules_item(rules: NodeRules) -> dict[str, Json]:
    retry = rules.retry
    return {
        "kind": rules.kind.value,
        "when": rules.when.value,
        "if": rules.condition,
        "pause_before": rules.pause_before,
        "pause_after": rules.pause_after,
        "on_failure": rules.on_failure.value,
        "retry": {
            "limit": retry.limit,
            "delay": retry.delay,
            "backoff": retry.backoff,
            "max_delay": retry.max_delay,
            "on_exit": list(retry.on_exit),
        },
        "ok_exit": list(rules.ok_exit),
        "idempotent": rules.idempotent,
        "finally": rules.is_finally,
        "prompt": rules.prompt,
        "approvers": list(rules.approvers),
        "approval_timeout": rules.approval_timeout,
        "on_timeout": rules.on_timeout.value,
        "max_parallel": rules.max_parallel,
        "matrix": dict(rules.matrix),
        "returns": list(rules.returns),
    }


def execution_item(execution: Execution) -> dict[str, Json]:
    """Return one attempt."""
    return {
        "node": execution.node,
        "number": execution.number,
        "status": execution.status.value,
        "native_status": execution.native_status,
        "exit_code": execution.exit_code,
        "signal": execution.signal,
        "reason": execution.reason,
        "host": execution.host,
        "queued": moment_text(execution.queued),
        "started": moment_text(execution.started),
        "ended": moment_text(execution.ended),
        "log_bytes": execution.log_bytes,
        "pid": execution.pid,
        "orphan": execution.orphan,
    }
