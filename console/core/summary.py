"""What a list shows of a job, worked out from its nodes: status, attention, reason, where it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from console.core.ended import is_bad, is_settled
from console.core.signature import signature
from console.model import Attention, Job, JobStatus, Node, NodeStatus, Resolution, Wait

_N = NodeStatus

_URGENCY: Final = (Attention.NONE, Attention.DECISION, Attention.FAILURE, Attention.LOST)

_ABLE: Final = frozenset({_N.READY, _N.RETRY_WAIT})


def attention_of(node: Node) -> Attention:
    """Return why this node needs a person, or NONE."""
    if node.status is _N.LOST:
        return Attention.LOST
    if node.resolution is Resolution.WAITING:
        return Attention.FAILURE
    return Attention.DECISION if node.status is _N.WAITING else Attention.NONE


def node_sentence(node: Node) -> str:
    """Say in one line why a node stands where it stands, for the list's last column."""
    reason = node.reason or ""
    if node.status is _N.WAITING:
        return _waiting_sentence(node, reason)
    if node.status is _N.LOST:
        return f"{node.id}: outcome unknown, {reason}" if reason else f"{node.id}: outcome unknown"
    if node.status is _N.FAILED:
        return f"{node.id} failed: {reason}" if reason else f"{node.id} failed"
    if node.status is _N.RETRY_WAIT:
        return f"{node.id} will be retried: {reason}"
    return f"{node.id} {node.status}" + (f": {reason}" if reason else "")


def summarize(
    job: Job,
    nodes: Mapping[str, Node],
    *,
    operator_paused: bool,
    cancel_requested: bool,
    note: str | None,
    now: datetime,
) -> Job:
    """Return ``job`` as its nodes make it. Its version is raised if its status changed."""
    status = job_status(nodes.values(), operator_paused, cancel_requested, job.started is not None)
    waiting = [node for node in nodes.values() if node.needs_person]
    attention = max((attention_of(node) for node in waiting), key=_URGENCY.index, default=Attention.NONE)
    waiting.sort(key=lambda node: -_URGENCY.index(attention_of(node)))
    focus = waiting or _focus(nodes.values())
    ended = (job.ended or now) if status.is_terminal else None
    reason = _reason(status, waiting, nodes.values(), note if operator_paused or cancel_requested else None)
    failing = attention in (Attention.FAILURE, Attention.LOST) or status is JobStatus.FAILED
    return replace(
        job,
        status=status,
        attention=attention,
        reason=reason,
        signature=signature(reason) if failing and reason else None,
        at=focus[0].id if focus else None,
        at_execution=focus[0].execution if focus else 0,
        at_more=max(0, len(focus) - 1),
        done=sum(1 for node in nodes.values() if is_settled(node)),
        total=len(nodes),
        waiting=len(waiting),
        waiting_node=waiting[0].id if waiting else None,
        ended=ended,
        version=job.version + (status is not job.status),
    )


def job_status(
    nodes: Iterable[Node], operator_paused: bool, cancel_requested: bool, started: bool
) -> JobStatus:
    """Return the status that these nodes and these two wishes of a person make."""
    open_, active, able, bad = False, False, False, False
    for node in nodes:
        if is_settled(node):
            bad = bad or is_bad(node)
            continue
        open_ = True
        active = active or node.status.is_active
        able = able or node.status in _ABLE
    if not open_:
        if cancel_requested:
            return JobStatus.CANCELED
        return JobStatus.FAILED if bad else JobStatus.SUCCEEDED
    if cancel_requested:
        return JobStatus.CANCELING
    if operator_paused:
        return JobStatus.PAUSING if active else JobStatus.PAUSED
    if active or (able and started):
        return JobStatus.RUNNING
    return JobStatus.QUEUED if able else JobStatus.PAUSED


def _focus(nodes: Iterable[Node]) -> list[Node]:
    found = list(nodes)
    for wanted in ({_N.STARTING, _N.RUNNING, _N.STOPPING}, {_N.RETRY_WAIT}, {_N.READY}):
        focus = [node for node in found if node.status in wanted]
        if focus:
            return focus
    return [node for node in found if node.status is _N.FAILED and is_bad(node)]


def _reason(status: JobStatus, waiting: list[Node], nodes: Iterable[Node], note: str | None) -> str | None:
    if waiting:
        return node_sentence(waiting[0])
    if note is not None:
        return note
    if status.is_terminal:
        failed = next((node for node in nodes if node.status is _N.FAILED and is_bad(node)), None)
        return node_sentence(failed) if failed else None
    retrying = next((node for node in nodes if node.status is _N.RETRY_WAIT), None)
    return node_sentence(retrying) if retrying else None


def _waiting_sentence(node: Node, reason: str) -> str:
    if node.waiting_for is Wait.APPROVAL:
        return f"{node.id}: {reason}" if reason else f"{node.id} waits for an approval"
    place = "before" if node.waiting_for is Wait.PAUSE_BEFORE else "after"
    return f"{place} {node.id}: {reason}" if reason else f"paused {place} {node.id}"
