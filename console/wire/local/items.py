"""What the API answers besides jobs, as JSON: logs, outcomes, plans, the inbox, the audit, the catalog."""

from collections.abc import Sequence

from console.model import (
    AuditEntry,
    Capabilities,
    Counts,
    Json,
    LogEnd,
    LogLine,
    LogWindow,
    Outcome,
    Param,
    PausedItem,
    Plan,
    WorkflowInfo,
)
from console.wire.local.job_items import job_id, job_item, node_item
from console.wire.moment import moment_text


def paused_item(item: PausedItem) -> dict[str, Json]:
    """Return a node that waits for a person. ``job`` and ``node`` are ids; the whole ones follow."""
    return {
        "job": job_id(item.job.id),
        "node": item.node.id,
        "kind": item.kind,
        "since": moment_text(item.since),
        "prompt": item.prompt,
        "actions": [verb.value for verb in item.actions],
        "starts": list(item.starts),
        "job_item": job_item(item.job),
        "node_item": node_item(item.node),
    }


def outcome_item(outcome: Outcome) -> dict[str, Json]:
    """Return what came of an action on one target."""
    return {
        "job": job_id(outcome.job),
        "node": outcome.node,
        "outcome": outcome.kind.value,
        "message": outcome.message,
        "version": outcome.version,
        "request_id": outcome.request_id,
    }


def plan_item(plan: Plan) -> dict[str, Json]:
    """Return what an action would do."""
    return {
        "will_run": list(plan.will_run),
        "may_run": list(plan.may_run),
        "will_wait": list(plan.will_wait),
        "will_skip": list(plan.will_skip),
        "will_stop": list(plan.will_stop),
        "will_cancel": list(plan.will_cancel),
        "keeps_running": list(plan.keeps_running),
        "held": plan.held,
        "refusal": plan.refusal,
    }


def audit_item(entry: AuditEntry) -> dict[str, Json]:
    """Return one recorded action."""
    return {
        "at": entry.at,
        "actor": entry.actor,
        "verb": entry.verb,
        "job": job_id(entry.job),
        "node": entry.node,
        "result": entry.result,
        "message": entry.message,
        "reason": entry.reason,
        "from_status": entry.from_status,
        "to_status": entry.to_status,
        "version": entry.version,
        "request_id": entry.request_id,
        "claimed": dict(entry.claimed),
    }


def workflow_item(info: WorkflowInfo) -> dict[str, Json]:
    """Return a workflow that can be started."""
    return {
        "id": info.id,
        "name": info.name,
        "description": info.description,
        "params": [_param_item(param) for param in info.params],
        "source": info.source,
        "node_count": info.node_count,
    }


def _param_item(param: Param) -> dict[str, Json]:
    return {
        "name": param.name,
        "kind": param.kind.value,
        "default": param.default,
        "required": param.required,
        "options": list(param.options),
        "description": param.description,
        "secret": param.secret,
    }


def log_line_item(line: LogLine) -> dict[str, Json]:
    """Return one line of a log. Its text is as it came: whoever shows it sanitises it."""
    return {
        "number": line.number,
        "text": line.text,
        "stream": line.stream.value,
        "time": moment_text(line.time),
        "node": line.node,
        "execution": line.execution,
        "partial": line.partial,
    }


def log_run_items(lines: Sequence[LogLine]) -> list[Json]:
    """Return lines as runs of neighbours that are alike but for their texts."""
    items: list[Json] = []
    at = 0
    while at < len(lines):
        first = lines[at]
        kind = _kind(first)
        end = at + 1
        while end < len(lines) and lines[end].number == first.number + end - at and kind == _kind(lines[end]):
            end += 1
        items.append(
            {
                "first": first.number,
                "texts": [line.text for line in lines[at:end]],
                "stream": first.stream.value,
                "time": moment_text(first.time),
                "node": first.node,
                "execution": first.execution,
                "partial": first.partial,
            }
        )
        at = end
    return items


def _kind(line: LogLine) -> tuple[object, ...]:
    return (line.stream, line.time, line.partial, line.node, line.execution)


def log_window_item(window: LogWindow) -> dict[str, Json]:
    """Return a run of lines with where it begins."""
    return {
        "lines": [log_line_item(line) for line in window.lines],
        "first": window.first,
        "total": window.total,
        "ended": window.ended,
    }


def log_end_item(end: LogEnd) -> dict[str, Json]:
    """Return the last lines of a log that is not counted yet."""
    return {"lines": [log_line_item(line) for line in end.lines], "counted": end.counted}


def counts_item(counts: Counts) -> dict[str, Json]:
    """Return how many jobs there are."""
    return {
        "by_status": {status.value: count for status, count in counts.by_status.items()},
        "by_attention": {attention.value: count for attention, count in counts.by_attention.items()},
        "total": counts.total,
    }


def capabilities_item(capabilities: Capabilities) -> dict[str, Json]:
    """Return what a backend can do."""
    return {
        "verbs": [
            {
                "verb": verb.value,
                "target": target.value,
                "support": capability.support.value,
                "sentence": capability.sentence,
            }
            for (verb, target), capability in capabilities.verbs.items()
        ],
        "query_fields": [
            {"name": field.name, "kind": field.kind, "help": field.help, "choices": list(field.choices)}
            for field in capabilities.query_fields
        ],
        "counts": capabilities.counts,
        "watch_push": capabilities.watch_push,
        "log_follow": capabilities.log_follow,
        "log_search": capabilities.log_search,
        "start": capabilities.start,
        "sortable": list(capabilities.sortable),
        "audit": capabilities.audit,
        "extra": dict(capabilities.extra),
    }
