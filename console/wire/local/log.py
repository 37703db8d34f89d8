"""Logs as the API answers them: windows, the lines of a stream, and what a search found."""

from pydantic import Field

from console.model import LogEnd, LogLine, LogRun, LogRuns, LogWindow, Stream
from console.wire.local.document import Document, JobId, Moment, known
from console.wire.local.failure import Failure


class LogLineDocument(Document):
    """One line, as it came: whoever shows it sanitises it."""

    number: int
    text: str
    stream: str = Field(default="out", description="out, err, note")
    time: Moment | None = None
    node: str | None = None
    execution: int | None = None
    partial: bool = Field(default=False, description="no newline yet: it comes again under the same number")

    def to_line(self) -> LogLine:
        """Return the line; a stream that we do not know is shown as output."""
        stream = known(Stream, self.stream) or Stream.OUT
        return LogLine(self.number, self.text, stream, self.time, self.node, self.execution, self.partial)


class LogRunDocument(Document):
    """Neighbouring lines of one stream and one time: so a fast log costs little more than its text."""

    first: int = Field(description="the number of the first of them")
    texts: tuple[str, ...] = Field(description="each line as it came: whoever shows it sanitises it")
    stream: str = Field(default="out", description="out, err, note")
    time: Moment | None = None
    node: str | None = None
    execution: int | None = None
    partial: bool = Field(default=False, description="no newline yet: it comes again under the same number")

    def to_run(self) -> LogRun:
        """Return the lines; a stream that we do not know is shown as output."""
        stream = known(Stream, self.stream) or Stream.OUT
        return LogRun(self.first, self.texts, stream, self.time, self.node, self.execution, self.partial)


class LogWindowDocument(Document):
    """A run of lines of one log."""

    lines: tuple[LogLineDocument, ...]
    first: int
    total: int | None = None
    ended: bool = False

    def to_window(self) -> LogWindow:
        """Return the window."""
        return LogWindow(tuple(line.to_line() for line in self.lines), self.first, self.total, self.ended)


class LogEndDocument(Document):
    """The last lines of a log whose lines are still being counted."""

    lines: tuple[LogLineDocument, ...] = Field(description="their numbers count from 0 in here")
    counted: float = Field(
        description="how much of the log is, from 0 to 1; at 1 there are no lines: ask for a window"
    )

    def to_end(self) -> LogEnd:
        """Return the lines."""
        return LogEnd(tuple(line.to_line() for line in self.lines), self.counted)


class LogSearchDocument(Document):
    """The numbers of the lines that a search found."""

    lines: tuple[int, ...]


class FollowLine(Document):
    """One line of the stream that follows a log: some of its lines, a heartbeat, the end, or an error."""

    runs: tuple[LogRunDocument, ...] = ()
    heartbeat: bool = False
    end: bool = Field(default=False, description="the log has ended; nothing comes after this")
    error: Failure | None = None

    def to_lines(self) -> LogRuns:
        """Return its lines."""
        return LogRuns([run.to_run() for run in self.runs if run.texts])


class WatchLine(Document):
    """One line of the stream of changes: ids of changed jobs (none: connected), a heartbeat, or an error."""

    changed: tuple[JobId, ...] | None = None
    heartbeat: bool = False
    end: bool = Field(default=False, description="nothing comes after this")
    error: Failure | None = None
