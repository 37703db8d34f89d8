"""The signs that stand before a status. State is never told by colour alone: the word stands beside it."""

from typing import Final

from console.core.standing import job_word, node_word
from console.model import Attention, Job, JobStatus, Node, NodeStatus, Resolution
from console.widgets.cell import Piece
from console.widgets.sign import Glyphs, glyph

__all__ = [
    "Glyphs",
    "glyph",
    "job_sign",
    "job_style",
    "job_word",
    "node_sign",
    "node_style",
    "node_word",
]

_J = JobStatus
_N = NodeStatus

_JOB_SIGNS: Final[dict[JobStatus, str]] = {
    _J.QUEUED: "◌",
    _J.RUNNING: "▶",
    _J.PAUSING: "‖",
    _J.PAUSED: "‖",
    _J.CANCELING: "⊘",
    _J.SUCCEEDED: "✔",
    _J.FAILED: "✖",
    _J.CANCELED: "⊘",
}
_NODE_SIGNS: Final[dict[NodeStatus, str]] = {
    _N.PENDING: "◌",
    _N.READY: "◌",
    _N.WAITING: "‖",
    _N.STARTING: "▶",
    _N.RUNNING: "▶",
    _N.STOPPING: "⊘",
    _N.RETRY_WAIT: "↻",
    _N.FAILED: "✖",
    _N.LOST: "?",
    _N.SUCCEEDED: "✔",
    _N.SKIPPED: "⊘",
    _N.CANCELED: "⊘",
    _N.BLOCKED: "⊘",
}
_JOB_STYLES: Final[dict[JobStatus, str]] = {
    _J.QUEUED: "status-queued",
    _J.RUNNING: "status-running",
    _J.PAUSING: "status-paused",
    _J.PAUSED: "status-paused",
    _J.CANCELING: "status-paused",
    _J.SUCCEEDED: "status-succeeded",
    _J.FAILED: "status-failed",
    _J.CANCELED: "muted",
}
_NODE_STYLES: Final[dict[NodeStatus, str]] = {
    _N.PENDING: "muted",
    _N.READY: "status-queued",
    _N.WAITING: "attention",
    _N.STARTING: "status-running",
    _N.RUNNING: "status-running",
    _N.STOPPING: "status-paused",
    _N.RETRY_WAIT: "status-paused",
    _N.FAILED: "status-failed",
    _N.LOST: "status-failed",
    _N.SUCCEEDED: "status-succeeded",
    _N.SKIPPED: "muted",
    _N.CANCELED: "muted",
    _N.BLOCKED: "muted",
}
_ATTENTION: Final[dict[Attention, tuple[str, str]]] = {
    Attention.LOST: ("?", "status-failed bold"),
    Attention.FAILURE: ("✖", "status-failed bold"),
    Attention.DECISION: ("‖", "attention bold"),
}


def job_sign(job: Job) -> Piece:
    """Return the sign of a job: why it needs a person if it does, else its status."""
    if job.attention in _ATTENTION:
        sign, style = _ATTENTION[job.attention]
        return Piece(glyph(sign), style)
    return Piece(glyph(_JOB_SIGNS.get(job.status, "?")), job_style(job))


def job_style(job: Job) -> str:
    """Return the style of a job's status word."""
    return _JOB_STYLES.get(job.status, "muted")


def node_sign(node: Node) -> Piece:
    """Return the sign of a node."""
    return Piece(glyph(_NODE_SIGNS.get(node.status, "?")), node_style(node))


def node_style(node: Node) -> str:
    """Return the style of a node's status word."""
    if node.resolution is Resolution.TOLERATED:
        return "muted"
    return _NODE_STYLES.get(node.status, "muted")
