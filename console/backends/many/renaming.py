"""What a context answers, with its jobs named as they are among those of other contexts."""

from dataclasses import replace

from console.core.context_name import full_name
from console.model import AuditEntry, Job, JobDetail, Outcome, PausedItem, Related, WorkflowInfo


def job_of(context: str, job: Job) -> Job:
    """Return a row."""
    return replace(job, id=full_name(context, job.id), context=context)


def detail_of(context: str, detail: JobDetail) -> JobDetail:
    """Return a job with its graph."""
    return replace(detail, job=job_of(context, detail.job))


def related_of(context: str, related: Related) -> Related:
    """Return a related job."""
    return replace(related, job=job_of(context, related.job))


def paused_of(context: str, item: PausedItem) -> PausedItem:
    """Return an item of the inbox."""
    return replace(item, job=job_of(context, item.job))


def entry_of(context: str, entry: AuditEntry) -> AuditEntry:
    """Return a recorded action."""
    return replace(entry, job=full_name(context, entry.job))


def outcome_of(context: str, outcome: Outcome) -> Outcome:
    """Return what came of an action."""
    return replace(outcome, job=full_name(context, outcome.job))


def workflow_of(context: str, workflow: WorkflowInfo) -> WorkflowInfo:
    """Return a workflow; its name stays as it is."""
    return replace(workflow, id=full_name(context, workflow.id))
