"""Which log is meant where only a job is named, and where in it a time lies."""

from datetime import UTC, datetime
from typing import Final

from console.backends.base import Backend
from console.cli.exits import Exit, Failure, usage
from console.core.listing import listed
from console.core.query_times import resolve_time
from console.model import JobDetail, LogRef, Node, NodeStatus

_FAILED: Final = frozenset({NodeStatus.FAILED, NodeStatus.LOST})


def choose_log(detail: JobDetail, node: str | None, execution: int | None) -> LogRef:
    """Return the log of ``node``, of the node that matters if None; its latest execution if none is named.

    Raises Failure where there is no such node or execution, or nothing has run yet.
    """
    job = detail.job.id
    chosen = _node_that_matters(detail) if node is None else node_of(detail, node)
    if chosen is None:
        raise Failure(Exit.NOT_FOUND, f"no node of job {job} has run yet: there is no log")
    if execution is None:
        if chosen.execution == 0:
            raise Failure(Exit.NOT_FOUND, f"{chosen.id} of job {job} has not run yet: there is no log")
        return LogRef(job, chosen.id, chosen.execution)
    if not 1 <= execution <= chosen.execution:
        raise Failure(
            Exit.NOT_FOUND,
            f"{chosen.id} of job {job} has no execution {execution}; it ran {chosen.execution} times",
        )
    return LogRef(job, chosen.id, execution)


def node_of(detail: JobDetail, node: str) -> Node:
    """Return a node by its name. Raises Failure, which names those that there are."""
    found = detail.nodes.get(node)
    if found is None:
        raise Failure(Exit.NOT_FOUND, f"job {detail.job.id} has no node {node}", _nodes_of(detail))
    return found


def _node_that_matters(detail: JobDetail) -> Node | None:
    """Return the node that failed, else the one that runs, else the one that moved last."""
    ran = [node for node in detail.nodes.values() if node.execution > 0]
    ranks = (
        [node for node in ran if node.status in _FAILED and node.needs_person],
        [node for node in ran if node.status.is_active],
        [node for node in ran if node.status in _FAILED],
    )
    for nodes in ranks:
        if nodes:
            return nodes[0]
    return max(ran, key=_last_moved, default=None)


def _last_moved(node: Node) -> datetime:
    return node.ended or node.started or datetime.min.replace(tzinfo=UTC)


def _nodes_of(detail: JobDetail) -> str:
    return f"its nodes: {listed(list(detail.nodes), 20)}" if detail.nodes else "it has no nodes yet"


def moment_of(text: str, now: datetime) -> datetime:
    """Return the moment that ``text`` means, written as in a query. Raises Failure for anything else."""
    try:
        return resolve_time(text, now)
    except ValueError as error:
        raise usage(f"--since: {error}") from None


async def first_since(backend: Backend, ref: LogRef, since: datetime, total: int) -> int:
    """Return the number of the first of ``total`` lines that is not older than ``since``, by halving.

    Raises Failure where the backend has no times.
    """
    low, high = 0, total
    while low < high:
        middle = (low + high) // 2
        window = await backend.log(ref, first=middle, count=1)
        time = window.lines[0].time if window.lines else None
        if time is None:
            raise usage("--since: this log has no times")
        if time < since:
            low = middle + 1
        else:
            high = middle
    return low
