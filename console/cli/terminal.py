"""Where the verbs read and write. Text of a backend is made safe here, at the last moment, nowhere later."""

import json
import os
import signal
import sys
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from console.model import Json

_NARROWEST: Final = 40
_PLAIN_WIDTH: Final = 80
_LONGEST_WIDTH: Final = 6  # digits: a larger number is nonsense, and a line of it would be, too


@dataclass(frozen=True, slots=True)
class Terminal:
    """The three standard streams, with what kind of terminal they are.

    ``plain`` says that what is printed is a screen as text: for tickets, screen readers and `watch`.
    """

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    term: str = ""
    plain: bool = False

    @classmethod
    def of_process(cls) -> "Terminal":
        """Return the streams of this process, made to write what their encoding lacks as escapes.

        A stream that was closed before we began reads and writes nothing: else the next file that is opened
        would take its number, and get what is printed.
        """
        _fill_closed_streams()
        for stream in (sys.stdout, sys.stderr):
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:
                reconfigure(errors="backslashreplace")
        return cls(sys.stdin, sys.stdout, sys.stderr, os.environ.get("TERM", ""))

    @property
    def writes_to_person(self) -> bool:
        """Whether standard output is a terminal, which escape sequences could drive."""
        return self.stdout.isatty()

    @property
    def can_ask(self) -> bool:
        """Whether a question would be seen and could be answered."""
        return self.stdin.isatty() and self.stderr.isatty()

    @property
    def can_draw(self) -> bool:
        """Whether the console itself can be opened here."""
        return self.stdin.isatty() and self.stdout.isatty() and self.term not in ("", "dumb")

    @property
    def is_poor(self) -> bool:
        """Whether a person sits at a terminal that says it can do nothing but print."""
        return self.stdin.isatty() and self.stdout.isatty() and not self.can_draw

    def as_plain(self) -> "Terminal":
        """Return the same terminal for printing a screen as text."""
        return replace(self, plain=True)

    @property
    def width(self) -> int | None:
        """The columns that a line may have; None where nobody looks and nothing is cut.

        A screen as text is as wide everywhere: COLUMNS, the terminal, or 80.
        """
        given = os.environ.get("COLUMNS", "")
        if given.isascii() and given.isdigit() and len(given) < _LONGEST_WIDTH and int(given) > 0:
            return max(int(given), _NARROWEST)
        if not self.writes_to_person:
            return _PLAIN_WIDTH if self.plain else None
        try:
            return max(os.get_terminal_size(self.stdout.fileno()).columns, _NARROWEST)
        except OSError:
            return _PLAIN_WIDTH

    def say(self, *lines: str) -> None:
        """Print lines, each made safe to show."""
        self._write(self.stdout, lines)

    def say_now(self, line: str) -> None:
        """Print one line and let nobody wait for it."""
        self._write(self.stdout, (line,))
        self.stdout.flush()

    def tell(self, *lines: str) -> None:
        """Print lines beside the output: what went wrong, what is going on."""
        self.stdout.flush()
        self._write(self.stderr, lines)
        self.stderr.flush()

    def pass_on(self, text: str) -> None:
        """Print text as it is, for another program. The caller has looked that nobody's terminal gets it."""
        self.stdout.write(text)

    def document(self, document: "Mapping[str, Json]") -> None:
        """Print one JSON document on one or more lines, safe on a terminal too."""
        text = json.dumps(document, ensure_ascii=False, indent=2 if self.writes_to_person else None)
        self.stdout.write(_escaped(text) + "\n")

    def items(self, items: "Sequence[Mapping[str, Json]]", *, counted: bool = True) -> None:
        """Print a list as one JSON document: all there is, so ``next`` is null.

        ``counted`` is False where the list may have been cut, so that nobody knows how many there are.
        """
        listed: list[Json] = [dict(item) for item in items]
        self.document({"items": listed, "next": None, "total": len(listed) if counted else None})

    def row(self, document: "Mapping[str, Json]") -> None:
        """Print one JSON document on one line, at once: one of a stream."""
        self.stdout.write(_escaped(json.dumps(document, ensure_ascii=False)) + "\n")
        self.stdout.flush()

    def ask(self, question: str) -> str:
        """Return the line that a person types; empty at the end of input. Raises KeyboardInterrupt."""
        return self.asked(question) or ""

    def asked(self, question: str) -> str | None:
        """Return the line that a person types, None at the end of input. Raises KeyboardInterrupt."""
        with _interruptible():
            self.stdout.flush()
            self.stderr.write(_safe(question))
            self.stderr.flush()
            line = self.stdin.readline()
        return line.strip() if line else None

    def asked_hidden(self, question: str) -> str | None:
        """Return what a person types without showing it, None at its end. Raises KeyboardInterrupt."""
        import getpass  # few questions are for a secret

        self.flush()
        with _interruptible():
            try:
                return getpass.getpass(_safe(question), stream=self.stderr).strip()
            except EOFError:
                return None

    def nothing(self, sentence: str) -> None:
        """Say that there is nothing to list: in a screen as text, else beside the output, which is empty."""
        if self.plain:
            self.say(sentence)
        else:
            self.tell(sentence)

    def flush(self) -> None:
        """Let everything be seen."""
        self.stdout.flush()
        self.stderr.flush()

    def _write(self, stream: TextIO, lines: Iterable[str]) -> None:
        for line in lines:
            stream.write(_safe(line) + "\n")


@contextmanager
def _interruptible() -> Generator[None]:
    """Let ctrl-c end a question: a running event loop would only note it, and wait on for the line."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _fill_closed_streams() -> None:
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is this one: those below it are taken.
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            # Left open to the end, as the streams are that Python opens.
            setattr(sys, name, open(number, "r" if number == 0 else "w", encoding="utf-8", closefd=False))  # noqa: SIM115


def _safe(line: str) -> str:
    if line.isascii() and line.isprintable():
        return line
    # Imported here: most lines are plain.
    from console.core.sanitize import sanitize

    return sanitize(line)


def _escaped(text: str) -> str:
    """Return JSON text in which whatever a terminal might act on is written as an escape of JSON's own."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(
        character if character.isprintable() or character == "\n" else _escape(character)
        for character in text
    )


def _escape(character: str) -> str:
    code = ord(character)
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
