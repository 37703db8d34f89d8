"""What a person typed into a start form: checked before it is sent, with a sentence for every mistake."""

from collections.abc import Mapping
from dataclasses import dataclass
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


def hint(param: Param) -> str:
    """Return what may be typed, in a few words."""
    words = {
        ParamKind.INT: "a whole number",
        ParamKind.DATE: "a date, such as 2026-11-19",
        ParamKind.JSON: "JSON",
    }
    return words.get(param.kind, "")
