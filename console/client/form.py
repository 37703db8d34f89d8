"""What a person typed into a start form: checked before it is sent, with a sentence for every mistake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from console.core.parameter import value_fault
from console.model import Param, ParamKind

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
        wrong = value_fault(param.kind, text, param.options)
        if wrong is None:
            sent[param.name] = text
        else:
            mistakes[param.name] = f"should be {wrong}"
    return Checked(sent, mistakes)


def shown(params: tuple[Param, ...], sent: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters as they may be shown: secrets are not."""
    secret = {param.name for param in params if param.secret}
    return {name: SECRET if name in secret else value for name, value in sent.items()}


def filled_in(params: tuple[Param, ...], given: Mapping[str, str]) -> tuple[Param, ...]:
    """Return the parameters with what a link fills in as their defaults; a secret is never filled in."""
    return tuple(
        replace(param, default=given[param.name]) if param.name in given and not param.secret else param
        for param in params
    )


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
