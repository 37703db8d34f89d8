"""What can be done to a job and its tasks as they stand, their versions, and whether a job is late."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from console.backends.itential.capabilities import AGAIN, MANUAL, SKIP, WHOLE_JOBS
from console.backends.versions import version_of
from console.core.signature import signature
from console.core.times import duration
from console.model import Job, JobDetail, JobStatus, Node, NodeStatus, Offer, Verb
from console.wire.itential.document import JobDocument, TaskDocument
from console.wire.itential.job import latest_failure
from console.wire.values import text_of

_ENDED: Final = {
    JobStatus.SUCCEEDED: "it has ended as complete",
    JobStatus.CANCELED: "it has been canceled",
}
_IN_ERROR: Final = "it is in error: retry its failed task, or cancel it"


def offered(
    job: Job, document: JobDocument, now: datetime, *, resumes_errors: bool, told: tuple[str, ...] = ()
) -> Job:
    """Return a row with its offers and its version, and with what makes it late in its reason.

    ``told`` are remarks of the start that the document may not repeat; ``now`` is the server's time.
    """
    late = overdue(document, now)
    remarks = [remark for remark in told if remark not in (job.reason or "")]
    reason = "; ".join(part for part in (late, job.reason, *remarks) if part) or None
    failed = latest_failure(document) if job.status is JobStatus.FAILED else None
    # By the id of the task, which a row has, too: its name is only told in the job itself.
    cause = signature(f"{failed.task or 'job'}: {failed.message}") if failed is not None else None
    return replace(
        job,
        reason=reason,
        signature=cause,
        offers=(*_of_job(job, resumes_errors), Offer(Verb.REQUEUE, AGAIN)),
        version=job_version(document),
    )


def offered_detail(
    detail: JobDetail,
    document: JobDocument,
    now: datetime,
    *,
    resumes_errors: bool,
    told: tuple[str, ...] = (),
) -> JobDetail:
    """Return a job with its offers and versions, and those of its nodes."""
    nodes = {
        id_: _with_offers(node, document, document.tasks.get(id_), retries=not resumes_errors)
        for id_, node in detail.nodes.items()
    }
    job = offered(detail.job, document, now, resumes_errors=resumes_errors, told=told)
    return replace(detail, job=job, nodes=nodes)


def overdue(document: JobDocument, now: datetime) -> str | None:
    """Return the sentence for a job that is, or was, longer under way than its ``sla`` (milliseconds).

    A clock that is off, or a job that ended before it began (both are seen), makes nothing late.
    """
    sla, start = document.sla, document.metrics.start_time
    if sla is None or sla <= 0 or start is None:
        return None
    end = document.metrics.end_time or now
    late = (end - start) / timedelta(milliseconds=1) - sla
    if late <= 0:
        return None
    by, limit = duration(late / 1000), duration(sla / 1000)
    if document.metrics.end_time is not None:
        return f"ended {by} over its SLA of {limit}"
    return None if document.status in ("canceled", "cancelled") else f"overdue: {by} over its SLA of {limit}"


def state_version(document: JobDocument, waiting: tuple[str, ...]) -> int:
    """Return a number of all that a watching console would show differently."""
    changed = document.updated.isoformat() if document.updated else None
    return version_of(
        document.status, changed, document.metrics.progress, len(document.errors), tuple(sorted(waiting))
    )


def job_version(document: JobDocument) -> int:
    """Return a number of what an action on the job depends on: its status and errors, not its progress."""
    last = [failure.when.timestamp() for failure in document.errors if failure.when]
    return version_of(document.status, len(document.errors), max(last, default=None))


def _of_job(job: Job, resumes_errors: bool) -> tuple[Offer, ...]:
    verbs = (Verb.PAUSE, Verb.CONTINUE, Verb.CANCEL)
    match job.status:
        case JobStatus.RUNNING:
            wait = f"; {job.waiting_node} waits for an answer" if job.waiting_node else ""
            return (
                Offer(
                    Verb.PAUSE,
                    note="nothing new starts; whether a task that runs is let end is not documented",
                ),
                Offer(Verb.CONTINUE, f"it is running, not paused{wait}"),
                Offer(Verb.CANCEL, note=_CANCEL),
            )
        case JobStatus.PAUSED:
            return (
                Offer(Verb.PAUSE, note="it is paused already: nothing is sent"),
                Offer(Verb.CONTINUE),
                Offer(Verb.CANCEL, note=_CANCEL),
            )
        case JobStatus.FAILED:
            resume = Offer(
                Verb.CONTINUE, "" if resumes_errors else _IN_ERROR, _RESUMES if resumes_errors else ""
            )
            note = (
                "Itential keeps a job in error open; canceling ends it for good. Child jobs are not canceled"
            )
            return Offer(Verb.PAUSE, _IN_ERROR), resume, Offer(Verb.CANCEL, note=note)
        case JobStatus.SUCCEEDED | JobStatus.CANCELED:
            return tuple(Offer(verb, _ENDED[job.status]) for verb in verbs)
        case _:
            why = f"what its state {job.native_status} means is not known here"
            return tuple(Offer(verb, why) for verb in verbs)


_CANCEL: Final = "what has ended stays as it is; child jobs in error are not canceled with it"
_RESUMES: Final = "this generation resumes jobs in error, too"


def _with_offers(node: Node, document: JobDocument, task: TaskDocument | None, *, retries: bool) -> Node:
    version = (
        version_of(document.status, len(document.errors))
        if task is None
        else version_of(
            task.status, task.iterations, task.finish_state, document.status in ("canceled", "complete")
        )
    )
    offers = () if task is None else _of_task(node, document, task, retries)
    return replace(node, offers=(*offers, *_never(node, offers)), version=version)


def _never(node: Node, offers: tuple[Offer, ...]) -> tuple[Offer, ...]:
    """Return the keys of the console that do nothing to this task, each with its reason."""
    failed, waits = node.status is NodeStatus.FAILED, node.status is NodeStatus.WAITING
    word = "it has failed: restart it" if failed else f"it is {node.native_status}, and waits for nobody"
    reasons = {
        Verb.CONTINUE: MANUAL if waits else word,
        Verb.SKIP: SKIP,
        Verb.RESTART: "only a task that has failed is retried",
        Verb.CANCEL: WHOLE_JOBS,
    }
    told = {offer.verb for offer in offers}
    return tuple(Offer(verb, why) for verb, why in reasons.items() if verb not in told)


def _of_task(node: Node, document: JobDocument, task: TaskDocument, retries: bool) -> tuple[Offer, ...]:
    if node.status is NodeStatus.WAITING:
        no = "" if task.failure_button else "this task has no button for it: only its success is provided for"
        return (
            Offer(Verb.APPROVE, note=_finishes(task, "success", "btn_success")),
            Offer(Verb.REJECT, no, "" if no else _finishes(task, "failure", "btn_failure")),
        )
    if node.status is not NodeStatus.FAILED:
        return ()
    if document.status in ("complete", "canceled", "cancelled"):
        return (Offer(Verb.RESTART, f"its job has ended as {document.status}"),)
    if not retries:
        return (
            Offer(
                Verb.RESTART,
                "this generation of the API retries no single task: continue the job that is in error",
            ),
        )
    again = "the workflow has gone on by its error transition; a retry runs it again all the same"
    return (Offer(Verb.RESTART, note=again if node.resolution == "tolerated" else ""),)


def _finishes(task: TaskDocument, state: str, button: str) -> str:
    """Return what to know before an answer: what its button says, and that a form is not asked here."""
    label = text_of(task.variables.incoming.get(button))
    answer = "approve" if state == "success" else "reject"
    named = f"{answer} finishes it as {state}" + (f'; its button says "{label}"' if label else "")
    shows = (task.view or task.name or "").rpartition("/")[2]
    form = f"; what its form ({shows}) asks for is not asked here" if not shows.startswith("View") else ""
    return named + form
