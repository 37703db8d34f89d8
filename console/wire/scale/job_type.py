"""Job types: what a job is a run of, and what it wants to be started with."""

from typing import Annotated, TypeAlias

from pydantic import BeforeValidator

from console.wire.scale.document import Document, Fields, Flag, part
from console.wire.values import Moment, Text, Whole, list_of, object_of


class JobTypeDocument(Document):
    """A job type as a job or a list tells it (`JobTypeBaseSerializerV6`).

    ``unmet_resources`` names, with commas, what no node of the cluster offers. ``is_published`` says whether
    it publishes its output, not whether it may be started.
    """

    id: Whole = None
    name: Text = None
    version: Text = None
    title: Text = None
    description: Text = None
    is_active: Flag = False
    is_system: Flag = False
    is_paused: Flag = False
    is_published: Flag = False
    unmet_resources: Text = None
    revision_num: Whole = None
    paused: Moment = None
    last_modified: Moment = None

    @property
    def key(self) -> str:
        """Return ``name/version``, by which a person knows it; the id where it has no name."""
        if not self.name:
            return str(self.id) if self.id is not None else "unknown"
        return f"{self.name}/{self.version}" if self.version else self.name

    @property
    def words(self) -> str:
        """Return ``name version`` for sentences."""
        return self.key.replace("/", " ", 1)


class InputDocument(Document):
    """One input of a job type's interface, a file (or several) or a JSON value of ``type``.

    `job/seed/schema/seed.manifest.schema.json` of Scale: an input is required unless it says otherwise.
    """

    name: Text = None
    required: object = True
    multiple: Flag = False
    type: Text = None
    mediaTypes: object = None  # noqa: N815 - the manifest's own word

    @property
    def is_required(self) -> bool:
        """Whether a job cannot be queued without it."""
        return self.required is not False

    @property
    def media_types(self) -> tuple[str, ...]:
        """Return the media types that it takes; none is any."""
        return tuple(kind for kind in list_of(self.mediaTypes) if isinstance(kind, str))


class JobTypeDetailDocument(JobTypeDocument):
    """A job type with its manifest and configuration (`JobTypeDetailsSerializerV6`)."""

    manifest: Fields
    configuration: Fields

    @property
    def files(self) -> tuple[InputDocument, ...]:
        """Return the inputs that are files."""
        return self._inputs("files")

    @property
    def json_inputs(self) -> tuple[InputDocument, ...]:
        """Return the inputs that are JSON values."""
        return self._inputs("json")

    def _inputs(self, kind: str) -> tuple[InputDocument, ...]:
        interface = object_of(object_of(self.manifest.get("job")).get("interface"))
        found = (
            InputDocument.model_validate(each)
            for each in list_of(object_of(interface.get("inputs")).get(kind))
            if isinstance(each, dict)
        )
        return tuple(each for each in found if each.name)


def _job_type(value: object) -> object:
    return part(value) or {}


JobTypePart: TypeAlias = Annotated[JobTypeDocument, BeforeValidator(_job_type)]
"""A job type inside another document: an object, its id, or nothing."""
