"""A workflow as a backend lists it: enough to draw its start form."""

from dataclasses import dataclass
from enum import StrEnum


class ParamKind(StrEnum):
    """The type of a start parameter."""

    STRING = "string"
    INT = "int"
    BOOL = "bool"
    CHOICE = "choice"
    DATE = "date"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a workflow. ``default`` is text as a person would type it; None has no default."""

    name: str
    kind: ParamKind = ParamKind.STRING
    default: str | None = None
    required: bool = False
    options: tuple[str, ...] = ()
    description: str = ""
    secret: bool = False


@dataclass(frozen=True, slots=True)
class WorkflowInfo:
    """A workflow that can be started. ``id`` is what `start` takes; ``source`` is where it came from."""

    id: str
    name: str
    description: str = ""
    params: tuple[Param, ...] = ()
    source: str = ""
    node_count: int | None = None


@dataclass(frozen=True, slots=True)
class StartRequest:
    """Ask for a new job: of a stored workflow by id, or of a file given as text with its folder.

    ``expected`` is the version of the workflow that was planned (`StartPlan.version`): where the stored one
    is another by now, nothing is started.
    """

    workflow: str | None
    params: dict[str, str]
    name: str | None = None
    text: str | None = None
    source: str | None = None
    folder: str | None = None
    priority: int | None = None
    request_id: str | None = None
    reason: str | None = None
    expected: str | None = None
