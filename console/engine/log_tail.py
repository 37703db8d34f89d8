"""The last words of a command: its last line of standard error, read backwards from the log's end."""

import os
from typing import Final

from console.core.sanitize import log_spans, printable
from console.runner.logfile import HEADER, MAGIC, OVERHEAD, TRAILER, Stream

_FARTHEST: Final = 1 << 20
"""How far from the end is looked, in bytes: a reason is for a row of a list, not worth more."""


def last_error_line(path: str) -> str | None:
    """Return the last line of standard error that is not empty, plain; None where there is none."""
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            start = max(0, size - _FARTHEST)
            file.seek(start)
            data = file.read(_FARTHEST)
    except OSError:
        return None
    return _last_line(_errors(data))


def _errors(data: bytes) -> bytes:
    """Return what standard error wrote in the whole records at the end of ``data``."""
    parts: list[bytes] = []
    end = len(data)
    while end >= OVERHEAD:
        (size,) = TRAILER.unpack_from(data, end - TRAILER.size)
        begin = end - size
        if size < OVERHEAD or begin < 0:
            break
        magic, stream, _, length, _ = HEADER.unpack_from(data, begin)
        if magic != MAGIC or length + OVERHEAD != size:
            break
        if stream == Stream.ERR:
            parts.append(data[begin + HEADER.size : end - TRAILER.size])
            if b"\n" in parts[-1].strip():
                break
        end = begin
    return b"".join(reversed(parts))


def _last_line(text: bytes) -> str | None:
    for line in reversed(text.decode("utf-8", "replace").splitlines()):
        plain = printable(log_spans(line)).strip()
        if plain:
            return plain
    return None
