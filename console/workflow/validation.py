"""The fields of a file checked by their models, pydantic's findings told at their places in our words."""

from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ValidationError

from console.core.quote import quoted
from console.core.suggestion import suggestion
from console.workflow import definition
from console.workflow.errors import Findings
from console.workflow.fields import FAULT
from console.workflow.folding import Folding
from console.workflow.tree import Mapping, Path, Scalar, dotted, place_at

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_BY_NAME: Final[dict[str, type[BaseModel]]] = {
    "retry": definition.Retry,
    "approval": definition.Approval,
    "concurrency": definition.Concurrency,
    "defaults": definition.Defaults,
}
_BY_SECTION: Final[dict[str, type[BaseModel]]] = {
    "params": definition.Parameter,
    "inputs": definition.Parameter,
    "nodes": definition.NodeDefinition,
    "finally": definition.NodeDefinition,
}
# What other workflow tools call it.
_OTHER_WORDS: Final = {
    "steps": "nodes",
    "tasks": "nodes",
    "jobs": "nodes",
    "parameters": "params",
    "inputs": "params",
    "depends": "needs",
    "depends_on": "needs",
    "depends-on": "needs",
    "command": "run",
    "script": "run",
    "environment": "env",
    "variables": "env",
    "retries": "retry",
    "working-directory": "cwd",
    "working_dir": "cwd",
    "dir": "cwd",
    "onExit": "finally",
    "continue_on_error": "on_failure",
    "continue-on-error": "on_failure",
}


def validate(tree: Mapping, folding: Folding, findings: Findings) -> definition.WorkflowFields | None:
    """Return the fields of a file, or None, with every error noted, where some are wrong."""
    try:
        return definition.WorkflowFields.model_validate(folding.document)
    except ValidationError as failed:
        for detail in failed.errors(include_url=False):
            path = tuple(step for step in detail["loc"] if step != "[key]")
            if not any(path[: len(added)] == added for added in folding.added):
                _note(tree, path, detail, findings)
    return None


def _note(tree: Mapping, path: Path, detail: "ErrorDetails", findings: Findings) -> None:
    message = _message(path, detail)
    shown = path[:-1] if detail["type"] == "missing" else path
    findings.add(place_at(tree, path), dotted(shown), message)


def _message(path: Path, detail: "ErrorDetails") -> str:
    match detail["type"]:
        case t if t == FAULT:
            return str(detail.get("ctx", {}).get("message", detail["msg"]))
        case "extra_forbidden":
            name = str(path[-1])
            known = _fields_of(_model_at(path[:-1]))
            other = _OTHER_WORDS.get(name)
            hint = f" (did you mean '{other}'?)" if other in known else suggestion(name, known)
            return f"unknown field {quoted(name)}{hint}"
        case "missing":
            return f"missing field '{path[-1]}'"
        case "model_type" | "dict_type":
            return f"a mapping (lines of key: value), not {_shape(detail['input'])}"
        case "tuple_type" | "list_type":
            return f"a list, not {_shape(detail['input'])}"
        case _:
            return detail["msg"]


def _shape(value: object) -> str:
    if isinstance(value, Scalar):
        return "nothing" if value.is_null else f"the single value {quoted(value.text)}"
    return "a list" if isinstance(value, list) else "a mapping"


def _model_at(path: Path) -> type[BaseModel]:
    """Return the model whose fields stand at a path."""
    if len(path) >= 2 and path[-2] in _BY_SECTION:
        return _BY_SECTION[str(path[-2])]
    if path and path[-1] in _BY_NAME:
        return _BY_NAME[str(path[-1])]
    return definition.WorkflowFields


def _fields_of(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(info.alias or name for name, info in model.model_fields.items())
