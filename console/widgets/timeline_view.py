"""The timeline beside the nodes: one line a node, on one axis for all."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from textual.strip import Strip
from textual.widget import Widget

from console.core.outline import NodeRow
from console.core.timeline import Span, SpanKind, Timeline, cells
from console.core.times import clock_time, log_time
from console.widgets.bar import Bar
from console.widgets.cell import Piece, fit, strip_of, total_width
from console.widgets.glyph import glyph
from console.widgets.job_columns import Moment
from console.widgets.node_list import NodeList
from console.widgets.palette import palette_of

NOTHING: Final = Timeline(None, None, {})

_LOOKS: Final[dict[SpanKind, tuple[str, str]]] = {
    SpanKind.BETWEEN: ("·", "muted"),
    SpanKind.QUEUED: ("░", "muted"),
    SpanKind.FROZEN: ("▄", "status-paused"),
    SpanKind.RETRY_WAIT: ("▒", "status-paused"),
    SpanKind.SUCCEEDED: ("█", "status-succeeded"),
    SpanKind.CANCELED: ("▓", "muted"),
    SpanKind.WAITING: ("‖", "attention"),
    SpanKind.RUNNING: ("█", "status-running"),
    SpanKind.UNKNOWN: ("?", "muted"),
    SpanKind.LOST: ("?", "status-failed"),
    SpanKind.FAILED: ("█", "status-failed"),
    SpanKind.RAN: ("█", "foreground"),
}
_WORDS: Final = {
    SpanKind.QUEUED: "queued",
    SpanKind.FROZEN: "held by a person",
    SpanKind.WAITING: "waits for a person",
    SpanKind.RETRY_WAIT: "waits to retry",
    SpanKind.BETWEEN: "between",
    SpanKind.RAN: "ran",
    SpanKind.FAILED: "failed",
    SpanKind.CANCELED: "canceled",
    SpanKind.UNKNOWN: "not known",
}
"""What the legend says, in its order; every sign has one meaning there."""
_END_OF_FAILURE: Final = "✖"
"""Stands in the last cell of a failed attempt: a failure is not told by colour alone."""


def span_pieces(spans: Sequence[Span], timeline: Timeline, width: int) -> list[Piece]:
    """Return one node's line of the timeline in exactly ``width`` columns."""
    if timeline.start is None or timeline.end is None:
        return [Piece(" " * width)]
    drawn = cells(spans, timeline.start, timeline.end, width)
    pieces: list[Piece] = []
    for span, run in groupby(drawn):
        length = len(list(run))
        if span is None:
            pieces.append(Piece(" " * length))
            continue
        sign, style = _LOOKS[span.kind]
        if span.kind is SpanKind.FAILED:
            pieces.append(Piece(glyph(sign) * (length - 1) + glyph(_END_OF_FAILURE), style))
        else:
            pieces.append(Piece(glyph(sign) * length, style))
    return pieces


class TimelineView(Widget):
    """Draws, beside a node list, the same rows as spans; it scrolls with the list."""

    DEFAULT_CSS = """
    TimelineView { height: 1fr; width: 1fr; background: $background; color: $foreground; }
    """

    def __init__(self, nodes: NodeList, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.timeline = NOTHING
        self._list = nodes

    def show(self, timeline: Timeline) -> None:
        """Show another timeline."""
        if timeline != self.timeline:
            self.timeline = timeline
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line beside the list's line."""
        width, rows = self.size.width, self._list.rows
        place = y + self._list.scroll_offset.y
        row = rows[place] if place < len(rows) else None
        pieces = [Piece(" " * width)]
        if isinstance(row, NodeRow):
            pieces = [Piece(" "), *span_pieces(self.timeline.rows.get(row.id, ()), self.timeline, width - 2)]
        on_cursor = place == self._list.cursor and row is not None
        under = "cursor" if on_cursor and self._list.has_focus else ""
        return strip_of(pieces, width, palette_of(self), self.rich_style, under)


class Legend(Bar):
    """The line below the timeline: what its signs mean, of those that are drawn."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._kinds: frozenset[SpanKind] = frozenset()

    def show(self, timeline: Timeline) -> None:
        """Explain the signs of a timeline."""
        kinds = {span.kind for spans in timeline.rows.values() for span in spans}
        if kinds & {SpanKind.SUCCEEDED, SpanKind.FAILED, SpanKind.RUNNING}:
            kinds.add(SpanKind.RAN)
        if SpanKind.LOST in kinds:
            kinds.add(SpanKind.UNKNOWN)
        self._kinds = frozenset(kinds)
        self.changed()

    def pieces_for(self, width: int) -> Sequence[Piece]:
        """Return as much of the legend as there is room for."""
        pieces: list[Piece] = []
        for kind, word in _WORDS.items():
            if kind not in self._kinds:
                continue
            sign, style = _LOOKS[kind]
            sign = _END_OF_FAILURE if kind is SpanKind.FAILED else sign
            entry = [Piece("  " if pieces else " "), Piece(glyph(sign), style), Piece(f" {word}", "muted")]
            if total_width(pieces) + total_width(entry) > width:
                break
            pieces += entry
        return pieces


class TimelineAxis(Bar):
    """The line above the timeline: when it begins and ends."""

    def __init__(self, view: TimelineView, moment: Moment, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._view = view
        self.moment = moment

    def pieces_for(self, width: int) -> Sequence[Piece]:
        """Return the axis: its title, its begin, its end."""
        timeline = self._view.timeline
        if timeline.start is None or timeline.end is None:
            return [Piece(fit(" Timeline: no times are known", width), "muted")]
        begin, end = self._times(timeline.start, timeline.end)
        room = max(0, width - len(begin) - len(end) - 4)
        line = fit(f" {glyph('─') * max(0, (room - 10) // 2)} Timeline ", room, more="").rstrip()
        line += " " + glyph("─") * max(0, room - len(line) - 2)
        return [
            Piece(f" {begin}", "secondary"),
            Piece(fit(line, room, more=""), "muted"),
            Piece(f" {end} ", "secondary"),
        ]

    def _times(self, start: datetime, end: datetime) -> tuple[str, str]:
        zone, now = self.moment.zone, self.moment.now
        if (end - start).total_seconds() < 600:
            return log_time(start, zone), log_time(end, zone)
        begin = clock_time(start, now, zone)
        last = clock_time(end, now, zone)
        if start.astimezone(zone).date() != now.astimezone(zone).date():
            begin = f"{begin} {clock_time(start, start, zone)}"
        return begin, last if last != begin else clock_time(end, end, zone)
