"""A workflow as its file defines it: checked, frozen, with `defaults` folded in.

The field names are the file's; those that are Python keywords or unclear alone read ``condition`` (`if`),
``with_`` and ``finally_``. Durations are seconds.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from console.model.node import NodeKind, OnFailure, OnTimeout, When
from console.model.node import Retry as RetryRules
from console.model.workflow import ParamKind
from console.workflow import fields
from console.workflow.parameter_values import declaration_fault

HIGHEST_PRIORITY: Final = 1_000_000
"""Priorities lie between this and its negative."""

_TEN_SECONDS: Final = 10.0
_ONE_HOUR: Final = 3600.0
_SHELL: Final = ("/bin/sh", "-ec")

EnvironmentTexts = dict[fields.EnvName, fields.Text]
"""Environment variables; the values may hold ``${{ }}``."""


class Pause(StrEnum):
    """Where a node waits for a person to say continue."""

    NONE = "none"
    BEFORE = "before"
    AFTER = "after"


class OnConflict(StrEnum):
    """What a new job of a full concurrency group does."""

    QUEUE = "queue"
    REJECT = "reject"
    CANCEL_RUNNING = "cancel_running"


class OutputStreams(StrEnum):
    """How a command's output is recorded."""

    SPLIT = "split"  # stderr told apart; the order is exact within each stream
    MERGED = "merged"  # one stream in the exact order of writing


class _Fields(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Retry(_Fields):
    """How often and how soon a failed command runs again by itself. ``limit`` counts retries."""

    limit: Annotated[int, fields.integer(0, 1000)] = 0
    delay: fields.Duration = 0.0
    backoff: fields.Factor = 1.0
    max_delay: fields.Duration = _ONE_HOUR
    on_exit: fields.ExitCodes = ()

    @property
    def rules(self) -> RetryRules:
        """The same in the model's words."""
        return RetryRules(self.limit, self.delay, self.backoff, self.max_delay, self.on_exit)


class Parameter(_Fields):
    """One parameter that a job is started with.

    Without a default it must be given, unless ``required: false`` makes an empty text of it.
    """

    type: Annotated[ParamKind, fields.word_of(ParamKind, frozenset({ParamKind.JSON}))] = ParamKind.STRING
    default: fields.Text | None = None
    options: fields.Texts = ()
    required: fields.Boolean | None = None
    description: fields.Text = ""
    secret: fields.Boolean = False

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        message = declaration_fault(self.type, self.default, self.options, self.required)
        if message is not None:
            fields.fault(message)
        return self

    @property
    def must_be_given(self) -> bool:
        """Whether a job cannot start without it."""
        return self.default is None and self.required is not False


class Approval(_Fields):
    """A node that waits for a person to approve or reject. ``timeout`` is seconds, None waits for ever."""

    prompt: fields.Text = ""
    approvers: fields.Texts = ()
    timeout: fields.PositiveDuration | None = None
    on_timeout: Annotated[OnTimeout, fields.word_of(OnTimeout)] = OnTimeout.WAIT
    inputs: dict[fields.Name, Parameter] = {}


class Concurrency(_Fields):
    """How many jobs of one group run at a time."""

    group: fields.Line
    max: Annotated[int, fields.integer(1, 10_000)] = 1
    on_conflict: Annotated[OnConflict, fields.word_of(OnConflict)] = OnConflict.QUEUE


class Defaults(_Fields):
    """What holds for every node that does not say otherwise."""

    timeout: fields.PositiveDuration | None = None
    retry: Retry = Retry()
    on_failure: Annotated[OnFailure, fields.word_of(OnFailure)] = OnFailure.PAUSE
    cwd: fields.Folder = "."
    shell: fields.Shell = _SHELL
    grace: fields.Duration = _TEN_SECONDS


class NodeDefinition(_Fields):
    """One node of the file. A node with a matrix stands for all of its instances.

    ``cwd`` is absolute. ``timeout`` bounds one attempt, ``grace`` is the time between TERM and KILL.
    ``max_parallel`` bounds the instances of the matrix that run at once.
    """

    run: fields.Command | None = None
    argv: fields.Arguments | None = None
    approval: Approval | None = None
    workflow: fields.Line | None = None
    with_: dict[fields.Name, fields.Text] = Field(default={}, alias="with")
    name: fields.Line | None = None
    needs: fields.Texts = ()
    condition: fields.Condition | None = Field(default=None, alias="if")
    when: Annotated[When, fields.word_of(When)] = When.ON_SUCCESS
    pause: Annotated[Pause, fields.word_of(Pause)] = Pause.NONE
    pause_message: fields.Text = ""
    retry: Retry = Retry()
    timeout: fields.PositiveDuration | None = None
    grace: fields.Duration = _TEN_SECONDS
    env: EnvironmentTexts = {}
    cwd: fields.Folder = "."
    shell: fields.Shell = _SHELL
    on_failure: Annotated[OnFailure, fields.word_of(OnFailure)] = OnFailure.PAUSE
    idempotent: fields.Boolean = False
    ok_exit: fields.ExitCodes = (0,)
    matrix: dict[fields.Name, fields.MatrixValues] = {}
    max_parallel: Annotated[int, fields.integer(1, 10_000)] | None = None
    outputs: fields.OutputNames = ()
    output: Annotated[OutputStreams, fields.word_of(OutputStreams)] = OutputStreams.SPLIT

    @property
    def kind(self) -> NodeKind:
        """What the node does when its turn comes."""
        if self.approval is not None:
            return NodeKind.APPROVAL
        return NodeKind.COMMAND if self.workflow is None else NodeKind.WORKFLOW

    @property
    def command(self) -> tuple[str, ...]:
        """The words to execute, empty for a node that is no command."""
        if self.run is not None:
            return (*self.shell, self.run)
        return self.argv or ()

    @property
    def prompt(self) -> str:
        """What a person who decides here is asked; may hold ``${{ }}``."""
        return self.pause_message if self.approval is None else self.approval.prompt


class WorkflowFields(_Fields):
    """What stands in a workflow file."""

    version: fields.Version = 1
    name: fields.Line
    description: fields.Text = ""
    run_name: fields.Line | None = None
    params: dict[fields.Name, Parameter] = {}
    env: EnvironmentTexts = {}
    defaults: Defaults = Defaults()
    queue: fields.QueueName = "default"
    priority: Annotated[int, fields.integer(-HIGHEST_PRIORITY, HIGHEST_PRIORITY)] = 0
    max_parallel: Annotated[int, fields.integer(1, 10_000)] | None = None
    timeout: fields.PositiveDuration | None = None
    concurrency: Concurrency | None = None
    nodes: Annotated[dict[fields.NodeId, NodeDefinition], fields.AtLeastOne]
    finally_: dict[fields.NodeId, NodeDefinition] = Field(default={}, alias="finally")


class Workflow(WorkflowFields):
    """A checked workflow: what its file says, the file's ``text``, and where it came from.

    ``folder`` is absolute: where relative folders of the file begin.
    """

    text: str
    source: str
    folder: Path
