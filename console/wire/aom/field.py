"""The times of AOM: the documents give them as numbers and as ``yyyy-MM-ddTHH:mm:ssZ``, in one field even."""

from datetime import datetime
from typing import Annotated, TypeAlias

from pydantic import PlainValidator

from console.wire.values import moment_of, stamp_of


def as_moment(value: object) -> datetime | None:
    """Return a time in UTC: seconds or milliseconds, told apart by their size, or ISO 8601. 0 is no time."""
    return stamp_of(value) or moment_of(value)


Moment: TypeAlias = Annotated[datetime | None, PlainValidator(as_moment)]
"""A time in UTC, or nothing."""
