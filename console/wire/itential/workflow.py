"""A workflow that can be started: its inputs as a start form, and what was filled in as variables."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from console.model import Json, Param, ParamKind, WorkflowInfo
from console.wire.itential.values import list_of
from console.wire.values import object_of, text_of

DESCRIPTION: Final = "options.description"
TYPE: Final = "options.type"
GROUPS: Final = "options.groups"
TYPES: Final = ("automation", "resource:action", "resource:compliance")

OPTIONS: Final = (
    Param(DESCRIPTION, description="what this run is for; shown with the job"),
    Param(TYPE, ParamKind.CHOICE, default="automation", options=TYPES, description="what kind of job it is"),
    Param(GROUPS, description="ids of the groups that may see the job, with commas between"),
)
"""What a start takes beside the workflow's variables (the jobs/start page of the vendor)."""

_KINDS: Final = {
    "integer": ParamKind.INT,
    "boolean": ParamKind.BOOL,
    "number": ParamKind.JSON,
    "object": ParamKind.JSON,
    "array": ParamKind.JSON,
    "null": ParamKind.JSON,
}


@dataclass(frozen=True, slots=True)
class Inputs:
    """The schema of a workflow's inputs: each variable with its own schema, and those that must be given."""

    properties: Mapping[str, Mapping[str, Json]]
    required: frozenset[str]
    open: bool  # whether variables that are not named may be given, too


def inputs_of(workflow: Mapping[str, Json]) -> Inputs | None:
    """Return the inputs of a workflow document; None where it has no schema, so that nothing is known."""
    schema = object_of(workflow.get("inputSchema"))
    if not schema:
        return None
    required = frozenset(text for item in list_of(schema.get("required")) if (text := text_of(item)))
    properties = {name: object_of(value) for name, value in object_of(schema.get("properties")).items()}
    return Inputs(properties, required, schema.get("additionalProperties") is True)


def workflow_of(workflow: Mapping[str, Json], is_secret: Callable[[str], bool]) -> WorkflowInfo | None:
    """Return a workflow as it can be started, by its name; None for one without a name."""
    name = text_of(workflow.get("name")) or text_of(workflow.get("componentName"))
    if name is None:
        return None
    inputs = inputs_of(workflow)
    tasks = object_of(workflow.get("tasks"))
    own = (
        ()
        if inputs is None
        else tuple(
            _param(id_, schema, id_ in inputs.required, is_secret(id_))
            for id_, schema in inputs.properties.items()
        )
    )
    return WorkflowInfo(
        id=name,
        name=name,
        description=text_of(workflow.get("description")) or "",
        params=(*own, *OPTIONS),
        source="Automation Studio",
        node_count=len(tasks) or None,
    )


def _param(name: str, schema: Mapping[str, Json], required: bool, secret: bool) -> Param:
    choices = tuple(text for item in list_of(schema.get("enum")) if (text := text_of(item)) is not None)
    kind = ParamKind.CHOICE if choices else _KINDS.get(_type(schema), ParamKind.STRING)
    examples = [_written(item) for item in list_of(schema.get("examples"))[:2]]
    told = [text_of(schema.get("description")) or text_of(schema.get("title")) or ""]
    told += [f"such as {', '.join(examples)}"] if examples else []
    default = schema.get("default")
    return Param(
        name,
        kind,
        default=None if default is None else _written(default),
        required=required,
        options=choices,
        description="; ".join(filter(None, told)),
        secret=secret or schema.get("format") == "password",
    )


def _type(schema: Mapping[str, Json]) -> str:
    """Return the type of a variable; of several the first that is not null."""
    told = schema.get("type")
    names = [text_of(item) or "" for item in told] if isinstance(told, list) else [text_of(told) or ""]
    return next((name for name in names if name != "null"), "null" if "null" in names else "")


def _written(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Started:
    """What a start sends, or the errors of what was filled in, one a sentence."""

    options: dict[str, Json]
    errors: tuple[str, ...]


def start_options(params: Mapping[str, str], inputs: Inputs | None) -> Started:
    """Return the ``options`` of a start out of a filled-in form. Empty texts of options are left out.

    Where no schema is known, a value that is a JSON object or list is sent as such, all else as text.
    """
    variables: dict[str, Json] = {}
    errors: list[str] = []
    for name, text in params.items():
        if name in (DESCRIPTION, TYPE, GROUPS):
            continue
        if inputs is not None and name not in inputs.properties and not inputs.open:
            errors.append(f"{name}: the workflow has no such variable; it has {_names(inputs)}")
            continue
        schema = inputs.properties.get(name, _ANY) if inputs is not None else _ANY
        try:
            variables[name] = _value(text, schema, known=inputs is not None)
        except ValueError as error:
            errors.append(f"{name}: {error}")
    errors += [f"{name}: this variable is required" for name in _missing(inputs, params)]
    options: dict[str, Json] = {"variables": variables}
    description, type_ = params.get(DESCRIPTION, "").strip(), params.get(TYPE, "").strip()
    groups = [part.strip() for part in params.get(GROUPS, "").split(",") if part.strip()]
    if description:
        options["description"] = description
    if type_:
        options["type"] = type_
    if groups:
        options["groups"] = [*groups]
    return Started(options, tuple(errors))


_ANY: Final[Mapping[str, Json]] = {}


def _missing(inputs: Inputs | None, params: Mapping[str, str]) -> list[str]:
    """Return the variables that must be given, are not, and have no default."""
    if inputs is None:
        return []
    return sorted(
        name
        for name in inputs.required
        if name not in params and "default" not in inputs.properties.get(name, _ANY)
    )


def _names(inputs: Inputs) -> str:
    return ", ".join(sorted(inputs.properties)) or "none"


_TRUTHS: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def _value(text: str, schema: Mapping[str, Json], *, known: bool) -> Json:
    """Return a typed text as what the schema asks for. Raises ValueError with what is asked for."""
    type_ = _type(schema)
    match type_:
        case "integer":
            return _integer(text)
        case "boolean":
            if text.strip().lower() not in _TRUTHS:
                raise ValueError(f'"{text}" is neither true nor false')
            return _TRUTHS[text.strip().lower()]
        case "number" | "object" | "array" | "null":
            return _json(text, type_)
        case _:
            looks = not known and text.strip()[:1] in ("{", "[")
            return _json(text, "object or array") if looks else text


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(f'"{text}" is no whole number') from None


def _json(text: str, type_: str) -> Json:
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(f"this is no JSON, and {type_} is asked for") from None
    wanted = {"number": int | float, "object": dict, "array": list}.get(type_)
    if wanted is not None and (not isinstance(value, wanted) or isinstance(value, bool)):
        raise ValueError(f"{type_} is asked for")
    return value


def variable_of(text: str) -> Json:
    """Return a typed text as a variable of which no schema is known: JSON objects and lists as such."""
    try:
        return _value(text, _ANY, known=False)
    except ValueError:
        return text
