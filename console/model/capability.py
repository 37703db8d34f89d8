"""What a backend can do, as data: per verb and per target."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from console.model.action import TargetKind, Verb


@dataclass(frozen=True, slots=True)
class Offer:
    """One action that a remote backend offers on this very job or node as it stands.

    ``refusal`` is the sentence why not now, empty where it is possible; ``note`` is what to know before
    doing it, for the confirmation.
    """

    verb: Verb
    refusal: str = ""
    note: str = ""


class Support(StrEnum):
    """How well a backend honours a verb."""

    NATIVE = "native"
    EMULATED = "emulated"  # differs: the sentence says how
    NONE = "none"  # the sentence says why


@dataclass(frozen=True, slots=True)
class Capability:
    """One verb on one kind of target. ``sentence`` is for people; empty only when native."""

    support: Support
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class FieldSupport:
    """A query field that the backend evaluates itself, with its kind (see core.query) and help."""

    name: str
    kind: str
    help: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Everything a console needs to know to draw only keys that work.

    ``verbs`` has an entry for each (verb, target); a missing one means none. ``counts``, ``watch_push``,
    ``log_search`` and ``log_follow`` say whether the backend does these itself. ``sortable`` are the fields
    that a list can be ordered by. ``audit`` says that who did what and why is kept there.
    """

    verbs: Mapping[tuple[Verb, TargetKind], Capability]
    query_fields: tuple[FieldSupport, ...] = ()
    counts: bool = False
    watch_push: bool = False
    log_follow: bool = False
    log_search: bool = False
    start: bool = False
    sortable: tuple[str, ...] = ()
    audit: bool = False
    extra: Mapping[str, str] = field(default_factory=dict[str, str])

    def of(self, verb: Verb, target: TargetKind) -> Capability:
        """Return what the backend says of ``verb`` on ``target``."""
        return self.verbs.get((verb, target), Capability(Support.NONE, "this backend has no such action"))
