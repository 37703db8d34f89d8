"""Lines of a log on their way out, made safe: behind a pipe, too, there is a terminal in the end."""

from collections.abc import Iterable, Iterator

from console.cli.terminal import Terminal
from console.core.times import utc_stamp
from console.model import LogLine, Stream


class LogPrinter:
    """Prints lines, each once. One without its end is held back until it is whole or nothing follows.

    ``prefix`` stands before every line; ``timestamps`` puts its time there, too. ``raw`` passes lines on as
    the command wrote them, to whoever asked for that.
    """

    def __init__(
        self, terminal: Terminal, *, prefix: str = "", timestamps: bool = False, raw: bool = False
    ) -> None:
        self._terminal = terminal
        self._prefix = prefix
        self._timestamps = timestamps
        self._raw = raw
        self._held: dict[int, LogLine] = {}

    def print(self, lines: Iterable[LogLine]) -> None:
        """Print the whole ones of ``lines``, at once."""
        for line in lines:
            if line.partial:
                self._held[line.number] = line
            else:
                self._held.pop(line.number, None)
                self._print(line)
        self._terminal.flush()

    def end(self) -> None:
        """Print what is held back: nothing follows."""
        for _, line in sorted(self._held.items()):
            self._print(line)
        self._held.clear()
        self._terminal.flush()

    def _print(self, line: LogLine) -> None:
        time = f"{utc_stamp(line.time)} " if self._timestamps and line.time is not None else ""
        head = f"{self._prefix}{time}"
        if self._raw:
            self._terminal.pass_on(f"{head}{_note(line)}{line.text}\n")
        else:
            self._terminal.say(head + printed(line))


def printed(line: LogLine) -> str:
    """Return a line's text, safe to show; a remark of the engine's own begins with two dashes."""
    from console.core.sanitize import log_spans, printable

    return _note(line) + printable(log_spans(line.text))


def _note(line: LogLine) -> str:
    return "-- " if line.stream is Stream.NOTE else ""


def whole(lines: Iterable[LogLine]) -> Iterator[LogLine]:
    """Yield the lines that have their end."""
    return (line for line in lines if not line.partial)
