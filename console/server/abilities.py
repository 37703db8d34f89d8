"""What the embedded engine can do, as data. `core.legality` is the truth; this only asks it."""

from typing import Final

from console.core.legality import not_on_job, not_on_node
from console.core.query_fields import COMMON_FIELDS, FREE_TEXT
from console.engine.job_list import SORTABLE
from console.model import Capabilities, Capability, FieldSupport, Support, TargetKind, Verb


def _capability(why_not: str | None) -> Capability:
    return Capability(Support.NATIVE) if why_not is None else Capability(Support.NONE, why_not)


def _verbs() -> dict[tuple[Verb, TargetKind], Capability]:
    verbs: dict[tuple[Verb, TargetKind], Capability] = {}
    for verb in Verb:
        verbs[verb, TargetKind.JOB] = _capability(not_on_job(verb))
        verbs[verb, TargetKind.NODE] = _capability(not_on_node(verb))
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
    sortable=SORTABLE,
    audit=True,
)
"""The capabilities of every local context."""
