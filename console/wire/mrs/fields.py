"""The fields of Huawei MRS documents, read tolerantly: what cannot be understood is None, never an error.

The vendor's texts disagree with each other on types (``end_time`` is a Bool in one table and a String in the
next, ``info`` a String that holds an object), so each field takes whatever comes and keeps what it can use.
"""

import math
from datetime import UTC, datetime
from typing import Annotated, Final, TypeGuard, cast

from pydantic import PlainValidator

from console.wire.received import received

_SECONDS_BELOW: Final = 100_000_000_000
"""Ten-digit times are seconds (the answer to a submission), thirteen-digit ones milliseconds (the rest)."""


def text_of(value: object) -> str | None:
    """Return a text or a number as text; None for what is empty or neither."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return str(value) if is_finite(value) else None
    if not isinstance(value, str) or not value.strip():
        return None
    # JSON can hold half a surrogate pair, which no terminal and no file can.
    return value.encode("utf-8", "replace").decode("utf-8")


def id_of(value: object) -> str:
    """Return the id of a job. Raises ValueError where there is none: nothing can be done with such a row."""
    text = text_of(value)
    if text is None:
        raise ValueError("an id is a text that is not empty")
    return text


def number_of(value: object) -> float | None:
    """Return a number, also where it was sent as text."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    return float(value) if _is_number(value) and is_finite(value) else None


def whole_of(value: object) -> int | None:
    """Return a whole number, also where it was sent as text or with a fraction of nothing."""
    number = number_of(value)
    return int(number) if number is not None and number.is_integer() else None


def flag_of(value: object) -> bool | None:
    """Return true or false, also where it was sent as text."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.strip().lower()) if isinstance(value, str) else None


def moment_of(value: object) -> datetime | None:
    """Return a time in UTC: ISO 8601 without a zone, seconds or milliseconds. 0 is "not yet"."""
    try:
        if _is_number(value):
            return _from_number(value)
        if isinstance(value, str) and value.strip():
            return _from_text(value.strip())
    except (ValueError, OverflowError, OSError):
        return None
    return None


def _from_number(value: float) -> datetime | None:
    if value <= 0 or not is_finite(value):
        return None
    return datetime.fromtimestamp(value if value < _SECONDS_BELOW else value / 1000, UTC)


def _from_text(value: str) -> datetime | None:
    if value.isascii() and value.isdigit():
        return _from_number(int(value))
    when = datetime.fromisoformat(value)
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def object_in(value: object) -> dict[str, object]:
    """Return an object, also where it was sent as a text that holds one; empty for anything else."""
    if isinstance(value, str):
        try:
            value = received(value)
        except (ValueError, RecursionError):
            return {}
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def is_finite(value: float) -> bool:
    """Whether a number is one that JSON should have held, and that can be written out."""
    try:
        return math.isfinite(value) and abs(value) < 1e300
    except OverflowError:  # a whole number of thousands of digits
        return False


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


Id = Annotated[str, PlainValidator(id_of)]
"""A job's id: the one field that must be there."""

Text = Annotated[str | None, PlainValidator(text_of)]
Number = Annotated[float | None, PlainValidator(number_of)]
Whole = Annotated[int | None, PlainValidator(whole_of)]
Flag = Annotated[bool | None, PlainValidator(flag_of)]
Moment = Annotated[datetime | None, PlainValidator(moment_of)]
Object = Annotated[dict[str, object], PlainValidator(object_in)]
