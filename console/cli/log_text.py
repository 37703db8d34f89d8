"""Lines of a log on their way out: as they are for another program, made safe for a person's terminal."""

from collections.abc import Iterable, Iterator

from console.cli.terminal import Terminal
from console.core.times import utc_stamp
from console.model import LogLine, Stream


class LogPrinter:
    """Prints lines, each once. A last line without its end is held back until it is whole or nothing follows.

    ``prefix`` stands before every line; ``timestamps`` puts its time there, too.
    """

    def __init__(self, terminal: Terminal, *, prefix: str = "", timestamps: bool = False) -> None:
        self._terminal = terminal
        self._prefix = prefix
        self._timestamps = timestamps
        self._held: LogLine | None = None

    def print(self, lines: Iterable[LogLine]) -> None:
        """Print the whole ones of ``lines``, at once."""
        for line in lines:
            self._held = line if line.partial else None
            if not line.partial:
                self._print(line)
        self._terminal.flush()

    def end(self) -> None:
        """Print what is held back: nothing follows."""
        if self._held is not None:
            self._print(self._held)
            self._held = None
            self._terminal.flush()

    def _print(self, line: LogLine) -> None:
        note = "-- " if line.stream is Stream.NOTE else ""
        time = f"{utc_stamp(line.time)} " if self._timestamps and line.time is not None else ""
        head = f"{self._prefix}{time}{note}"
        if not self._terminal.writes_to_person:
            self._terminal.pass_on(f"{head}{line.text}\n")
            return
        from console.core.sanitize import log_spans, printable

        self._terminal.say(head + printable(log_spans(line.text)))


def whole(lines: Iterable[LogLine]) -> Iterator[LogLine]:
    """Yield the lines that have their end."""
    return (line for line in lines if not line.partial)
