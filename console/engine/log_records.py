"""The records of a log file, very many at once. The format is `console.runner.logfile`'s."""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from console.runner.logfile import HEADER, MAGIC, MAX_PAYLOAD, OVERHEAD, TRAILER

READ: Final = MAX_PAYLOAD + 16 * 1024
"""Bytes of one read: it holds at least one whole record, or the file holds none."""

Head: TypeAlias = tuple[int, int, int, int]
"""Stream, flags, length and time (microseconds of the epoch) of a record."""

_HEAD: Final = struct.Struct("<BBIQ")  # the header without the magic
_LONG: Final = 1024
_BEFORE: Final = _HEAD.size
_AFTER: Final = TRAILER.size


@dataclass(frozen=True, slots=True)
class Run:
    """Whole records that follow each other. ``size`` counts their bytes in the file."""

    headers: bytes
    """Their headers without the magic, one after the other."""
    payloads: list[bytes]
    size: int

    def heads(self) -> Iterator[Head]:
        """Yield the header of each record."""
        return _HEAD.iter_unpack(self.headers)

    def only_stream(self) -> int | None:
        """Return the stream that all of them are of, None if there are several, or no records."""
        streams = self.headers[::_BEFORE]
        return streams[0] if streams and streams.count(streams[0]) == len(streams) else None


def read_run(descriptor: int, offset: int, size: int) -> Run:
    """Return the whole records among the ``size`` bytes from ``offset`` on. Raises OSError.

    It ends before a record that is not whole (the runner is writing it, or was killed while it did), and
    before whatever is no record.
    """
    data = os.pread(descriptor, size, offset)
    # Few long records are walked through sooner than their bytes are looked at.
    few = len(data) >= HEADER.size and HEADER.unpack_from(data)[3] > _LONG
    return (None if few else _split(data)) or _walked(data)


def keep_freed_memory() -> None:
    """Let the C library keep some megabytes that are freed, instead of giving them back each time.

    Reading a log block by block frees as much as is read. Measured: of the 0.65 s that a gigabyte took 0.4
    were the kernel's, which cleared the same pages again and again. What glibc keeps is twice the largest
    piece that was ever freed, so one is.
    """
    bytes(8 * READ)


def _split(data: bytes) -> Run | None:
    """Part the records at their magics, all at once; None where that is not how they are parted.

    The lengths in the headers tell: a payload may hold a magic, too.
    """
    pieces = data.split(MAGIC)
    if pieces.pop(0) or not pieces:
        return None
    size = len(data)
    last = pieces[-1]
    if len(last) < _BEFORE or len(last) < _BEFORE + _HEAD.unpack_from(last)[2] + _AFTER:
        size -= len(pieces.pop()) + len(MAGIC)
    headers = b"".join([piece[:_BEFORE] for piece in pieces])
    payloads = [piece[_BEFORE:-_AFTER] for piece in pieces]
    lengths = struct.pack(f"<{len(payloads)}I", *map(len, payloads))
    if len(headers) != _BEFORE * len(pieces):
        return None
    if any(headers[2 + byte :: _BEFORE] != lengths[byte::4] for byte in range(4)):
        return None
    return Run(headers, payloads, size)


def _walked(data: bytes) -> Run:
    """Go from record to record by their lengths."""
    headers: list[bytes] = []
    payloads: list[bytes] = []
    at = 0
    while len(data) - at >= OVERHEAD:
        magic, _, _, length, _ = HEADER.unpack_from(data, at)
        begin = at + HEADER.size
        end = begin + length + TRAILER.size
        if magic != MAGIC or length > MAX_PAYLOAD or end > len(data):
            break
        headers.append(data[at + len(MAGIC) : begin])
        payloads.append(data[begin : begin + length])
        at = end
    return Run(b"".join(headers), payloads, at)
