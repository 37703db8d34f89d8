"""A job document as a row of a list and as a whole job of our model."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from console.model import (
    Attention,
    Execution,
    Job,
    JobDetail,
    JobStatus,
    Json,
    Node,
    NodeStatus,
    ParamValue,
    Resolution,
)
from console.wire.itential.document import IterationDocument, JobDocument, TaskDocument
from console.wire.itential.edges import graph_of
from console.wire.itential.failure import Failure
from console.wire.itential.node import executions_of, handled_failures, lone_node, node_of, plain
from console.wire.itential.statuses import ABSENT, execution_status, job_status
from console.wire.values import object_of, text_of

_DocumentT = TypeVar("_DocumentT", bound=BaseModel)

UNNAMED = "(no name)"

_OWN_VARIABLES = ("_id", "initiator")
"""What the platform puts among the variables of every job."""

_SETTLED = frozenset({NodeStatus.SUCCEEDED, NodeStatus.SKIPPED})


def read_job(value: object) -> JobDocument:
    """Return a job document. Raises ValueError if it is no object or has no id: all else is read as it is."""
    return _read(value, JobDocument, "a job")


def read_iteration(value: object) -> IterationDocument:
    """Return the document of a task's iteration. Raises ValueError if it is no object or has no id."""
    return _read(value, IterationDocument, "an iteration of a task")


def _read(value: object, kind: type[_DocumentT], what: str) -> _DocumentT:
    fields = object_of(value)
    if text_of(fields.get("_id")) is None:
        raise ValueError(f"{what} is an object with an _id, and this is none")
    try:
        return kind.model_validate(fields)
    except (ValidationError, RecursionError) as error:
        raise ValueError(f"{what} cannot be read: {error}") from error


def row_of(document: JobDocument, context: str) -> Job:
    """Return a job as a list shows it. Where it has no tasks, who waits for a person is not known from it."""
    return _job(document, context, nodes_of(document) if document.tasks else {})


def detail_of(document: JobDocument, context: str, raw: Mapping[str, Json]) -> JobDetail:
    """Return a job with its graph. ``raw`` is the document as it came, with its secrets masked already."""
    nodes = nodes_of(document)
    job = _job(document, context, nodes if document.tasks else {})
    if not nodes:
        lone = lone_node(document, _LONE.get(job.status, NodeStatus.UNKNOWN))
        nodes = {lone.id: lone}
    return JobDetail(
        job=job,
        nodes=nodes,
        params=_params(document),
        executions=_executions(document, nodes),
        operator_paused=job.status is JobStatus.PAUSED,
        note=_KEPT_OPEN if job.status is JobStatus.FAILED else None,
        raw=raw,
    )


_KEPT_OPEN = "the server keeps it open until its failed task is retried or the job is canceled"

_LONE = {
    JobStatus.RUNNING: NodeStatus.RUNNING,
    JobStatus.SUCCEEDED: NodeStatus.SUCCEEDED,
    JobStatus.FAILED: NodeStatus.FAILED,
    JobStatus.CANCELED: NodeStatus.CANCELED,
}


def _params(document: JobDocument) -> dict[str, ParamValue]:
    """Return the variables of a job but the platform's own. Some answers only say where they are kept."""
    variables = document.variables
    if variables.keys() == {"location", "_id"}:
        return {}
    return {name: param_of(value) for name, value in variables.items() if name not in _OWN_VARIABLES}


def nodes_of(document: JobDocument) -> dict[str, Node]:
    """Return the tasks as nodes, each after what it needs."""
    graph = graph_of(document)
    handled = handled_failures(document)
    return {id_: node_of(document, id_, document.tasks[id_], graph, handled) for id_ in graph.needs}


def param_of(value: object) -> ParamValue:
    """Return a variable as a parameter: an object or a list as JSON text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    return plain(value)


def _job(document: JobDocument, context: str, nodes: Mapping[str, Node]) -> Job:
    status = job_status(document.status)
    waiting = [node for node in nodes.values() if node.needs_person]
    focus = waiting or [node for node in nodes.values() if node.status is NodeStatus.RUNNING]
    name = document.name or UNNAMED
    blamed = _blamed(document, status)
    first = focus[0].id if focus else (blamed if not nodes or blamed in nodes else None)
    return Job(
        id=document.id,
        name=name,
        workflow=name,
        status=status,
        context=context,
        native_status=document.status or ABSENT,
        attention=attention_of(status, waiting),
        reason=_reason(document, status, waiting),
        at=first,
        at_execution=focus[0].execution if focus else 0,
        at_more=max(0, len(focus) - 1),
        done=sum(_is_done(node) for node in nodes.values()) if nodes else None,
        total=len(nodes) if nodes else None,
        waiting=len(waiting) if nodes else int(first is not None),
        waiting_node=waiting[0].id if waiting else (None if nodes else first),
        owner=document.initiator,
        tags=document.tags,
        created=document.began,
        started=document.metrics.start_time,
        ended=document.metrics.end_time if status.is_terminal else None,
    )


def _is_done(node: Node) -> bool:
    return node.status in _SETTLED or node.resolution in (Resolution.TOLERATED, Resolution.FINAL)


def attention_of(status: JobStatus, waiting: Sequence[Node]) -> Attention:
    """Return why a job needs a person: a failure comes before a decision."""
    if status is JobStatus.FAILED or any(node.status is NodeStatus.FAILED for node in waiting):
        return Attention.FAILURE
    return Attention.DECISION if waiting else Attention.NONE


def _reason(document: JobDocument, status: JobStatus, waiting: Sequence[Node]) -> str | None:
    """Return what a person should know first: what waits, the latest error of a job that failed, remarks."""
    told: list[str] = []
    if status is JobStatus.FAILED:
        told += [failure_of(document)]
    else:
        told += [f"{node.name}: {node.reason}" for node in waiting[:1] if node.reason]
    told += document.remarks[:3]
    if len(document.remarks) > 3:
        told.append(f"and {len(document.remarks) - 3} more remarks")
    return "; ".join(told) or None


def _blamed(document: JobDocument, status: JobStatus) -> str | None:
    """Return the task for which a job is in error, by its errors: a row of a list has no tasks."""
    latest = latest_failure(document) if status is JobStatus.FAILED else None
    return latest.task if latest is not None else None


def latest_failure(document: JobDocument) -> Failure | None:
    """Return the latest error of a task, the cause of those of the job itself; else that of the job."""
    of_tasks = [failure for failure in document.errors if failure.task is not None]
    return max(
        of_tasks or document.errors,
        key=lambda each: each.when.timestamp() if each.when else 0.0,
        default=None,
    )


def failure_of(document: JobDocument) -> str:
    """Return why a job failed, in one sentence."""
    latest = latest_failure(document)
    if latest is None:
        return "it is in error, and does not say why"
    task = document.tasks.get(latest.task or "")
    name = (task.summary or task.name if task else None) or latest.task
    return f"{name}: {latest.message}" if name else latest.message


def _executions(document: JobDocument, nodes: Mapping[str, Node]) -> tuple[Execution, ...]:
    found: list[Execution] = []
    for id_, node in nodes.items():
        task = document.tasks.get(id_)
        if task is not None:
            found += executions_of(node, task)
        else:
            found.append(
                Execution(id_, 1, execution_status(node.status), started=node.started, ended=node.ended)
            )
    return tuple(found)


def task_of_iteration(value: object) -> TaskDocument:
    """Return the document of a task's iteration read as the task: what it asks, who has claimed it."""
    try:
        return TaskDocument.model_validate(object_of(value))
    except (ValidationError, RecursionError):
        return TaskDocument()
