"""An app on a terminal: by a driver of our own, sending only what differs from what is shown there."""

import asyncio
import os
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from rich.color import ColorSystem
from rich.text import Text
from textual import constants, events, on
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._context import active_message_pump
from textual.app import App
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.driver import Driver
from textual.filter import Monochrome, NoColor
from textual.screen import Screen

from console.terminal import modes
from console.terminal.charset import UNICODE, known_charset
from console.terminal.clipboard import Way, clipboard_sequence, give_to_tmux, way_to_clipboard
from console.terminal.driver import TerminalDriver
from console.terminal.erasing import erases_in_colour
from console.terminal.escape_keys import part_escape_from_keys
from console.terminal.frame import Frame
from console.terminal.internals import changed
from console.terminal.moving import way
from console.terminal.signals import hear_endings

if TYPE_CHECKING:
    from rich.console import RenderableType

_SYSTEMS: Final = {
    "standard": ColorSystem.STANDARD,
    "256": ColorSystem.EIGHT_BIT,
    "truecolor": ColorSystem.TRUECOLOR,
}


class TerminalApp(App[int]):
    """Stands between Textual and the terminal. In tests without a terminal it paints as Textual does."""

    def __init__(self) -> None:
        super().__init__()
        self.charset = UNICODE
        """The terminal's charset, by Python's name of it (`charset.known_charset`)."""
        self.insides_changed: tuple[str, ...] = ()
        """What of Textual is not as we know it; with any of them its own driver and output are used."""
        self._frame = Frame(erases=erases_in_colour(os.environ))
        # GNU screen before 5.0 takes the parts of a true colour for looks of their own, and COLORTERM, which
        # it hands on from the terminal around it, says nothing of that.
        self._inside_screen = "STY" in os.environ
        self._own_output = False
        self._owes_a_frame = False
        self._copied = ""
        self._unseen: list[Callable[[], None]] = []

    def draw_on_terminal(self, charset: str = UNICODE, *, stock: bool = False) -> None:
        """Choose who draws, before the app runs: we do, or (``stock``) Textual itself."""
        self.charset = known_charset(charset)
        self.insides_changed = changed(self)
        self._own_output = not stock and not self.insides_changed
        self.driver_class: type[Driver] = self.get_driver_class()
        if self._own_output:
            part_escape_from_keys()
            if constants.DRIVER is None:
                self.driver_class = TerminalDriver

    @on(events.Mount)
    def _hear_endings(self) -> None:
        """Textual's own driver hears of no signal; the least is to give the terminal back."""
        if not self.is_headless and self.driver_class is not TerminalDriver:
            hear_endings(asyncio.get_running_loop(), self._ended_by)

    def _ended_by(self, number: int) -> None:
        if number == signal.SIGHUP:
            os._exit(128 + number)  # nobody is there to write to, and Textual's driver would wait
        self.exit(return_code=128 + number)

    def forget_screen(self) -> None:
        """Send every cell with the next painting: the terminal may show anything."""
        self._frame.forget()

    def when_seen(self, call: Callable[[], None]) -> None:
        """Have this called when the terminal shows what is painted by now: at once where it cannot tell."""
        if self._owes_a_frame:
            self._unseen.append(call)
        elif isinstance(self._driver, TerminalDriver):
            self._driver.when_seen(call)
        else:
            call()

    def without_colours(self) -> None:
        """Send no colour at all. Textual takes greys for none."""
        kept = getattr(self, "_filters", [])
        self._filters = [NoColor() if isinstance(each, Monochrome) else each for each in kept]

    @property
    def clipboard_way(self) -> Way:
        """What stands between us and the terminal's clipboard."""
        return Way.PLAIN if self.is_headless else way_to_clipboard(os.environ)

    @property
    def clipboard(self) -> str:
        """What was copied last, to be pasted within the app."""
        return self._copied

    async def hand_over(self, text: str) -> Way:
        """Hand ``text`` to the terminal's clipboard; returns the way it took, `Way.NONE` if there is none.

        Whether the terminal took it is never told to anybody.
        """
        way = self.clipboard_way
        if way is not Way.TMUX or not await give_to_tmux(text, os.environ):
            self.copy_to_clipboard(text)
        return way

    def copy_to_clipboard(self, text: str) -> None:
        """Send ``text`` to the terminal's clipboard, through what stands between."""
        self._copied = text
        if self._driver is not None:
            self._driver.write(clipboard_sequence(text, self.clipboard_way))

    def crash_words(self) -> str:
        """Return what to tell of the error that is being handled; the terminal is given back by then."""
        return "It broke."

    # --- in Textual's place -------------------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        """Let what leaves find its parts gone: what it was about to show matters to nobody any more."""
        if not (isinstance(error, NoMatches) and _leaves(active_message_pump.get(None))):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Tell of an error of our own in a sentence, where Textual would show its traceback."""
        self._exit_renderables.append(Text(self.crash_words()))
        self._close_messages_no_wait()

    def _display(self, screen: Screen[Any], renderable: "RenderableType | None") -> None:
        update = renderable
        if not isinstance(update, LayoutUpdate | ChopsUpdate) or not self._draws_on_terminal():
            super()._display(screen, renderable)  # pyright: ignore[reportUnknownMemberType]
            return
        try:
            if not self._batch_count:
                self._send(update)
        finally:
            self.post_display_hook()

    def _draws_on_terminal(self) -> bool:
        driver = self._driver
        running = self._own_output and self._running and not self._closed and not self.is_headless
        return running and driver is not None and not driver.is_inline

    def _send(self, update: LayoutUpdate | ChopsUpdate) -> None:
        driver = self._driver
        if driver is None or self._must_wait(driver):
            return
        system = _SYSTEMS.get(self.console.color_system or "", ColorSystem.TRUECOLOR)
        if self._inside_screen:
            system = min(system, ColorSystem.EIGHT_BIT)
        size = self.screen.outer_size
        again = modes.STANDING if self._frame.knows_nothing else ""
        text = again + self._frame.update(update, (size.width, size.height), system)
        if not isinstance(driver, TerminalDriver):
            text += self._frame.rest()
        cursor = size.clamp_offset(self.cursor_position)
        if text or cursor != self._previous_cursor_position:
            self._previous_cursor_position = cursor
            self._begin_update()
            try:
                driver.write(text + way(None, cursor.y, cursor.x, size.width))
            finally:
                self._end_update()
            if isinstance(driver, TerminalDriver):
                driver.end_frame()
            else:
                driver.flush()
        if isinstance(update, LayoutUpdate):
            self._paid()

    def _must_wait(self, driver: Driver) -> bool:
        """Whether the terminal is behind: then this frame is left out, and the newest one sent later."""
        if not isinstance(driver, TerminalDriver) or driver.has_room:
            return False
        self._owes_a_frame = True
        driver.when_room(self._pay)
        return True

    def _pay(self) -> None:
        if self._owes_a_frame and self._running:
            self.screen.refresh(repaint=True, layout=True)

    def _paid(self) -> None:
        """Everything is painted again, and so is what was left out."""
        self._owes_a_frame = False
        unseen, self._unseen = self._unseen, []
        for call in unseen:
            self.when_seen(call)


def _leaves(pump: object) -> bool:
    """Whether this, or the screen that it is on, is being taken apart: such a screen has ``leaves`` set."""
    nodes = pump.ancestors_with_self if isinstance(pump, DOMNode) else ()
    return any(getattr(node, "leaves", False) for node in nodes)
