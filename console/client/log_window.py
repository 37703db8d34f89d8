"""One log, read by windows: what is on the screen is asked for, what is appended is followed.

Nothing here ever holds a whole log (see `LogLines`), and nothing here knows of a screen.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from enum import StrEnum
from typing import Final, Protocol

from console.backends.base import BackendError, Unreachable, Unsupported
from console.client.log_lines import LONGEST, HeldLine, LogLines
from console.model import LogLine, LogRef, LogWindow

SHORTEST_PAUSE: Final = 1.0
"""Seconds before a broken stream is asked for again, at first."""

LONGEST_PAUSE: Final = 30.0
"""Seconds between two tries at most."""

POLL: Final = 2.0
"""Seconds between two looks at a log whose backend cannot follow it."""

POLL_LINES: Final = 2000
"""Lines asked for by one look."""


_NEAR: Final = 50
"""Lines at the end among which one is sought that is whole, to tell this log from another."""


class LogReader(Protocol):
    """The part of a backend that reads logs."""

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        """Return lines ``first`` .. of a log; a negative ``first`` counts from its end."""
        ...

    def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:
        """Yield batches of lines from ``first`` on as they come; ends when the log has ended."""
        ...

    async def search_log(
        self, ref: LogRef, pattern: str, *, first: int = 0, limit: int = 1000
    ) -> Sequence[int]:
        """Return the numbers of the lines that match a regular expression, from ``first`` on."""
        ...


class LogLink(StrEnum):
    """How the stream of new lines stands."""

    IDLE = "idle"  # nobody has asked for it
    LIVE = "live"
    POLLING = "polling"  # the backend cannot push; it is asked now and then
    LOST = "lost"  # tried again by itself
    ENDED = "ended"  # the log is complete
    BROKEN = "broken"  # the backend refused; `error` says why


class LogWindows:
    """The windows of one log that are held, and the stream that makes it longer.

    ``total_known`` is false while the backend has not told how long the log is.
    """

    def __init__(
        self,
        reader: LogReader,
        ref: LogRef,
        *,
        sleep: Callable[[float], Awaitable[None]],
        lines: LogLines | None = None,
    ) -> None:
        """Read ``ref`` through ``reader``. ``sleep`` waits some seconds: it parts two tries."""
        self.ref = ref
        self.lines = lines or LogLines()
        self.total_known = False
        self.link = LogLink.IDLE
        self.error: BackendError | None = None
        self.replaced = 0
        """How often the log turned out to be another one: cut short, or begun anew under the same name."""
        self.reader = reader
        self._sleep = sleep

    @property
    def ended(self) -> bool:
        """Whether nothing will be appended any more."""
        return self.link is LogLink.ENDED

    @property
    def count(self) -> int:
        """How many lines there are, as far as is known."""
        return self.lines.count

    def first_line(self) -> LogLine | None:
        """Return the log's first line, if it is held."""
        held = self.lines.get(0)
        return held.line if isinstance(held, HeldLine) else None

    async def open(self, rows: int) -> None:
        """Read the last ``rows`` lines, and with them how long the log is. Raises BackendError."""
        window = await self.reader.log(self.ref, first=-max(1, rows), count=max(1, rows))
        self._take(window)
        if window.ended and window.total is not None:
            self.link = LogLink.ENDED

    async def open_again(self, rows: int) -> None:
        """Read the end anew, after a time in which nobody followed: lines that are held may be longer by now.

        What came meanwhile is read when it is looked at. Raises BackendError.
        """
        await self._look_again()
        window = await self.reader.log(self.ref, first=-max(1, rows), count=max(1, rows))
        self.lines.clear()
        self._take(window)

    async def load(self, first: int, count: int) -> None:
        """Read what is not held of lines ``first`` .. ``first + count``. Raises BackendError.

        Lines that the backend leaves out twice are gaps. A log that has become shorter is forgotten.
        """
        for wanted in self.lines.missing(first, count):
            before, replaced = self.count, self.replaced
            window = await self._ask(wanted)
            if window.total is not None and window.total < before:
                await self._look_again()
            if self.replaced != replaced:
                return
            if window.lines and window.lines[-1].number + 1 < wanted.stop:
                await self._ask(range(window.lines[-1].number + 1, wanted.stop))
            self.lines.put_gap(n for n in wanted if n < self.lines.count and self.lines.get(n) is None)

    async def follow(self) -> AsyncIterator[Sequence[LogLine]]:
        """Yield the lines that are appended, in batches, until the log has ended or cannot be followed.

        An empty batch says that `link` has changed. A lost connection is tried again with growing pauses.
        """
        pause = SHORTEST_PAUSE
        while self.link not in (LogLink.ENDED, LogLink.BROKEN):
            before = self.count
            try:
                if self.link is LogLink.LOST:
                    await self._look_again()
                async for batch in self._appended():
                    yield batch
                if await self._has_ended():
                    self.link = LogLink.ENDED
            except Unreachable as error:
                self.link, self.error = LogLink.LOST, error
            except BackendError as error:
                self.link, self.error = LogLink.BROKEN, error
            yield ()
            if self.link not in (LogLink.ENDED, LogLink.BROKEN):
                pause = SHORTEST_PAUSE if self.count > before else min(pause * 2, LONGEST_PAUSE)
                await self._sleep(pause)

    async def _appended(self) -> AsyncIterator[Sequence[LogLine]]:
        try:
            async for batch in self.reader.follow(self.ref, first=self._next()):
                self._connected(LogLink.LIVE)
                self.lines.put(batch)
                yield batch
        except Unsupported:
            async for batch in self._polled():
                yield batch

    async def _polled(self) -> AsyncIterator[Sequence[LogLine]]:
        while True:
            known, count = self._last_whole(), self.count
            # The last line that is known comes again: if it is another one, so is the log.
            first = self._next() if known is None else known.number
            window = await self.reader.log(self.ref, first=first, count=POLL_LINES)
            self._connected(LogLink.POLLING)
            shorter = window.total is not None and window.total < count
            if shorter or (known is not None and (not window.lines or _other(window.lines[0], known))):
                replaced = self.replaced
                await self._look_again()
                if self.replaced != replaced:
                    yield ()
                    continue
            self._take(window)
            new = tuple(line for line in window.lines if known is None or line.number > known.number)
            if new:
                yield new
            if window.ended and len(window.lines) < POLL_LINES:
                return
            if len(window.lines) < POLL_LINES:
                await self._sleep(POLL)

    async def _has_ended(self) -> bool:
        """Ask whether a stream that stopped did so because the log is complete."""
        window = await self._look_again()
        self._take(window)
        return window.ended

    async def _look_again(self) -> LogWindow:
        """Read the log's end; forget all that is held if this is another log than it was.

        It is if it is shorter, or if the last line that is held whole is another one. What came by the stream
        while the answer was on its way is no sign of that. Raises BackendError.
        """
        known, replaced = self._last_whole(), self.replaced
        if known is not None:
            there = await self.reader.log(self.ref, first=known.number, count=1)
            if not there.lines or _other(there.lines[0], known):
                self._forget()
        before = self.count
        window = await self.reader.log(self.ref, first=-1, count=1)
        if window.total is not None and window.total < before:
            self._forget()
        # What was merely appended is left to the stream, so that nobody misses it.
        if self.replaced != replaced:
            self._take(window)
        return window

    def _last_whole(self) -> LogLine | None:
        for number in range(self.count - 1, max(-1, self.count - _NEAR), -1):
            held = self.lines.get(number)
            if isinstance(held, HeldLine) and not held.line.partial:
                return held.line
        return None

    def _forget(self) -> None:
        self.lines.clear()
        self.replaced += 1

    async def _ask(self, wanted: range) -> LogWindow:
        window = await self.reader.log(self.ref, first=wanted.start, count=len(wanted))
        self._take(window)
        return window

    def _take(self, window: LogWindow) -> None:
        self.lines.put(window.lines)
        if window.total is not None:
            self.total_known = True
            self.lines.count = max(self.lines.count, window.total)

    def _connected(self, link: LogLink) -> None:
        self.link, self.error = link, None

    def _next(self) -> int:
        """Return the first line that is not known for good: one near the end while it is partial."""
        for number in range(max(0, self.count - _NEAR), self.count):
            held = self.lines.get(number)
            if isinstance(held, HeldLine) and held.line.partial:
                return number
        return self.count


def _other(line: LogLine, known: LogLine) -> bool:
    """Whether a line is not the one that is known by its number; of a very long one only its beginning is."""
    return (line.stream, line.time, line.text[:LONGEST]) != (known.stream, known.time, known.text)
