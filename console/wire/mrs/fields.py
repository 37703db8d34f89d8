"""What MRS writes in its own ways: times, and objects that are sent as text.

The vendor's texts disagree with each other on types (``end_time`` is a Bool in one table and a String in the
next, ``info`` a String that holds an object), so each field takes whatever comes and keeps what it can use.
"""

from datetime import datetime
from typing import Annotated

from pydantic import PlainValidator

from console.model import Json
from console.wire.received import received
from console.wire.values import moment_of, object_of, stamp_of


def when(value: object) -> datetime | None:
    """Return a time in UTC: seconds (the answer to a submission), milliseconds (the rest) or ISO 8601."""
    return stamp_of(value) or moment_of(value)


def object_in(value: object) -> dict[str, Json]:
    """Return an object, also where it was sent as a text that holds one; empty for anything else."""
    if isinstance(value, str):
        try:
            value = received(value)
        except (ValueError, RecursionError):
            return {}
    return object_of(value)


Moment = Annotated[datetime | None, PlainValidator(when)]
Object = Annotated[dict[str, object], PlainValidator(object_in)]
