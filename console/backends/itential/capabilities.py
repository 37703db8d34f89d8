"""What can be done to Itential's jobs and tasks, and the honest sentence where it is not, or not the same."""

from dataclasses import replace
from typing import Final

from console.backends.itential.filters import DECLARED
from console.model import Capabilities, Capability, Support, TargetKind, Verb

_JOB: Final = TargetKind.JOB
_NODE: Final = TargetKind.NODE

WHOLE_JOBS: Final = "Itential does this to whole jobs only, not to one task"
_TASKS: Final = "Itential does this to a task, not to a whole job: choose the task"

AGAIN: Final = (
    "Itential cannot run a job again: retry its failed task, which keeps what was done, "
    "or start the workflow anew, as another job"
)
SKIP: Final = (
    "Itential has no skip: its continue-from follows the end that the task had, so a failed task's error "
    "transition, and never makes it a success"
)
MANUAL: Final = (
    "a manual task is answered, not continued: approve it, or reject it where it has such a button"
)

_NONE: Final = {
    (Verb.SKIP, _JOB): SKIP,
    (Verb.SKIP, _NODE): SKIP,
    (Verb.RESTART, _JOB): AGAIN,
    (Verb.REQUEUE, _JOB): AGAIN,
    (Verb.REQUEUE, _NODE): AGAIN,
    (Verb.PAUSE, _NODE): WHOLE_JOBS,
    (Verb.CANCEL, _NODE): WHOLE_JOBS,
    (Verb.STOP, _NODE): "Itential cannot stop a task that runs: cancel its job",
    (Verb.STOP, _JOB): "Itential cannot stop what runs and keep the job: cancel the job",
    (Verb.CONTINUE, _NODE): MANUAL,
    (Verb.APPROVE, _JOB): _TASKS,
    (Verb.REJECT, _JOB): _TASKS,
    (
        Verb.RETRY_NOW,
        _NODE,
    ): "Itential keeps the times of its own retries to itself: retry the task when it failed",
    (Verb.RETRY_NOW, _JOB): _TASKS,
    (
        Verb.MARK,
        _NODE,
    ): "Itential lets nobody say how a task ended; only manual tasks are finished by a person",
    (Verb.MARK, _JOB): "Itential lets nobody say how a job ended",
    (Verb.START, _JOB): "start makes a new job of a workflow; this one cannot be begun again",
    (Verb.START, _NODE): "start makes a new job of a workflow; a task is begun by its job",
    **{
        (verb, target): sentence
        for target in TargetKind
        for verb, sentence in (
            (Verb.PRIORITY, "Itential has no priorities"),
            (Verb.FREEZE, "Itential cannot freeze what runs: pausing the job lets it end"),
            (Verb.THAW, "nothing is ever frozen here"),
        )
    },
}

_ANSWER: Final = "an answer finishes the manual task, and cannot be taken back"

_EMULATED: Final = {
    (Verb.APPROVE, _NODE): _ANSWER,
    (Verb.REJECT, _NODE): _ANSWER,
    (Verb.RESTART, _NODE): (
        "retries this one task with the variables that it had; what follows goes on by itself"
    ),
}

_NATIVE: Final = ((Verb.PAUSE, _JOB), (Verb.CONTINUE, _JOB), (Verb.CANCEL, _JOB))

ALL: Final = Capabilities(
    verbs={
        **{key: Capability(Support.NONE, sentence) for key, sentence in _NONE.items()},
        **{key: Capability(Support.EMULATED, sentence) for key, sentence in _EMULATED.items()},
        **{key: Capability(Support.NATIVE) for key in _NATIVE},
    },
    query_fields=DECLARED,
    counts=False,
    watch_push=False,
    log_follow=True,
    log_search=True,
    start=True,
    extra={"log": "derived from the job's and its tasks' documents; Itential keeps no log of a task"},
)
"""What the newer generation can do. What the older lacks is refused with the job or node that it concerns."""

_OLDER: Final = {
    (Verb.RESTART, _NODE): Capability(
        Support.NONE, "this generation of the API retries no single task: continue the job that is in error"
    ),
    (Verb.CONTINUE, _JOB): Capability(
        Support.EMULATED, "resumes a job that is paused, and also one in error, which tries what failed again"
    ),
}


def capabilities_of(generation: str) -> Capabilities:
    """Return what can be done where ``generation`` (om or wfe) answers."""
    if generation == "om":
        return ALL
    return replace(ALL, verbs={**ALL.verbs, **_OLDER})
