"""Values whose type no remote server can be relied on for: read into what they are, or into nothing.

Published examples and recorded answers hold floats where whole numbers are due, numbers as text, an object as
the text of one, and several forms of time in one document. That is no error: what cannot be read
is missing, and the document as it came is kept beside the fields. Only an id must be there.
"""

import math
from datetime import UTC, datetime
from typing import Annotated, Final, TypeAlias, cast

from pydantic import PlainValidator

from console.model import Json
from console.wire.moment import in_utc

_MILLISECONDS: Final = 100_000_000_000
"""From here on a time is in milliseconds: as seconds it would be the year 5138."""

_MOST_DIGITS: Final = 300
"""A number as text is not looked at beyond this: floats end there, and Python refuses much longer ones."""


def text_of(value: object) -> str | None:
    """Return a text as it came, a number as text; None for all else, and for a text with nothing in it.

    JSON can hold half of a character, which no terminal and no file can: it becomes a question mark.
    """
    if isinstance(value, str):
        return encodable(value) if value and not value.isspace() else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
        return None
    return str(value)


def id_of(value: object) -> str:
    """Return the id of a row. Raises ValueError where there is none: nothing can be done with such a row."""
    text = text_of(value)
    if text is None:
        raise ValueError("an id is a text that is not empty")
    return text


def number_of(value: object) -> float | None:
    """Return a finite number, also where it was sent as text; None for all else."""
    if isinstance(value, str):
        try:
            value = float(value) if len(value) <= _MOST_DIGITS else None
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if _is_finite(value) else None


def whole_of(value: object) -> int | None:
    """Return a whole number, also as text or with a fraction of nothing; None for all else."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS:
        value = int(value)  # not by way of a float, which holds 15 digits
    if isinstance(value, int) and not isinstance(value, bool):
        return value if _is_finite(value) else None
    number = number_of(value)
    return int(number) if number is not None and number.is_integer() else None


def flag_of(value: object) -> bool | None:
    """Return true or false, also where it was sent as text; None for all else."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.strip().lower()) if isinstance(value, str) else None


def moment_of(value: object) -> datetime | None:
    """Return an ISO 8601 time, of UTC where it names no zone, in UTC; None for all else."""
    if not isinstance(value, str):
        return None
    try:
        return in_utc(datetime.fromisoformat(value.strip()))
    except (ValueError, OverflowError):
        return None


def stamp_of(value: object) -> datetime | None:
    """Return a time that is a number: seconds or milliseconds since 1970, by its size. 0 is "not yet"."""
    number = number_of(value)
    if number is None or number <= 0:
        return None
    try:
        return datetime.fromtimestamp(number / 1000 if number >= _MILLISECONDS else number, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def object_of(value: object) -> dict[str, Json]:
    """Return an object with keys that can be written; an empty one for all else."""
    if not isinstance(value, dict):
        return {}
    fields = cast("dict[str, Json]", value)
    return {encodable(key): item for key, item in fields.items()}


def list_of(value: object) -> list[Json]:
    """Return a list's items; none for what is no list."""
    return cast("list[Json]", value) if isinstance(value, list) else []


def objects_of(value: object) -> list[dict[str, Json]]:
    """Return the objects of a list; what else is in it is left out."""
    return [object_of(item) for item in list_of(value) if isinstance(item, dict)]


def texts_of(value: object) -> tuple[str, ...]:
    """Return the texts of a list, or a single one."""
    items: list[object] = [*list_of(cast("object", value))] if isinstance(value, list) else [value]
    return tuple(text for item in items if (text := text_of(item)) is not None)


def encodable(text: str) -> str:
    """Return ``text`` with a question mark for every half of a character."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value) and abs(value) < 1e300
    except OverflowError:  # a whole number of thousands of digits
        return False


Id: TypeAlias = Annotated[str, PlainValidator(id_of)]
"""The one field that must be there."""

Text: TypeAlias = Annotated[str | None, PlainValidator(text_of)]
Texts: TypeAlias = Annotated[tuple[str, ...], PlainValidator(texts_of)]
Number: TypeAlias = Annotated[float | None, PlainValidator(number_of)]
Whole: TypeAlias = Annotated[int | None, PlainValidator(whole_of)]
Flag: TypeAlias = Annotated[bool | None, PlainValidator(flag_of)]
Moment: TypeAlias = Annotated[datetime | None, PlainValidator(moment_of)]
Object: TypeAlias = Annotated[dict[str, object], PlainValidator(object_of)]
Items: TypeAlias = Annotated[list[object], PlainValidator(list_of)]
