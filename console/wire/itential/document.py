"""A job, its tasks and a task's iterations as both generations write them. Only ``_id`` can be relied on.

Sources: the published pauseJob and jobs/start pages of the vendor, captured jobs of 2021.1 and 2023.1.
"""

from datetime import datetime
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from console.model import Json
from console.wire.itential.failure import Failure, failures_of, flat_message
from console.wire.itential.values import Moment, Texts, Who, Whos, list_of
from console.wire.values import Number, Object, Text, object_of, text_of

START: Final = "workflow_start"
END: Final = "workflow_end"
ERROR_HANDLER: Final = "error_handler"


def _remark_text(value: object) -> str | None:
    return flat_message(value) if value not in (None, "") else None


class Document(BaseModel):
    """What all documents share: fields that we do not know are kept, and frozen as they came."""

    model_config = ConfigDict(extra="allow", frozen=True)


class Metrics(Document):
    """When and by whom. The same field is an ISO text in one place and milliseconds in another."""

    start_time: Moment = None
    end_time: Moment = None
    run_time: Number = None
    progress: Number = None
    finish_state: Text = None
    user: Who = None
    owner: Who = None
    server_id: Text = None


class Parent(Document):
    """The job and its task that started this one as a child."""

    job: Text = None
    task: Text = None
    iteration: Number = None


class Child(Document):
    """A job that a task has started."""

    id: Text = Field(default=None, alias="_id")
    name: Text = None
    iteration: Number = None


class Remark(Document):
    """A warning or a validation error of the workflow, told although the job was started."""

    task: Text = None
    name: Text = None
    message: Annotated[str | None, BeforeValidator(_remark_text)] = None
    instance_path: Text = Field(default=None, alias="instancePath")

    @property
    def sentence(self) -> str:
        """What it says and of what: some of them have no message."""
        where = self.task or self.instance_path or self.name
        said = self.message or "(without a message)"
        return f"{where}: {said}" if where else said


class Variables(Document):
    """What goes into a task and what comes out of it."""

    incoming: Object = Field(default_factory=dict[str, object])
    outgoing: Object = Field(default_factory=dict[str, object])
    error: object = None


def _maybe(kind: type[BaseModel]) -> BeforeValidator:
    """Read an object as ``kind``, and all else (null, a text, a list) as an empty one."""
    return BeforeValidator(lambda value: value if isinstance(value, kind) else object_of(value))


def _objects(value: object) -> list[dict[str, Json]]:
    """Keep the objects of a list, and leave out what is none (null among watchers)."""
    return [object_of(item) for item in list_of(value) if isinstance(item, dict)]


def _objects_by_id(value: object) -> dict[str, dict[str, Json]]:
    """Return a map of objects by id; what is no object becomes an empty one: its id is still shown."""
    return {key: object_of(item) for key, item in object_of(value).items() if key}


_Metrics = Annotated[Metrics, _maybe(Metrics)]
_Variables = Annotated[Variables, _maybe(Variables)]
_Parent = Annotated[Parent, _maybe(Parent)]
_Children = Annotated[tuple[Child, ...], BeforeValidator(_objects)]
_Remarks = Annotated[tuple[Remark, ...], BeforeValidator(_objects)]


