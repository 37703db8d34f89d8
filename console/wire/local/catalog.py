"""What can be started, what waits and what was done, read into the model."""

from pydantic import Field

from console.model import (
    AuditCheck,
    AuditEntry,
    Param,
    ParamKind,
    PausedItem,
    Verb,
    WorkflowInfo,
)
from console.wire.local.document import Document, JobId, Moment, known
from console.wire.local.job_list import JobItem
from console.wire.local.node import NodeItem


class ParamDocument(Document):
    """One parameter of a workflow."""

    name: str
    kind: str = Field(default="string", description="string, int, bool, choice, date, json")
    default: str | None = None
    required: bool = False
    options: tuple[str, ...] = ()
    description: str = ""
    secret: bool = False

    def to_param(self) -> Param:
        """Return the parameter; of a kind that we do not know it is text."""
        kind = known(ParamKind, self.kind) or ParamKind.STRING
        return Param(
            self.name, kind, self.default, self.required, self.options, self.description, self.secret
        )


class WorkflowDocument(Document):
    """A workflow that can be started by its id."""

    id: str
    name: str
    description: str = ""
    params: tuple[ParamDocument, ...] = ()
    source: str = ""
    node_count: int | None = None

    def to_workflow(self) -> WorkflowInfo:
        """Return the workflow."""
        params = tuple(param.to_param() for param in self.params)
        return WorkflowInfo(self.id, self.name, self.description, params, self.source, self.node_count)


class WorkflowsDocument(Document):
    """The workflows that can be started."""

    items: tuple[WorkflowDocument, ...]


class PausedDocument(Document):
    """A node that waits for a person. ``job`` and ``node`` are ids, the whole ones follow."""

    job: JobId
    node: str
    kind: str = Field(description="pause_before, pause_after, approval, failure, lost")
    since: Moment | None = None
    prompt: str = ""
    actions: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    job_item: JobItem
    node_item: NodeItem

    def to_paused(self, context: str) -> PausedItem:
        """Return the item, its job as one of ``context``; actions that we do not know are left out."""
        verbs = (known(Verb, word) for word in self.actions)
        return PausedItem(
            job=self.job_item.to_job(context),
            node=self.node_item.to_node(),
            kind=self.kind,
            since=self.since,
            prompt=self.prompt,
            actions=tuple(verb for verb in verbs if verb is not None),
            starts=self.starts,
        )


class PausedInboxDocument(Document):
    """Every node that waits for a person, oldest first."""

    items: tuple[PausedDocument, ...]


class AuditDocument(Document):
    """One recorded action."""

    at: str = Field(description="ISO 8601, UTC")
    actor: str
    verb: str
    job: JobId
    node: str | None = None
    result: str
    message: str
    reason: str | None = None
    from_status: str | None = None
    to_status: str | None = None
    version: int | None = None
    request_id: str | None = None
    claimed: dict[str, str] = Field(default={}, description="what the client said of itself, not proved")

    def to_entry(self) -> AuditEntry:
        """Return the entry."""
        return AuditEntry(
            at=self.at,
            actor=self.actor,
            verb=self.verb,
            job=self.job,
            node=self.node,
            result=self.result,
            message=self.message,
            reason=self.reason,
            from_status=self.from_status,
            to_status=self.to_status,
            version=self.version,
            request_id=self.request_id,
            claimed=dict(self.claimed),
        )


class AuditTrailDocument(Document):
    """Recorded actions, newest first."""

    items: tuple[AuditDocument, ...]


class AuditCheckDocument(Document):
    """Whether the record of actions is as it was written."""

    entries: int
    chained: int = Field(description="entries with a digest of what came before")
    broken: str | None = Field(description="the first place that is not as written; null where there is none")
    head: str | None = Field(description="the digest of the last whole entry")

    def to_check(self) -> AuditCheck:
        """Return it as our model."""
        return AuditCheck(self.entries, self.chained, self.broken, self.head)
