"""What the embedded engine can do, as data. `core.legality` is the truth; this only reads its tables."""

from typing import Final

from console.core.legality import JOB_TABLE, NODE_TABLE
from console.core.query_fields import COMMON_FIELDS, FREE_TEXT
from console.model import Capabilities, Capability, FieldSupport, Support, TargetKind, Verb

_NATIVE: Final = Capability(Support.NATIVE)
_NO_FREEZE: Final = Capability(
    Support.NONE,
    "this engine cannot freeze a running command; pause lets it end and starts nothing after it",
)


def _on_job(verb: Verb) -> Capability:
    if verb in JOB_TABLE or verb is Verb.START:
        return _NATIVE
    if verb in (Verb.FREEZE, Verb.THAW):
        return _NO_FREEZE
    if verb is Verb.RESTART:
        return Capability(
            Support.NONE, "a whole job is requeued, from what failed or from the start; a node is restarted"
        )
    return Capability(Support.NONE, f"{verb} is an action on a node: choose the node")


def _on_node(verb: Verb) -> Capability:
    if verb in NODE_TABLE:
        return _NATIVE
    if verb in (Verb.FREEZE, Verb.THAW):
        return _NO_FREEZE
    return Capability(Support.NONE, f"{verb} is an action on a whole job, not on one of its nodes")


def _verbs() -> dict[tuple[Verb, TargetKind], Capability]:
    verbs: dict[tuple[Verb, TargetKind], Capability] = {}
    for verb in Verb:
        verbs[verb, TargetKind.JOB] = _on_job(verb)
        verbs[verb, TargetKind.NODE] = _on_node(verb)
    return verbs


CAPABILITIES: Final = Capabilities(
    verbs=_verbs(),
    query_fields=(
        *(FieldSupport(spec.name, spec.kind.value, spec.help, spec.choices) for spec in COMMON_FIELDS),
        FieldSupport(FREE_TEXT, "text", "a part of the id, name, workflow, owner, tags or reason"),
    ),
    counts=True,
    watch_push=True,
    log_follow=True,
    log_search=True,
    start=True,
)
"""The capabilities of every local context."""
