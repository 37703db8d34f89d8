"""What Scale lets be done to a job as it stands (`job/models.py`, `queue/messages` of Scale 7.2.2).

The web interface of Scale offers less: no requeue of a job that is queued or runs, which works all the same.
"""

import re
from typing import Final

from console.model import Offer, Verb
from console.wire.scale.job import JobDocument
from console.wire.scale.job_type import JobTypeDocument
from console.wire.scale.recipe import RecipeDocument
from console.wire.scale.words import WAITING

_NAME: Final = re.compile(r"[\w-]+")
_VERSION: Final = re.compile(r"[\w.]+")

_CANCEL: Final = {
    "FAILED": Offer(Verb.CANCEL, note="canceling a failed job erases its error from the job"),
    "COMPLETED": Offer(Verb.CANCEL, refusal="it is completed, which Scale never changes"),
    "CANCELED": Offer(Verb.CANCEL, refusal="it is canceled already"),
    "RUNNING": Offer(Verb.CANCEL, note="Scale kills what runs up to 15 s after it has canceled the job"),
}
_AGAIN_REFUSED: Final = {
    "COMPLETED": "Scale runs a completed job never again: start a new one of its job type",
    "PENDING": "it has not been queued yet: it waits for its input",
    "BLOCKED": "it is blocked by a job before it in its recipe: requeue that one",
}
_AGAIN_NOTES: Final = {
    "QUEUED": "it is queued already: this gives up its place and uses up an execution number",
    "RUNNING": "what runs is killed, and the job starts again from the beginning",
    "CANCELED": "if it was never queued it becomes PENDING again, not QUEUED",
}


def job_offers(job: JobDocument) -> tuple[Offer, ...]:
    """Return what can be done to a whole job; nothing to one whose status we do not know."""
    if job.status not in _KNOWN:
        return ()
    again = _again(job)
    return (
        _cancel(job),
        again,
        Offer(Verb.RESTART, again.refusal, again.note),
        _priority(job),
        _pause(job),
        _continue(job.job_type),
    )


def node_offers(job: JobDocument) -> tuple[Offer, ...]:
    """Return what can be done to a job as a node: of itself, or of its recipe."""
    if job.status not in _KNOWN:
        return ()
    cancel, again = _cancel(job), _again(job)
    return (
        cancel,
        _stop(job, cancel),
        Offer(Verb.RESTART, again.refusal, again.note),
    )


def recipe_offers(recipe: RecipeDocument, jobs: tuple[JobDocument, ...]) -> tuple[Offer, ...]:
    """Return what can be done to a recipe: to those of its jobs that it is good for, named one by one."""
    to_cancel, to_requeue = cancelable(jobs), requeueable(jobs)
    inner = " (those of recipes inside are left alone)" if _has_inner(recipe) else ""
    cancel = (
        Offer(Verb.CANCEL, note=f"cancels {_named(to_cancel)}{inner}")
        if to_cancel
        else Offer(Verb.CANCEL, refusal="none of its jobs can be canceled")
    )
    if not to_requeue:
        why = "none of its jobs has failed or been canceled"
        return cancel, Offer(Verb.REQUEUE, why), Offer(Verb.RESTART, why)
    note = f"requeues {_named(to_requeue)} ({to_requeue[0].status}){inner}"
    return cancel, Offer(Verb.REQUEUE, note=note), Offer(Verb.RESTART, note=note)


def cancelable(jobs: tuple[JobDocument, ...]) -> tuple[JobDocument, ...]:
    """Return the jobs that a cancel of their recipe means: what has not ended. Errors are kept so."""
    return tuple(job for job in jobs if job.status in WAITING or job.status == "RUNNING")


def requeueable(jobs: tuple[JobDocument, ...]) -> tuple[JobDocument, ...]:
    """Return the jobs that a requeue of their recipe means: the failed ones, else the canceled ones."""
    good = [job for job in jobs if not _again(job).refusal]
    failed = tuple(job for job in good if job.status == "FAILED")
    return failed or tuple(job for job in good if job.status == "CANCELED")


def not_addressable(job_type: JobTypeDocument) -> str:
    """Return why the API has no address for this job type; empty where it has (`job/urls.py`)."""
    name, version = job_type.name or "", job_type.version or ""
    if _NAME.fullmatch(name) and _VERSION.fullmatch(version):
        return ""
    return f"Scale's API has no address for version {version} of {name}: a - or + is not foreseen there"


_KNOWN: Final = frozenset({*_CANCEL, *WAITING})


def _cancel(job: JobDocument) -> Offer:
    return _CANCEL.get(job.status or "", Offer(Verb.CANCEL))


def _again(job: JobDocument) -> Offer:
    status = job.status or ""
    refusal = _AGAIN_REFUSED.get(status, "")
    if not refusal and job.is_superseded and not (status == "CANCELED" and not job.executions):
        refusal = "a newer job has taken its place: Scale queues a superseded job never again"
    return Offer(Verb.REQUEUE, refusal, "" if refusal else _AGAIN_NOTES.get(status, ""))


def _stop(job: JobDocument, cancel: Offer) -> Offer:
    if job.status != "RUNNING":
        return Offer(Verb.STOP, "nothing of it runs")
    return Offer(Verb.STOP, note=cancel.note)


def _priority(job: JobDocument) -> Offer:
    if job.status != "QUEUED":
        return Offer(Verb.PRIORITY, "only a queued job has a place that could be moved")
    refusal = _again(job).refusal
    return Offer(Verb.PRIORITY, refusal, "" if refusal else "a lower number is more urgent; 1 is the most")


def _pause(job: JobDocument) -> Offer:
    type_ = job.job_type
    if job.status == "RUNNING":
        return Offer(
            Verb.PAUSE, f"it is running: a pause of its job type {type_.words} holds queued jobs only"
        )
    if job.status not in WAITING:
        return Offer(Verb.PAUSE, "it has ended")
    unreachable = not_addressable(type_)
    if unreachable:
        return Offer(Verb.PAUSE, unreachable)
    already = " (which is so already)" if type_.is_paused else ""
    system = "; this is one of Scale's own types, which others need" if type_.is_system else ""
    stays = f"running jobs continue, this one stays {job.status}"
    return Offer(Verb.PAUSE, note=f"pauses all queued {type_.words}{already}; {stays}{system}")


def _continue(type_: JobTypeDocument) -> Offer:
    if not type_.is_paused:
        return Offer(Verb.CONTINUE, f"its job type {type_.words} is not paused")
    unreachable = not_addressable(type_)
    return Offer(
        Verb.CONTINUE, unreachable, "" if unreachable else f"lets all queued {type_.words} start again"
    )


def _has_inner(recipe: RecipeDocument) -> bool:
    return any(node.node_type == "recipe" for node in recipe.nodes.values())


def _named(jobs: tuple[JobDocument, ...]) -> str:
    ids = ", ".join(str(job.id) for job in jobs[:5])
    more = f" and {len(jobs) - 5} more" if len(jobs) > 5 else ""
    return f"job{'s' * (len(jobs) > 1)} {ids}{more}"
