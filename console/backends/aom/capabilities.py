"""What works on AOM at all, and the sentence where it does not."""

from typing import Final

from console.backends.aom.offers import AGAIN, NO_APPROVAL
from console.model import Capabilities, Capability, FieldSupport, Support, TargetKind, Verb

WALKED: Final = 100
"""Workflows whose executions are listed: those that ran last. AOM lists executions only by workflow."""

RUNS: Final = 50
"""Executions of one workflow that are listed: the newest, and every other that has not ended."""

FIELDS: Final = (
    FieldSupport("workflow", "glob", "the workflow it is a run of; a whole name is asked of AOM"),
)
"""What AOM is asked to search for. It knows no other filter for executions; the rest is sifted here."""

_NATIVE: Final = Capability(Support.NATIVE)
_J, _N = TargetKind.JOB, TargetKind.NODE


def _none(sentence: str) -> Capability:
    return Capability(Support.NONE, sentence)


_NO_PAUSE: Final = (
    "AOM pauses an execution only by itself, at a pause node of its workflow; "
    "to disable a trigger holds back later executions, not this one"
)
_ONE_NODE: Final = "AOM does this to one node: choose the node"
_WHOLE: Final = "AOM ends an execution as a whole, never one node: cancel the job"
_NO_QUEUE: Final = "AOM has no priorities"
_NO_FREEZE: Final = "AOM cannot freeze anything"
_NO_MARK: Final = "AOM takes nobody's word for how a node ended; skip goes on after a failed one"
_NO_TIMER: Final = "AOM tells of no retries by itself; restart the failed node"
_START: Final = "a start makes a new execution of a workflow: start the workflow"
_AGAIN: Final = Capability(Support.EMULATED, AGAIN)

CAPABILITIES: Final = Capabilities(
    verbs={
        (Verb.CANCEL, _J): _NATIVE,
        (Verb.REQUEUE, _J): _AGAIN,
        (Verb.RESTART, _J): _AGAIN,
        (Verb.CONTINUE, _N): _NATIVE,
        (Verb.SKIP, _N): _NATIVE,
        (Verb.RESTART, _N): _NATIVE,
        (Verb.PAUSE, _J): _none(_NO_PAUSE),
        (Verb.PAUSE, _N): _none(_NO_PAUSE),
        (Verb.CONTINUE, _J): _none(_ONE_NODE),
        (Verb.SKIP, _J): _none(_ONE_NODE),
        (Verb.REQUEUE, _N): _none("AOM restarts a failed node in its execution: restart it"),
        (Verb.CANCEL, _N): _none(_WHOLE),
        (Verb.STOP, _N): _none(_WHOLE),
        (Verb.STOP, _J): _none("cancel the job: AOM terminates it"),
        **{(verb, target): _none(NO_APPROVAL) for verb in (Verb.APPROVE, Verb.REJECT) for target in (_J, _N)},
        **{(Verb.PRIORITY, target): _none(_NO_QUEUE) for target in (_J, _N)},
        **{(verb, target): _none(_NO_FREEZE) for verb in (Verb.FREEZE, Verb.THAW) for target in (_J, _N)},
        **{(Verb.MARK, target): _none(_NO_MARK) for target in (_J, _N)},
        **{(Verb.RETRY_NOW, target): _none(_NO_TIMER) for target in (_J, _N)},
        **{(Verb.START, target): _none(_START) for target in (_J, _N)},
    },
    query_fields=FIELDS,
    log_search=True,
    start=True,
    extra={
        "list": f"the {RUNS} newest executions of each of the {WALKED} workflows that ran last",
        "log": "AOM keeps no logs: what is shown is the output that it recorded for a node",
        "priority": _NO_QUEUE,
    },
)
"""Everything at once: it does not depend on the project."""
