"""What a person typed into a start form: checked before it is sent, with a sentence for every mistake."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from console.model import Param, ParamKind

TRUE: Final = ("true", "yes", "on", "1")
FALSE: Final = ("false", "no", "off", "0")
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
        text = values.get(param.name, "").strip()
        if not text:
            if param.required and param.default is None:
                mistakes[param.name] = "is needed"
            continue
        mistake = _mistake(param, text)
        if mistake:
            mistakes[param.name] = mistake
        else:
            sent[param.name] = text
    return Checked(sent, mistakes)


def shown(params: tuple[Param, ...], sent: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters as they may be shown: secrets are not."""
    secret = {param.name for param in params if param.secret}
    return {name: SECRET if name in secret else value for name, value in sent.items()}


def hint(param: Param) -> str:
    """Return what may be typed, in a few words."""
    words = {
        ParamKind.INT: "a whole number",
        ParamKind.DATE: "a date, such as 2026-11-19",
        ParamKind.JSON: "JSON",
    }
    return words.get(param.kind, "")


def _mistake(param: Param, text: str) -> str:
    match param.kind:
        case ParamKind.INT:
            return "" if _is_int(text) else f"{text!r} is not a whole number"
        case ParamKind.DATE:
            return "" if _is_date(text) else f"{text!r} is not a date like 2026-11-19"
        case ParamKind.BOOL:
            return "" if text.casefold() in (*TRUE, *FALSE) else f"{text!r} is neither true nor false"
        case ParamKind.CHOICE:
            return "" if text in param.options else f"{text!r} is none of {', '.join(param.options)}"
        case ParamKind.JSON:
            return _json_mistake(text)
        case ParamKind.STRING:
            return ""


def _is_int(text: str) -> bool:
    try:
        int(text)
    except ValueError:
        return False
    return True


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def _json_mistake(text: str) -> str:
    try:
        json.loads(text)
    except ValueError as error:
        return f"is not JSON: {error}"
    return ""
