"""Starting: a template as a form, and the filled form as the request that Sahara takes.

Source: service/validations/edp/job_execution_schema.py and job_interface.py of Sahara 19. Anything that the
schema does not name is refused there, so nothing else is ever sent. (``job_execution_info``, for scheduled
executions, is read at the top level, where the schema refuses it: nothing can be scheduled this way.)
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, cast

from console.model import Json, Param, ParamKind, WorkflowInfo
from console.wire.sahara.catalog import ArgumentDocument, ClusterDocument, TemplateDocument

CLUSTER: Final = "cluster_id"
ARGUMENT: Final = "interface."
"""What stands before the name of an argument of a template, so that none hides a field of ours."""

_FIXED: Final = (
    Param("input_id", description="id of the data source to read"),
    Param("output_id", description="id of the data source to write"),
    # Credentials of data stores travel in these: they are not repeated where the command is shown.
    Param("configs", ParamKind.JSON, description='settings: {"mapred.map.tasks": "2"}', secret=True),
    Param("params", ParamKind.JSON, description='parameters: {"NAME": "value"}', secret=True),
    Param("args", ParamKind.JSON, description='arguments in their order: ["a", "b"]', secret=True),
    Param("is_public", ParamKind.BOOL, default="false", description="other projects may see it"),
    Param("is_protected", ParamKind.BOOL, default="false", description="nobody may cancel or delete it"),
)
_IDS: Final = ("input_id", "output_id")
_FLAGS: Final = ("is_public", "is_protected")
_CONFIGURATION: Final[tuple[tuple[str, type, str], ...]] = (
    ("configs", dict, "an object"),
    ("params", dict, "an object"),
    ("args", list, "a list"),
)


def to_workflow(template: TemplateDocument, clusters: Iterable[ClusterDocument]) -> WorkflowInfo:
    """Return a job template as what can be started, with the clusters that run something."""
    return WorkflowInfo(
        id=template.id,
        name=template.name or template.id,
        description=template.description or "",
        params=(_cluster(clusters), *map(_argument, template.arguments), *_FIXED),
        source=f"job template of type {template.type}" if template.type else "job template",
        node_count=1,
    )


def _cluster(clusters: Iterable[ClusterDocument]) -> Param:
    options = tuple(dict.fromkeys(each.name or each.id for each in clusters if each.status == "Active"))
    return Param(
        CLUSTER,
        ParamKind.CHOICE if options else ParamKind.STRING,
        default=options[0] if len(options) == 1 else None,
        required=True,
        options=options,
        description="the cluster to run on, by name or id; only an Active one runs anything",
    )


def _argument(argument: ArgumentDocument) -> Param:
    kind = f"{argument.value_type} " if argument.value_type else ""
    told = argument.description or "an argument of the template"
    return Param(
        ARGUMENT + argument.name,
        default=argument.default,
        required=bool(argument.required),
        description=f"{told} ({kind}for {argument.mapping_type or 'the job'})",
    )


def to_request(
    template: TemplateDocument, params: Mapping[str, str], clusters: Iterable[ClusterDocument]
) -> dict[str, Json]:
    """Return the document that executes a template. Raises ValueError with every mistake, one a line."""
    mistakes = list(_strangers(template, params))
    request: dict[str, Json] = {}
    parts: tuple[Callable[[], dict[str, Json]], ...] = (
        lambda: _where(params, clusters),
        lambda: _flags(params),
        lambda: _configured(params),
        lambda: _interface(template, params),
    )
    for part in parts:
        try:
            request.update(part())
        except ValueError as mistake:
            mistakes.append(str(mistake))
    if mistakes:
        raise ValueError("\n".join(mistakes))
    return request


def _strangers(template: TemplateDocument, params: Mapping[str, str]) -> Iterator[str]:
    own = {ARGUMENT + argument.name for argument in template.arguments}
    known = {CLUSTER, *(param.name for param in _FIXED), *own}
    yield from (f"{name}: this template takes no such parameter" for name in params if name not in known)


def _where(params: Mapping[str, str], clusters: Iterable[ClusterDocument]) -> dict[str, Json]:
    asked = params.get(CLUSTER, "").strip()
    if not asked:
        raise ValueError(f"{CLUSTER}: on which cluster? Name one, or give its id")
    known = tuple(clusters)
    named = [each for each in known if each.name == asked]
    if len(named) > 1:
        ids = ", ".join(each.id for each in named)
        raise ValueError(f'{CLUSTER}: {len(named)} clusters are called "{asked}": give an id ({ids})')
    if not named and all(each.id != asked for each in known):
        names = ", ".join(sorted(each.name or each.id for each in known)) or "none"
        raise ValueError(f'{CLUSTER}: there is no cluster "{asked}"; there are {names}')
    request: dict[str, Json] = {CLUSTER: named[0].id if named else asked}
    request.update({name: params[name].strip() for name in _IDS if params.get(name, "").strip()})
    return request


def _flags(params: Mapping[str, str]) -> dict[str, Json]:
    request: dict[str, Json] = {}
    for name in _FLAGS:
        value = params.get(name, "").strip().lower()
        if value not in ("", "true", "false"):
            raise ValueError(f'{name}: "{params[name]}" is not true or false')
        if value == "true":
            request[name] = True
    return request


def _configured(params: Mapping[str, str]) -> dict[str, Json]:
    configs: dict[str, Json] = {}
    for name, type_, words in _CONFIGURATION:
        text = params.get(name, "").strip()
        if not text:
            continue
        try:
            value: object = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"{name}: not JSON: {error}") from error
        if not isinstance(value, type_):
            raise ValueError(f"{name}: {words} of JSON is needed")
        configs[name] = cast("Json", value)
    return {"job_configs": configs} if configs else {}


def _interface(template: TemplateDocument, params: Mapping[str, str]) -> dict[str, Json]:
    """The arguments by name; an empty table where none is given, for without one Sahara refuses."""
    given: dict[str, Json] = {}
    missing: list[str] = []
    for argument in template.arguments:
        value = params.get(ARGUMENT + argument.name, "")
        if value:
            given[argument.name] = value
        elif argument.required:
            missing.append(argument.name)
    if missing:
        raise ValueError("\n".join(f"{ARGUMENT}{name}: the template needs it" for name in missing))
    return {"interface": given} if template.arguments else {}
