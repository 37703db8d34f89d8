"""A whole log, taken along: read window by window, so that its size does not matter."""

import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Final

from console.client.log_window import LogReader
from console.core.log_pattern import shown_text
from console.core.sanitize import sanitize
from console.core.times import utc_stamp
from console.model import LogLine, LogRef, Stream

WINDOW: Final = 2000
"""Lines that are read at once."""


async def whole_log(reader: LogReader, ref: LogRef) -> AsyncIterator[Sequence[LogLine]]:
    """Yield every line that the log has now, in batches. Raises BackendError."""
    first = 0
    while True:
        window = await reader.log(ref, first=first, count=WINDOW)
        if not window.lines:
            return
        yield window.lines
        first = window.lines[-1].number + 1


async def write_log(reader: LogReader, ref: LogRef, path: Path, *, raw: bool) -> int:
    """Write a log to a new file that only its owner may read; returns the number of lines.

    ``raw`` writes what the command wrote, without the engine's notes; else all that a person sees, without
    colours and controls. A log of several nodes, which has no node of its own, is never raw: each of its
    lines begins with its time and with what wrote it.
    Raises BackendError; OSError (FileExistsError among them) if the file cannot be made.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    lines = 0
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8", errors="surrogateescape") as file:
        async for batch in whole_log(reader, ref):
            texts = [
                (line.text if raw else shown_text(line)) if ref.node else f"{label(line)} {shown_text(line)}"
                for line in batch
                if not raw or not ref.node or line.stream is not Stream.NOTE
            ]
            file.writelines(text + "\n" for text in texts)
            lines += len(texts)
    return lines


def label(line: LogLine) -> str:
    """Return when a line was written, in UTC, and by what: ``2026-11-20T02:14:07Z load#3``."""
    when = utc_stamp(line.time) if line.time is not None else "-"
    return f"{when} {sanitize(line.node)}#{line.execution}" if line.node else when
