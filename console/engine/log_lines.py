"""A few lines of a log put together from the records that hold them, as a person is given them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from console.core.sanitize import decode
from console.engine.log_records import Run
from console.engine.moments import from_us
from console.model import LogLine, Stream

LONGEST_LINE: Final = 256 * 1024
"""Bytes of a line that are shown; the rest is counted at its end."""

LogName: TypeAlias = tuple[str | None, int | None]
"""Of which node and execution lines are."""

NO_NAME: Final[LogName] = (None, None)

_STREAMS: Final = {ord("o"): Stream.OUT, ord("e"): Stream.ERR, ord("n"): Stream.NOTE}


class LineText:
    """A line's bytes as they are put together."""

    __slots__ = ("_parts", "_rest", "_room", "closed")

    def __init__(self) -> None:
        self.closed = False
        self._parts: list[bytes] = []
        self._room, self._rest = LONGEST_LINE, 0

    def add(self, piece: bytes) -> None:
        """Add bytes of the line, without its newline."""
        kept = piece[: self._room]
        self._parts.append(kept)
        self._room -= len(kept)
        self._rest += len(piece) - len(kept)

    def text(self) -> str:
        """Return it decoded; of what was too long its end tells."""
        shown = decode(b"".join(self._parts))
        return f"{shown} … ({self._rest} bytes more in this line)" if self._rest else shown

    def raw(self) -> bytes:
        """Return the bytes that are kept, without a newline."""
        return b"".join(self._parts)

    def line(self) -> bytes:
        """Return it with a newline: as it was written, or as `text` is if it was too long."""
        return (self.text().encode() if self.is_cut else self.raw()) + b"\n"

    @property
    def is_cut(self) -> bool:
        """Whether there was more than is shown."""
        return self._rest > 0


@dataclass(slots=True)
class _Line:
    """A wanted line that is not whole yet."""

    stream: int
    time_us: int
    text: LineText = field(default_factory=LineText)


class Collector:
    """Puts the lines ``wanted`` together from the records behind a mark."""

    def __init__(self, line: int, open_: Mapping[int, int], wanted: range, name: LogName = NO_NAME) -> None:
        """Begin where line ``line`` is the next to begin, and those of ``open_`` are open."""
        self._next, self._open = line, dict(open_)
        self._wanted = wanted
        self._name = name
        self._lines: dict[int, _Line | LogLine] = {}
        self._unfinished = len(wanted)

    @property
    def complete(self) -> bool:
        """Whether every line has its newline."""
        return self._unfinished == 0

    def take(self, run: Run) -> None:
        """Take the pieces of lines that are in a run."""
        for (stream, _, _, time_us), payload in zip(run.heads(), run.payloads, strict=True):
            if not self._passed(stream, payload):
                self._take(stream, time_us, payload)
                if not self._unfinished:
                    return

    def lines(self, *, ended: bool) -> list[LogLine]:
        """Return the lines, in order."""
        return [
            line if isinstance(line, LogLine) else self._made(number, line, ended=ended)
            for number, line in sorted(self._lines.items())
        ]

    def _made(self, number: int, line: _Line, *, ended: bool) -> LogLine:
        partial = not line.text.closed and not ended
        stream = _STREAMS.get(line.stream, Stream.NOTE)
        return LogLine(number, line.text.text(), stream, from_us(line.time_us), *self._name, partial)

    def _passed(self, stream: int, payload: bytes) -> bool:
        """Count a record that has nothing of what is wanted; False if it may have."""
        if not payload:
            return True
        open_ = self._open.get(stream)
        if open_ is not None and open_ in self._lines:
            return False
        closed = payload[-1] == 10
        begun = payload.count(b"\n") + (not closed) - (open_ is not None)
        if self._next < self._wanted.stop and self._next + begun > self._wanted.start:
            return False
        self._next += begun
        if closed:
            self._open.pop(stream, None)
        elif begun:
            self._open[stream] = self._next - 1
        return True

    def _take(self, stream: int, time_us: int, payload: bytes) -> None:
        begin = 0
        if stream in self._open:
            begin = payload.find(b"\n") + 1
            self._piece(stream, time_us, payload[: begin - 1] if begin else payload, closed=begin > 0)
            if not begin:
                return
        end = payload.rfind(b"\n") + 1
        if end > begin:
            self._whole(stream, time_us, payload[begin : end - 1])
        if end < len(payload):
            self._piece(stream, time_us, payload[end:], closed=False)

    def _whole(self, stream: int, time_us: int, lines: bytes) -> None:
        """Take lines that are in one record from end to end: most are."""
        # Decoded together: LF is in no other character, whatever the bytes are.
        texts = decode(lines).split("\n")
        first, self._next = self._next, self._next + len(texts)
        wanted = range(max(first, self._wanted.start), min(self._next, self._wanted.stop))
        source, time = _STREAMS.get(stream, Stream.NOTE), from_us(time_us)
        for number in wanted:
            self._lines[number] = LogLine(number, texts[number - first], source, time, *self._name)
        self._unfinished -= len(wanted)

    def _piece(self, stream: int, time_us: int, piece: bytes, *, closed: bool) -> None:
        number = self._open.pop(stream, None)
        if number is None:
            number = self._next
            self._next += 1
        if not closed:
            self._open[stream] = number
        if number not in self._wanted:
            return
        line = self._lines.get(number)
        if not isinstance(line, _Line):
            line = self._lines[number] = _Line(stream, time_us)
        line.text.add(piece)
        if closed:
            line.text.closed = True
            self._unfinished -= 1
