"""The transitions of a job, in one form out of two, and the needs that they make: a graph without circles.

Old jobs map ``transitions[source][target] = {type, state}`` beside the tasks; newer ones list
``task.transitions[state] = [{task, type}]`` in each task; some have both. Ids that are not among the tasks
are legal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from console.wire.itential.document import END, START, JobDocument
from console.wire.itential.values import list_of
from console.wire.values import object_of, text_of

STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class Edge:
    """A transition: from a task that ended with ``state`` to the next. ``kind``: standard, revert, loop."""

    source: str
    state: str
    target: str
    kind: str

    @property
    def words(self) -> str:
        """How it is told beside the graph: ``failure → 3a1f (revert)``."""
        return f"{self.state} → {self.target}" + ("" if self.kind == STANDARD else f" ({self.kind})")


def edges_of(job: JobDocument) -> tuple[Edge, ...]:
    """Return every transition once: those in the tasks first, then what only the job's own map has."""
    found = dict.fromkeys([*_in_tasks(job), *_beside_tasks(job)])
    return tuple(found)


def _in_tasks(job: JobDocument) -> Iterable[Edge]:
    for source, task in job.tasks.items():
        for state, targets in task.transitions.items():
            for target in list_of(targets):
                fields = object_of(target)
                id_ = text_of(fields.get("task")) if fields else text_of(target)
                if id_:
                    yield Edge(source, state, id_, text_of(fields.get("type")) or STANDARD)


def _beside_tasks(job: JobDocument) -> Iterable[Edge]:
    for source, targets in job.transitions.items():
        for target, value in object_of(targets).items():
            fields = object_of(value)
            state = text_of(fields.get("state")) or "success"
            yield Edge(source, state, target, text_of(fields.get("type")) or STANDARD)


@dataclass(frozen=True, slots=True)
class Graph:
    """The needs of each task, in an order in which no task comes before what it needs.

    ``needs`` holds only transitions that go forward; ``beside`` tells the others of each task, with those
    that another end than success takes. ``returns`` are the tasks that reverts, loops and circles of a task
    lead to. ``fed_by`` are the states that lead into a task.
    """

    needs: Mapping[str, tuple[str, ...]]
    beside: Mapping[str, tuple[str, ...]]
    returns: Mapping[str, tuple[str, ...]]
    fed_by: Mapping[str, frozenset[str]]


def graph_of(job: JobDocument) -> Graph:
    """Return the graph of a job. Reverts, loops, circles and ids that are not there are no needs."""
    edges = edges_of(job)
    drawable = [
        edge
        for edge in edges
        if edge.kind == STANDARD
        and edge.source in job.tasks
        and edge.target in job.tasks
        and edge.source != edge.target
    ]
    forward = _without_circles(drawable, list(job.tasks))
    needs: dict[str, list[str]] = {id_: [] for id_ in job.tasks}
    fed: dict[str, set[str]] = {id_: set() for id_ in job.tasks}
    for edge in forward:
        fed[edge.target].add(edge.state)
        if edge.source not in needs[edge.target]:
            needs[edge.target].append(edge.source)
    drawn = set(forward)
    beside: dict[str, list[str]] = {}
    returns: dict[str, dict[str, None]] = {}
    for edge in edges:
        if edge not in drawn and edge.source in job.tasks and edge.target in job.tasks:
            returns.setdefault(edge.source, {})[edge.target] = None
        if edge not in drawn or edge.state != "success":
            beside.setdefault(edge.source, []).append(edge.words)
    ordered = _in_order({id_: tuple(found) for id_, found in needs.items()})
    return Graph(
        {id_: tuple(needs[id_]) for id_ in ordered},
        {id_: tuple(words) for id_, words in beside.items()},
        {id_: tuple(targets) for id_, targets in returns.items()},
        {id_: frozenset(states) for id_, states in fed.items()},
    )


def _without_circles(edges: list[Edge], tasks: list[str]) -> list[Edge]:
    """Return the edges but those that close a circle: from the start, so that the way back is left out."""
    by_source: dict[str, list[Edge]] = {}
    for edge in edges:
        by_source.setdefault(edge.source, []).append(edge)
    kept: set[Edge] = set()
    done: set[str] = set()
    for root in sorted(tasks, key=lambda id_: id_ != START):
        if root not in done:
            _walk(root, by_source, kept, done)
    return [edge for edge in edges if edge in kept]


def _walk(root: str, by_source: Mapping[str, list[Edge]], kept: set[Edge], done: set[str]) -> None:
    """Go down from ``root`` without recursion: a workflow may be a thousand tasks long."""
    path = {root}
    stack = [(root, iter(by_source.get(root, [])))]
    while stack:
        id_, rest = stack[-1]
        edge = next(rest, None)
        if edge is None:
            stack.pop()
            path.discard(id_)
            done.add(id_)
        elif edge.target not in path:
            kept.add(edge)
            if edge.target not in done:
                path.add(edge.target)
                stack.append((edge.target, iter(by_source.get(edge.target, []))))


def _in_order(needs: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the tasks so that needs come first, else as they came; the end of the workflow comes last."""
    left = {id_: set(found) for id_, found in needs.items()}
    after: dict[str, list[str]] = {}
    for id_, found in needs.items():
        for need in found:
            after.setdefault(need, []).append(id_)
    place = {id_: at for at, id_ in enumerate(sorted(needs, key=_rank))}
    ready = [(place[id_], id_) for id_, found in left.items() if not found]
    heapify(ready)
    ordered: list[str] = []
    while ready:
        _, id_ = heappop(ready)
        ordered.append(id_)
        for next_ in after.get(id_, []):
            left[next_].discard(id_)
            if not left[next_]:
                heappush(ready, (place[next_], next_))
    return ordered


def _rank(id_: str) -> int:
    return 0 if id_ == START else 2 if id_ == END else 1
