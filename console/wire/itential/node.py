"""A task as a node of our model, and its iterations as executions."""

import json
from datetime import datetime

from console.model import (
    Execution,
    ExecutionStatus,
    JobStatus,
    Node,
    NodeKind,
    NodeRules,
    NodeStatus,
    Resolution,
    SkipKind,
    Wait,
    When,
)
from console.wire.itential.document import END, START, JobDocument, TaskDocument
from console.wire.itential.edges import Graph, edges_of
from console.wire.itential.failure import flat_message
from console.wire.itential.statuses import ABSENT, execution_status, job_status, node_status
from console.wire.values import text_of

JOB_NODE = "job"
"""The one node of a job whose tasks are not told."""


def node_of(job: JobDocument, id_: str, task: TaskDocument, graph: Graph, handled: frozenset[str]) -> Node:
    """Return a task as a node. ``graph`` gives its needs, and the transitions that are told beside them.

    ``handled`` are the tasks whose failure needs nobody.
    """
    status = node_status(job, id_, task)
    count = iterations_of(task)
    return Node(
        id=id_,
        name=task.summary or task.canvas_name or task.name or id_,
        status=status,
        rules=NodeRules(
            kind=NodeKind.OTHER,
            needs=graph.needs.get(id_, ()),
            when=_when(graph.fed_by.get(id_, frozenset())),
            prompt=prompt_of(task) if task.is_manual else None,
            returns=graph.returns.get(id_, ()),
        ),
        native_status=task.status or ABSENT,
        native_kind=_kind(task),
        resolution=_resolution(job, id_, status, handled),
        waiting_for=Wait.APPROVAL if status is NodeStatus.WAITING else None,
        skipped_as=SkipKind.CONDITION if status is NodeStatus.SKIPPED else None,
        reason=_reason(job, id_, task, status),
        execution=count,
        attempt=count,
        since=task.ended or task.started,
        started=task.started or (task.ended if id_ == END else None),
        ended=None if status in (NodeStatus.RUNNING, NodeStatus.WAITING) else _end(id_, task),
        host=task.server_id,
        outputs=_outputs(id_, task, graph),
    )


def _end(id_: str, task: TaskDocument) -> datetime | None:
    """Return when a task ended. The start of a workflow is a moment, and tells only its beginning."""
    return task.ended or (task.started if id_ == START else None)


def lone_node(job: JobDocument, status: NodeStatus) -> Node:
    """Return the node that stands for a whole job of which no tasks are told."""
    return Node(
        JOB_NODE,
        job.name or job.id,
        status,
        rules=NodeRules(kind=NodeKind.OTHER),
        native_status=job.status or ABSENT,
        native_kind="job",
        execution=1,
        attempt=1,
        started=job.began,
        ended=job.metrics.end_time,
    )


def iterations_of(task: TaskDocument) -> int:
    """Return how often a task has run. One that ran and lists no iteration (start, end) ran once."""
    if task.iterations:
        return len(task.iterations)
    ran = task.started is not None or task.ended is not None
    return 1 if ran and (task.status or "complete") != "incomplete" else 0


def executions_of(node: Node, task: TaskDocument) -> tuple[Execution, ...]:
    """Return the iterations of a task. Its job tells how the latest stands, of others only the ids."""
    earlier = tuple(
        Execution(
            node.id,
            number,
            ExecutionStatus.UNKNOWN,
            native_status="earlier",
            reason="the job does not tell how an earlier iteration ended; its log does",
        )
        for number in range(1, node.execution)
    )
    if not node.execution:
        return ()
    latest = Execution(
        node.id,
        node.execution,
        execution_status(node.status),
        native_status=" ".join(filter(None, (node.native_status, task.finish_state))),
        reason=node.reason,
        host=node.host,
        started=node.started,
        ended=node.ended,
    )
    return (*earlier, latest)


def prompt_of(task: TaskDocument) -> str:
    """Return what a manual task asks: its header, its message and what its two buttons are called."""
    told = [text_of(task.variables.incoming.get(key)) for key in ("header", "message", "body")]
    asked = [text for text in told if text and not text.startswith("$var.")]
    yes, no = text_of(task.variables.incoming.get("btn_success")), task.failure_button
    buttons = f"[{yes or 'success'}" + (f" | {no}]" if no else "]")
    return " · ".join(dict.fromkeys(asked or [task.summary or task.name or "a manual task"])) + f" {buttons}"


def _kind(task: TaskDocument) -> str:
    by = task.app or task.display_name
    kind = task.type or "task"
    return f"{kind} {task.name} of {by}" if by and task.name else kind


def _when(fed_by: frozenset[str]) -> When:
    if fed_by and "success" not in fed_by:
        return When.ON_FAILURE
    return When.ON_SUCCESS if fed_by <= {"success"} else When.ALWAYS


def handled_failures(job: JobDocument) -> frozenset[str]:
    """Return the failed tasks that a transition leads on from: their failure needs nobody.

    Where a job is in error and all its failed tasks have such a transition, it has not helped.
    """
    led = {edge.source for edge in edges_of(job) if edge.state == "error" and edge.target in job.tasks}
    failed = {id_ for id_, task in job.tasks.items() if task.status == "error"}
    in_error = job_status(job.status) is JobStatus.FAILED
    return frozenset() if in_error and failed <= led else frozenset(failed & led)


def _resolution(job: JobDocument, id_: str, status: NodeStatus, handled: frozenset[str]) -> Resolution | None:
    if status is not NodeStatus.FAILED:
        return None
    if job.status == "complete":
        return Resolution.TOLERATED
    if job.status in ("canceled", "cancelled"):
        return Resolution.FINAL
    return Resolution.TOLERATED if id_ in handled else Resolution.WAITING


def _reason(job: JobDocument, id_: str, task: TaskDocument, status: NodeStatus) -> str | None:
    if status is NodeStatus.WAITING:
        owner = task.metrics.owner
        return prompt_of(task) + (f", claimed by {owner}" if owner and owner != "Pronghorn" else "")
    told = [failure.message for failure in job.errors if failure.task == id_]
    if status is NodeStatus.FAILED:
        own = task.variables.error
        return told[-1] if told else (_said(own) or "it says no more than that it failed")
    if status is NodeStatus.SKIPPED:
        return "the workflow went another way"
    if task.finish_state in ("failure", "error") and id_ != START and status is NodeStatus.SUCCEEDED:
        return f"it finished as {task.finish_state}, which its transitions follow"
    return None


def _said(value: object) -> str | None:
    return flat_message(value) if value not in (None, "", {}, []) else None


def _outputs(id_: str, task: TaskDocument, graph: Graph) -> dict[str, str]:
    """Return what came out of a task, and the transitions that the graph does not draw."""
    outgoing = task.variables.outgoing.items()
    found = {name: plain(value) for name, value in outgoing if value not in (None, "")}
    beside = graph.beside.get(id_)
    if beside:
        found["(transitions)"] = "; ".join(beside)
    if task.finish_state not in (None, "success"):
        found["(finished as)"] = str(task.finish_state)
    children = [child.id for child in task.children if child.id]
    if children:
        found["(child jobs)"] = ", ".join(dict.fromkeys(children))
    return found


def plain(value: object) -> str:
    """Return a value of a variable as people read it: a text as it is, all else as JSON."""
    if isinstance(value, str):
        return text_of(value) or ""
    try:
        return text_of(json.dumps(value, ensure_ascii=False, default=str)) or ""
    except (ValueError, RecursionError):
        return "(nested too deep to be shown)"
