"""What to tell a person whose screen was out of date: who changed it, how long ago, and how it stands now."""

from collections.abc import Sequence
from datetime import datetime

from console.core.stale import stale_sentence
from console.core.times import relative
from console.model import Action, AuditEntry, JobDetail

_DID = {
    "pause": "paused",
    "continue": "continued",
    "skip": "skipped",
    "restart": "restarted",
    "cancel": "canceled",
    "approve": "approved",
    "reject": "rejected",
    "requeue": "requeued",
    "priority": "changed the priority of",
    "stop": "stopped",
    "retry-now": "retried",
    "mark": "marked",
    "start": "started",
}


def conflict_message(detail: JobDetail, action: Action, history: Sequence[AuditEntry], now: datetime) -> str:
    """Say what has become of an action's target since the version that the action names.

    ``history`` are the actions carried out on the target and its job, newest first.
    """
    entry = _latest(detail, action, history)
    if entry is None:
        return stale_sentence(detail, action)
    ago = relative(datetime.fromisoformat(entry.at), now)
    what = "it" if (entry.node or None) == action.node else f"job {detail.job.id}"
    did = _DID.get(entry.verb, entry.verb)
    return stale_sentence(detail, action, by=f"{entry.actor or 'somebody'} {did} {what} {ago}")


def _latest(detail: JobDetail, action: Action, history: Sequence[AuditEntry]) -> AuditEntry | None:
    """Return the latest action that changed the target after the version that was on the screen."""
    expected = action.expected_version or 0
    since = None if action.node is None else detail.nodes[action.node].since
    for entry in history:
        if entry.node == action.node:
            if entry.version is not None and entry.version > expected:
                return entry
        elif entry.node is None and since is not None and datetime.fromisoformat(entry.at) == since:
            return entry
    return None
