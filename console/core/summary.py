"""What a list shows of a job, worked out from its nodes: status, attention, reason, where it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from console.core.ended import is_bad, is_settled
from console.core.signature import signature
from console.model import Attention, Job, JobStatus, Node, NodeStatus, Resolution, Wait

_N = NodeStatus

_SUCCEEDED: Final = _N.SUCCEEDED
_PENDING: Final = _N.PENDING
_READY: Final = _N.READY

_URGENCY: Final = (Attention.NONE, Attention.DECISION, Attention.FAILURE, Attention.LOST)


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
    match node.status:
        case _N.WAITING:
            return _waiting_sentence(node, reason)
        case _N.FAILED:
            return _cause(node) + (f", {node.attempt} attempts" if node.attempt > 1 else "")
        case _N.RETRY_WAIT:
            attempts = f"attempt {node.attempt} of {node.rules.retry.limit + 1}"
            return f"{node.id} will be retried: {reason}, {attempts}"
        case _N.CANCELED if reason.startswith("canceled"):
            return f"{node.id} was {reason}"
        case _:
            return _cause(node)


def summarize(
    job: Job,
    nodes: Mapping[str, Node],
    *,
    operator_paused: bool,
    cancel_requested: bool,
    note: str | None,
    now: datetime,
) -> Job:
    """Return ``job`` as its nodes make it. Its version is `core.step`'s to raise."""
    tally = _Tally(nodes.values())
    status = tally.status(operator_paused, cancel_requested, job.started is not None)
    waiting = tally.waiting
    attention = max((attention_of(node) for node in waiting), key=_URGENCY.index, default=Attention.NONE)
    waiting.sort(key=lambda node: -_URGENCY.index(attention_of(node)))
    focus = waiting or tally.focus(status)
    ended = (job.ended or now) if status.is_terminal else None
    blamed = tally.blamed(status)
    failing = attention in (Attention.FAILURE, Attention.LOST) or status is JobStatus.FAILED
    return replace(
        job,
        status=status,
        attention=attention,
        reason=_reason(status, tally, note if operator_paused or cancel_requested else None),
        signature=signature(_cause(blamed)) if failing and blamed is not None else None,
        at=focus[0].id if focus else None,
        at_execution=focus[0].execution if focus else 0,
        at_more=max(0, len(focus) - 1),
        done=tally.done,
        total=len(nodes),
        waiting=len(waiting),
        waiting_node=waiting[0].id if waiting else None,
        ended=ended,
    )


class _Tally:
    """One look at every node: a summary is made at each step, so it must not look twice."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.done = 0
        self.open = False
        self.waiting: list[Node] = []
        self.active: list[Node] = []
        self.retrying: list[Node] = []
        self.ready: list[Node] = []
        self.bad: list[Node] = []
        self.failed: list[Node] = []
        self.tolerated: list[Node] = []
        for node in nodes:
            # Most nodes of a large job are one of these three: they are counted without a call.
            status = node.status
            if status is _SUCCEEDED:
                self.done += 1
            elif status is _PENDING:
                self.open = True
            elif status is _READY:
                self.open = True
                self.ready.append(node)
            else:
                self._add(node)

    def _add(self, node: Node) -> None:
        if is_settled(node):
            # What was canceled or blocked has ended, but it is not done: a canceled job's bar is not full.
            self.done += node.status is not _N.CANCELED and node.status is not _N.BLOCKED
            if is_bad(node):
                self.bad.append(node)
            if node.status is _N.FAILED:
                (self.tolerated if node.resolution is Resolution.TOLERATED else self.failed).append(node)
            return
        self.open = True
        match node.status:
            case _N.STARTING | _N.RUNNING | _N.STOPPING:
                self.active.append(node)
            case _N.RETRY_WAIT:
                self.retrying.append(node)
            case _:
                self.waiting.append(node)

    def status(self, operator_paused: bool, cancel_requested: bool, started: bool) -> JobStatus:
        """Return the status that these nodes and these two wishes of a person make."""
        if not self.open:
            if cancel_requested:
                return JobStatus.CANCELED
            return JobStatus.FAILED if self.bad else JobStatus.SUCCEEDED
        if cancel_requested:
            return JobStatus.CANCELING
        if operator_paused:
            return JobStatus.PAUSING if self.active else JobStatus.PAUSED
        able = self.ready or self.retrying
        if self.active or (able and started):
            return JobStatus.RUNNING
        return JobStatus.QUEUED if able else JobStatus.PAUSED

    def focus(self, status: JobStatus) -> list[Node]:
        """Return the nodes that matter now when none waits for a person."""
        return self.active or self.retrying or self.ready or self._culprits(status)

    def blamed(self, status: JobStatus) -> Node | None:
        """Return the node that the job's reason speaks of, apart from who holds it or has canceled it."""
        told = self.waiting or self.retrying or self._culprits(status)
        return told[0] if told else None

    def _culprits(self, status: JobStatus) -> list[Node]:
        """Return for which nodes the job fails, or will. After a cancel it may be for none that failed."""
        return self.failed or (self.bad if status is JobStatus.FAILED else [])


def _reason(status: JobStatus, tally: _Tally, note: str | None) -> str | None:
    blamed = tally.blamed(status)
    if status is JobStatus.SUCCEEDED:
        return _tolerated_sentence(tally.tolerated)
    if blamed is None or status is JobStatus.CANCELED:
        return note
    if note is None or status.is_terminal:
        return node_sentence(blamed)
    return f"{node_sentence(blamed)}; {note}" if tally.waiting else note


def _cause(node: Node) -> str:
    """Say what happened to a node, in words that are the same whenever it happens: for the signature, too."""
    reason = node.reason or ""
    if node.status is _N.LOST:
        return f"{node.id}: outcome unknown, {reason}" if reason else f"{node.id}: outcome unknown"
    return f"{node.id} {node.status}" + (f": {reason}" if reason else "")


def _tolerated_sentence(tolerated: list[Node]) -> str | None:
    if not tolerated:
        return None
    many = "1 failure" if len(tolerated) == 1 else f"{len(tolerated)} failures"
    return f"{many} tolerated: {node_sentence(tolerated[0])}"


def _waiting_sentence(node: Node, reason: str) -> str:
    if node.waiting_for is Wait.APPROVAL:
        return f"{node.id}: {reason}" if reason else f"{node.id} waits for an approval"
    place = "before" if node.waiting_for is Wait.PAUSE_BEFORE else "after"
    return f"{place} {node.id}: {reason}" if reason else f"paused {place} {node.id}"
