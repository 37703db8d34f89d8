"""The start form of a job type: its interface as parameters, and what was typed as the input of a job.

An input is as Scale checks it (`data/data/json/data_v6.py`, `data/data/value.py`): files are lists of ids,
a JSON value must be of the type that the manifest names.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from console.model import Json, Param, ParamKind, WorkflowInfo
from console.wire.scale.document import LARGEST_ID
from console.wire.scale.job_type import InputDocument, JobTypeDetailDocument, JobTypeDocument

WHOLE_INPUT: Final = "input"
"""The one parameter of a type whose interface cannot be read: the input's whole JSON."""

_KINDS: Final = {
    "string": ParamKind.STRING,
    "integer": ParamKind.INT,
    "boolean": ParamKind.BOOL,
    "number": ParamKind.JSON,
    "array": ParamKind.JSON,
    "object": ParamKind.JSON,
}
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "object": (dict,),
}
_WORDS: Final = {
    "array": "a JSON list",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "a JSON object",
}


@dataclass(frozen=True, slots=True)
class JobInput:
    """What was typed, as Scale takes it, and a sentence for everything that it would not take."""

    input: dict[str, Json]
    mistakes: tuple[str, ...]


def to_workflow(type_: JobTypeDocument, detail: JobTypeDetailDocument | None) -> WorkflowInfo:
    """Return a job type as something to start. Without ``detail`` its whole input is one parameter."""
    params = (
        (Param(WHOLE_INPUT, ParamKind.JSON, '{"files": {}, "json": {}}', description=_UNREADABLE),)
        if detail is None
        else tuple(map(_file, detail.files)) + tuple(map(_value, detail.json_inputs))
    )
    title = type_.title if type_.title and type_.title != type_.name else ""
    about = ". ".join(part for part in (title, type_.description or "") if part)
    paused = " (paused: a new job waits in the queue)" if type_.is_paused else ""
    return WorkflowInfo(type_.key, type_.words, f"{about}{paused}", params, "job type of Scale", 1)


_UNREADABLE: Final = "the whole input; this version's interface cannot be asked for by the API"


def read_input(detail: JobTypeDetailDocument | None, typed: Mapping[str, str]) -> JobInput:
    """Return the input that ``typed`` (parameter name to text) means, with every mistake at once."""
    if detail is None:
        return _whole_input(typed)
    files: dict[str, Json] = {}
    values: dict[str, Json] = {}
    mistakes: list[str] = []
    known = {each.name for each in (*detail.files, *detail.json_inputs)}
    mistakes += [f"{name}: the job type has no such input" for name in typed if name not in known]
    for kind, into, read in (
        (detail.files, files, _file_ids),
        (detail.json_inputs, values, _json_value),
    ):
        for each in kind:
            text = typed.get(each.name or "", "").strip()
            if not text:
                mistakes += [f"{each.name}: is needed"] if each.is_required else []
                continue
            try:
                into[each.name or ""] = read(each, text)
            except ValueError as error:
                mistakes.append(f"{each.name}: {error}")
    return JobInput({"files": files, "json": values}, tuple(mistakes))


def _whole_input(typed: Mapping[str, str]) -> JobInput:
    try:
        found: Json = json.loads(typed.get(WHOLE_INPUT) or "{}")
    except (ValueError, RecursionError) as error:
        return JobInput({}, (f"{WHOLE_INPUT}: is not JSON: {error}",))
    if not isinstance(found, dict):
        return JobInput({}, (f'{WHOLE_INPUT}: should be an object such as {{"files": {{"NAME": [1]}}}}',))
    others = [f"{name}: only {WHOLE_INPUT} is taken here" for name in typed if name != WHOLE_INPUT]
    return JobInput(found, tuple(others))


def _file(each: InputDocument) -> Param:
    what = "ids of files, with commas" if each.multiple else "the id of a file"
    kinds = f" ({', '.join(each.media_types)})" if each.media_types else ""
    return Param(each.name or "", ParamKind.STRING, required=each.is_required, description=f"{what}{kinds}")


def _value(each: InputDocument) -> Param:
    kind = _KINDS.get(each.type or "", ParamKind.JSON)
    words = _WORDS.get(each.type or "", "text" if each.type == "string" else "JSON")
    return Param(each.name or "", kind, required=each.is_required, description=words)


def _file_ids(each: InputDocument, text: str) -> list[Json]:
    words = text.strip("[]").replace(",", " ").split()
    ids = [int(word) for word in words if word.isascii() and word.isdigit() and 0 < int(word) <= LARGEST_ID]
    if len(ids) != len(words) or not ids:
        raise ValueError("should be the id of a file, a whole number" + (", or several" * each.multiple))
    if len(ids) > 1 and not each.multiple:
        raise ValueError(f"takes one file, not {len(ids)}")
    return cast("list[Json]", ids)


def _json_value(each: InputDocument, text: str) -> Json:
    if each.type == "string":
        return text
    try:
        found: Json = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(f"should be {_WORDS.get(each.type or '', 'JSON')}") from None
    wanted = _TYPES.get(each.type or "")
    # In Python true is a number; in JSON and for Scale's forms it is none.
    truth = isinstance(found, bool) and each.type in ("integer", "number")
    if wanted is not None and (truth or not isinstance(found, wanted)):
        raise ValueError(f"should be {_WORDS[each.type or '']}")
    return found
