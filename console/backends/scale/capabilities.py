"""What the console's keys mean on Scale, and what it has no answer to."""

from typing import Final

from console.backends.scale.filters import DECLARED, SORTABLE
from console.model import Capabilities, Capability, Support, TargetKind, Verb

_NATIVE: Final = Capability(Support.NATIVE)

REQUEUE: Final = Capability(
    Support.NATIVE, "the same job runs again, as a new execution; Scale does it some seconds later"
)
CANCEL: Final = Capability(
    Support.NATIVE, "Scale cancels some seconds later; what runs is killed up to 15 s after that"
)
PAUSE: Final = Capability(
    Support.EMULATED,
    "Scale pauses no job, only its job type: no queued job of that type and version starts, running ones go "
    "on, and the job stays QUEUED",
)
CONTINUE: Final = Capability(
    Support.EMULATED,
    "Scale continues no job, only its job type: every queued job of that type and version may start again",
)
PRIORITY: Final = Capability(
    Support.EMULATED,
    "Scale changes a priority by queuing the job again, which uses up an execution number; a lower number "
    "is more urgent there, and the number is not kept for a later retry",
)

_NO_SKIP: Final = "Scale skips nothing: canceling a job of a recipe blocks what comes after it"
_NO_WAIT: Final = "nothing in Scale waits for a person's answer"
_NO_NODE_PAUSE: Final = "Scale pauses job types only; pause the job to pause its type"

CAPABILITIES: Final = Capabilities(
    verbs={
        (Verb.CANCEL, TargetKind.JOB): CANCEL,
        (Verb.CANCEL, TargetKind.NODE): CANCEL,
        (Verb.STOP, TargetKind.NODE): CANCEL,
        (Verb.REQUEUE, TargetKind.JOB): REQUEUE,
        (Verb.RESTART, TargetKind.JOB): REQUEUE,
        (Verb.RESTART, TargetKind.NODE): REQUEUE,
        (Verb.PAUSE, TargetKind.JOB): PAUSE,
        (Verb.CONTINUE, TargetKind.JOB): CONTINUE,
        (Verb.PRIORITY, TargetKind.JOB): PRIORITY,
        **{
            (verb, target): Capability(Support.NONE, sentence)
            for verb, sentence in {
                Verb.SKIP: _NO_SKIP,
                Verb.APPROVE: _NO_WAIT,
                Verb.REJECT: _NO_WAIT,
                Verb.MARK: "Scale decides itself how a job has ended",
                Verb.RETRY_NOW: "Scale retries at once or not at all; restart it instead",
                Verb.FREEZE: "Scale cannot hold what runs",
                Verb.THAW: "nothing is ever frozen on Scale",
                Verb.START: "start makes a new job of a job type; to run this one again, requeue it",
            }.items()
            for target in TargetKind
        },
        (Verb.PAUSE, TargetKind.NODE): Capability(Support.NONE, _NO_NODE_PAUSE),
        (Verb.CONTINUE, TargetKind.NODE): Capability(Support.NONE, _NO_NODE_PAUSE),
        (Verb.REQUEUE, TargetKind.NODE): Capability(Support.NONE, "requeue the job, or restart the node"),
        (Verb.PRIORITY, TargetKind.NODE): Capability(Support.NONE, "a priority is given to a job"),
        (Verb.STOP, TargetKind.JOB): Capability(Support.NONE, "cancel the job to stop it"),
    },
    query_fields=DECLARED,
    counts=True,
    log_follow=True,
    log_search=True,
    start=True,
    sortable=tuple(SORTABLE),
    extra={"priority": "a lower number is more urgent"},
)
"""Every verb on every target, with the sentence that a dead key shows."""
