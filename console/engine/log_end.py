"""The last lines of a log, read backwards from the file's end: they are there long before all are counted.

Their numbers are not known, but which they are is: those that `LogIndex` will find to be the last.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from console.engine.log_lines import NO_NAME, Collector, LogName
from console.engine.log_records import READ, Run
from console.model import LogLine
from console.runner.logfile import HEADER, MAGIC, MAX_PAYLOAD, OVERHEAD, TOLD, TRAILER, WITHIN

FARTHEST: Final = 4 * 1024 * 1024
"""Bytes at the end that are looked at. Lines so long that this holds too few are waited for."""

_STREAMS: Final = 3


@dataclass(frozen=True, slots=True)
class _Record:
    head: bytes
    """Its header without the magic."""
    stream: int
    flags: int
    payload: bytes


def last_lines(path: str, count: int, name: LogName = NO_NAME, *, ended: bool) -> list[LogLine]:
    """Return the last lines of the log, at most ``count``, numbered from 0 on; fewer if no more are sure.

    None are where the file does not end with a whole record: it is being written, or was cut. Raises OSError.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        records, whole = _last_records(descriptor, count + _STREAMS)
    finally:
        os.close(descriptor)
    first, open_ = _sure(records, whole=whole)
    records = records[first:]
    run = Run(b"".join(each.head for each in records), [each.payload for each in records], 0)
    total = _begun(records, open_)
    collector = Collector(0, open_, range(max(0, total - count), total), name)
    collector.take(run)
    begin = max(0, total - count)
    return [_numbered(line, line.number - begin) for line in collector.lines(ended=ended)]


def _last_records(descriptor: int, newlines: int) -> tuple[list[_Record], bool]:
    """Return the records at the end that hold so many newlines, and whether they are all that there are."""
    found: list[_Record] = []
    size = end = os.fstat(descriptor).st_size
    while end > 0 and newlines > 0 and size - end < FARTHEST:
        begin = max(0, end - READ)
        data = os.pread(descriptor, end - begin, begin)
        at = len(data)
        while newlines > 0 and (record := _record_before(data, at)) is not None:
            if record.payload:
                found.append(record)
            newlines -= record.payload.count(b"\n")
            at -= len(record.payload) + OVERHEAD
        if at == len(data):
            break
        end = begin + at
    return found[::-1], end == 0


def _record_before(data: bytes, end: int) -> _Record | None:
    """Return the record that ends at ``end``; None if none does, or not all of it is in ``data``."""
    if end < OVERHEAD:
        return None
    (size,) = TRAILER.unpack_from(data, end - TRAILER.size)
    begin = end - size
    if not OVERHEAD <= size <= MAX_PAYLOAD + OVERHEAD or begin < 0:
        return None
    magic, stream, flags, length, _ = HEADER.unpack_from(data, begin)
    if magic != MAGIC or length + OVERHEAD != size:
        return None
    payload = begin + HEADER.size
    return _Record(data[begin + len(MAGIC) : payload], stream, flags, data[payload : payload + length])


def _sure(records: Sequence[_Record], *, whole: bool) -> tuple[int, dict[int, int]]:
    """Return from which record on it is sure which line each byte is of, and the streams that are within one.

    Each of those has a number of no line. A record of an older runner does not tell whether a line goes on in
    it; after it that is known of its stream.
    """
    first, within = 0, dict[int, bool]()
    for place, record in enumerate(records):
        if record.stream not in within and not whole and not record.flags & TOLD:
            first = place + 1
        within[record.stream] = not record.payload.endswith(b"\n")
    within = {record.stream: not record.payload.endswith(b"\n") for record in records[:first]}
    for record in records[first:]:
        within.setdefault(record.stream, bool(record.flags & WITHIN) and not whole)
    return first, {stream: -1 - stream for stream, is_within in within.items() if is_within}


def _begun(records: Sequence[_Record], open_: Mapping[int, int]) -> int:
    """Count the lines that begin in the records."""
    within, begun = set(open_), 0
    for record in records:
        closed = record.payload.endswith(b"\n")
        begun += record.payload.count(b"\n") + (not closed) - (record.stream in within)
        (within.discard if closed else within.add)(record.stream)
    return begun


def _numbered(line: LogLine, number: int) -> LogLine:
    return LogLine(number, line.text, line.stream, line.time, line.node, line.execution, line.partial)
