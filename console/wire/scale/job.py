"""Jobs: a row of the list, and the whole of one (`job/serializers.py` of Scale 7.2.2)."""

from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field

from console.wire.scale.document import LARGEST_ID, Document, Fields, Flag, part
from console.wire.scale.job_type import JobTypeDocument, JobTypePart
from console.wire.values import Moment, Text, Whole, list_of, whole_of


class ErrorDocument(Document):
    """Why a job or an execution failed. ``category`` is SYSTEM, ALGORITHM or DATA."""

    id: Whole = None
    name: Text = None
    title: Text = None
    description: Text = None
    category: Text = None
    should_be_retried: Flag = False


class NodeDocument(Document):
    """A machine of the cluster."""

    id: Whole = None
    hostname: Text = None


class NamedDocument(Document):
    """Something that is pointed at: a recipe type, a batch, a job."""

    id: Whole = None
    name: Text = None
    title: Text = None
    status: Text = None


ErrorPart: TypeAlias = Annotated[ErrorDocument | None, BeforeValidator(part)]
NodePart: TypeAlias = Annotated[NodeDocument | None, BeforeValidator(part)]
NamedPart: TypeAlias = Annotated[NamedDocument | None, BeforeValidator(part)]


class RecipePart(NamedDocument):
    """The recipe that a job belongs to."""

    recipe_type: NamedPart = None


def _id(value: object) -> object:
    found = whole_of(value)
    if found is None:
        raise ValueError("an id is a whole number")
    return found


ScaleId: TypeAlias = Annotated[int, BeforeValidator(_id), Field(ge=0, le=LARGEST_ID)]
"""The id of a thing, the one field that must be there and make sense."""


class JobDocument(Document):
    """A job of the list. Everything that a list tells, in the words of the API.

    ``num_exes`` is the number of its latest execution, which need not exist yet; ``max_tries`` up to which
    Scale queues it again by itself. A CANCELED job has no node, no error, and no reliable ``ended``.
    """

    id: ScaleId
    job_type: JobTypePart = Field(default_factory=JobTypeDocument)
    status: Text = None
    event: NamedPart = None
    recipe: Annotated[RecipePart | None, BeforeValidator(part)] = None
    batch: NamedPart = None
    is_superseded: Flag = False
    superseded_job: NamedPart = None
    superseded_by_job: NamedPart = None
    node: NodePart = None
    error: ErrorPart = None
    max_tries: Whole = None
    num_exes: Whole = None
    input_files: Fields
    created: Moment = None
    queued: Moment = None
    started: Moment = None
    ended: Moment = None
    last_status_change: Moment = None
    superseded: Moment = None
    last_modified: Moment = None
    source_started: Moment = None
    source_ended: Moment = None
    source_sensor_class: Text = None
    source_sensor: Text = None
    source_collection: Text = None
    source_task: Text = None

    @property
    def executions(self) -> int:
        """Return the number of the latest execution, 0 before the first."""
        return max(self.num_exes or 0, 0)

    @property
    def file_names(self) -> tuple[str, ...]:
        """Return the names of its input files, in the order of the server."""
        return tuple(
            name for names in self.input_files.values() for name in list_of(names) if isinstance(name, str)
        )


class JobDetailDocument(JobDocument):
    """The whole of a job. ``execution`` is its latest, where there is one and its status is not CANCELED."""

    execution: Fields
    input: Fields
    output: Fields
    configuration: Fields
    resources: Fields

    @property
    def priority(self) -> int | None:
        """Return the configured priority (lower is more urgent), not the one of a later requeue.

        What a requeue asked for is nowhere to be read.
        """
        return whole_of(self.configuration.get("priority"))
