"""What of a log is seen: the rows in view, drawn from the windows that are held, and no others."""

import math
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from time import monotonic
from typing import Final

from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from console.client.log_lines import Gap, Held, HeldLine, LogLines
from console.core.log_rows import AllRows, Hidden, LineAt, LogRow, LogRows, MatchRows
from console.core.viewport import Following, Position, Reading, Viewport
from console.widgets.log_drawn import DrawnLines
from console.widgets.log_gutter import Gutter
from console.widgets.log_painter import LogGap, LogPainter
from console.widgets.palette import palette_of

SOON: Final = 0.05
"""Seconds after which a line that comes alone is painted."""

BUSY: Final = 0.3
"""Seconds between two paintings while lines keep coming: nobody reads faster, and each costs a screen."""

SOUGHT: Final = 2000
"""Lines that are looked at for the end of a gap in view: fewer than are held, or it would never end."""

COUNTED: Final = 2
"""So many times longer it may take while only the count of new lines changes."""


class LogCanvas(Widget):
    """The part of a log view that paints: only lines that would look different now are painted again.

    It draws what `LogLines` holds and says with `Wanted` what it lacks. ``paintings`` counts how often it
    was painted because of new lines.
    """

    class Wanted(Message):
        """Lines in or near the view are not held."""

        def __init__(self, first: int, number: int) -> None:
            super().__init__()
            self.first = first
            self.number = number

    class Moved(Message):
        """The view shows other lines, or follows, or does so no more; or there are more lines."""

    def __init__(
        self,
        lines: LogLines,
        gutter: Gutter,
        *,
        batch: float = BUSY,
        id: str | None = None,  # noqa: A002 - Textual's own word
    ) -> None:
        super().__init__(id=id)
        self.painter = LogPainter(gutter)
        self.lines = lines
        self.rows: LogRows = AllRows(lines.count)
        self.position: Position = Following()
        self.pointer: int | None = None
        self.paintings = 0
        self.on_moved: Callable[[], None] | None = None
        """Called in place of `Moved`, before the lines are painted: what it changes is painted with them."""
        self._base: Style | None = None
        self._only: Sequence[int] | None = None
        self._batch = batch
        self._clock: Callable[[], float] = monotonic
        self._painted = -math.inf
        self._timer: Timer | None = None
        self._drawn = DrawnLines()
        self._shown: list[tuple[int, int]] = []
        self._generation = 0

    # --- what others ask ---------------------------------------------------------------------------

    @property
    def following(self) -> bool:
        """Whether the view goes with the end of the log."""
        return isinstance(self.position, Following)

    @property
    def new_below(self) -> int:
        """How many lines came since the end was left."""
        return 0 if isinstance(self.position, Following) else max(0, self.lines.count - self.position.seen)

    @property
    def in_view(self) -> tuple[int, int] | None:
        """The first and the last line in view; None if there is none."""
        if not self._shown:
            return None
        first, last = (self.rows.at(self._shown[place][0]) for place in (0, -1))
        last_number = last.number if isinstance(last, LineAt) else last.first + last.count - 1
        return (first.number if isinstance(first, LineAt) else first.first, last_number)

    @property
    def current(self) -> int | None:
        """The line that is meant: the one pointed at if in view, else the newest, or the first in view."""
        seen = self.in_view
        if seen is None:
            return None
        if self.pointer is not None and seen[0] <= self.pointer <= seen[1]:
            return self.pointer
        return seen[1] if self.following else seen[0]

    def stay(self) -> None:
        """Stand still where the view is."""
        if self.following:
            self._move_to(Reading(*self._viewport().bottom))

    # --- what others tell ---------------------------------------------------------------------------

    def appended(self) -> None:
        """Take over that lines came: they are painted with the next batch."""
        if self._timer is None and self.is_mounted:
            pause = self._batch if self.following else self._batch * COUNTED
            wait = max(min(SOON, self._batch), self._painted + pause - self._clock())
            self._timer = self.set_timer(wait, self._paint_batch)

    def loaded(self) -> None:
        """Paint lines that were lacking."""
        self._keep_rows()
        self._repaint()

    def look_changed(self) -> None:
        """Forget what was drawn, and draw it anew."""
        self.painter.forget()
        self._generation += 1
        self._repaint()

    # --- drawing ------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Draw a line of the view."""
        if not self._shown:
            self._lay_out()
        self._use_theme()
        return self._drawn.strip(y, self._look(y), lambda: self._extent(y), lambda: self._draw(y))

    def _draw(self, y: int) -> Strip:
        width = self.size.width
        if y >= len(self._shown):
            return Strip.blank(width, self.rich_style)
        row, sub = self._shown[y]
        shown = self.rows.at(row)
        pointed = isinstance(shown, LineAt) and shown.number == self.pointer
        held = self._held(shown)
        if held is Gap.GAP and isinstance(shown, LineAt):
            return self.painter.draw_gap(shown.number, self._gap(y), width, pointed=pointed)
        return self.painter.draw(shown, held, sub, width, pointed=pointed)

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the view out for the new size."""
        self._drawn.clear()
        self._lay_out()
        self.refresh()
        self._tell_moved()

    def notify_style_update(self) -> None:
        """Forget what was drawn in another theme's colours."""
        self._drawn.clear()
        self._base = None
        super().notify_style_update()

    # --- inside -------------------------------------------------------------------------------------

    def _use_theme(self) -> None:
        if self._base is None:
            self._base = self.rich_style
        if self.painter.use(palette_of(self), self._base):
            self._drawn.clear()

    def _held(self, row: LogRow) -> Held:
        return self.lines.get(row.number) if isinstance(row, LineAt) else None

    def _viewport(self) -> Viewport:
        return Viewport(self.rows.count, max(1, self.size.height), self._lines_of)

    def _lines_of(self, row: int) -> int:
        return self.painter.lines_of(self._held(self.rows.at(row)), self.size.width)

    def _longest(self) -> int:
        """Return the columns of the longest line in view."""
        lines = (self._held(self.rows.at(row)) for row, _ in self._shown)
        return max(
            (self.painter.text(held).columns for held in lines if isinstance(held, HeldLine)), default=0
        )

    def _seen(self) -> int:
        return self.lines.count if isinstance(self.position, Following) else self.position.seen

    def _move_to(self, position: Position) -> None:
        # The viewport counts rows; what is new below is counted in lines, which a filter does not hide.
        if isinstance(position, Reading):
            position = replace(position, seen=self._seen())
        # Of an empty log there is nothing to see: it goes on being followed, wherever a key wished to be.
        if position != self.position and (self.rows.count or isinstance(position, Following)):
            self.position = position
            self._repaint()

    def _keep_rows(self) -> None:
        if isinstance(self.rows, MatchRows) and self._only is not None:
            self.rows.update(self._only, self.lines.count)
        elif isinstance(self.rows, AllRows):
            self.rows.count = self.lines.count

    def _paint_batch(self) -> None:
        self._timer, self._painted = None, self._clock()
        self._keep_rows()
        self.paintings += 1
        self._repaint()

    def _repaint(self) -> None:
        """Paint the lines that would look different now, and no others; ask for what is lacking."""
        if not self.size.height:
            return
        self._use_theme()
        self._lay_out()
        regions = [region for y in range(self.size.height) if (region := self._stale(y)) is not None]
        if regions:
            self.refresh(*regions)
        self._tell_moved()

    def _stale(self, y: int) -> Region | None:
        return self._drawn.stale(y, self._look(y), lambda: self._extent(y), self.size.width)

    def _tell_moved(self) -> None:
        if self.on_moved is None:
            self.post_message(self.Moved())
        else:
            self.on_moved()

    def _lay_out(self) -> None:
        self._shown = self._viewport().visible(self.position)
        rows = [self.rows.at(row) for row in dict.fromkeys(row for row, _ in self._shown)]
        numbers = [row.number for row in rows if isinstance(row, LineAt)]
        self.lines.pin(numbers)
        for first, last in self._near(numbers):
            if self.lines.missing(first, last - first):
                self.post_message(self.Wanted(first, last - first))
                return
        for y in range(len(self._shown)):
            gap = self._gap(y) if self._held(self.rows.at(self._shown[y][0])) is Gap.GAP else None
            if gap is not None and not gap.known and gap.end - gap.first < SOUGHT:
                self.post_message(self.Wanted(gap.end, 1))
                return

    def _near(self, numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield the ranges of lines to hold: those in view, and a page before and after them."""
        if not isinstance(self.rows, AllRows):
            yield from ((number, number + 1) for number in numbers)
        elif numbers:
            page = self.size.height
            yield numbers[0], numbers[-1] + 1
            yield max(0, numbers[0] - page), numbers[-1] + 1 + page

    def _look(self, y: int) -> Hashable:
        """Return everything that the look of a line of the view depends on."""
        frame = (self.size.width, self.painter.left, self._generation)
        if y >= len(self._shown):
            return frame
        row, sub = self._shown[y]
        shown = self.rows.at(row)
        if isinstance(shown, Hidden):
            return (shown, *frame)
        held, selection = self.lines.get(shown.number), self.painter.selection
        marked = selection is not None and shown.number in selection and (selection.stretch or True)
        gap = self._gap(y) if held is Gap.GAP else None
        return (shown, sub, gap or held, self.pointer == shown.number, marked, *frame)

    def _gap(self, y: int) -> LogGap | None:
        """Return the gap that begins in a line of the view; None if it began above in view."""
        row, _ = self._shown[y]
        first = self.rows.at(row)
        above = self.rows.at(self._shown[y - 1][0]) if y else None
        if not isinstance(first, LineAt) or (above is not None and self._held(above) is Gap.GAP):
            return None
        end = first.number
        while (held := self.lines.get(end)) is Gap.GAP:
            end += 1
        return LogGap(first.number, end, known=held is not None or end >= self.lines.count)

    def _extent(self, y: int) -> int:
        """Return how many columns of a line of the view may show anything."""
        if y >= len(self._shown):
            return 0
        shown, selection = self.rows.at(self._shown[y][0]), self.painter.selection
        if selection is not None and isinstance(shown, LineAt) and shown.number in selection:
            return self.size.width
        return self.painter.extent(self._held(shown), self.size.width)
