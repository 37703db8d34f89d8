"""The records of a log file, read forwards. The format is `console.runner.logfile`'s."""

from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from console.runner.logfile import HEADER, MAGIC, MAX_PAYLOAD, OVERHEAD, TRAILER

_CHUNK: Final = 1 << 20


class Record(NamedTuple):
    """One read of the command's output."""

    offset: int
    """Where the record begins in the file."""
    end: int
    """Where the next one begins."""
    stream: int
    time_us: int
    payload: bytes


def records(file: BinaryIO, offset: int) -> Iterator[Record]:
    """Yield the whole records from ``offset`` on.

    Ends before a record that is not whole: the runner is writing it, or was killed while it did.
    """
    file.seek(offset)
    data = b""
    position = 0
    while True:
        more = file.read(_CHUNK)
        data = data[position:] + more
        offset, position = offset + position, 0
        while (record := _record(data, position, offset)) is not None:
            yield record
            position = record.end - offset
        if not more or _is_broken(data, position):
            return


def _record(data: bytes, position: int, base: int) -> Record | None:
    if len(data) - position < OVERHEAD or _is_broken(data, position):
        return None
    _, stream, _, length, time_us = HEADER.unpack_from(data, position)
    begin = position + HEADER.size
    end = begin + length + TRAILER.size
    if end > len(data):
        return None
    return Record(base + position, base + end, stream, time_us, data[begin : begin + length])


def _is_broken(data: bytes, position: int) -> bool:
    """Whether what stands here is no record of ours, whatever may follow."""
    if len(data) - position < HEADER.size:
        return False
    magic, _, _, length, _ = HEADER.unpack_from(data, position)
    return bool(magic != MAGIC or length > MAX_PAYLOAD)
