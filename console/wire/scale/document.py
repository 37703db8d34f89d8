"""What every document of Scale has in common: it is read as far as it can be understood."""

import math
import re
from datetime import UTC, datetime
from typing import Annotated, Final, TypeAlias, cast

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from console.model import Json

LARGEST_ID: Final = 2**31 - 1
"""Ids are 32-bit keys of PostgreSQL: a larger one is an error 500 there, so it is never asked for."""

_HALVES: Final = re.compile("[\ud800-\udfff]")
"""Halves of characters, which JSON can hold and no terminal or file can."""

_NANOSECONDS: Final = re.compile(r"(\.\d{6})\d+")


class Document(BaseModel):
    """A part of an answer. What we do not know is kept, what is odd is read as missing."""

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)


def whole(value: object) -> int | None:
    """Return a whole number, also of a float or of digits; None for everything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if math.isfinite(value) else None
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value):
        return int(value)
    return None


def number(value: object) -> float | None:
    """Return a finite number, also of digits; None for everything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def text(value: object) -> str | None:
    """Return text, also of a number; None for nothing, lists and objects."""
    if isinstance(value, str):
        return value if value.isascii() else _HALVES.sub("\ufffd", value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return None


def flag(value: object) -> bool:
    """Return whether something is said to be so: only a real ``true`` is."""
    return value is True


def moment(value: object) -> datetime | None:
    """Return a time in UTC. None for everything that is not one.

    Scale writes six digits of a second, none where they are zero, and nine in logs, of which three are
    cut off. A time without a zone is taken to be UTC.
    """
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(_NANOSECONDS.sub(r"\1", value))
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def fields(value: object) -> dict[str, Json]:
    """Return an object's fields, none for what is no object."""
    return cast("dict[str, Json]", value) if isinstance(value, dict) else {}


def items(value: object) -> list[Json]:
    """Return a list's items, none for what is no list."""
    return cast("list[Json]", value) if isinstance(value, list) else []


def part(value: object) -> object:
    """Return what a part of a document is made of: an object, or the id that stands for one."""
    if isinstance(value, dict):
        return cast("object", value)
    id_ = whole(value)
    return None if id_ is None else {"id": id_}


Whole: TypeAlias = Annotated[int | None, PlainValidator(whole)]
Number: TypeAlias = Annotated[float | None, PlainValidator(number)]
Text: TypeAlias = Annotated[str | None, PlainValidator(text)]
Flag: TypeAlias = Annotated[bool, PlainValidator(flag)]
Moment: TypeAlias = Annotated[datetime | None, PlainValidator(moment)]
Fields: TypeAlias = Annotated[dict[str, object], PlainValidator(fields), Field(default_factory=dict)]
"""An object that we look into ourselves; a missing one is empty."""
