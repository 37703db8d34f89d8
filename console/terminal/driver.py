"""A driver of our own for Textual: it stays on its feet when the terminal does not.

Textual's writes text to standard error from a thread, through a queue that stops the program when the line
does, and reads from another. It spins when the terminal is gone, hangs when its output breaks, dies with the
terminal in pieces at a signal, and garbles a screen that is not UTF-8. This one reads and writes bytes on the
loop, on descriptors of its own.
"""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from textual import constants, events
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message
from textual.messages import TerminalSupportsSynchronizedOutput

from console.terminal import modes
from console.terminal.charset import UNICODE, encoder
from console.terminal.device import Device, standard
from console.terminal.keyboard import Keyboard
from console.terminal.last_answers import take_last_answers
from console.terminal.output import Output
from console.terminal.pace import Pace
from console.terminal.signals import JobControl, forget_endings, hear_endings, stop_process

GONE: Final = 128 + signal.SIGHUP
"""The exit status when the terminal has gone, whether or not the system said so with a signal."""

CUT_OFF: Final = 128 + signal.SIGPIPE
"""The exit status when nobody reads what is written any more."""

LAST_WORDS: Final = 0.25
"""Seconds for the terminal to take what restores it."""

LONGEST_END: Final = 2.0
"""Seconds between giving the terminal back and the end of the process, whatever still hangs."""

BETWEEN_SIZES: Final = 0.05
"""Seconds: a window that is dragged says its size a hundred times a second."""


