"""A log on the screen: following its end or standing still, searched, wrapped, filtered."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType

from console.client.log_lines import LogLines
from console.core.log_pattern import LogPattern
from console.core.log_rows import AllRows, MatchRows
from console.core.viewport import Following, Reading
from console.keymap import Scope
from console.widgets.bindings import bindings
from console.widgets.log_gutter import Gutter
from console.widgets.log_words import LogWords

SIDEWAYS: Final = 8
"""Columns of one step to the side."""


class LogView(LogWords, can_focus=True, inherit_bindings=False):
    """The lines of a log, following its end or standing still."""

    DEFAULT_CSS = """
    LogView { height: 1fr; width: 1fr; background: $background; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.TEXT)

    # --- what others do ----------------------------------------------------------------------------

    def show(self, lines: LogLines) -> None:
        """Show another log, from its end."""
        self.lines, self.rows, self._only = lines, AllRows(lines.count), None
        self.position, self.pointer, self.painter.left = Following(), None, 0
        self.painter.selection = None
        self.look_changed()

    def show_only(self, numbers: Sequence[int] | None, around: int = 0) -> None:
        """Show only the lines in ``numbers`` (rising, growing with the log), or all; what is meant stays.

        With each come ``around`` lines before it, and as many after it.
        """
        number = self.current
        self._only, total = numbers, self.lines.count
        self.rows = AllRows(total) if numbers is None else MatchRows(numbers, total, around)
        rows = self.rows
        if not self.following and number is not None and rows.count:
            self.position = self._viewport().at_row(Reading(0, seen=self._seen()), rows.row_of(number))
        self.look_changed()

    def set_look(
        self, *, wrap: bool | None = None, pretty: bool | None = None, gutter: Gutter | None = None
    ) -> None:
        """Wrap lines or not, spread JSON and logfmt over rows or not, or draw another gutter."""
        if wrap is not None:
            self.painter.wrap, self.painter.left = wrap, 0
            if isinstance(self.position, Reading):
                self.position = replace(self.position, sub=0)
        if pretty is not None:
            self.painter.pretty = pretty
            if isinstance(self.position, Reading):
                self.position = replace(self.position, sub=0)
        if gutter is not None:
            self.painter.gutter = gutter
        self.look_changed()

    def set_pattern(self, pattern: LogPattern | None) -> None:
        """Mark what matches ``pattern``."""
        self.painter.pattern = pattern
        self.look_changed()

    def go_to(self, number: int) -> None:
        """Bring a line into view and point at it; the end is followed no more."""
        self.pointer = number
        self.mark_found(number)
        if self.rows.count:
            self._move_to(self._viewport().at_row(self.position, self.rows.row_of(number)))
        self._repaint()

    def follow(self) -> None:
        """Go to the end, and with it; what is marked stays as it is."""
        self.pointer = None
        self.end_mark()
        self._move_to(Following())

    # --- keys ---------------------------------------------------------------------------------------

    def action_move(self, way: str) -> None:
        """Scroll: up, down, top, bottom, page_up, page_down, half_up or half_down. A mark goes with it."""
        page = max(1, self.size.height - 1)
        steps = {"up": -1, "down": 1, "page_up": -page, "page_down": page}
        steps |= {"half_up": -(page // 2), "half_down": page // 2}
        if self.marking:
            self.move_mark({**steps, "top": -self.lines.count, "bottom": self.lines.count}[way])
        elif way == "top":
            self.pointer = None
            self._move_to(self._viewport().at_row(Reading(0, seen=self._seen()), 0))
        elif way == "bottom":
            self.follow()
        else:
            self.scroll_lines(steps[way])

    def action_sideways(self, steps: int) -> None:
        """Scroll long lines to the side, as far as they go (wrapped ones have none), or mark another word."""
        painter = self.painter
        if self.in_words:
            self.move_word(steps)
        elif not painter.wrap:
            farthest = self._longest() - painter.text_width(self.size.width) + SIDEWAYS
            painter.left = max(0, min(painter.left + steps * SIDEWAYS, farthest))
            self._repaint()

    def scroll_lines(self, lines: int) -> None:
        """Scroll down, or up if negative."""
        self._move_to(self._viewport().scrolled(self.position, lines))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        event.stop()
        self.scroll_lines(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        event.stop()
        self.scroll_lines(-3)
