"""Jobs whose graphs are hard to draw: very many nodes, ways back, none at all, long names and wide ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from console.model import (
    Execution,
    ExecutionStatus,
    Job,
    JobDetail,
    JobStatus,
    LogRef,
    Node,
    NodeRules,
    NodeStatus,
    Resolution,
)
from tui.log_samples import lines_of
from tui.memory_backend import MemoryBackend
from tui.samples import at

_S = NodeStatus


def detail(id_: str, name: str, *nodes: Node, executions: tuple[Execution, ...] = ()) -> JobDetail:
    """A job that runs, with these nodes."""
    job = Job(id_, name, "graphs", JobStatus.RUNNING, created=at(2), started=at(2), total=len(nodes), done=0)
    return JobDetail(job, {node.id: node for node in nodes}, executions=executions)


def node(id_: str, *needs: str, status: NodeStatus = _S.SUCCEEDED, returns: tuple[str, ...] = ()) -> Node:
    """A node that has been at it; a failed one waits for a person."""
    resolution = Resolution.WAITING if status is _S.FAILED else None
    return Node(
        id_, id_, status, rules=NodeRules(needs=needs, returns=returns), resolution=resolution,
        execution=0 if status is _S.PENDING else 1, since=at(2, 5),
    )  # fmt: skip


def huge(parts: int = 4988) -> JobDetail:
    """A fan-out of thousands, twelve of them failed, between a beginning and a long way to go."""
    names = [f"part[{number:04}]" for number in range(parts)]
    bad = {names[number * (parts // 12)] for number in range(12)}
    running = set(names[-40:])
    nodes = [
        node("list"),
        *[
            node(
                name,
                "list",
                status=_S.FAILED if name in bad else _S.RUNNING if name in running else _S.SUCCEEDED,
            )
            for name in names
        ],
        node("sum", *names, status=_S.PENDING),
    ]
    before = "sum"
    for number in range(1, 11):
        nodes.append(node(f"step-{number}", before, status=_S.PENDING))
        before = f"step-{number}"
    return detail("6001", "five thousand parts", *nodes)


def looping() -> JobDetail:
    """A workflow of another engine, with a loop and a revert."""
    return detail(
        "6002", "with ways back",
        node("start"), node("check device", "start"), node("push config", "check device", status=_S.FAILED,
             returns=("check device",)),
        node("verify", "push config", status=_S.PENDING, returns=("verify",)),
        node("roll back", "push config", status=_S.PENDING, returns=("start",)),
        node("done", "verify", "roll back", status=_S.PENDING),
    )  # fmt: skip


def alone() -> JobDetail:
    """A backend without graphs: one node for all of it."""
    return detail("6003", "no graph", node("job", status=_S.RUNNING))


def named() -> JobDetail:
    """Names of 200 columns, and of signs that take two."""
    return detail(
        "6005", "long names", node("n" * 200), node("読み込みと検査と集計の長い名前", "n" * 200),
        node("確認", "読み込みと検査と集計の長い名前", status=_S.FAILED),
        node("e\u0301te", "確認", status=_S.PENDING),
    )  # fmt: skip


def waited() -> JobDetail:
    """A job whose nodes waited in every way there is."""
    start = at(2)

    def moment(minutes: float) -> object:
        return start + timedelta(minutes=minutes)

    def ran(
        name: str, number: int, queued: float, began: float, ended: float, *, bad: bool = False
    ) -> Execution:
        status = ExecutionStatus.FAILED if bad else ExecutionStatus.SUCCEEDED
        return Execution(
            name, number, status, queued=moment(queued), started=moment(began), ended=moment(ended)
        )  # type: ignore[arg-type]

    load = replace(node("load", "fetch", status=_S.SUCCEEDED), execution=2, attempt=2)
    approve = replace(node("approve", "load", status=_S.WAITING), since=moment(16), execution=0)
    executions = (
        ran("fetch", 1, 0, 2, 6), ran("load", 1, 6, 7, 9, bad=True), ran("load", 2, 11, 11.5, 14),
        ran("report", 1, 14, 22, 24),
    )  # fmt: skip
    return detail(
        "6006", "waited", node("fetch"), load, approve, node("report", "load"),
        node("publish", "approve", status=_S.PENDING), executions=executions,
    )  # fmt: skip


def compared_backend() -> MemoryBackend:
    """The failed ingest beside yesterday's, which went well, each with its log."""
    backend = MemoryBackend()
    today = backend.details["4127"]
    job = replace(today.job, id="4077", name="ingest eu 2026-11-18", status=JobStatus.SUCCEEDED,
                  created=at(2, 14, day=19), started=at(2, 14, day=19))  # fmt: skip
    well = Execution("load", 1, ExecutionStatus.SUCCEEDED, exit_code=0, started=at(2, 22, day=19))
    backend.details["4077"] = replace(today, job=job, executions=(well,))
    rows = [f"copied {1000 + 7 * number} rows in {number}.2s" for number in range(40)]
    before = ["connecting to db-3", "begin", "set lock_timeout to 5s", *rows, "commit", "done"]
    after = ["connecting to db-3", "begin", *(row.replace("copied 1", "copied 2") for row in rows),
             'ERROR:  relation "orders" does not exist', "rolling back", "done"]  # fmt: skip
    backend.logs[LogRef("4077", "load", 1)] = lines_of(before)
    backend.logs[LogRef("4127", "load", 3)] = lines_of(after)
    return backend


def graph_backend(parts: int = 4988) -> MemoryBackend:
    """All of them, the huge one with so many parts, and those of the sketches."""
    backend = MemoryBackend()
    for made in (huge(parts), looping(), alone(), detail("6004", "no nodes"), named(), waited()):
        backend.put(made)
    return backend
