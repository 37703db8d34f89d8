"""The end of a log that is not there yet: its text alone, as it will stand when the lines are counted."""

from collections.abc import Hashable, Sequence

from textual.strip import Strip

from console.client.log_lines import HeldLine
from console.core.log_rows import LineAt
from console.model import LogLine
from console.widgets.log_canvas import LogCanvas


class LogPicture(LogCanvas):
    """The part of a log view that shows lines of which no number is known.

    There is nothing to scroll, to point at or to mark: whoever asks the view finds an empty log.
    """

    _pictured: tuple[HeldLine, ...] = ()

    def picture(self, lines: Sequence[LogLine]) -> None:
        """Show these lines, the last of a log, for as long as the view has no others."""
        self._pictured = tuple(map(HeldLine, lines))
        self._repaint()

    def _at(self, y: int) -> tuple[HeldLine, int] | None:
        """Return which line of the log a line of the view shows, and which part of it."""
        if self._shown or not self._pictured:
            return None
        height, rows = self.size.height, list[tuple[HeldLine, int]]()
        for held in reversed(self._pictured):
            rows += [(held, sub) for sub in reversed(range(self.painter.lines_of(held, self.size.width)))]
            if len(rows) >= height:
                break
        rows = rows[:height][::-1]
        return rows[y] if y < len(rows) else None

    def _draw(self, y: int) -> Strip:
        found = self._at(y)
        if found is None:
            return super()._draw(y)
        held, sub = found
        return self.painter.draw(LineAt(held.line.number), held, sub, self.size.width, pointed=False)

    def _look(self, y: int) -> Hashable:
        found, look = self._at(y), super()._look(y)
        return look if found is None else (found, look)

    def _extent(self, y: int) -> int:
        found = self._at(y)
        return super()._extent(y) if found is None else self.painter.extent(found[0], self.size.width)
