"""The API's OpenAPI 3.1 document, made from the operations and the documents that they answer with."""

from collections.abc import Iterable, Sequence
from typing import cast

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from console.model import Json
from console.server.operation import Operation
from console.version import VERSION
from console.wire.local.document import API_HEADER, API_VERSION
from console.wire.local.failure import FailureDocument

_REF = "#/components/schemas/{model}"


def openapi_document(operations: Sequence[Operation]) -> dict[str, Json]:
    """Return the document that describes ``operations``."""
    schemas = _schemas(operations)
    paths: dict[str, dict[str, Json]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Job Console",
            "version": VERSION,
            "description": "Jobs of one host. Every answer carries the header "
            f"`{API_HEADER}: {API_VERSION}`; a request with another version is refused. Times are ISO 8601 "
            "in UTC. A stream answers with one document a line and says in its last one why it ends.",
        },
        "paths": dict(paths),
        "components": {"schemas": schemas},
    }


def _schemas(operations: Iterable[Operation]) -> dict[str, Json]:
    kinds: dict[type[BaseModel], None] = {FailureDocument: None}
    for operation in operations:
        for kind in (operation.answer, operation.body):
            if kind is not None:
                kinds[kind] = None
    _, definitions = models_json_schema([(kind, "validation") for kind in kinds], ref_template=_REF)
    # pydantic types a schema as `dict[str, Any]`; it is JSON.
    return cast("dict[str, Json]", definitions["$defs"])


def _operation(operation: Operation) -> dict[str, Json]:
    document: dict[str, Json] = {
        "summary": operation.summary,
        "operationId": operation.handler.__name__.strip("_"),
        "responses": {
            str(operation.status): _content("what was asked for", operation.answer, stream=operation.stream),
            "default": _content("what went wrong", FailureDocument),
        },
    }
    if operation.parameters:
        document["parameters"] = [
            {
                "name": parameter.name,
                "in": parameter.place,
                "required": parameter.required,
                "description": parameter.description,
                "schema": {"type": parameter.kind},
            }
            for parameter in operation.parameters
        ]
    if operation.body is not None:
        document["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _reference(operation.body)}},
        }
    return document


def _content(description: str, kind: type[BaseModel] | None, *, stream: bool = False) -> dict[str, Json]:
    media = "application/x-ndjson" if stream else "application/json"
    schema: dict[str, Json] = {"type": "object"} if kind is None else _reference(kind)
    return {"description": description, "content": {media: {"schema": schema}}}


def _reference(kind: type[BaseModel]) -> dict[str, Json]:
    return {"$ref": _REF.format(model=kind.__name__)}
