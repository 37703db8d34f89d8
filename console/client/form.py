"""What a person typed into a start form: checked before it is sent, with a sentence for every mistake."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from console.core.parameter import value_fault
from console.core.secret import MASK
from console.model import Param, ParamKind, ParamValue

SECRET: Final = "***"  # noqa: S105 - what is shown instead of one
"""What stands for a secret where a command is shown."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The parameters to send, without those left empty that have no need; and the mistakes by name."""

    params: dict[str, str]
    mistakes: dict[str, str]


def check(params: tuple[Param, ...], values: Mapping[str, str]) -> Checked:
    """Check ``values`` (parameter name to text) against what the workflow takes."""
    sent: dict[str, str] = {}
    mistakes: dict[str, str] = {}
    for param in params:
        text = values.get(param.name, "")
        if not param.secret:  # whose blanks may be meant
            text = text.strip()
        if mistake := mistake_in(param, text):
            mistakes[param.name] = mistake
        elif text.strip():
            sent[param.name] = text
    return Checked(sent, mistakes)


def mistake_in(param: Param, text: str) -> str:
    """Return what is wrong with one value, with the place where it has one; nothing where it will do.

    The value of a secret is never repeated.
    """
    if not text.strip():
        return "is needed" if is_needed(param) else ""
    if param.kind is ParamKind.JSON:
        return _json_mistake(text)
    wrong = value_fault(param.kind, text, param.options)
    if wrong is None:
        return ""
    return "cannot be used: " + wrong.partition(", not ")[0] if param.secret else f"should be {wrong}"


def is_needed(param: Param) -> bool:
    """Whether a job cannot be started without a value."""
    return param.required and param.default is None


def filled_in(params: tuple[Param, ...], given: Mapping[str, ParamValue]) -> dict[str, str]:
    """Return what a form shows that is to start a job again: the values of another one, secrets left out."""
    return {
        param.name: _as_typed(given[param.name])
        for param in params
        if param.name in given and not param.secret and given[param.name] != MASK
    }


def _as_typed(value: ParamValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _json_mistake(text: str) -> str:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return f"{error.lineno}:{error.colno}: this is no JSON: {error.msg}"
    except (ValueError, RecursionError):  # a number of 5,000 digits, a thousand brackets
        return "this is more than can be read as JSON"
    wrong = value_fault(ParamKind.STRING, text)
    return "" if wrong is None else f"should be {wrong}"


def shown(params: tuple[Param, ...], sent: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters as they may be shown: secrets are not."""
    secret = {param.name for param in params if param.secret}
    return {name: SECRET if name in secret else value for name, value in sent.items()}


def left_empty(params: tuple[Param, ...], given: Sequence[str]) -> str:
    """Return a sentence on what a link wants to fill in and must not, or cannot; empty where all is well."""
    secret = [param.name for param in params if param.secret and param.name in given]
    unknown = [name for name in given if name not in {param.name for param in params}]
    told = [f"{', '.join(secret)}: a link fills in no secret"] if secret else []
    told += [f"the workflow takes no {', '.join(unknown)}"] if unknown else []
    return "; ".join(told)


def hint(param: Param) -> str:
    """Return what may be typed, in a few words."""
    words = {
        ParamKind.INT: "a whole number",
        ParamKind.DATE: "a date, such as 2026-11-19",
        ParamKind.JSON: "JSON",
    }
    return words.get(param.kind, "")
