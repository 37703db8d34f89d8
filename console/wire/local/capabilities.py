"""What works on a host, read into the model: the first document of every console, so alone in its module."""

from pydantic import Field

from console.model import Capabilities, Capability, FieldSupport, Support, TargetKind, Verb
from console.wire.local.document import Document, known


class CapabilityDocument(Document):
    """One verb on one kind of target."""

    verb: str
    target: str = Field(description="job, node")
    support: str = Field(description="native, emulated, none")
    sentence: str = ""


class FieldDocument(Document):
    """A query field that the backend evaluates."""

    name: str
    kind: str
    help: str = ""
    choices: tuple[str, ...] = ()


class CapabilitiesDocument(Document):
    """What a backend can do."""

    verbs: tuple[CapabilityDocument, ...]
    query_fields: tuple[FieldDocument, ...] = ()
    counts: bool = False
    watch_push: bool = False
    log_follow: bool = False
    log_search: bool = False
    start: bool = False
    sortable: tuple[str, ...] = ()
    audit: bool = False
    extra: dict[str, str] = Field(default={})

    def to_capabilities(self) -> Capabilities:
        """Return the capabilities; verbs, targets and supports that we do not know are left out."""
        verbs: dict[tuple[Verb, TargetKind], Capability] = {}
        for entry in self.verbs:
            verb, target = known(Verb, entry.verb), known(TargetKind, entry.target)
            support = known(Support, entry.support)
            if verb and target and support:
                verbs[verb, target] = Capability(support, entry.sentence)
        fields = tuple(
            FieldSupport(field.name, field.kind, field.help, field.choices) for field in self.query_fields
        )
        return Capabilities(
            verbs=verbs,
            query_fields=fields,
            counts=self.counts,
            watch_push=self.watch_push,
            log_follow=self.log_follow,
            log_search=self.log_search,
            start=self.start,
            sortable=self.sortable,
            audit=self.audit,
            extra=dict(self.extra),
        )
