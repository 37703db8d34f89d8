"""The lines of one execution's log, numbered as they come: Scale itself numbers none.

What was numbered once keeps its number. Lines that come late, with an older time, stand where they came.
"""

from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from console.model import LogLine, LogWindow, Stream
from console.wire.scale.log import MOST_HITS, LogDocument, LogRow

MOST_LINES: Final = 100_000
"""Lines of one log that are kept; the oldest go first."""

MOST_TEXT: Final = 16 * 1024 * 1024
"""Characters of one log that are kept."""

OVERLAP: Final = timedelta(seconds=15)
"""How far back is asked again: fluentd flushes every 5 s and Elasticsearch shows it a second later."""

SETTLED: Final = 10.0
"""Seconds after the end of an execution during which lines may still arrive."""

_FORGOTTEN_AT_ONCE: Final = 20_000
_TICK: Final = timedelta(milliseconds=1)  # the grain at which Elasticsearch compares times


@dataclass(slots=True)
class JobLog:
    """The log of one execution. ``since`` is where the next answer should begin, None from the start.

    ``ended`` says that nothing will be added any more, ``behind`` that there is more on the server now.
    """

    node: str
    execution: int
    since: datetime | None = None
    ended: bool = False
    behind: bool = True
    seen_over: float | None = None  # monotonic seconds when the execution was first seen to be over
    _lines: deque[LogLine] = field(default_factory=deque[LogLine])
    _base: int = 0
    _text: int = 0
    _known: OrderedDict[tuple[object, ...], datetime | None] = field(
        default_factory=OrderedDict[tuple[object, ...], "datetime | None"]
    )

    @property
    def total(self) -> int:
        """Return how many lines there are so far, those that are not kept any more too."""
        return self._base + len(self._lines)

    def take(self, found: LogDocument | None) -> None:
        """Add the lines of an answer that are new; None is an answer without any (204)."""
        if found is None:
            self.behind = False
            return
        new = sorted((row for row in found.rows if row.key not in self._known), key=lambda row: row.order)
        for row in new:
            self._known[row.key] = row.time
            self._add(row)
        self._go_on(found)

    def note(self, words: str) -> None:
        """Add a line of our own."""
        self._append(words, Stream.NOTE, None)

    def window(self, first: int, count: int) -> LogWindow:
        """Return lines ``first`` .., from the end where it is negative; what is not kept is said so."""
        begin = max(0, self.total + first) if first < 0 else first
        end = min(begin + max(count, 0), self.total)
        gone = (self._gone(number) for number in range(begin, min(end, self._base)))
        lines = (*gone, *self.lines(begin, end))
        return LogWindow(lines, begin, None if self.behind else self.total, self.ended and not self.behind)

    @property
    def first_kept(self) -> int:
        """Return the number of the first line that is still kept."""
        return self._base

    def lines(self, begin: int, end: int | None = None) -> Sequence[LogLine]:
        """Return the lines that are kept, from number ``begin`` to before ``end``."""
        start = max(begin - self._base, 0)
        stop = None if end is None else max(end - self._base, 0)
        return tuple(islice(self._lines, start, stop))

    def _gone(self, number: int) -> LogLine:
        words = "[not kept by this console; Scale has it]"
        return LogLine(number, words, Stream.NOTE, None, self.node, self.execution)

    def _go_on(self, found: LogDocument) -> None:
        """Decide where the next answer begins: after this one if it was cut, else some seconds before."""
        last = found.last_time
        # Elasticsearch 7 counts no further than an answer is long, so a full one may be a cut one too.
        self.behind = found.total > found.count > 0 or found.count >= MOST_HITS
        if last is None:
            self.behind = False
            return
        self._forget(last - 2 * OVERLAP)
        if not self.behind:
            self.since = last - OVERLAP
            return
        if self.since is not None and last <= self.since:
            count = f"more than {found.count:,} lines"
            self.note(f"[{count} have the time {last.isoformat()}: Scale shows no more of them]")
            last = self.since + _TICK
        self.since = last

    def _forget(self, before: datetime) -> None:
        """Forget the keys of rows that will not be asked for again."""
        for key, when in list(islice(self._known.items(), _FORGOTTEN_AT_ONCE)):
            if when is not None and when >= before:
                return
            del self._known[key]

    def _add(self, row: LogRow) -> None:
        for text in row.message.split("\n"):
            self._append(text, row.stream, row.time)

    def _append(self, text: str, stream: Stream, when: datetime | None) -> None:
        self._lines.append(LogLine(self.total, text, stream, when, self.node, self.execution))
        self._text += len(text)
        while len(self._lines) > MOST_LINES or (self._text > MOST_TEXT and len(self._lines) > 1):
            self._text -= len(self._lines.popleft().text)
            self._base += 1
