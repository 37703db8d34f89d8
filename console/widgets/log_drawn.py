"""What the lines of a view showed when they were drawn last: one that would look the same is left alone."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from textual.geometry import Region
from textual.strip import Strip


@dataclass(frozen=True, slots=True)
class _Line:
    look: Hashable
    extent: int
    strip: Strip


class DrawnLines:
    """The lines of a view by their place from the top.

    A *look* is everything that the drawing of a line depends on;
    its *extent* is how many columns of it may show anything.
    """

    def __init__(self) -> None:
        """Nothing has been drawn."""
        self._lines: dict[int, _Line] = {}

    def clear(self) -> None:
        """Forget all: every line is drawn anew."""
        self._lines.clear()

    def strip(self, y: int, look: Hashable, extent: Callable[[], int], draw: Callable[[], Strip]) -> Strip:
        """Return a line as it is drawn; drawn only where it looks otherwise than before."""
        line = self._lines.get(y)
        if line is None or line.look != look:
            line = self._lines[y] = _Line(look, extent(), draw())
        return line.strip

    def stale(self, y: int, look: Hashable, extent: Callable[[], int], width: int) -> Region | None:
        """Return what of a line is to be painted again; None if it would look the same.

        Only as far to the right as either look has text: blanks over blanks are most of a log's bytes.
        """
        line = self._lines.get(y)
        if line is None:
            return Region(0, y, width, 1)
        return None if line.look == look else Region(0, y, max(1, line.extent, extent()), 1)
