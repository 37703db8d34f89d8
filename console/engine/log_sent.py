"""What one follower of a log has been sent, and what is news to it.

A stream may leave its line open for hours (a progress bar on stderr) while the other goes on: the open line
is looked at again beside what is new, and keeps nobody from the lines after it.
"""

from typing import Final

from console.engine.log_index import LogIndex
from console.engine.log_lines import LONGEST_LINE
from console.model import LogLine

NEAR: Final = 2000
"""An open line that is farther from the end is sent again when it is complete; a nearer one whenever it has
grown, for reading it means reading all that came after it.
"""

MOST: Final = 8000
"""Lines of a batch at most. Each is a way through both processes, which a busy machine makes long."""

FEWEST: Final = 200
"""Lines that a batch may have however long they are."""

_BYTES: Final = 512 * 1024
"""Of what is in the file a batch brings about so much."""


class Sent:
    """Everything before ``next``, some of it as open lines. Methods block."""

    def __init__(self, first: int) -> None:
        self._next = first
        self._generation: int | None = None
        self._most = first  # who follows from there has seen so many
        self.is_cut = False
        """Whether the log is another one by now: cut short, or begun anew. Nothing more is sent of it."""
        self._open: dict[int, int] = {}
        """Characters sent of the lines that were sent as partial."""

    def news(self, index: LogIndex, *, ended: bool) -> list[LogLine]:
        """Return what the follower has not seen as it is now, and count it as sent. Raises OSError."""
        count = index.count()
        self.is_cut = self.is_cut or count < self._most or self._generation not in (None, index.generation)
        self._generation, self._most = index.generation, count
        if self.is_cut:
            return []
        number = min(max(index.lines_of(_BYTES, self._next), FEWEST), MOST)
        lines = index.read(self._next, number, ended=ended)
        open_, count = index.open_lines()
        news: list[LogLine] = []
        for number, length in tuple(self._open.items()):
            near = number >= count - NEAR and length < LONGEST_LINE
            if ended or near or number not in open_:
                news += [line for line in index.read(number, 1, ended=ended) if self._is_new(line)]
        for line in lines:
            self._is_new(line)
            self._next = line.number + 1
        return news + lines

    def _is_new(self, line: LogLine) -> bool:
        """Note a line as it is now; whether it was seen otherwise, or not at all."""
        if not line.partial:
            self._open.pop(line.number, None)
            return True
        before = self._open.get(line.number)
        self._open[line.number] = len(line.text)
        return before != len(line.text)
