"""What Sahara can do, and why it cannot do the rest."""

from typing import Final

from console.backends.sahara.dialect import Dialect
from console.backends.sahara.order import KEYS
from console.model import Capabilities, Capability, FieldSupport, Support, TargetKind, Verb
from console.wire.sahara.status import STANDINGS

FIELDS: Final = (
    FieldSupport("status", "choice", "where the job is in its life; asked of the server where it can"),
    FieldSupport("native", "word", "Sahara's own word for it: native:TOBEKILLED", tuple(STANDINGS)),
    FieldSupport("cluster", "glob", "the cluster it runs on, by name or id"),
    FieldSupport("type", "glob", "the type of its template: type:Spark"),
)
"""The query fields that are evaluated here and on the server, beside those of every console."""

_ONE: Final = "an execution has no steps of its own"
_NO_RESUME: Final = (
    "Sahara cannot resume anything: its API knows suspend and cancel only, and a job that was suspended in "
    "its engine is resumed there"
)
_NO_PAUSE: Final = (
    "suspending in Sahara always ends as SUSPENDFAILED with the Oozie engine it ships, is refused by "
    "its other engines, and nothing could resume it"
)
_NO_REPEAT: Final = "Sahara runs no execution again: start its template anew, as a new job"

_NONE: Final[dict[Verb, str]] = {
    Verb.PAUSE: _NO_PAUSE,
    Verb.CONTINUE: _NO_RESUME,
    Verb.SKIP: f"there is nothing to skip: {_ONE}",
    Verb.RESTART: _NO_REPEAT,
    Verb.REQUEUE: _NO_REPEAT,
    Verb.RETRY_NOW: "Sahara waits for no retries: an execution is one attempt",
    Verb.APPROVE: "Sahara knows no approvals",
    Verb.REJECT: "Sahara knows no approvals",
    Verb.PRIORITY: "Sahara knows no priorities: the cluster's engine orders its jobs",
    Verb.MARK: "Sahara takes no status from a client but cancel and suspend",
    Verb.FREEZE: _NO_PAUSE,
    Verb.THAW: _NO_RESUME,
    Verb.STOP: f"{_ONE}: cancel the job",
    Verb.START: "start a job template, in the list of what can be started",
}

_CANCEL: Final = (
    "Sahara answers before it cancels: watch the job. Without its engine's word it stays TOBEKILLED"
)


def capabilities_of(dialect: Dialect) -> Capabilities:
    """Return what works with one version of the API."""
    verbs = {
        (verb, target): Capability(Support.NONE, sentence)
        for verb, sentence in _NONE.items()
        for target in TargetKind
    }
    verbs[Verb.CANCEL, TargetKind.JOB] = Capability(Support.NATIVE, _CANCEL)
    verbs[Verb.CANCEL, TargetKind.NODE] = Capability(Support.NONE, f"{_ONE}: cancel the job")
    refresh = (
        "an open job that has not ended is asked of its engine; the list is as Sahara has stored it"
        if dialect.refreshes
        else "everything is as Sahara has stored it, which may be 45 s old: its v2 refuses to refresh"
    )
    return Capabilities(
        verbs=verbs,
        query_fields=FIELDS,
        counts=True,
        start=True,
        sortable=tuple(KEYS),
        extra={"freshness": refresh},
    )
