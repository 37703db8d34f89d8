"""Times on the wire: ISO 8601, always in UTC, to the microsecond that was recorded."""

from datetime import UTC, datetime


def moment_text(when: datetime | None) -> str | None:
    """Return an aware time as ``2026-11-19T02:00:00Z``, with a fraction where it has one; None stays None."""
    if when is None:
        return None
    return when.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def in_utc(when: datetime) -> datetime:
    """Return ``when`` in UTC. A time without a zone is taken to be UTC already."""
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
