"""Lines of an execution's log."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Stream(StrEnum):
    """Where a line came from. A note is the engine's own word, never the command's."""

    OUT = "out"
    ERR = "err"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line. ``number`` counts from 0 in its execution's log; ``text`` is decoded but not sanitised.

    ``time`` is when the runner read its first byte, None where the backend has no times. ``partial``
    marks a last line that has no newline yet: it will be sent again under the same number.
    """

    number: int
    text: str
    stream: Stream = Stream.OUT
    time: datetime | None = None
    node: str | None = None
    execution: int | None = None
    partial: bool = False


@dataclass(frozen=True, slots=True)
class LogWindow:
    """Lines ``first`` .. of one log. ``total`` is the count of lines so far; None if not known.

    ``ended`` says that nothing will be appended any more.
    """

    lines: tuple[LogLine, ...]
    first: int
    total: int | None
    ended: bool


@dataclass(frozen=True, slots=True)
class LogEnd:
    """The last lines of a log whose lines are still being counted: their ``number`` counts from 0 in here.

    ``counted`` is how much of the log has been, from 0 to 1. Where it is 1 a window can be had at once, and
    there are no lines.
    """

    lines: tuple[LogLine, ...]
    counted: float


@dataclass(frozen=True, slots=True)
class LogRef:
    """Names one log: an execution of a node of a job."""

    job: str
    node: str
    execution: int
