"""What the platform writes in its own ways: times as milliseconds, and whole objects where an id is due."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, TypeAlias, cast

from pydantic import PlainValidator

from console.model import Json
from console.wire import values
from console.wire.values import number_of, object_of, text_of

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def moment_of(value: object) -> datetime | None:
    """Return a time in UTC: ISO 8601 with any fraction, or milliseconds since 1970, also as text.

    Numbers are always milliseconds (both seeds and the captured jobs), however small. None for all else.
    """
    number = number_of(value)
    try:
        return values.moment_of(value) if number is None else _EPOCH + timedelta(milliseconds=number)
    except OverflowError:
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


def list_of(value: object) -> list[Json]:
    """Return a list; an empty one for all else, and a list of one for a single object or text."""
    if isinstance(value, dict):
        return [cast("Json", value)]
    return [value] if isinstance(value, str) and value else values.list_of(value)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(text for item in list_of(value) if (text := text_of(item)))


def _whos(value: object) -> tuple[str, ...]:
    return tuple(text for item in list_of(value) if (text := identity_of(item)))


Moment: TypeAlias = Annotated[datetime | None, PlainValidator(moment_of)]
Who: TypeAlias = Annotated[str | None, PlainValidator(identity_of)]
"""A user or a group: an id, a name, or the whole object."""

Texts: TypeAlias = Annotated[tuple[str, ...], PlainValidator(_texts)]
Whos: TypeAlias = Annotated[tuple[str, ...], PlainValidator(_whos)]
