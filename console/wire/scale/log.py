"""The log of an execution: an answer of Elasticsearch's search, passed on whole (`job/models.py`)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from console.model import Stream
from console.wire.scale.document import Document, Fields
from console.wire.values import encodable, list_of, moment_of, object_of, text_of, whole_of

MOST_HITS: Final = 10_000
"""Rows in one answer, the oldest first; there is no way to ask for more or for the latest."""

_DIGITS: Final = re.compile(r"[0-9]*")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row. ``key`` is the same when it comes again, ``order`` is where it belongs among others.

    ``scale_order_num`` is the nanosecond of its second: no counter, but it parts rows of one timestamp.
    """

    key: tuple[object, ...]
    order: tuple[str, int]
    time: datetime | None
    stream: Stream
    message: str


class LogDocument(Document):
    """One answer. ``total`` are the rows that match, of which at most `MOST_HITS` came."""

    hits: Fields

    @property
    def total(self) -> int:
        """Return how many rows match; since Elasticsearch 7 that is an object with a ``value``."""
        told = self.hits.get("total")
        return whole_of(told) or whole_of(object_of(told).get("value")) or 0

    @property
    def count(self) -> int:
        """Return how many rows came."""
        return len(list_of(self.hits.get("hits")))

    @property
    def rows(self) -> list[LogRow]:
        """Return the rows that have a message, in the order of the server."""
        return [row for row in map(_row, list_of(self.hits.get("hits"))) if row is not None]

    @property
    def last_time(self) -> datetime | None:
        """Return the time of the last row that has one, of any row: from there on there may be more."""
        backwards = reversed(list_of(self.hits.get("hits")))
        times = (moment_of(object_of(object_of(hit).get("_source")).get("@timestamp")) for hit in backwards)
        return next((when for when in times if when is not None), None)


def _row(hit: object) -> LogRow | None:
    source = object_of(object_of(hit).get("_source"))
    message = source.get("message")
    if not isinstance(message, str):
        return None
    message = encodable(message)  # an empty line is a line, too
    stamp = text_of(source.get("@timestamp")) or ""
    tie = whole_of(source.get("scale_order_num")) or 0
    stream = Stream.ERR if source.get("stream") == "stderr" else Stream.OUT
    # The content stands beside the index's own id: a stand-in for Elasticsearch may give one id twice.
    key = (
        text_of(object_of(hit).get("_index")),
        text_of(object_of(hit).get("_id")),
        stamp,
        tie,
        stream,
        message,
    )
    return LogRow(key, (_sortable(stamp), tie), moment_of(stamp), stream, message)


def _sortable(stamp: str) -> str:
    """Return a timestamp as text that sorts by time to the nanosecond; what is none sorts first."""
    when = moment_of(stamp)
    if when is None:
        return ""
    fraction = stamp.partition(".")[2]
    digits = _DIGITS.match(fraction)
    seconds = int((when.replace(microsecond=0) - _EPOCH).total_seconds())
    return f"{seconds:020d}.{(digits[0] if digits else '').ljust(9, '0')[:9]}"
