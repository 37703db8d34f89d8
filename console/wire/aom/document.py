"""The documents of AOM's workflow API, as it sends them. Every field may be missing."""

from typing import Annotated, Self, cast

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    model_validator,
)

from console.model import Json
from console.wire.aom.field import Moment
from console.wire.values import Flag, Object, Text, Texts, Whole, objects_of


class _Document(BaseModel):
    """A document that remembers what it was read from, known or not."""

    # What is not known is not lost: all of it is in `said`.
    model_config = ConfigDict(extra="ignore", frozen=True)
    _said: Json = PrivateAttr(default=None)

    @property
    def said(self) -> Json:
        """The document as it came."""
        return self._said

    @model_validator(mode="wrap")
    @classmethod
    def _remember(cls, value: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        document = handler(value)
        document._said = cast("Json", value)
        return document


class DefinedNode(_Document):
    """A node of a workflow as it was defined (SDK model Node).

    ``parent_node`` is documented as the parent's *name*; ``name`` may be as general as "Node", and
    ``task_name`` is what its task is called.
    """

    id: Text = None
    name: Text = None
    task_name: Text = None
    category: Text = None
    description: Text = None
    ignore_error: Flag = None
    parent_node: Texts = ()
    metadata: Object = Field(default_factory=dict[str, object])


class WorkflowDocument(_Document):
    """A workflow as the list gives it (SDK model Workflow). ``status`` is that of its last execution.

    ``id`` is the one that paths take; ``workflow_id`` beside it is that of the engine below
    (FunctionGraph), which no path here knows.
    """

    id: Text = None
    name: Text = None
    type: Text = None
    description: Text = None
    status: Text = None
    last_execution_id: Text = None
    last_execution_start_time: Moment = None
    last_execution_end_time: Moment = None
    tags: Object = Field(default_factory=dict[str, object])
    input: Object = Field(default_factory=dict[str, object])
    nodes: Annotated[tuple[DefinedNode, ...], BeforeValidator(objects_of)] = ()


class WorkflowPage(_Document):
    """One page of the list of workflows."""

    elements: Annotated[tuple[WorkflowDocument, ...], BeforeValidator(objects_of)] = ()
    total_elements: Whole = None


class NodeResult(_Document):
    """How one node went in an execution (SDK model ExecutionResultList). It has no name here."""

    node_id: Text = None
    status: Text = None
    begin_time: Moment = None
    end_time: Moment = None
    function_execution_id: Text = None
    output: object = None


class ExecutionDocument(_Document):
    """One execution, of the list (WorkflowExecutionBrief) or by itself, where ``created_by`` is missing."""

    workflow_id: Text = None
    execution_id: Text = None
    status: Text = None
    begin_time: Moment = None
    end_time: Moment = None
    last_update_time: Moment = None
    created_by: Text = Field(default=None, validation_alias=AliasChoices("created_by", "create_by"))
    approve_user_name_list: Texts = ()
    execution_result_list: Annotated[tuple[NodeResult, ...], BeforeValidator(objects_of)] = ()


class StartedDocument(_Document):
    """The answer to a start."""

    execution_id: Text = None
