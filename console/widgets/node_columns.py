"""What a node's row says, and in which columns, for the width there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from console.core.outline import NEEDS_YOU, GroupRow, NodeRow
from console.core.times import duration
from console.model import Execution, ExecutionStatus, JobDetail, Node, NodeStatus
from console.widgets.cell import Piece, fit, shorten
from console.widgets.glyph import glyph, node_sign, node_style, node_word

MOST_INDENT: Final = 6
"""Branches deeper than this stand no further to the right."""

_STATUS: Final = 11
_ATTEMPTS: Final = 12
_TOOK: Final = 8


@dataclass(frozen=True, slots=True)
class NodeColumns:
    """The widths of a node's cells; 0 is a column that there is no room for."""

    name: int
    status: int
    attempts: int
    took: int


@lru_cache(maxsize=32)
def columns_for(width: int) -> NodeColumns:
    """Return the columns in ``width``: first the attempts go, then the word of the status, then the time."""
    left = width - 5  # the gutter, the sign and the space after it
    took = _TOOK if left >= 24 else 0
    status = _STATUS if left - took >= 30 else 0
    attempts = _ATTEMPTS if left - took - status >= 26 else 0
    return NodeColumns(max(1, left - took - status - attempts), status, attempts, took)


@dataclass(frozen=True, slots=True)
class NodeFigures:
    """What a node's attempts come to: how many, how long they ran, and since when the last one runs."""

    attempts: int = 0
    seconds: float | None = None
    running_since: datetime | None = None

    def took(self, now: datetime) -> str:
        """Return how long the node ran altogether; in steps of five seconds while it runs."""
        seconds = self.seconds
        if self.running_since is not None:
            running = max(0.0, (now - self.running_since).total_seconds())
            seconds = (seconds or 0.0) + (running - running % 5 if running < 600 else running)
        return "" if seconds is None else duration(seconds)


def figures_of(detail: JobDetail) -> Mapping[str, NodeFigures]:
    """Return the figures of every node of a job."""
    attempts: dict[str, list[Execution]] = {}
    for execution in detail.executions:
        attempts.setdefault(execution.node, []).append(execution)
    return {id_: _figures(node, attempts.get(id_, [])) for id_, node in detail.nodes.items()}


def _figures(node: Node, attempts: Sequence[Execution]) -> NodeFigures:
    if not attempts:
        ended = (node.ended - node.started).total_seconds() if node.started and node.ended else None
        running = node.started if node.status.is_active else None
        return NodeFigures(node.execution, None if ended is None else max(0.0, ended), running)
    times = [(each.ended - each.started).total_seconds() for each in attempts if each.started and each.ended]
    last = max(attempts, key=lambda each: each.number)
    running = last.started if last.status is ExecutionStatus.RUNNING and last.ended is None else None
    return NodeFigures(len(attempts), sum(max(0.0, time) for time in times) if times else None, running)


def node_row(
    row: NodeRow, node: Node, figures: NodeFigures, columns: NodeColumns, now: datetime
) -> list[Piece]:
    """Return the cells of a node, without the gutter."""
    indent = "  " * min(row.indent, MOST_INDENT)
    name = indent + (f"{node.id} {glyph('↻')}" if row.loops else node.id)
    pieces = [
        node_sign(node),
        Piece(" "),
        Piece(fit(name, columns.name - 1) + " ", "bold" if node.needs_person else "foreground"),
    ]
    if columns.status:
        pieces.append(Piece(fit(node_word(node), columns.status - 1) + " ", node_style(node)))
    room = columns.attempts + columns.took
    if node.status is NodeStatus.PENDING and columns.attempts:
        return [*pieces, Piece(fit(_needs(node, room), room), "muted")]
    if columns.attempts:
        pieces.append(Piece(fit(_attempts(figures.attempts), columns.attempts), "muted"))
    if columns.took:
        pieces.append(Piece(fit(figures.took(now), columns.took - 1, "right") + " "))
    return pieces


def group_row(row: GroupRow, width: int) -> list[Piece]:
    """Return the cells of a group: ``▸ 312 succeeded``."""
    sign = glyph("▾") if row.opened else glyph("▸")
    style = "attention bold" if row.state == NEEDS_YOU else "secondary"
    word = row.state.replace("_", " ")
    key = "" if row.opened else "  (enter opens)"
    return [Piece(f"{sign} "), Piece(shorten(f"{row.count:,} {word}", width - 4), style), Piece(key, "muted")]


def _attempts(number: int) -> str:
    if number <= 0:
        return ""
    return "1" if number == 1 else f"{number} attempts"


def _needs(node: Node, room: int) -> str:
    needs = node.rules.needs
    if not needs:
        return "at the end" if node.rules.is_finally else ""
    first, *others = needs
    more = f" +{len(others)}" if others else ""
    return f"needs {shorten(first, max(1, room - 6 - len(more)))}{more}"
