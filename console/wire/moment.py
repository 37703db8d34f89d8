"""Times on the wire: ours are ISO 8601, in UTC, to the microsecond; those of headers are RFC 9110's."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def moment_text(when: datetime | None) -> str | None:
    """Return an aware time as ``2026-11-19T02:00:00Z``, with a fraction where it has one; None stays None."""
    if when is None:
        return None
    return when.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def in_utc(when: datetime) -> datetime:
    """Return ``when`` in UTC. A time without a zone is taken to be UTC already."""
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def header_moment(text: object) -> datetime | None:
    """Return a time as headers write it, ``Fri, 20 Nov 2026 07:34:52 GMT``, in UTC; None for what is none."""
    if not isinstance(text, str):
        return None
    try:
        return in_utc(parsedate_to_datetime(text))
    except (ValueError, OverflowError, IndexError, TypeError):  # the standard library raises each of them
        return None
