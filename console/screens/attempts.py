"""The attempts of a node, to choose one whose log to read."""

from datetime import datetime, tzinfo

from console.core.times import clock_time, duration
from console.model import Execution, ExecutionStatus, JobDetail, Node
from console.screens.picker import Choice, Picker
from console.widgets.cell import Piece, fit

HEAD = f"{'#':>3}  {'STATUS':<12}{'EXIT':<12}{'STARTED':<9}{'TOOK':<8}HOST"
"""The titles over the attempts."""


def executions_of(detail: JobDetail, node: str) -> tuple[Execution, ...]:
    """Return the attempts of a node, the latest first."""
    found = [execution for execution in detail.executions if execution.node == node]
    return tuple(sorted(found, key=lambda execution: -execution.number))


def attempts_picker(detail: JobDetail, node: Node, *, at: int, now: datetime, zone: tzinfo) -> Picker:
    """Return a picker of the node's attempts; it is dismissed with an attempt's number as text."""
    rows = [
        Choice(str(each.number), tuple(_cells(each, now, zone))) for each in executions_of(detail, node.id)
    ]
    return Picker(f"Attempts of {node.id}", rows, at=str(at), head=HEAD)


def exit_text(execution: Execution) -> str:
    """Return how an attempt ended: ``exit 1``, ``signal 9``, or nothing."""
    if execution.signal is not None:
        return f"signal {execution.signal}"
    return "" if execution.exit_code is None else f"exit {execution.exit_code}"


def attempt_style(execution: Execution) -> str:
    """Return the style of an attempt's status word."""
    match execution.status:
        case ExecutionStatus.SUCCEEDED:
            return "status-succeeded"
        case ExecutionStatus.FAILED | ExecutionStatus.LOST:
            return "status-failed"
        case ExecutionStatus.RUNNING | ExecutionStatus.STARTING:
            return "status-running"
        case _:
            return "muted"


def attempt_word(execution: Execution) -> str:
    """Return the word for an attempt's status; the backend's own where we have none."""
    if execution.status is ExecutionStatus.UNKNOWN:
        return execution.native_status or "unknown"
    return str(execution.status)


def _cells(execution: Execution, now: datetime, zone: tzinfo) -> list[Piece]:
    started = clock_time(execution.started, now, zone) if execution.started else ""
    took = ""
    if execution.started is not None and (execution.ended or execution.status is ExecutionStatus.RUNNING):
        took = duration(((execution.ended or now) - execution.started).total_seconds())
    return [
        Piece(f"{execution.number:>3}  "),
        Piece(fit(attempt_word(execution), 11) + " ", attempt_style(execution)),
        Piece(fit(exit_text(execution), 11) + " "),
        Piece(fit(started, 8) + " "),
        Piece(fit(took, 7) + " "),
        Piece(fit(execution.host or "", 20), "muted"),
    ]
