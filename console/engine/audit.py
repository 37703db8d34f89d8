"""The record of who asked for what and what came of it, written in the transaction of the change itself."""

import json
from collections.abc import Mapping
from datetime import datetime

from console.engine.moments import to_us
from console.engine.writer import SqlRow
from console.model import Action, AuditEntry, JobDetail, Outcome, OutcomeKind


def status_of(detail: JobDetail | None, node: str | None) -> str | None:
    """Return the status of what an action is aimed at, None where there is no such thing."""
    if detail is None:
        return None
    if node is None:
        return str(detail.job.status)
    found = detail.nodes.get(node)
    return None if found is None else str(found.status)


def audit_row(
    action: Action,
    outcome: Outcome,
    at: datetime,
    *,
    before: JobDetail | None,
    after: JobDetail | None,
    claimed: Mapping[str, str] | None,
) -> SqlRow:
    """Return the row of `audit_chain.INSERT` for an action and its outcome."""
    return (
        to_us(at), action.actor, str(action.verb), action.job, action.node or "", str(outcome.kind),
        outcome.message, action.reason, status_of(before, action.node), status_of(after, action.node),
        outcome.version, action.request_id, json.dumps(dict(claimed)) if claimed else None,
    )  # fmt: skip


def start_row(
    job: int,
    actor: str,
    message: str,
    at: datetime,
    request_id: str | None,
    claimed: Mapping[str, str] | None,
) -> SqlRow:
    """Return the row of `audit_chain.INSERT` for a job that was started."""
    return (
        to_us(at), actor, "start", str(job), "", str(OutcomeKind.DONE), message, None, None, None, 1,
        request_id, json.dumps(dict(claimed)) if claimed else None,
    )  # fmt: skip


def repeated(entry: AuditEntry, action: Action) -> Outcome:
    """Return the stored answer to a request that came again, or a refusal if its id served another action."""
    if entry.verb != action.verb:
        message = f"request id {action.request_id} was used to {entry.verb} this already; use a new id"
        return Outcome(action.job, action.node, OutcomeKind.REFUSED, message, request_id=action.request_id)
    kind = OutcomeKind(entry.result)
    return Outcome(entry.job, entry.node, kind, entry.message, entry.version, entry.request_id)
