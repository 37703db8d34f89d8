"""The three kinds of time that one job execution carries.

- ``created_at`` and ``updated_at``: UTC without a zone (``oslo_utils.timeutils.utcnow``).
- ``start_time`` and ``end_time``: the server's own local time without a zone (``datetime.now()`` in
  service/edp/job_manager.py of Sahara 19). Nothing tells which zone, so they are never put beside the others.
- the times in ``info`` of an Oozie workflow: RFC 1123, in GMT.
"""

from datetime import datetime, timedelta

from console.wire.moment import in_utc


def moment_of(text: str | None) -> datetime | None:
    """Return ``created_at`` or ``updated_at`` in UTC; None for what is not a time."""
    when = _parsed(text)
    try:
        return None if when is None else in_utc(when)
    except OverflowError:  # a year 1 or 9999 with a zone
        return None


def local_span(start: str | None, end: str | None) -> timedelta | None:
    """Return the time between ``start_time`` and ``end_time``: both are of one clock, whichever."""
    first, last = _parsed(start), _parsed(end)
    if first is None or last is None or (first.tzinfo is None) is not (last.tzinfo is None):
        return None
    span = last - first
    return span if span >= timedelta() else None


def before(moment: datetime, span: timedelta) -> datetime | None:
    """Return the time that lies ``span`` before ``moment``; None if the calendar does not reach so far."""
    try:
        return moment - span
    except OverflowError:
        return None


def _parsed(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
