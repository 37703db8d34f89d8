"""Jobs as lists show them, read into the model. Apart from `job`: a list needs no document of a node."""

from pydantic import Field

from console.model import Attention, Counts, Job, JobPage, JobStatus, Related
from console.wire.local.document import Document, JobId, Moment, known


class JobItem(Document):
    """A job as a list shows it."""

    id: JobId
    name: str
    workflow: str
    context: str = ""
    status: str = Field(
        description="queued, running, pausing, paused, canceling, succeeded, failed, canceled"
    )
    native_status: str | None = None
    attention: str = Field(default="none", description="none, decision, failure, lost")
    reason: str | None = None
    at: str | None = Field(default=None, description="the node that matters now")
    at_execution: int = 0
    at_more: int = 0
    progress: float | None = Field(default=None, description="0..1, null where it is not known")
    done: int | None = None
    total: int | None = None
    waiting: int = Field(default=0, description="how many nodes need a person")
    waiting_node: str | None = None
    priority: int = 0
    queue: str | None = None
    owner: str | None = None
    tags: tuple[str, ...] = ()
    created: Moment | None = None
    queued: Moment | None = None
    started: Moment | None = None
    ended: Moment | None = None
    version: int = 1
    signature: str | None = Field(default=None, description="the same for failures of the same cause")
    run: int = 1

    def to_job(self, context: str) -> Job:
        """Return the job as one of ``context``. An attention that we do not know asks for a decision."""
        status = known(JobStatus, self.status)
        native = self.native_status if status else self.native_status or self.status
        return Job(
            id=self.id,
            name=self.name,
            workflow=self.workflow,
            status=status or JobStatus.UNKNOWN,
            context=context,
            native_status=native,
            attention=known(Attention, self.attention) or Attention.DECISION,
            reason=self.reason,
            at=self.at,
            at_execution=self.at_execution,
            at_more=self.at_more,
            done=self.done,
            total=self.total,
            waiting=self.waiting,
            waiting_node=self.waiting_node,
            priority=self.priority,
            queue=self.queue,
            owner=self.owner,
            tags=self.tags,
            created=self.created,
            queued=self.queued,
            started=self.started,
            ended=self.ended,
            version=self.version,
            signature=self.signature,
            run=self.run,
        )


class JobPageDocument(Document):
    """One page of jobs."""

    items: tuple[JobItem, ...]
    next: str | None = Field(default=None, description="the cursor of the page after this one")
    total: int | None = None

    def to_page(self, context: str) -> JobPage:
        """Return the page, its jobs as of ``context``."""
        return JobPage(tuple(item.to_job(context) for item in self.items), self.next, self.total)


class CountsDocument(Document):
    """How many jobs there are."""

    by_status: dict[str, int]
    by_attention: dict[str, int]
    total: int

    def to_counts(self) -> Counts:
        """Return the counts; jobs of a status that we do not know are counted as unknown."""
        by_status: dict[JobStatus, int] = {}
        for word, count in self.by_status.items():
            status = known(JobStatus, word) or JobStatus.UNKNOWN
            by_status[status] = by_status.get(status, 0) + count
        by_attention: dict[Attention, int] = {}
        for word, count in self.by_attention.items():
            attention = known(Attention, word) or Attention.DECISION
            by_attention[attention] = by_attention.get(attention, 0) + count
        return Counts(by_status, by_attention, self.total)


class RelatedItem(Document):
    """A job that has to do with another one."""

    relation: str
    job: JobItem

    def to_related(self, context: str) -> Related:
        """Return it with its job as one of ``context``."""
        return Related(self.relation, self.job.to_job(context))


class RelatedDocument(Document):
    """The jobs that have to do with one job."""

    items: tuple[RelatedItem, ...]
