"""Keys from the terminal: bytes to messages, on the loop, without a thread."""

import asyncio
import codecs
import os
from collections.abc import Callable, Iterable
from typing import Final

from textual import constants
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.message import Message

from console.terminal.sequences import Sequences

AT_ONCE: Final = 4096
"""Bytes that are read at a time."""

A_MOMENT: Final = 0.002
"""Seconds by which a timer may be early."""

LONGEST_GAP: Final = 2.0
"""Seconds that may lie between two parts of a sequence."""

NONSENSE: Final = (ParseError, ValueError, OverflowError, IndexError, KeyError, TypeError)
"""What the parser raises at sequences that no terminal sends; noise on the line does."""


class Keyboard:
    """Reads a terminal and delivers what it says. Bytes that mean nothing are passed over."""

    def __init__(
        self,
        descriptor: int,
        loop: asyncio.AbstractEventLoop,
        charset: str,
        deliver: Callable[[Message], None],
        answered: Callable[[bool], None],
        ended: Callable[[], None],
    ) -> None:
        """Make a reader.

        ``answered`` is called when the terminal says whether it has synchronized output; ``ended`` when
        nothing will ever come any more.
        """
        self._descriptor = descriptor
        self._loop = loop
        self._charset = charset
        self._deliver = deliver
        self._answered = answered
        self._ended = ended
        self._tick: asyncio.TimerHandle | None = None
        self._begin_anew()

    def start(self) -> None:
        """Begin to read."""
        self._loop.add_reader(self._descriptor, self._read)

    def stop(self) -> None:
        """Read no more. Safe to repeat."""
        self._loop.remove_reader(self._descriptor)
        self._cancel_tick()

    def _begin_anew(self) -> None:
        self._decoder = codecs.getincrementaldecoder(self._charset)(errors="replace")
        self._parser = XTermParser()
        self._sequences = Sequences(self._answered)

    def _read(self) -> None:
        try:
            data = os.read(self._descriptor, AT_ONCE)
        except BlockingIOError:
            return
        except OSError:  # EIO: the terminal is gone, or it is somebody else's now
            data = b""
        if not data:
            self.stop()
            self._ended()
            return
        self._feed(self._sequences.feed(self._decoder.decode(data)))
        self._cancel_tick()
        # An escape that nothing follows is the key of that name; a part of a sequence is no key.
        wait = LONGEST_GAP if self._sequences.holds else constants.ESCAPE_DELAY + A_MOMENT
        self._tick = self._loop.call_later(wait, self._waited)

    def _waited(self) -> None:
        self._tick = None
        self._feed(self._sequences.time_out())
        self._pass_on(self._parser.tick)

    def _feed(self, text: str) -> None:
        if text:
            self._pass_on(lambda: self._parser.feed(text))

    def _pass_on(self, messages: Callable[[], Iterable[Message]]) -> None:
        try:
            for message in messages():
                self._deliver(message)
        except NONSENSE:
            self._begin_anew()

    def _cancel_tick(self) -> None:
        if self._tick is not None:
            self._tick.cancel()
            self._tick = None
