"""Field types that take whatever comes: what is not as documented is None, and the rest stays."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Final, TypeAlias, cast

from pydantic import BeforeValidator

_MILLISECONDS: Final = 100_000_000_000
"""From here on a number is milliseconds: as seconds it would be the year 5138."""


def as_text(value: object) -> str | None:
    """Return a text or a number as text that can be encoded, None for everything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value).encode(errors="replace").decode()
    return text or None


def as_flag(value: object) -> bool | None:
    """Return a boolean, also one that is written as text; None for everything else."""
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def as_count(value: object) -> int | None:
    """Return a number that is not negative, None for everything else."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if value >= 0 else None


def as_texts(value: object) -> tuple[str, ...]:
    """Return the texts of a list, or a single one."""
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    return tuple(text for text in map(as_text, items) if text is not None)


def as_objects(value: object) -> list[object]:
    """Return the objects of a list; what else is in it is left out."""
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [item for item in items if isinstance(item, Mapping)]


def as_object(value: object) -> dict[str, object]:
    """Return an object, or an empty one for everything else."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def as_moment(value: object) -> datetime | None:
    """Return a time in UTC: seconds or milliseconds, told apart by their size, or ISO 8601. 0 is no time.

    The documents give both, and ``last_update_time`` as a number and as ``yyyy-MM-ddTHH:mm:ssZ``.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, str):
        text = value.strip()
        return _stamp(int(text)) if text.isascii() and text.isdecimal() and len(text) < 20 else _iso(text)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return _stamp(value)


def _stamp(number: float) -> datetime | None:
    try:
        seconds = number / 1000 if number >= _MILLISECONDS else number
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
    except (OverflowError, ValueError, OSError):
        return None


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


Text: TypeAlias = Annotated[str | None, BeforeValidator(as_text)]
"""A text, or nothing."""

Texts: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(as_texts)]
"""A list of texts, or one text."""

Flag: TypeAlias = Annotated[bool | None, BeforeValidator(as_flag)]
"""Yes, no, or nothing."""

Count: TypeAlias = Annotated[int | None, BeforeValidator(as_count)]
"""A number from 0 on, or nothing."""

Moment: TypeAlias = Annotated[datetime | None, BeforeValidator(as_moment)]
"""A time in UTC, or nothing."""

Object: TypeAlias = Annotated[dict[str, object], BeforeValidator(as_object)]
"""An object with any values."""

Objects: TypeAlias = Annotated[list[dict[str, object]], BeforeValidator(as_objects)]
"""A list of objects with any values."""