class TerminalDriver(Driver):
    """Takes the terminal, gives it back, and tells the app of keys and sizes.

    Everything happens on the loop's thread. Nothing waits but the end, and that not for long.
    """

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        """Open the terminal that the program was started on; nothing is sent to it yet."""
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        charset = str(getattr(app, "charset", UNICODE))
        self._encode = encoder(charset)
        self._device = Device(standard("stdin", 0), standard("stdout", 1))
        self._output = Output(self._device.writes, self._loop, piece=self._device.piece)
        self._output.on_broken = self._output_broke
        self._keyboard = Keyboard(
            self._device.reads,
            self._loop,
            charset,
            deliver=self._deliver,
            answered=self._heard_back,
            ended=self._gone,
        )
        self._pace = Pace(time.monotonic)
        self._on_room: Callable[[], None] | None = None
        self._room_timer: asyncio.TimerHandle | None = None
        self._output.on_empty = self._look_for_room
        self._job_control = JobControl(
            self._loop, stopped=self._stopped, continued=self._continued, resized=self._size_changed
        )
        self._thread = threading.get_ident()
        self._active = False
        self._status: int | None = None
        self._resize: asyncio.TimerHandle | None = None

    # --- what Textual asks of a driver --------------------------------------------------------------

    @property
    def can_suspend(self) -> bool:
        """Always: the shell gets its terminal back meanwhile."""
        return True

    def write(self, data: str) -> None:
        """Send text; never waits. May be called from any thread."""
        if threading.get_ident() == self._thread:
            self._write(data)
        else:
            self._loop.call_soon_threadsafe(self._write, data)

    def flush(self) -> None:
        """Send at once what has been written."""
        if threading.get_ident() == self._thread:
            self._output.flush()

    def send_message(self, message: Message) -> None:
        """Hand a message to the app."""
        self._app.post_message(message)

    def start_application_mode(self) -> None:
        """Take the terminal. In the background this stops the process, until it is in front."""
        self._device.make_raw()  # first: here the system stops a job that is not in front
        self._active = True
        hear_endings(self._loop, self._ended_by)
        self._job_control.hear()
        self._tell_size()
        self._write(modes.enter(mouse=self._mouse, keyboard=self._speaks_kitty))
        self._pace.forget()
        self._ask()
        self._output.flush()
        self._keyboard.start()

    def disable_input(self) -> None:
        """Hear no key any more."""
        self._keyboard.stop()

    def stop_application_mode(self) -> None:
        """Give the terminal back for good."""
        self._give_back()
        self._end_in_time()

    def suspend_application_mode(self) -> None:
        """Give the terminal to somebody else for a while."""
        self._give_back()

    def close(self) -> None:
        """Let go of everything."""
        self._output.close()
        self._device.close()
        forget_endings(self._loop)

    # --- for who paints -----------------------------------------------------------------------------

    @property
    def has_room(self) -> bool:
        """Whether a frame that is sent now is soon seen: no more than a few are on their way."""
        return not self._output.pending and self._pace.may_send()

    def when_room(self, call: Callable[[], None]) -> None:
        """Have this called, once, as soon as the terminal has caught up."""
        self._on_room = call
        self._look_for_room()

    def end_frame(self) -> None:
        """Ask the terminal to tell when it has shown all that was written, and send it."""
        if self._pace.speaks:
            self._ask()
        self.flush()

    def when_seen(self, call: Callable[[], None]) -> None:
        """Have this called when the terminal has shown all that was sent: at once where it cannot tell."""
        self._pace.when_seen(call)

    # --- how far we may run ahead -------------------------------------------------------------------

    def _ask(self) -> None:
        if self._active and _answers():
            self._write(modes.ASK_SYNCHRONIZED)
            self._pace.asked()

    def _heard_back(self, supported: bool) -> None:
        knew = self._pace.speaks
        self._pace.answered()
        if supported and not knew:
            self.process_message(TerminalSupportsSynchronizedOutput())
        self._look_for_room()

    def _deliver(self, message: Message) -> None:
        if isinstance(message, events.Key | events.Paste):
            self._pace.heard()
        self.process_message(message)

    def _look_for_room(self) -> None:
        """Let who waits paint, or look again when an answer has come or its time is over."""
        if self._room_timer is not None:
            self._room_timer.cancel()
            self._room_timer = None
        if self._on_room is None:
            return
        if self.has_room:
            call, self._on_room = self._on_room, None
            call()
        elif not self._output.pending:
            self._room_timer = self._loop.call_later(self._pace.wait(), self._look_for_room)

    # --- the terminal -------------------------------------------------------------------------------

    def _write(self, data: str) -> None:
        if self._active:
            self._output.write(self._encode(data))

    def _give_back(self) -> None:
        """Give the terminal back at once, even one that takes nothing any more."""
        if not self._active:
            return
        self._active = False
        self._on_room = None
        self._look_for_room()
        self._keyboard.stop()
        self._job_control.forget()
        if self._resize is not None:
            self._resize.cancel()
            self._resize = None
        self._show_the_shell()
        take_last_answers(self._device.reads, self._pace)
        self._device.restore()

    def _show_the_shell(self) -> None:
        if not self._output.finish(LAST_WORDS):
            self._output.discard()
        self._output.write(self._encode(modes.leave(mouse=self._mouse, keyboard=self._speaks_kitty)))
        self._output.finish(LAST_WORDS)

    @property
    def _speaks_kitty(self) -> bool:
        return not constants.DISABLE_KITTY_KEY

    def _tell_size(self) -> None:
        self._resize = None
        size = Size(*self._device.size)
        self.send_message(events.Resize(size, size))

    def _size_changed(self) -> None:
        if self._resize is None:
            self._resize = self._loop.call_later(BETWEEN_SIZES, self._tell_size)

    # --- the end ------------------------------------------------------------------------------------

    def _output_broke(self, error: OSError) -> None:
        self._end(CUT_OFF if isinstance(error, BrokenPipeError) else GONE)

    def _gone(self) -> None:
        self._end(GONE)

    def _ended_by(self, number: int) -> None:
        if self._status is None:
            self._end(128 + number)
        elif number != signal.SIGHUP:  # which only says once more that the terminal has gone
            self._end_now()

    def _end(self, status: int) -> None:
        """End the program with this status, once."""
        if self._status is None:
            self._status = status
            self._app.exit(return_code=status)
            self._end_in_time()

    def _end_in_time(self) -> None:
        """See to it that nothing that hangs keeps the shell waiting: a look-up of a name, a slow server."""
        timer = threading.Timer(LONGEST_END, self._end_now)
        timer.daemon = True
        timer.start()

    def _end_now(self) -> None:
        if self._active:
            self._show_the_shell()
            self._device.restore()
        os._exit(self._status if self._status is not None else self._app.return_code or 0)

    # --- the shell ----------------------------------------------------------------------------------

    def _stopped(self) -> None:
        """Go to sleep, as at ctrl+z: give the terminal back first."""
        self._give_back()
        self._job_control.hear()
        stop_process()

    def _continued(self) -> None:
        """Take the terminal again, once it is ours."""
        if self._status is not None:
            return
        if not self._device.in_front:
            stop_process()  # `bg`: there is nothing to do without a terminal
            return
        self._keyboard.stop()  # it was stopped from outside, perhaps, and could not give anything back
        self.start_application_mode()
        self.send_message(self.SignalResume())


def _answers() -> bool:
    """Whether the terminal may be asked something: Apple's prints a question that it does not know."""
    return os.environ.get("TERM_PROGRAM", "") != "Apple_Terminal"
