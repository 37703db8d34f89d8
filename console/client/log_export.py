"""A whole log, taken along: read window by window, so that its size does not matter."""

import os
from bisect import bisect_right
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from console.client.log_window import LogReader
from console.core.log_pattern import shown_text
from console.core.sanitize import sanitize
from console.core.times import utc_stamp
from console.model import LogLine, LogRef, Stream

WINDOW: Final = 2000
"""Lines that are read at once."""

NEAR: Final = 200
"""Lines between two wanted ones that are rather read than asked around."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Lines that were read of a log: how many, and how many of those that were wanted are not there."""

    lines: int
    missing: int = 0


Tell: TypeAlias = Callable[[int], None]
"""Is told now and then how many lines have been read."""


async def whole_log(reader: LogReader, ref: LogRef) -> AsyncIterator[Sequence[LogLine]]:
    """Yield every line that the log has now, in batches. Raises BackendError."""
    first = 0
    while True:
        window = await reader.log(ref, first=first, count=WINDOW)
        if window.lines:
            yield window.lines
            first = window.lines[-1].number + 1
        elif window.total is not None and first + WINDOW < window.total:
            first += WINDOW  # all of them are lacking; what comes after them is not
        else:
            return


async def lines_of(
    reader: LogReader, ref: LogRef, wanted: Iterable[range]
) -> AsyncIterator[Sequence[LogLine]]:
    """Yield the lines that have these numbers (rising), in batches; what is not there is left out.

    Ranges that are near are read together. Raises BackendError.
    """
    for ranges in _neighbours(wanted):
        first, stop = ranges[0].start, ranges[-1].stop
        while first < stop:
            asked = min(WINDOW, stop - first)
            window = await reader.log(ref, first=first, count=asked)
            lines = [line for line in window.lines if first <= line.number < stop]
            if lines:
                yield [line for line in lines if _among(line.number, ranges)]
            elif window.total is None or first >= window.total:
                break
            first = lines[-1].number + 1 if lines else first + asked


def _neighbours(wanted: Iterable[range]) -> Iterator[list[range]]:
    found: list[range] = []
    for lines in wanted:
        if found and (lines.start - found[-1].stop > NEAR or lines.stop - found[0].start > WINDOW):
            yield found
            found = []
        found.append(lines)
    if found:
        yield found


def _among(number: int, ranges: Sequence[range]) -> bool:
    place = bisect_right(ranges, number, key=lambda lines: lines.start) - 1
    return place >= 0 and number in ranges[place]


async def text_of(
    reader: LogReader, ref: LogRef, wanted: Sequence[range], *, most: int
) -> tuple[str, Taken] | None:
    """Return these lines as they are seen, with newlines between; None if that is more than ``most`` bytes.

    No more is read than that. Raises BackendError.
    """
    texts: list[str] = []
    size = 0
    async for batch in lines_of(reader, ref, wanted):
        for text in _shown(batch):
            size += len(text.encode(errors="replace")) + 1
            texts.append(text)
        if size - 1 > most:
            return None
    return "\n".join(texts), Taken(len(texts), sum(map(len, wanted)) - len(texts))


async def write_log(
    reader: LogReader,
    ref: LogRef,
    path: Path,
    *,
    raw: bool,
    wanted: Sequence[range] | None = None,
    over: bool = False,
    tell: Tell = lambda _lines: None,
) -> Taken:
    """Write a log to a file that only its owner may read.

    ``raw`` writes what the command wrote, without the engine's notes; else all that a person sees, without
    colours and controls. A log of several nodes, which has no node of its own, is never raw: each of its
    lines begins with its time and with what wrote it. Of ``wanted`` lines the text is written as it is seen,
    and nothing else. ``over`` writes over a file that is there, once all has been read. Nothing half written
    is left behind, whatever goes wrong.
    Raises BackendError; OSError (FileExistsError among them) if the file cannot be made.
    """
    batches = whole_log(reader, ref) if wanted is None else lines_of(reader, ref, wanted)
    target = path.with_name(f".{path.name[:200]}.{os.getpid()}") if over else path
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    descriptor = os.open(target, flags, 0o600)
    written = read = end = 0
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape") as file:
            async for batch in batches:
                texts = list(_shown(batch) if wanted is not None else _whole(batch, ref, raw=raw))
                file.writelines(text + "\n" for text in texts)
                written, read = written + len(texts), read + len(batch)
                end = batch[-1].number + 1 if batch else end
                tell(read)
        if over:
            target.replace(path)
    except BaseException:  # a person who gives up is one of them
        target.unlink(missing_ok=True)
        raise
    return Taken(written, (end if wanted is None else sum(map(len, wanted))) - read)


def _shown(lines: Iterable[LogLine]) -> Iterator[str]:
    return map(shown_text, lines)


def _whole(lines: Iterable[LogLine], ref: LogRef, *, raw: bool) -> Iterator[str]:
    for line in lines:
        if not ref.node:
            yield f"{label(line)} {shown_text(line)}"
        elif not raw:
            yield shown_text(line)
        elif line.stream is not Stream.NOTE:
            yield line.text


def label(line: LogLine) -> str:
    """Return when a line was written, in UTC, and by what: ``2026-11-20T02:14:07Z load#3``."""
    when = utc_stamp(line.time) if line.time is not None else "-"
    return f"{when} {sanitize(line.node)}#{line.execution}" if line.node else when
