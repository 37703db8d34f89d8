"""Marking lines of a log, to take them along: by keys from the line that is meant on, or by the mouse."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.message import Message

from console.client.log_lines import HeldLine
from console.core.line_selection import LineSelection
from console.core.log_rows import LineAt
from console.widgets.log_picture import LogPicture


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the mouse is: on which line, and on which of its characters."""

    number: int
    character: int


class LogMarking(LogPicture, inherit_bindings=False):
    """The part of a log view that marks. Lines are marked by number: whatever comes, they stay marked.

    Of a filtered log only those that are shown are meant.
    """

    ALLOW_SELECT: ClassVar[bool] = False  # Textual's own knows only what is drawn

    class Dragged(Message):
        """The mouse has marked something, and was let go."""

    _pressed: Spot | None = None
    _dragging = False

    # --- what others ask ----------------------------------------------------------------------------

    @property
    def selection(self) -> LineSelection | None:
        """What is marked."""
        return self.painter.selection

    @property
    def marking(self) -> bool:
        """Whether what is marked goes with the cursor."""
        return self.selection is not None and self.selection.open

    def marked(self) -> Iterator[range]:
        """Yield the numbers of the marked lines that are shown, in rising ranges."""
        if self.selection is not None:
            yield from self.rows.shown(self.selection.first, self.selection.last)

    @property
    def marked_count(self) -> int:
        """How many lines are marked and shown."""
        return sum(len(lines) for lines in self.marked())

    # --- by keys ------------------------------------------------------------------------------------

    def mark(self) -> bool:
        """Begin to mark at the line that is meant, or let what is marked stand; False if there is no line."""
        if self.marking:
            self.end_mark()
            return True
        seen = self.current
        row = None if seen is None else self._line_row(self.rows.row_of(seen), 1)
        if row is None:
            return False
        self.stay()
        self.pointer = self._number(row)
        self._mark_as(LineSelection(self.pointer, self.pointer))
        return True

    def unmark(self) -> bool:
        """Mark nothing; False if nothing is marked."""
        there = self.selection is not None
        self._mark_as(None)
        return there

    def end_mark(self) -> None:
        """Let what is marked stand, wherever the cursor goes."""
        if self.selection is not None and self.selection.open:
            self._mark_as(self.selection.closed())

    def mark_to(self, number: int) -> None:
        """Mark up to a line, if what is marked goes with the cursor."""
        if self.selection is not None and self.selection.open:
            self.painter.selection = self.selection.to(number)

    def move_mark(self, lines: int) -> None:
        """Move the cursor down, or up if negative, and what is marked with it."""
        if self.selection is None or not self.rows.count:
            return
        before = self.rows.row_of(self.selection.head)
        if abs(lines) == 1:
            wanted = min(max(0, before + lines), self.rows.count - 1)
        elif abs(lines) >= self.lines.count:
            wanted = 0 if lines < 0 else self.rows.count - 1
        else:
            wanted = self._viewport().row_from(before, lines)
        row = self._line_row(wanted, 1 if lines > 0 else -1)
        if row is not None:
            self.pointer = self._number(row)
            self.mark_to(self.pointer)
            self._move_to(self._viewport().with_row(self.position, row))
            self._repaint()

    # --- by mouse -----------------------------------------------------------------------------------

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin where the mouse is; nothing is marked before it moves."""
        if event.button == 1:
            event.stop()
            self._pressed, self._dragging = self._spot(event), False
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Mark a stretch of the line, or whole lines where it is more than one; scroll at the edges."""
        begin = self._pressed
        if begin is None:
            return
        event.stop()
        self.stay()
        if not 0 <= event.y < self.size.height:
            self._move_to(self._viewport().scrolled(self.position, -1 if event.y < 0 else 1))
            self.stay()
        spot = self._spot(event)
        self._dragging = self._dragging or spot != begin
        if spot is None or not self._dragging:
            return
        if spot.number != begin.number:
            self._mark_as(LineSelection(begin.number, spot.number, open=False))
        else:
            first, last = sorted((begin.character, spot.character))
            self._mark_as(LineSelection(spot.number, spot.number, open=False, stretch=(first, last + 1)))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Tell what was marked; a click marks nothing, and points at the line."""
        begin, self._pressed = self._pressed, None
        if begin is None:
            return
        event.stop()
        self.release_mouse()
        if not self._dragging:
            self.stay()
            self.pointer = begin.number
            self._mark_as(None)
        elif self.selection is not None:
            self.post_message(self.Dragged())

    def _spot(self, event: events.MouseEvent) -> Spot | None:
        y = min(max(0, event.y), len(self._shown) - 1)
        if y < 0:
            return None
        row, sub = self._shown[y]
        shown = self.rows.at(row)
        if not isinstance(shown, LineAt):
            return None
        held = self.lines.get(shown.number)
        if not isinstance(held, HeldLine):
            return Spot(shown.number, 0)
        return Spot(shown.number, self.painter.character_at(held, sub, event.x, self.size.width))

    # --- inside -------------------------------------------------------------------------------------

    def _mark_as(self, selection: LineSelection | None) -> None:
        if selection != self.selection:
            self.painter.selection = selection
            self._repaint()

    def _line_row(self, row: int, step: int) -> int | None:
        """Return the nearest row that shows a line, from ``row`` on in one direction, else in the other."""
        for place in (row, row + step, row - step):
            if 0 <= place < self.rows.count and isinstance(self.rows.at(place), LineAt):
                return place
        return None

    def _number(self, row: int) -> int:
        shown = self.rows.at(row)
        return shown.number if isinstance(shown, LineAt) else shown.first
