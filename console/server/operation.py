"""One operation of the API: what serves it, and what the OpenAPI document says of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query string, or (``place`` path) of the path."""

    name: str
    kind: Literal["string", "integer"] = "string"
    description: str = ""
    required: bool = False
    place: Literal["query", "path"] = "query"


@dataclass(frozen=True, slots=True)
class Operation:
    """A method on a path. A ``stream`` answers with one JSON document a line, until it ends."""

    method: Literal["GET", "POST"]
    path: str
    handler: Handler
    summary: str
    answer: type[BaseModel] | None
    parameters: tuple[Parameter, ...] = ()
    body: type[BaseModel] | None = None
    status: int = 200
    stream: bool = False


JOB = Parameter("job", description="the job's id", required=True, place="path")
LOG = (
    JOB,
    Parameter("node", description="the node's id", required=True),
    Parameter("execution", "integer", "the number of the attempt", required=True),
)
