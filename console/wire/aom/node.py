"""A node of an execution: what the workflow says of it, joined with how it went."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from console.model import (
    Execution,
    JobStatus,
    Node,
    NodeKind,
    NodeRules,
    NodeStatus,
    OnFailure,
    Resolution,
    SkipKind,
    Wait,
)
from console.wire.aom.document import DefinedNode, ExecutionDocument, NodeResult
from console.wire.aom.graph import needs_of
from console.wire.aom.output import cause_in, outputs_of
from console.wire.aom.status import attempt_status, job_status, node_status

WHOLE: Final = "execution"
"""The id of the node that stands for the execution itself, where AOM names none."""

WHOLE_KIND: Final = "whole execution"
"""The kind of that node, by which it is told from all that AOM names."""

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
_WAITS: Final = {"pausing": Wait.PAUSE_BEFORE, "waitApproval": Wait.APPROVAL}


@dataclass(frozen=True, slots=True)
class Part:
    """One node: its definition, None if the workflow has no such node, and its attempts in order."""

    id: str
    definition: DefinedNode | None
    results: tuple[NodeResult, ...]

    @property
    def last(self) -> NodeResult | None:
        """The latest attempt."""
        return self.results[-1] if self.results else None


def parts_of(execution: ExecutionDocument, defined: Sequence[DefinedNode]) -> tuple[Part, ...]:
    """Return the nodes of an execution in the workflow's order, then those that the workflow has not."""
    results: dict[str, list[NodeResult]] = {}
    for result in execution.execution_result_list:
        if result.node_id:
            results.setdefault(result.node_id, []).append(result)
    definitions = {node.id: node for node in reversed(defined) if node.id}
    order = dict.fromkeys([*(node.id for node in defined if node.id), *results])
    return tuple(Part(id_, definitions.get(id_), _in_order(results.get(id_, []))) for id_ in order)


def nodes_of(parts: Sequence[Part], execution: ExecutionDocument) -> dict[str, Node]:
    """Return the nodes by id. Where AOM names no node that the execution waits at, one stands for it all."""
    needs = needs_of([part.definition for part in parts if part.definition is not None])
    nodes = {part.id: _node(part, execution, needs.get(part.id, ())) for part in parts}
    wait = _WAITS.get(execution.status or "")
    if not nodes or (wait is not None and not any(_explains(node, wait) for node in nodes.values())):
        nodes[_free(WHOLE, nodes)] = _whole(_free(WHOLE, nodes), execution, wait)
    return nodes


def _explains(node: Node, wait: Wait) -> bool:
    """Whether a node is why its execution waits. A failed one may well be called a pause, too."""
    return node.waiting_for is wait if wait is Wait.APPROVAL else node.needs_person


def attempts_of(parts: Sequence[Part]) -> Iterator[Execution]:
    """Yield every attempt of every node, numbered from 1."""
    for part in parts:
        for number, result in enumerate(part.results, 1):
            yield Execution(
                part.id,
                number,
                attempt_status(result.status),
                native_status=result.status,
                reason=cause_in(result.output) or None if result.status == "fail" else None,
                started=result.begin_time,
                ended=result.end_time,
            )


def _in_order(results: Sequence[NodeResult]) -> tuple[NodeResult, ...]:
    return tuple(sorted(results, key=lambda result: result.begin_time or _LONG_AGO))


def _free(wanted: str, taken: Mapping[str, Node]) -> str:
    return wanted if wanted not in taken else _free(f"{wanted}'", taken)


def _node(part: Part, execution: ExecutionDocument, needs: tuple[str, ...]) -> Node:
    definition, last = part.definition or DefinedNode(), part.last
    tolerated = definition.ignore_error is True
    status = _unrecorded(execution) if last is None else node_status(last.status)
    last = last or NodeResult()
    return Node(
        part.id,
        definition.task_name or definition.name or part.id,
        status,
        NodeRules(
            NodeKind.OTHER,
            needs=needs,
            on_failure=OnFailure.CONTINUE if tolerated else OnFailure.PAUSE,
            prompt=definition.description if status is NodeStatus.WAITING else None,
            approvers=execution.approve_user_name_list if last.status == "waitApproval" else (),
        ),
        # A result without a status is shown as one.
        native_status=last.status or ("no status" if part.results else None),
        native_kind=_kind(definition),
        resolution=_resolution(status, execution, tolerated),
        waiting_for=_WAITS.get(last.status or "") if status is NodeStatus.WAITING else None,
        skipped_as=SkipKind.OPERATOR if status is NodeStatus.SKIPPED else None,
        reason=_reason(part, status, execution),
        execution=len(part.results),
        attempt=len(part.results),
        since=last.end_time or last.begin_time,
        started=last.begin_time,
        ended=last.end_time,
        outputs=outputs_of(last.output),
    )


def _kind(definition: DefinedNode) -> str | None:
    type_ = definition.metadata.get("type")
    words = (definition.category, type_ if isinstance(type_, str) else None)
    return " ".join(dict.fromkeys(word for word in words if word)) or None


def _unrecorded(execution: ExecutionDocument) -> NodeStatus:
    """What a node is of which the execution holds no result."""
    if execution.status == "cancel":
        return NodeStatus.CANCELED
    return NodeStatus.BLOCKED if job_status(execution.status) is JobStatus.FAILED else NodeStatus.PENDING


def _resolution(status: NodeStatus, execution: ExecutionDocument, tolerated: bool) -> Resolution | None:
    """What a failed node means: final once its execution has ended, though AOM may still restart it."""
    if status is not NodeStatus.FAILED:
        return None
    if tolerated:
        return Resolution.TOLERATED
    over = job_status(execution.status)
    return Resolution.FINAL if over.is_terminal or over is JobStatus.CANCELING else Resolution.WAITING


def _reason(part: Part, status: NodeStatus, execution: ExecutionDocument) -> str | None:
    last = part.last
    if last is None:
        return "no result is recorded of it" if status is NodeStatus.PENDING and execution.end_time else None
    match status:
        case NodeStatus.FAILED:
            return cause_in(last.output) or f"AOM says {last.status} and gives no cause"
        case NodeStatus.WAITING if last.status == "waitApproval":
            return _approval(execution)
        case NodeStatus.WAITING:
            return "waits at its pause point until it is continued"
        case _:
            return None


def _approval(execution: ExecutionDocument) -> str:
    names = ", ".join(execution.approve_user_name_list)
    return f"waits for approval by {names}" if names else "waits for approval"


def _whole(id_: str, execution: ExecutionDocument, wait: Wait | None) -> Node:
    status = node_status(execution.status)
    reason = None
    if wait is Wait.APPROVAL:
        reason = _approval(execution)
    elif wait is not None:
        reason = "AOM says pausing and names no node that waits"
    return Node(
        id_,
        "the execution itself",
        status,
        NodeRules(
            NodeKind.OTHER, approvers=execution.approve_user_name_list if wait is Wait.APPROVAL else ()
        ),
        native_status=execution.status or "no status",
        native_kind=WHOLE_KIND,
        resolution=_resolution(status, execution, tolerated=False),
        waiting_for=wait,
        skipped_as=SkipKind.OPERATOR if status is NodeStatus.SKIPPED else None,
        reason=reason,
        since=execution.last_update_time or execution.begin_time,
        started=execution.begin_time,
        ended=execution.end_time,
    )
