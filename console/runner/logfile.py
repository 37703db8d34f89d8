"""The log of one execution, as its runner writes it. Reading it is the engine's work; this is the format.

A log is a row of records, each the bytes of one read from the command, appended whole with one write:

    header   16 bytes, little-endian (`HEADER`): magic, stream, flags, length, time
               magic   2 bytes, FF 4C: FF is in no UTF-8 text, so a lost reader finds the next record
               stream  1 byte: `o` output (both streams, when merged), `e` standard error, `n` a runner's note
               flags   1 byte: `TOLD`, and `WITHIN` where a line of its stream goes on in it; older runners
                       wrote 0
               length  4 bytes: how many bytes of payload follow, at most MAX_PAYLOAD
               time    8 bytes: microseconds of wall time since 1970, when the bytes were read
    payload  the command's bytes, raw. Lines run over from record to record of the same stream
    trailer  4 bytes (`TRAILER`): the size of the whole record, so that a reader can walk backwards

The file comes into being with the first byte of output. A runner that is killed can leave a last record cut
short: a reader that finds fewer bytes than the header tells leaves it alone; walking backwards, it looks
for the last magic within one record's largest size. Order is exact within a stream, and between the streams
only as exact as two pipes are.
"""

from __future__ import annotations

import errno
import os
import struct
from enum import IntEnum

MAGIC = b"\xffL"
HEADER = struct.Struct("<2sBBIQ")
TRAILER = struct.Struct("<I")
OVERHEAD = HEADER.size + TRAILER.size
"""Bytes of a record besides its payload."""
MAX_PAYLOAD = 256 * 1024
"""Longest payload of a record in bytes."""
DEFAULT_LIMIT = 64 * 1024 * 1024
"""Payload bytes after which output is dropped, unless the request says otherwise."""


TOLD = 1
"""Flag: `WITHIN` tells whether the payload goes on with a line that an earlier record has begun."""
WITHIN = 2


class Stream(IntEnum):
    """Where the bytes of a record come from."""

    OUT = ord("o")
    ERR = ord("e")
    NOTE = ord("n")


class LogWriter:
    """Appends to one log, and never fails: past its limit, or once the disk refuses, it drops and counts."""

    def __init__(self, path: str, limit: int = DEFAULT_LIMIT) -> None:
        self._path = path
        self._room = limit
        self._descriptor = -1
        self._within: set[Stream] = set()
        self.size = 0
        """Bytes of the file: whole records only."""
        self.dropped = 0
        """Bytes of output that are not in the file."""
        self.error = 0
        """The error number that ended the writing, or 0."""

    def write(self, stream: Stream, payload: memoryview, time_us: int) -> bool:
        """Appends one record of at most MAX_PAYLOAD bytes; tells whether the file grew."""
        kept = 0 if self.error else min(len(payload), self._room)
        if kept and not self._append(stream, payload[:kept], time_us):
            kept = 0
        self._room -= kept
        self.dropped += len(payload) - kept
        return kept > 0

    def close(self, time_us: int) -> None:
        """Ends the log, with a note when anything was dropped."""
        if self.dropped:
            why = f": {os.strerror(self.error)}" if self.error else ""
            note = f"{self.dropped} bytes dropped{why}\n"
            self._append(Stream.NOTE, memoryview(note.encode()), time_us)
        if self._descriptor >= 0:
            os.close(self._descriptor)

    def _append(self, stream: Stream, payload: memoryview, time_us: int) -> bool:
        total = len(payload) + OVERHEAD
        flags = TOLD | (WITHIN if stream in self._within else 0)
        header = HEADER.pack(MAGIC, stream, flags, len(payload), time_us)
        try:
            if self._descriptor < 0:
                self._descriptor = _open(self._path)
            written = os.writev(self._descriptor, (header, payload, TRAILER.pack(total)))
            if written != total:
                # A regular file takes less than it is given only when there is no more room.
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), self._path)
        except OSError as error:
            self.error = self.error or error.errno or errno.EIO
            self._cut()
            return False
        self.size += total
        if payload:
            (self._within.discard if payload[-1] == 10 else self._within.add)(stream)  # 10: a newline
        return True

    def _cut(self) -> None:
        """Takes a half-written record off again."""
        if self._descriptor >= 0:
            try:
                os.ftruncate(self._descriptor, self.size)
            except OSError as error:
                # A device, say: readers pass over a cut record anyway. The first error is the one to tell.
                self.error = self.error or error.errno or errno.EIO


def _open(path: str) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
    try:
        return os.open(path, flags, 0o600)
    except FileNotFoundError:
        # Folders are made here, so that a silent command costs none.
        os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
        return os.open(path, flags, 0o600)