class TaskDocument(Document):
    """A task as it stands in its job. Its id is its key in the job, whatever its ``taskId`` says."""

    name: Text = None
    summary: Text = None
    description: Text = None
    canvas_name: Text = Field(default=None, alias="canvasName")
    app: Text = None
    display_name: Text = Field(default=None, alias="displayName")
    location: Text = None
    type: Text = None
    status: Text = None
    view: Text = None
    iterations: Texts = ()
    own_start: Moment = Field(default=None, alias="start_time")
    own_end: Moment = Field(default=None, alias="end_time")
    own_finish: Text = Field(default=None, alias="finish_state")
    server: Text = Field(default=None, alias="serverId")
    sla: Number = None  # milliseconds
    metrics: _Metrics = Metrics()
    variables: _Variables = Variables()
    children: _Children = Field(default=(), alias="childJobs")
    transitions: Object = Field(default_factory=dict[str, object])

    @property
    def started(self) -> datetime | None:
        """When its latest iteration began: beside the task in one generation, in its metrics in the other."""
        return self.own_start or self.metrics.start_time

    @property
    def ended(self) -> datetime | None:
        """When its latest iteration ended."""
        return self.own_end or self.metrics.end_time

    @property
    def finish_state(self) -> str | None:
        """How it ended: ``success``, ``failure`` or ``error``, which chooses the transition."""
        return self.own_finish or self.metrics.finish_state

    @property
    def server_id(self) -> str | None:
        """The server that ran it."""
        return self.server or self.metrics.server_id

    @property
    def is_manual(self) -> bool:
        """Whether a person finishes it."""
        return self.type == "manual"

    @property
    def failure_button(self) -> str | None:
        """The label of the button that finishes a manual task as failed; None where it has none.

        An empty label means that there is no such button (captured ViewData tasks).
        """
        return text_of(self.variables.incoming.get("btn_failure"))


class JobDocument(Document):
    """A job. ``created`` and ``created_by`` are those of its workflow, as captured jobs show: see `began`."""

    id: Annotated[str, BeforeValidator(text_of)] = Field(alias="_id")
    name: Text = None
    description: Text = None
    type: Text = None
    status: Text = None
    created: Moment = None
    updated: Moment = Field(default=None, alias="last_updated")
    metrics: _Metrics = Metrics()
    tasks: Annotated[
        dict[str, Annotated[TaskDocument, _maybe(TaskDocument)]], BeforeValidator(_objects_by_id)
    ] = Field(default_factory=dict[str, TaskDocument])
    transitions: Object = Field(default_factory=dict[str, object])
    errors: Annotated[tuple[Failure, ...], BeforeValidator(failures_of)] = Field(default=(), alias="error")
    warnings: _Remarks = ()
    validation_errors: _Remarks = Field(default=(), alias="validationErrors")
    ancestors: Texts = ()
    parent: _Parent = Parent()
    groups: Whos = ()
    tags: Whos = ()
    sla: Number = None  # milliseconds
    variables: Object = Field(default_factory=dict[str, object])

    @property
    def began(self) -> datetime | None:
        """When the job began. Without it, when its workflow was made is all that is known."""
        return self.metrics.start_time or self.created

    @property
    def initiator(self) -> str | None:
        """Who started it: by name where the variables are told, else the id of the user."""
        return text_of(self.variables.get("initiator")) or self.metrics.user or self.metrics.owner

    @property
    def remarks(self) -> tuple[str, ...]:
        """Warnings, then validation errors: they are told of jobs that were started all the same."""
        return tuple(
            [f"warning: {remark.sentence}" for remark in self.warnings]
            + [f"validation error: {remark.sentence}" for remark in self.validation_errors]
        )


class TaskJob(Document):
    """The job that an iteration belongs to, as told in it."""

    id: Text = Field(default=None, alias="_id")
    task: Text = None
    name: Text = None


class IterationDocument(Document):
    """One iteration of a task: a document of its own, named in the task's ``iterations``."""

    id: Annotated[str, BeforeValidator(text_of)] = Field(alias="_id")
    name: Text = None
    summary: Text = None
    status: Text = None
    type: Text = None
    job: Annotated[TaskJob, _maybe(TaskJob)] = TaskJob()
    own_start: Moment = Field(default=None, alias="start_time")
    own_end: Moment = Field(default=None, alias="end_time")
    own_finish: Text = Field(default=None, alias="finish_state")
    metrics: _Metrics = Metrics()
    variables: _Variables = Variables()
    children: _Children = Field(default=(), alias="childJobs")

    @property
    def started(self) -> datetime | None:
        """When it began."""
        return self.metrics.start_time or self.own_start

    @property
    def ended(self) -> datetime | None:
        """When it ended; None while it runs."""
        return self.metrics.end_time or self.own_end

    @property
    def finish_state(self) -> str | None:
        """How it ended."""
        return self.metrics.finish_state or self.own_finish
