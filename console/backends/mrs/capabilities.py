"""What MRS can do, as data: it lists jobs, submits them and ends them. Everything else has its sentence."""

from collections.abc import Mapping
from typing import Final

from console.model import Capabilities, Capability, FieldSupport, Support, TargetKind, Verb

_ON_JOB: Final[Mapping[Verb, str]] = {
    Verb.PAUSE: "MRS has no call that pauses a job",
    Verb.CONTINUE: "MRS has no call that pauses a job, so there is nothing to continue",
    Verb.SKIP: "MRS runs a job as a whole: it has no step that could be skipped",
    Verb.RESTART: "MRS has no call that runs a job again: start a new one, which gets a new id",
    Verb.REQUEUE: "MRS has no call that runs a job again: start a new one, which gets a new id",
    Verb.APPROVE: "MRS waits for nobody, so there is nothing to approve",
    Verb.REJECT: "MRS waits for nobody, so there is nothing to reject",
    Verb.PRIORITY: "MRS has no priorities: the YARN queue that a job was submitted to decides",
    Verb.STOP: "MRS runs a job as a whole: cancel the job",
    Verb.RETRY_NOW: "MRS has no call that runs a job again: start a new one, which gets a new id",
    Verb.MARK: "MRS alone says how a job ended",
    Verb.FREEZE: "MRS has no call that pauses a job",
    Verb.THAW: "MRS has no call that pauses a job, so nothing is ever frozen",
    Verb.START: "start makes a new job of a type or a job object; this one is there already",
}
_ON_NODE: Final = "MRS tells of no steps: what is shown as a node is the whole job, so act on the job"

NO_LOG: Final = "MRS gives out no log by its API"
"""Why there is no log."""

NO_AUDIT: Final = "MRS keeps no record of actions in its API: the cloud's audit service has one"
"""Why there is no audit."""


def capabilities_of(fields: tuple[FieldSupport, ...], sortable: tuple[str, ...]) -> Capabilities:
    """Return what MRS can do, with the query ``fields`` and the orders of the API that is used."""
    none = Support.NONE
    return Capabilities(
        {
            (Verb.CANCEL, TargetKind.JOB): Capability(Support.NATIVE),
            **{(verb, TargetKind.JOB): Capability(none, sentence) for verb, sentence in _ON_JOB.items()},
            **{(verb, TargetKind.NODE): Capability(none, _ON_NODE) for verb in Verb},
        },
        query_fields=fields,
        start=True,
        sortable=sortable,
    )
