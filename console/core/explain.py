"""Why a job or a node is not moving, in sentences that follow from its state alone.

Deterministic, and honest: what the backend does not tell is called unknown, never guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final

from console.core.ended import is_bad, is_settled
from console.core.listing import listed
from console.core.matrix import family
from console.core.times import clock_time, duration
from console.model import (
    Job,
    JobDetail,
    JobStatus,
    Node,
    NodeKind,
    NodeStatus,
    OnTimeout,
    Resolution,
    SkipKind,
    Wait,
)

MOST_NODES: Final = 8
"""Nodes that are explained one by one; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Why:
    """One sentence. ``node`` is the node it speaks of, None for the job as a whole."""

    sentence: str
    node: str | None = None


@dataclass(frozen=True, slots=True)
class _Scene:
    """What every sentence is worked out from."""

    detail: JobDetail
    now: datetime
    zone: tzinfo

    def since(self, moment: datetime | None) -> str:
        if moment is None:
            return ""
        waited = duration((self.now - moment).total_seconds())
        return f" since {clock_time(moment, self.now, self.zone)} ({waited})"

    def until(self, moment: datetime) -> str:
        left = (moment - self.now).total_seconds()
        when = clock_time(moment, self.now, self.zone)
        return f"at {when} (in {duration(left)})" if left >= 1 else f"at {when}, which is now due"


def explain_job(detail: JobDetail, *, now: datetime, zone: tzinfo = UTC) -> tuple[Why, ...]:
    """Return why the job is where it is, what matters most first. Never empty."""
    scene = _Scene(detail, now, zone)
    found = [*_of_job(scene)]
    open_ = [node for node in detail.nodes.values() if not is_settled(node)]
    if detail.job.has_ended:
        return (*found, *_causes(scene, [node for node in detail.nodes.values() if _is_cause(node)]))
    people = [node for node in open_ if node.needs_person]
    moving = [node for node in open_ if not node.needs_person and node.status is not NodeStatus.PENDING]
    found += _causes(scene, people)
    found += _causes(scene, moving)
    if not people and not moving:
        found += _causes(scene, [node for node in open_ if _stands_alone(detail, node)])
    if not found:
        found.append(Why(f"The job is {_word(detail.job)}; the backend does not say what it waits for."))
    return tuple(found)


def explain_node(detail: JobDetail, id_: str, *, now: datetime, zone: tzinfo = UTC) -> tuple[Why, ...]:
    """Return why the node is where it is. Never empty; raises KeyError if the job has no such node."""
    scene = _Scene(detail, now, zone)
    node = detail.nodes[id_]
    found = [Why(_of_node(scene, node), id_)]
    if node.status is NodeStatus.PENDING:
        found += _causes(scene, _roots(detail, node))
    if not is_settled(node) and not node.status.is_active:
        found += _of_job(scene)
    return tuple(found)


_N = NodeStatus


def _causes(scene: _Scene, nodes: Iterable[Node]) -> list[Why]:
    listed = list(nodes)
    found = [Why(_of_node(scene, node), node.id) for node in listed[:MOST_NODES]]
    if len(listed) > MOST_NODES:
        found.append(Why(f"And {len(listed) - MOST_NODES:,} more nodes."))
    return found


def _of_job(scene: _Scene) -> list[Why]:
    detail, job = scene.detail, scene.detail.job
    note = f": {detail.note}" if detail.note else ""
    if job.has_ended and job.status is JobStatus.UNKNOWN:
        return [Why(f"The job has ended{_at(scene, job.ended)}; the backend says: {_word(job)}.")]
    if job.status.is_terminal:
        return [Why(f"The job has ended as {_word(job)}{_at(scene, job.ended)}{note}.")]
    if detail.cancel_requested:
        return [Why(f"The job is being canceled{note}; it ends when its running commands have stopped.")]
    if detail.operator_paused:
        running = any(node.status.is_active for node in detail.nodes.values())
        rest = "what runs may end, nothing new starts" if running else "nothing starts until it is continued"
        return [Why(f"The job is held{note}; {rest}.")]
    if job.status is JobStatus.QUEUED:
        queue = f" in queue {job.queue}" if job.queue else ""
        return [
            Why(
                f"The job is queued{queue}{scene.since(job.queued)} with priority {job.priority}; "
                "how many are before it is unknown here."
            )
        ]
    if job.status is JobStatus.UNKNOWN:
        return [Why(_foreign("the job", job.native_status))]
    return []


def _of_node(scene: _Scene, node: Node) -> str:
    name, reason = node.id, f": {node.reason}" if node.reason else ""
    match node.status:
        case _N.WAITING:
            return _waiting(scene, node)
        case _N.LOST:
            return f"Whether {name} succeeded is unknown{reason}; restart it, skip it, or mark how it ended."
        case _N.FAILED:
            return f"{name} failed{_at(scene, node.ended)}{reason}; {_after_failure(node)}."
        case _N.RETRY_WAIT:
            when = scene.until(node.retry_at) if node.retry_at else "at a time the backend does not tell"
            return f"{name} failed{reason}; it is tried again by itself {when}{_tries(node)}."
        case _N.READY:
            return _ready(scene, node)
        case _N.STARTING | _N.RUNNING | _N.STOPPING:
            where = f" on {node.host}" if node.host else ""
            return f"{name} is {node.status}{where}{scene.since(node.started or node.since)}."
        case _N.PENDING:
            return _pending(scene.detail, node)
        case _N.BLOCKED:
            return f"{name} cannot run{reason or ': something it needs did not succeed'}."
        case _N.SKIPPED:
            who = "by a person" if node.skipped_as is SkipKind.OPERATOR else "by its conditions"
            return f"{name} was skipped {who}{reason}."
        case _N.SUCCEEDED | _N.CANCELED:
            word = "succeeded" if node.status is _N.SUCCEEDED else "was canceled"
            return f"{name} {word}{_at(scene, node.ended)}."
        case _N.UNKNOWN:
            return _foreign(name, node.native_status)


