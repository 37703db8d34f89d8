"""What stands before each line of a log: where it points, its number, its time, and where it came from."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Final

from console.core.times import log_time
from console.model import LogLine, Stream
from console.widgets.cell import Piece, fit
from console.widgets.glyph import glyph

POINTED: Final = "▌"
"""Stands before the line that is pointed at."""

MARKED: Final = "┃"
"""Stands before the lines that are marked."""


class Times(StrEnum):
    """Which times a log shows. The key goes round in this order."""

    LOCAL = "local"
    UTC = "UTC"
    RELATIVE = "relative"
    OFF = "off"

    @property
    def after(self) -> "Times":
        """The next one, round and round."""
        modes = list(Times)
        return modes[(modes.index(self) + 1) % len(modes)]


@dataclass(frozen=True, slots=True)
class Gutter:
    """How the gutter looks. ``digits`` is the width of line numbers, 0 for none.

    ``begin`` is when the log began: relative times count from it. ``names`` is the width of the column that
    says which node, and which of its executions, wrote a line; 0 for none.
    """

    times: Times = Times.LOCAL
    zone: tzinfo = UTC
    begin: datetime | None = None
    digits: int = 0
    names: int = 0

    @property
    def width(self) -> int:
        """How many columns the gutter takes."""
        numbers = self.digits + 1 if self.digits else 0
        return 1 + numbers + _TIME_WIDTH[self.times] + (self.names + 1 if self.names else 0) + 5

    def pieces(self, line: LogLine, sign: str = "") -> list[Piece]:
        """Return the gutter of a line; ``sign`` (`POINTED`, `MARKED`) is its first column."""
        # As few pieces as can be: every one of them is a colour to set, on every line of every frame.
        pieces = [sign_piece(sign)] if sign else []
        text = "" if sign else " "
        if self.digits:
            text += f"{line.number + 1:>{self.digits}} "
        width = _TIME_WIDTH[self.times]
        if width:
            text += f"{self._time(line):<{width}}"
        if self.names:
            pieces += [Piece(text, "muted"), Piece(fit(name_of(line), self.names), "accent")]
            text = " "
        if line.stream is Stream.OUT:
            return [*pieces, Piece(f"{text}     ", "muted")]
        mark = Piece("err  ", "status-failed") if line.stream is Stream.ERR else Piece("note ", "accent")
        return [*pieces, Piece(text, "muted"), mark]

    def _time(self, line: LogLine) -> str:
        if line.time is None:
            return ""
        match self.times:
            case Times.LOCAL:
                return log_time(line.time, self.zone)
            case Times.UTC:
                return log_time(line.time, UTC)
            case Times.RELATIVE:
                return "" if self.begin is None else since_begin((line.time - self.begin).total_seconds())
            case Times.OFF:
                return ""


def sign_piece(sign: str) -> Piece:
    """Return the first column of a line that is pointed at, or marked: seen without colours, too."""
    return Piece(glyph(sign), "primary bold")


def name_of(line: LogLine) -> str:
    """Return which execution wrote a line: ``load#3``."""
    return f"{line.node}#{line.execution}" if line.node else ""


_TIME_WIDTH = {Times.OFF: 0, Times.LOCAL: 9, Times.UTC: 9, Times.RELATIVE: 10}


def since_begin(seconds: float) -> str:
    """Return the time from the log's beginning: ``+12.3``, ``+2:07.0``, ``+1:02:07``."""
    sign = "-" if seconds < 0 else "+"
    tenths = int(abs(seconds) * 10)
    minutes, rest = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{sign}{hours}:{minutes:02d}:{rest // 10:02d}"
    if minutes:
        return f"{sign}{minutes}:{rest // 10:02d}.{rest % 10}"
    return f"{sign}{rest // 10}.{rest % 10}"
