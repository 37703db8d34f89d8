"""A job execution read into the model: a job of one node, whose one attempt it is.

What a client may do with it (offers, versions) is not the server's word, and is added by the backend.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from console.model import (
    Execution,
    Job,
    JobDetail,
    JobStatus,
    Json,
    Node,
    NodeKind,
    NodeRules,
    NodeStatus,
    Resolution,
)
from console.wire.moment import header_moment
from console.wire.sahara.catalog import Names
from console.wire.sahara.execution import ExecutionDocument
from console.wire.sahara.hiding import hidden
from console.wire.sahara.moments import before, local_span, moment_of
from console.wire.sahara.status import NO_STATUS, Standing, standing_of

NODE: Final = "job"
"""The id of the only node that an execution has: Sahara knows no steps."""


def to_job(document: ExecutionDocument, names: Names, context: str) -> Job:
    """Return an execution as a row of a list: it has no name of its own, so it bears its template's."""
    standing = standing_of(document.status)
    template = names.template(document.job_id) or document.id
    started, ended = times_of(document)
    return Job(
        id=document.id,
        name=template,
        workflow=template,
        status=standing.job,
        context=context,
        native_status=document.status or NO_STATUS,
        reason=reason_of(document),
        at=NODE,
        at_execution=0 if standing.execution is None else 1,
        queue=names.cluster(document.cluster_id),
        owner=document.tenant_id,
        tags=_tags(document),
        created=moment_of(document.created_at),
        started=started,
        ended=ended,
    )


def to_detail(document: ExecutionDocument, names: Names, context: str, mask: str) -> JobDetail:
    """Return an execution with its only node. ``mask`` stands for what may be a secret in ``raw``."""
    job = to_job(document, names, context)
    standing = standing_of(document.status)
    raw: dict[str, Json] = hidden(document.raw, mask)
    return JobDetail(
        job=job,
        nodes={NODE: _node(document, names, job, standing)},
        executions=tuple(_executions(document, job, standing)),
        cancel_requested=job.status is JobStatus.CANCELING,
        raw=raw,
    )


def times_of(document: ExecutionDocument) -> tuple[datetime | None, datetime | None]:
    """Return when it started and ended, in UTC, each only where the server really tells.

    The engine's own times are in GMT. Without them the end is when Sahara last wrote the row of an execution
    that is over, and the start lies before it by the difference of ``start_time`` and ``end_time``, which
    are of one clock. Those two are never put beside a time in UTC: nobody tells their zone.
    """
    info = document.info
    started, ended = header_moment(info.get("startTime")), header_moment(info.get("endTime"))
    if not standing_of(document.status).job.is_terminal:
        return started, None
    ended = ended or moment_of(document.updated_at)
    span = local_span(document.start_time, document.end_time)
    if started is None and ended is not None and span is not None:
        started = before(ended, span)
    return started, ended


def reason_of(document: ExecutionDocument) -> str | None:
    """Return why it stands as it does: the engine's errors first, then what the status means."""
    standing = standing_of(document.status)
    told = "; ".join(_errors(document))
    if told and standing.job not in (JobStatus.SUCCEEDED, JobStatus.QUEUED):
        return told
    if document.return_code not in (None, "", "0") and standing.job is JobStatus.FAILED:
        return f"return code {document.return_code}"
    return standing.reason


def _errors(document: ExecutionDocument) -> Iterator[str]:
    for action in document.actions:
        said = [action.get("errorCode"), action.get("errorMessage")]
        words = [str(each) for each in said if isinstance(each, str | int) and each]
        if words:
            yield f"{action.get('name') or 'action'}: {': '.join(words)}"


def _tags(document: ExecutionDocument) -> tuple[str, ...]:
    marks = (("protected", document.is_protected), ("public", document.is_public))
    return tuple(name for name, is_set in marks if is_set)


def _node(document: ExecutionDocument, names: Names, job: Job, standing: Standing) -> Node:
    template = names.templates.get(document.job_id or "")
    return Node(
        id=NODE,
        name=NODE,
        status=standing.node,
        rules=NodeRules(kind=NodeKind.OTHER),
        native_status=job.native_status,
        native_kind=template.type if template else None,
        resolution=Resolution.FINAL if standing.node is NodeStatus.FAILED else None,
        reason=job.reason,
        execution=job.at_execution,
        attempt=job.at_execution,
        started=job.started,
        ended=job.ended,
        exit_code=_exit_code(document),
        outputs=dict(_facts(document, names)),
    )


def _executions(document: ExecutionDocument, job: Job, standing: Standing) -> Iterator[Execution]:
    if standing.execution is not None:
        yield Execution(
            node=NODE,
            number=1,
            status=standing.execution,
            native_status=job.native_status,
            exit_code=_exit_code(document),
            reason=job.reason,
            queued=job.created,
            started=job.started,
            ended=job.ended,
        )


def _exit_code(document: ExecutionDocument) -> int | None:
    code = document.return_code
    return int(code) if code is not None and re.fullmatch(r"-?[0-9]{1,9}", code) else None


def _facts(document: ExecutionDocument, names: Names) -> Iterator[tuple[str, str]]:
    """What an execution tells of itself beside its status, under words for people."""
    facts = (
        ("cluster", names.cluster(document.cluster_id)),
        ("input data source", document.input_id),
        ("output data source", document.output_id),
        ("engine's job", document.engine_job_id),
        ("engine's console", document.console_url),
        ("start_time (server's local time, no zone)", document.start_time),
        ("end_time (server's local time, no zone)", document.end_time),
    )
    yield from ((name, value) for name, value in facts if value)
    for number, action in enumerate(document.actions):
        yield f"action {action.get('name') or number}", _action(action)


def _action(action: Mapping[str, Json]) -> str:
    """One line of an Oozie action. Its status is of another vocabulary than the execution's (OK, ERROR …)."""
    parts = (action.get("status"), action.get("type"), action.get("externalId"), action.get("externalStatus"))
    return " ".join(part for part in parts if isinstance(part, str) and part) or "nothing told"