def _waiting(scene: _Scene, node: Node) -> str:
    since, prompt = scene.since(node.since), f": {node.reason}" if node.reason else ""
    if node.waiting_for is Wait.APPROVAL:
        people = f" by {', '.join(node.rules.approvers)}" if node.rules.approvers else ""
        end = ""
        decided = _DECIDED.get(node.rules.on_timeout)
        if node.retry_at and decided:
            end = f"; it is {decided} by itself {scene.until(node.retry_at)}"
        return _ended(f"{node.id} waits for an approval{people}{since}{prompt}{end}")
    if node.waiting_for is None:
        return f"{node.id} waits{since}{prompt or '; for what is unknown here'}."
    place = "before" if node.waiting_for is Wait.PAUSE_BEFORE else "after"
    return _ended(f"A pause point {place} {node.id} waits for a person{since}{prompt}")


def _ended(sentence: str) -> str:
    """A workflow's own question brings its own mark."""
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


_DECIDED: Final = {OnTimeout.REJECT: "rejected", OnTimeout.APPROVE: "approved"}


def _after_failure(node: Node) -> str:
    match node.resolution:
        case Resolution.WAITING:
            return "it waits for a person to restart or skip it"
        case Resolution.TOLERATED:
            return "its failure is tolerated"
        case Resolution.FINAL:
            return "that is final, so what needs it is blocked"
        case None:
            return "what follows from that is unknown here"


def _tries(node: Node) -> str:
    limit = node.rules.retry.limit
    return f", attempt {node.attempt + 1} of {limit + 1}" if limit and node.attempt else ""


def _ready(scene: _Scene, node: Node) -> str:
    detail, since = scene.detail, scene.since(node.since)
    busy = [other.id for other in detail.nodes.values() if other.status.is_active]
    if detail.operator_paused:
        return f"{node.id} is ready{since}, but the job is held."
    if detail.max_parallel is not None and len(busy) >= detail.max_parallel:
        return (
            f"{node.id} is ready{since}; the job runs {detail.max_parallel} at a time and runs {_some(busy)}."
        )
    siblings = [id_ for id_ in busy if node.rules.matrix and family(id_) == family(node.id)]
    if node.rules.max_parallel is not None and len(siblings) >= node.rules.max_parallel:
        return (
            f"{node.id} is ready{since}; its matrix runs {node.rules.max_parallel} at a time "
            f"and runs {_some(siblings)}."
        )
    thing = "the sub-workflow" if node.rules.kind is NodeKind.WORKFLOW else "a slot"
    return f"{node.id} is ready{since} and waits for {thing}; whose turn comes first is unknown here."


def _pending(detail: JobDetail, node: Node) -> str:
    missing = [need for need in node.rules.needs if need not in detail.nodes]
    waiting = [
        f"{need} ({detail.nodes[need].status.words})"
        for need in node.rules.needs
        if need in detail.nodes and not is_settled(detail.nodes[need])
    ]
    if waiting:
        return f"{node.id} needs {_some(waiting)} first."
    if node.rules.is_finally:
        return f"{node.id} runs at the end, whatever comes of the rest."
    if missing:
        return f"{node.id} needs {_some(missing)}, of which the backend tells nothing."
    return f"{node.id} has not been started, though all it needs is there; why is unknown here."


def _stands_alone(detail: JobDetail, node: Node) -> bool:
    """Whether a pending node waits for no other pending one: the rest waits for it."""
    return not any(need in detail.nodes and not is_settled(detail.nodes[need]) for need in node.rules.needs)


def _roots(detail: JobDetail, node: Node) -> list[Node]:
    """Return the nodes upstream that hold this one up: open, and waiting for no other open node."""
    upstream: dict[str, None] = {}
    frontier = [node.id]
    while frontier:
        needs = [need for id_ in frontier for need in detail.nodes[id_].rules.needs]
        frontier = [need for need in dict.fromkeys(needs) if need in detail.nodes and need not in upstream]
        upstream.update(dict.fromkeys(frontier))
    open_ = [detail.nodes[id_] for id_ in upstream if not is_settled(detail.nodes[id_]) and id_ != node.id]
    return [other for other in open_ if other.status is not _N.PENDING or _stands_alone(detail, other)]


def _is_cause(node: Node) -> bool:
    return node.status in (_N.FAILED, _N.LOST) and (node.status is _N.LOST or is_bad(node))


def _at(scene: _Scene, moment: datetime | None) -> str:
    return f" at {clock_time(moment, scene.now, scene.zone)}" if moment else ""


def _word(job: Job) -> str:
    return job.native_status or str(job.status)


def _foreign(name: str, word: str | None) -> str:
    return f"The backend calls {name} {word or 'nothing'}; what that means is unknown here."


def _some(names: list[str]) -> str:
    return listed(names, 3)
