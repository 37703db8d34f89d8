"""One job as plain text: its facts, its nodes, and for each node that waits what a person can do."""

import shlex
from collections.abc import Collection, Iterator
from datetime import datetime, tzinfo
from typing import Final

from console.cli.job_table import took
from console.cli.table import Column, table
from console.core.legality import legal_on_node
from console.core.listing import listed
from console.core.sanitize import sanitize
from console.core.standing import job_word, native_word, node_word, result_unknown
from console.core.times import duration, full_time
from console.model import Attention, JobDetail, Node, NodeStatus, Verb

_COLUMNS: Final = (
    Column("NODE", shrinks=True),
    Column("STATUS"),
    Column("RUNS", gives_way=1, right=True),
    Column("TOOK", gives_way=2, right=True),
    Column("NEEDS", gives_way=3, shrinks=True),
    Column("WHY"),
)

# What a person would most likely want, first; stop and cancel are never suggested.
_SUGGESTED: Final = (
    Verb.APPROVE,
    Verb.REJECT,
    Verb.CONTINUE,
    Verb.RESTART,
    Verb.SKIP,
    Verb.MARK,
)


def job_text(
    detail: JobDetail, context: str, now: datetime, zone: tzinfo, width: int | None, *, wrap: bool = False
) -> list[str]:
    """Return what is told of one job, safe to show; with ``wrap`` a long reason goes on below its row."""
    lines = [sanitize(line) for line in _facts(detail, now, zone)]
    rows = [_cells(node, now) for node in detail.nodes.values()]
    lines += ["", *table(_COLUMNS, rows, width, wrap=wrap)] if rows else []
    waiting = [node for node in detail.nodes.values() if node.needs_person]
    for node in waiting:
        lines += ["", *(sanitize(line) for line in _decision(detail, node, context))]
    return lines


def _facts(detail: JobDetail, now: datetime, zone: tzinfo) -> Iterator[str]:
    job = detail.job
    needs = "" if job.attention is Attention.NONE else f", waits for a person ({job.attention})"
    yield f"{job.id}  {job.name}"
    native = native_word(job.status, job.native_status)
    unknown = ", result unknown" if result_unknown(job) else ""
    yield f"  status    {job_word(job)}{f' ({native})' if native else ''}{unknown}{needs}"
    if job.reason:
        yield f"  why       {job.reason}"
    if detail.note:
        yield f"  note      {detail.note}"
    yield f"  workflow  {job.workflow}"
    if detail.params:
        values = " ".join(f"{name}={_value(value)}" for name, value in detail.params.items())
        yield f"  params    {values}"
    yield f"  owner     {job.owner or '-'}, priority {job.priority}" + (
        f", queue {job.queue}" if job.queue else ""
    )
    for name, moment in (("created", job.created), ("started", job.started), ("ended", job.ended)):
        if moment is not None:
            yield f"  {name:<8}  {full_time(moment, zone)}"
    if job.started is not None:
        yield f"  took      {took(job, now)}"
    yield f"  version   {job.version}" + (f", run {job.run}" if job.run > 1 else "")


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return shlex.quote(str(value)) if value is not None else "-"


def _cells(node: Node, now: datetime) -> list[str]:
    return [
        node.id if node.name == node.id else f"{node.id} ({node.name})",
        _status(node),
        str(node.execution) if node.execution else "-",
        "-" if node.started is None else duration(((node.ended or now) - node.started).total_seconds()),
        listed(node.rules.needs) or "-",
        _why(node),
    ]


def _status(node: Node) -> str:
    if node.waiting_for is not None and node.status is NodeStatus.WAITING:
        return f"waiting ({node.waiting_for.replace('_', ' ')})"
    if node.resolution is not None and node.status is NodeStatus.FAILED:
        return f"failed ({node.resolution})"
    return node_word(node)


def _why(node: Node) -> str:
    outputs = " ".join(f"{name}={value}" for name, value in node.outputs.items())
    return node.reason or outputs


def _decision(detail: JobDetail, node: Node, context: str) -> Iterator[str]:
    """Tell what a node waits for, and the commands that answer it."""
    what = node.reason or node.rules.prompt or _status(node)
    yield f"{node.id} waits for you: {what}"
    for command in commands_of(detail.job.id, node, legal_on_node(detail, node), context):
        yield f"  {command}"


def commands_of(job: str, node: Node, legal: Collection[Verb], context: str) -> Iterator[str]:
    """Yield the commands that answer a node, what a person would most likely want first. Not sanitised."""
    for verb in _SUGGESTED:
        if verb in legal:
            more = " --as succeeded|failed" if verb is Verb.MARK else ""
            words = ["jobconsole", "--context", context, str(verb), job, "--node", node.id]
            yield f"{shlex.join([*words, '--expect', str(node.version)])}{more}"
