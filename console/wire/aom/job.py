"""An execution of a workflow as a job of the model."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from console.model import (
    Attention,
    Job,
    JobDetail,
    JobStatus,
    Json,
    Node,
    NodeStatus,
    Resolution,
    Wait,
    WorkflowInfo,
)
from console.wire.aom.document import ExecutionDocument, WorkflowDocument
from console.wire.aom.job_id import join_id
from console.wire.aom.node import WHOLE_KIND, Part, attempts_of, nodes_of, parts_of
from console.wire.aom.status import job_status
from console.wire.values import text_of

_DONE: Final = frozenset({NodeStatus.SUCCEEDED, NodeStatus.SKIPPED, NodeStatus.FAILED})


def to_detail(
    context: str, workflow_id: str, workflow: WorkflowDocument | None, execution: ExecutionDocument
) -> JobDetail:
    """Return an execution with its nodes. ``workflow`` is None where its definition is not known.

    ``workflow_id`` is the one that was asked for: the execution's own may be that of the engine below.
    Versions, offers and signatures are not filled in here.
    """
    parts = parts_of(execution, workflow.nodes if workflow else ())
    nodes = nodes_of(parts, execution)
    return JobDetail(
        _job(context, workflow_id, workflow, execution, nodes),
        nodes,
        executions=tuple(attempts_of(parts)),
        cancel_requested=execution.status == "canceling",
        raw=_raw(workflow, execution, parts),
    )


def to_workflow(workflow: WorkflowDocument) -> WorkflowInfo | None:
    """Return a workflow that can be started, None if it has no id. A start takes no parameters here."""
    if workflow.id is None:
        return None
    kind = f"{workflow.type} workflow" if workflow.type else ""
    return WorkflowInfo(
        workflow.id,
        workflow.name or workflow.id,
        " - ".join(part for part in (kind, workflow.description) if part),
        source="AOM",
        node_count=len(workflow.nodes) or None,
    )


def _job(
    context: str,
    workflow_id: str,
    workflow: WorkflowDocument | None,
    execution: ExecutionDocument,
    nodes: Mapping[str, Node],
) -> Job:
    status = job_status(execution.status)
    name = (workflow.name if workflow else None) or workflow_id
    waiting = _waiting(nodes)
    focus = waiting or _focus(status, nodes)
    known = workflow is not None and bool(workflow.nodes)
    return Job(
        join_id(workflow_id, execution.execution_id or ""),
        name,
        name,
        status,
        context,
        native_status=execution.status or "no status",
        attention=_attention(waiting),
        reason=_reason(status, focus),
        at=focus[0].id if focus else None,
        at_execution=focus[0].execution if focus else 0,
        at_more=max(0, len(focus) - 1),
        done=sum(
            node.status in _DONE and node.resolution is not Resolution.WAITING for node in nodes.values()
        )
        if known
        else None,
        total=len(nodes) if known else None,
        waiting=len(waiting),
        waiting_node=waiting[0].id if waiting else None,
        owner=execution.created_by,
        tags=_tags(workflow),
        created=execution.begin_time,
        queued=execution.begin_time,
        started=None if status is JobStatus.QUEUED else execution.begin_time,
        ended=_ended(status, execution),
    )


def _waiting(nodes: Mapping[str, Node]) -> Sequence[Node]:
    """The nodes that need a person: what failed before what waits for a decision."""
    found = [node for node in nodes.values() if node.needs_person]
    return sorted(found, key=lambda node: node.status is NodeStatus.WAITING)


def _focus(status: JobStatus, nodes: Mapping[str, Node]) -> Sequence[Node]:
    if status is JobStatus.FAILED:
        final = (Resolution.FINAL, Resolution.WAITING)
        return [node for node in nodes.values() if node.resolution in final]
    return [node for node in nodes.values() if node.status.is_active]


def _attention(waiting: Sequence[Node]) -> Attention:
    if not waiting:
        return Attention.NONE
    return Attention.DECISION if waiting[0].status is NodeStatus.WAITING else Attention.FAILURE


def _reason(status: JobStatus, focus: Sequence[Node]) -> str | None:
    if not focus or not focus[0].reason:
        return None
    first = focus[0]
    if first.waiting_for is Wait.APPROVAL or first.native_kind == WHOLE_KIND:
        return first.reason
    if first.status is NodeStatus.WAITING:
        return f"{first.name} {first.reason}"
    return f"{first.name}: {first.reason}" if status is not JobStatus.SUCCEEDED else None


def _tags(workflow: WorkflowDocument | None) -> tuple[str, ...]:
    if workflow is None:
        return ()
    pairs = ((text_of(name) or "", text_of(value) or "") for name, value in workflow.tags.items())
    return tuple(f"{name}={value}" if value else name for name, value in pairs if name)


def _ended(status: JobStatus, execution: ExecutionDocument) -> datetime | None:
    """An end is an end only of what has ended: a restarted execution may keep the old one."""
    if not status.is_terminal and status is not JobStatus.UNKNOWN:
        return None
    return execution.end_time or (execution.last_update_time if status.is_terminal else None)


def _raw(
    workflow: WorkflowDocument | None, execution: ExecutionDocument, parts: Sequence[Part]
) -> Mapping[str, Json]:
    """Everything that AOM said, with each node's own part of it under the node's id."""
    said: dict[str, Json] = {"execution": execution.said}
    if workflow is not None:
        said["workflow"] = workflow.said
    said["nodes"] = {
        part.id: {
            "definition": part.definition.said if part.definition is not None else None,
            "results": [result.said for result in part.results],
        }
        for part in parts
    }
    return said
