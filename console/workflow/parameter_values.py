"""How a parameter is declared in the file, and how its value is written for a command."""

from console.core.parameter import value_fault
from console.model.workflow import ParamKind


def written(value: object) -> str:
    """Return a value as a command sees it in its environment; null is an empty text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def declaration_fault(
    kind: ParamKind, default: str | None, options: tuple[str, ...], required: bool | None
) -> str | None:
    """Return what is wrong with a parameter's declaration, None if nothing is."""
    if kind is ParamKind.CHOICE and not options:
        return "a choice needs options"
    if kind is not ParamKind.CHOICE and options:
        return f"options belong to a parameter of type choice, this one is a {kind}"
    if default is None:
        if required is False and kind is not ParamKind.STRING:
            return f"a parameter of type {kind} that is not required needs a default"
        return None
    if required:
        return "a required parameter has no default: drop one of the two"
    wrong = value_fault(kind, default, options)
    return None if wrong is None else f"the default should be {wrong}"
