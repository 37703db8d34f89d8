"""What an answer said and what was seen afterwards: the pieces that an outcome is made of."""

from dataclasses import dataclass

from console.backends.acting import ended
from console.backends.base import BackendError, BadRequest, Forbidden, NotFound, NotSent
from console.backends.itential.offers import job_version
from console.model import Action, Job, Outcome, OutcomeKind
from console.wire.itential.document import JobDocument, TaskDocument
from console.wire.itential.statuses import job_status


@dataclass(frozen=True, slots=True)
class Said:
    """What the server answered: a refusal or not, and in which words."""

    refused: bool
    words: str


def unseen(said: Said, error: BackendError) -> tuple[OutcomeKind, str]:
    """Return what to say where the job could not be looked at after the answer."""
    if said.refused:
        return OutcomeKind.REFUSED, f"the server refused: {said.words}"
    if isinstance(error, NotFound):
        return OutcomeKind.NOT_FOUND, str(error)
    return OutcomeKind.UNKNOWN, f"the server took it, but what came of it could not be seen: {error}"


def outcome_of(action: Action, error: BackendError) -> Outcome:
    """Return what an error after sending means. Unknown, unless it is certain that nothing was done."""
    kind = OutcomeKind.UNKNOWN
    if isinstance(error, Forbidden):
        kind = OutcomeKind.FORBIDDEN
    elif isinstance(error, NotFound):
        kind = OutcomeKind.NOT_FOUND
    elif isinstance(error, NotSent | BadRequest):
        kind = OutcomeKind.REFUSED
    return ended(action, kind, f"{error}: {error.detail}".removesuffix(": "))


def moved(before: TaskDocument, after: TaskDocument) -> bool:
    """Whether a task is not as it was: another status, another iteration, or another end."""
    return (before.status, before.iterations, before.finish_state) != (
        after.status,
        after.iterations,
        after.finish_state,
    )


def has_changed(document: JobDocument | None, before: Job | None) -> bool:
    """Whether a job is not as it was: one that failed again at once stands in the same status."""
    if before is None or document is None:
        return True
    return (job_status(document.status), job_version(document)) != (before.status, before.version)


def word_of(document: JobDocument) -> str:
    """Return how a job stands, as it reads in a sentence."""
    return "in error" if document.status == "error" else str(document.status)


def remarks_of(document: JobDocument | None) -> str:
    """Return the warnings and validation errors of a job, which are told although the action succeeded."""
    found = document.remarks if document is not None else ()
    return "; " + "; ".join(found[:3]) if found else ""
