"""Values of which the type cannot be relied on: read into what they are, or into nothing, and never an error.

The published examples hold floats where whole numbers are due, negative times, an id or a whole object in one
list, and four forms of time in one document. What cannot be read stays in the raw document.
"""

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, TypeAlias, cast

from pydantic import BeforeValidator

from console.model import Json

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}(\.[0-9]+)?\Z")
_FRACTION: Final = re.compile(r"(\.[0-9]{6})[0-9]+")


def text_of(value: object) -> str | None:
    """Return a text as it came, a number as text, and None for all else or for an empty text.

    A lone half of a surrogate pair becomes a question mark: no document of ours could be written with it.
    """
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value) if _is_small(value) else None
    return None


def number_of(value: object) -> float | None:
    """Return a number, also one written as text; None for all else, for NaN and for what is without end."""
    if isinstance(value, str) and _NUMBER.match(value):
        return float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if _is_small(value) else None


def moment_of(value: object) -> datetime | None:
    """Return a time in UTC: ISO 8601 with any fraction, or milliseconds since 1970, also as text.

    Numbers are always milliseconds (both seeds and the captured jobs), however small. None for all else.
    """
    number = number_of(value)
    try:
        if number is not None:
            return _EPOCH + timedelta(milliseconds=number)
        if not isinstance(value, str):
            return None
        when = datetime.fromisoformat(_FRACTION.sub(r"\1", value.strip()))
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def identity_of(value: object) -> str | None:
    """Return the id where an id or a whole object may stand (groups, watchers, users): of an object its name.

    An object is called by what people know it as: ``username``, ``name``, else its ``_id``.
    """
    if isinstance(value, dict):
        fields = object_of(cast("object", value))
        found = (text_of(fields.get(key)) for key in ("username", "name", "_id"))
        return next((text for text in found if text), None)
    return text_of(value)


def object_of(value: object) -> dict[str, Json]:
    """Return an object with its keys as text; an empty one for all else."""
    if not isinstance(value, dict):
        return {}
    fields = cast("dict[str, Json]", value)
    return {key.encode("utf-8", "replace").decode(): item for key, item in fields.items()}


def list_of(value: object) -> list[Json]:
    """Return a list; an empty one for all else, and a list of one for a single object or text."""
    if isinstance(value, list):
        return cast("list[Json]", value)
    one = isinstance(value, dict) or (isinstance(value, str) and value != "")
    return [cast("Json", value)] if one else []


def _is_small(value: float) -> bool:
    """Whether a number is finite and can be a float at all."""
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


Text: TypeAlias = Annotated[str | None, BeforeValidator(text_of)]
Number: TypeAlias = Annotated[float | None, BeforeValidator(number_of)]
Moment: TypeAlias = Annotated[datetime | None, BeforeValidator(moment_of)]
Who: TypeAlias = Annotated[str | None, BeforeValidator(identity_of)]
"""A user or a group: an id, a name, or the whole object."""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(text for item in list_of(value) if (text := text_of(item)))


def _whos(value: object) -> tuple[str, ...]:
    return tuple(text for item in list_of(value) if (text := identity_of(item)))


Texts: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(_texts)]
Whos: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(_whos)]
Object: TypeAlias = Annotated[dict[str, object], BeforeValidator(object_of)]
