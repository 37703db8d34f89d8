"""The whole lines of a log's blocks as one text each, in the order of their numbers: what is searched."""

from dataclasses import dataclass

from console.engine.log_index import Mark, Trait
from console.engine.log_lines import LONGEST_LINE, LineText
from console.engine.log_records import Run


@dataclass(frozen=True, slots=True)
class Text:
    """Lines ``first`` .. with their newlines, as the command wrote them.

    Of the lines in ``absent`` (their numbers) only the newline is there: they end somewhere else.
    """

    first: int
    written: bytes
    """The lines, and perhaps the beginning of the one after them."""
    size: int
    """How many bytes of that are the lines."""
    absent: tuple[int, ...] = ()

    def lines(self) -> bytes:
        """Return the lines alone; a copy, if something is after them."""
        return self.written[: self.size]


class TextReader:
    """Makes texts of neighbouring blocks. A last line that is open goes over into the next block's text."""

    def __init__(self, mark: Mark) -> None:
        """Begin at ``mark``. The rest of lines that were begun before it is in no text."""
        self._last = Text(mark.line, b"", 0)
        self._foreign = set(mark.open)
        self._carried: tuple[int, LineText] | None = None

    @property
    def open_line(self) -> int | None:
        """The number of the line that goes over into the next text, if there is one."""
        return None if self._carried is None else self._last.first + self._last.lines().count(b"\n")

    @property
    def is_between_lines(self) -> bool:
        """Whether the next block can be read without what came before it."""
        return self._carried is None and not self._foreign

    def take(self, mark: Mark, run: Run) -> Text:
        """Return the lines of the next block."""
        first = mark.line - (self._carried is not None)
        if mark.traits & Trait.CLOSED and self.is_between_lines:
            text = b"".join(run.payloads)
            self._last = Text(first, text, len(text))
        else:
            self._last = self._joined(first, run) or self._woven(first, run)
        return self._last

    def _joined(self, first: int, run: Run) -> Text | None:
        """Return the text of a run of one stream, with no line that is too long: most runs are such."""
        stream = run.only_stream()
        if stream is None or self._foreign:
            return None
        before = b""
        if self._carried is not None:
            if self._carried[0] != stream or self._carried[1].is_cut:
                return None
            before = self._carried[1].raw()
        text = b"".join([before, *run.payloads])
        half = LONGEST_LINE // 2
        if any(text.find(b"\n", at, at + half) < 0 for at in range(0, len(text) - half + 1, half)):
            return None
        whole = text.rfind(b"\n") + 1
        self._carried = None
        if whole < len(text):
            line = LineText()
            line.add(text[whole:])
            self._carried = (stream, line)
        return Text(first, text, whole)

    def _woven(self, first: int, run: Run) -> Text:
        """Return the text of any run: what goes on with a line is put where the line was begun."""
        parts: list[bytes | LineText] = []
        tails: dict[int, LineText] = {}
        if self._carried is not None:
            stream, line = self._carried
            tails[stream] = line
            parts.append(line)
        for (stream, *_), payload in zip(run.heads(), run.payloads, strict=True):
            rest = self._gone_on(stream, payload, tails)
            whole = rest.rfind(b"\n") + 1
            if whole:
                parts.append(rest[:whole])
            if whole < len(rest):
                tail = tails[stream] = LineText()
                tail.add(rest[whole:])
                parts.append(tail)
        return self._without_tails(first, parts, tails)

    def _gone_on(self, stream: int, payload: bytes, tails: dict[int, LineText]) -> bytes:
        """Give the stream's open line what is its own; return the rest of a payload."""
        tail = tails.get(stream)
        if tail is None and stream not in self._foreign:
            return payload
        end = payload.find(b"\n")
        if tail is not None:
            tail.add(payload if end < 0 else payload[:end])
        if end < 0:
            return b""
        if tail is not None:
            tails.pop(stream).closed = True
        self._foreign.discard(stream)
        return payload[end + 1 :]

    def _without_tails(self, first: int, parts: list[bytes | LineText], tails: dict[int, LineText]) -> Text:
        """Join the parts. The last line is carried over if it is open; of others only the newline is left."""
        self._carried = None
        for stream, line in tails.items():
            if line is parts[-1]:
                self._carried = (stream, line)
                parts.pop()
                break
        self._foreign |= {stream for stream in tails if self._carried is None or stream != self._carried[0]}
        absent: list[int] = []
        number = first
        joined: list[bytes] = []
        for part in parts:
            if isinstance(part, LineText) and not part.closed:
                absent.append(number)
            joined.append(part if isinstance(part, bytes) else part.line() if part.closed else b"\n")
            number += joined[-1].count(b"\n")
        text = b"".join(joined)
        return Text(first, text, len(text), tuple(absent))
