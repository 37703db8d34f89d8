"""Everything that is known of a job or a node, as lines to read: our fields, then the backend's own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Final, cast

from console.core.pauses import Pause
from console.core.timeline import SpanKind, spent, timeline
from console.core.times import duration, utc_stamp
from console.model import JobDetail, Node, NodeKind


@dataclass(frozen=True, slots=True)
class Line:
    """A line: a name and, unless more lines follow below it, a value. Not sanitised."""

    depth: int
    name: str
    value: str | None = None


def describe_job(detail: JobDetail) -> list[Line]:
    """Return what is known of a job, and what its backend said."""
    lines = [Line(0, "job"), *_spoken(_of(detail.job, 1))]
    lines += [*_part("parameters", detail.params)]
    lines.append(Line(0, "state"))
    for name in ("operator_paused", "cancel_requested", "note", "max_parallel"):
        lines += _spoken(_named(name, getattr(detail, name), 1))
    lines += [*_part("nodes", {id_: str(node.status) for id_, node in detail.nodes.items()})]
    return [*lines, *_part("as the backend said it", detail.raw)]


def describe_node(detail: JobDetail, id_: str, *, now: datetime, pauses: Sequence[Pause] = ()) -> list[Line]:
    """Return what is known of a node, its times and its attempts too.

    Raises KeyError if the job has no such node.
    """
    node = detail.nodes[id_]
    lines = [Line(0, f"node {id_}"), *_spoken(_of(_without_rules(node), 1))]
    times = spent(timeline(_alone(detail, node), now=now, pauses=pauses).rows[id_])
    lines += _part("time spent", {_WAYS[kind]: duration(seconds) for kind, seconds in times.items()})
    for execution in detail.executions:
        if execution.node == id_:
            lines += [Line(0, f"execution {execution.number}"), *_spoken(_of(execution, 1))]
    lines += _spoken(_part("rules", _rules(node)))
    raw = _raw_of(detail, id_)
    return [*lines, *_part("as the backend said it", raw)] if raw is not None else lines


_WAYS: Final = {
    **{kind: str(kind) for kind in SpanKind},
    SpanKind.BETWEEN: "between executions",
    SpanKind.FROZEN: "held by a person",
    SpanKind.RETRY_WAIT: "waiting to retry",
    SpanKind.WAITING: "waiting for a person",
}


def _alone(detail: JobDetail, node: Node) -> JobDetail:
    return replace(detail, nodes={node.id: node})


def _without_rules(node: Node) -> Mapping[str, object]:
    return {field.name: getattr(node, field.name) for field in fields(node) if field.name != "rules"}


def _rules(node: Node) -> object:
    """Return the rules of a node; of a remote one not ours, whose defaults do not hold there."""
    if node.rules.kind is not NodeKind.OTHER:
        return node.rules
    return {"needs": node.rules.needs, "returns": node.rules.returns}


def _spoken(lines: Sequence[Line]) -> list[Line]:
    """Return lines of our own fields with their names as words."""
    return [replace(line, name=line.name.replace("_", " ")) for line in lines]


def _raw_of(detail: JobDetail, id_: str) -> object | None:
    nodes = detail.raw.get("nodes")
    if isinstance(nodes, dict):
        return nodes.get(id_)
    if isinstance(nodes, list):
        return next((n for n in nodes if isinstance(n, dict) and id_ in (n.get("id"), n.get("name"))), None)
    return detail.raw if len(detail.nodes) == 1 else None


def _part(title: str, value: object) -> list[Line]:
    inside = _of(value, 1)
    return [Line(0, title), *inside] if inside else []


def _of(value: object, depth: int) -> list[Line]:
    """Return the lines of what is inside a value."""
    if is_dataclass(value) and not isinstance(value, type):
        pairs: list[tuple[str, object]] = [
            (field.name, getattr(value, field.name)) for field in fields(value)
        ]
    elif isinstance(value, Mapping):
        pairs = [(str(key), each) for key, each in cast("Mapping[object, object]", value).items()]
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        pairs = [("-", each) for each in cast("Sequence[object]", value)]
    else:
        return []
    return [line for name, each in pairs for line in _named(name, each, depth)]


def _named(name: str, value: object, depth: int) -> list[Line]:
    """Return a value under its name; what is not there has no line."""
    if value is None or value == "" or value == () or value == {} or value == []:
        return []
    text = _text(value)
    if text is None:
        text = _in_a_row(value)
    if text is not None:
        return [Line(depth, name, text)]
    return [Line(depth, name), *_of(value, depth + 1)]


def _in_a_row(value: object) -> str | None:
    """Return a short list of short values on one line, or None."""
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        return None
    texts = [_text(each) for each in cast("Sequence[object]", value)]
    if any(text is None or "," in text or "\n" in text for text in texts):
        return None
    row = ", ".join(text or "" for text in texts)
    return row if len(row) <= _SHORT else None


_SHORT: Final = 120
"""Characters of a list that stands on one line."""


def _text(value: object) -> str | None:
    match value:
        case bool():
            return "yes" if value else "no"
        case Enum():
            return str(value.value)
        case datetime():
            return utc_stamp(value)
        case str() | int() | float():
            return str(value)
        case Mapping() | Sequence():
            return None
        case _:
            return None if is_dataclass(value) else str(value)
