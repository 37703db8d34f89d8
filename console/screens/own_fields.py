"""The fields of a start form that no parameter is: what the job is called, and how urgent it is."""

from typing import Final

from console.client.home import Home
from console.model import Param, ParamKind, Support, TargetKind, Verb
from console.screens.places import FormPlace
from console.widgets.param_field import ParamField

NAME: Final = ""
PRIORITY: Final = "\n"
"""What stands for the name of a parameter in these fields: no parameter is called so."""


def own_fields(place: FormPlace, home: Home, first: int) -> list[ParamField]:
    """Return them, numbered from ``first``; a priority only where the backend has any."""
    name = Param(NAME, description="what the list calls it; the workflow decides if empty", required=False)
    fields = [ParamField(name, first, value=place.name or None, title="job name")]
    if home.capabilities.of(Verb.PRIORITY, TargetKind.JOB).support is not Support.NONE:
        order = home.capabilities.extra.get("priority", "higher runs first")
        urgent = Param(PRIORITY, ParamKind.INT, description=order, required=False)
        fields.append(ParamField(urgent, first + 1, value=place.priority or None, title="priority"))
    return fields


def priority_of(fields: dict[str, ParamField]) -> int | None:
    """Return the priority that was typed; None where there is none, or it is no number."""
    field = fields.get(PRIORITY)
    try:
        return int(field.value.strip()) if field is not None else None
    except ValueError:
        return None
