"""What the embedded engine can do, as data. The tables of `core.legality` are the truth; this only reads them."""

from typing import Final

from console.core.legality import JOB_TABLE, NODE_TABLE
from console.model import Capabilities, Capability, FieldSupport, JobStatus, Support, TargetKind, Verb

_NATIVE: Final = Capability(Support.NATIVE)
_NO_FREEZE: Final = Capability(
    Support.NONE, "this engine cannot freeze a running command yet; pause lets it end and starts nothing after it"
)


def _verbs() -> dict[tuple[Verb, TargetKind], Capability]:
    verbs: dict[tuple[Verb, TargetKind], Capability] = {}
    for verb in Verb:
        verbs[verb, TargetKind.JOB] = _on_job(verb)
        verbs[verb, TargetKind.NODE] = _on_node(verb)
    return verbs


def _on_job(verb: Verb) -> Capability:
    if verb in JOB_TABLE or verb is Verb.START:
        return _NATIVE
    if verb in (Verb.FREEZE, Verb.THAW):
        return _NO_FREEZE
    if verb is Verb.RESTART:
        return Capability(Support.EMULATED, "restarting a job is requeueing it, from what failed or from the start")
    return Capability(Support.NONE, f"{verb} is an action on a node: choose the node")


def _on_node(verb: Verb) -> Capability:
    if verb in NODE_TABLE:
        return _NATIVE
    if verb in (Verb.FREEZE, Verb.THAW):
        return _NO_FREEZE
    return Capability(Support.NONE, f"{verb} is an action on a job, not on one of its nodes")


CAPABILITIES: Final = Capabilities(
    verbs=_verbs(),
    query_fields=(
        FieldSupport("status", "choice", "where the job is", tuple(s for s in JobStatus if s != "unknown")),
    ),
    counts=True,
    watch_push=True,
    log_follow=True,
    log_search=True,
    start=True,
)
"""The capabilities of every local context."""
