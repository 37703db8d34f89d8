"""One line of a log as it is drawn: safe text in its own colours, matches marked, cut or wrapped."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.strip import Strip

from console.core.log_pattern import LogPattern
from console.core.log_pretty import PrettyRow, pretty_rows
from console.core.sanitize import log_spans
from console.model import LogLine, Stream
from console.widgets.palette import Palette
from console.widgets.sgr_style import rich_style


@dataclass(frozen=True, slots=True)
class LogText:
    """Text with styles: ``styles[n]`` holds from character ``starts[n]`` to the next start.

    ``prose`` is wrapped between words where it can be; a log line is not, as its columns may mean something.
    """

    text: str
    starts: tuple[int, ...]
    styles: tuple[RichStyle, ...]
    prose: bool = False
    layout: tuple[PrettyRow, ...] = ()
    """The rows of a text that is spread over several whether lines are wrapped or not."""

    @property
    def plain(self) -> bool:
        """Whether every character takes one column."""
        return self.text.isascii()

    @property
    def columns(self) -> int:
        """How many columns the text takes."""
        return len(self.text) if self.plain else cell_len(self.text)

    def cuts(self, width: int) -> tuple[int, ...]:
        """Return where the rows of the wrapped text begin, and its end; an empty text has one row."""
        return (_word_cuts if self.prose else _cuts)(self.text, max(1, width))

    def rows(self, width: int) -> int:
        """Return how many rows the text takes when wrapped to ``width`` columns."""
        if self.layout:
            return len(_laid_out(self.layout, self.text, width))
        return len(self.cuts(width)) - 1

    def wrapped(self, row: int, width: int, ground: RichStyle) -> Strip:
        """Draw one row of the wrapped text in exactly ``width`` columns."""
        if self.layout:
            rows = _laid_out(self.layout, self.text, width)
            indent, begin, end = rows[min(row, len(rows) - 1)]
            return _fitted(Strip([Segment(" " * indent, ground), *self._segments(begin, end)]), width, ground)
        cuts = self.cuts(width)
        row = min(row, len(cuts) - 2)
        return _fitted(Strip(self._segments(cuts[row], cuts[row + 1])), width, ground)

    def cut(self, left: int, width: int, ground: RichStyle, more: str) -> Strip:
        """Draw ``width`` columns of the text from column ``left`` on; ``more`` stands where it goes on."""
        strip = Strip(
            self._segments(left, left + width + 1) if self.plain else self._segments(0, len(self.text))
        )
        if not self.plain:
            strip = strip.crop(left, left + width + 1)
        if strip.cell_length > width > 0:
            return Strip.join([strip.crop(0, width - 1), Strip([Segment(more, ground)], 1)])
        return _fitted(strip, width, ground)

    def marked(self, places: Sequence[tuple[int, int]], style: RichStyle) -> "LogText":
        """Return it with the characters from each ``places`` begin to before its end in another style."""
        return _marked(self, [(begin, min(end, len(self.text))) for begin, end in places], style)

    def character_at(self, row: int | None, column: int, width: int) -> int:
        """Return which character stands in a column: of a row of the wrapped text, or of the whole (None).

        Behind the end of the row it is the one after its last.
        """
        begin, end = 0, len(self.text)
        if row is not None and self.layout:
            rows = _laid_out(self.layout, self.text, width)
            indent, begin, end = rows[min(row, len(rows) - 1)]
            column = max(0, column - indent)
        elif row is not None:
            cuts = self.cuts(width)
            row = min(row, len(cuts) - 2)
            begin, end = cuts[row], cuts[row + 1]
        for at in range(begin, end):
            column -= cell_len(self.text[at])
            if column < 0:
                return at
        return end

    def _segments(self, begin: int, end: int) -> Iterator[Segment]:
        end = min(end, len(self.text))
        place = max(0, bisect_right(self.starts, begin) - 1)
        while begin < end:
            stop = self.starts[place + 1] if place + 1 < len(self.starts) else len(self.text)
            yield Segment(self.text[begin : min(stop, end)], self.styles[place])
            begin, place = stop, place + 1


def log_text(
    line: LogLine,
    cut: int,
    palette: Palette,
    base: RichStyle,
    pattern: LogPattern | None,
    *,
    pretty: bool = False,
) -> LogText:
    """Return a line ready to be drawn on ``base``; of ``cut`` characters that were left out its end tells.

    ``pretty`` spreads JSON and logfmt over several rows.
    """
    ground = base + palette.style("muted italic") if line.stream is Stream.NOTE else base
    text = ""
    starts: list[int] = []
    styles: list[RichStyle] = []
    for span in log_spans(line.text):
        starts.append(len(text))
        styles.append(ground + rich_style(span.style, colourless=palette.colourless, ground=palette.ground))
        text += span.text
    layout = (pretty_rows(text, cut=bool(cut)) or ()) if pretty else ()
    made = LogText(text, tuple(starts), tuple(styles), layout=layout)
    names = [(row.begin, row.name) for row in layout if row.name > row.begin]
    made = _marked(made, names, base + palette.style("accent"))
    made = _marked(made, pattern.places(text) if pattern else [], base + palette.style("match"))
    if not cut:
        return made
    rest = f" … {cut:,} more characters"
    return replace(
        made,
        text=text + rest,
        starts=(*made.starts, len(text)),
        styles=(*made.styles, base + palette.style("muted italic")),
        layout=layout and (*layout, PrettyRow(0, len(text) + 1, len(text + rest), len(text) + 1)),
    )


def _marked(line: LogText, places: Sequence[tuple[int, int]], match: RichStyle) -> LogText:
    if not places:
        return line
    begins = [begin for begin, _ in places]
    edges = sorted({*line.starts, *(edge for place in places for edge in place), len(line.text)})
    starts: list[int] = []
    styles: list[RichStyle] = []
    for begin in edges[:-1]:
        place = bisect_right(begins, begin) - 1
        inside = place >= 0 and begin < places[place][1]
        starts.append(begin)
        styles.append(match if inside else line.styles[bisect_right(line.starts, begin) - 1])
    return replace(line, starts=tuple(starts), styles=tuple(styles))


@lru_cache(maxsize=512)
def _cuts(text: str, width: int) -> tuple[int, ...]:
    if text.isascii():
        return (*range(0, len(text), width), len(text)) if text else (0, 0)
    found, columns = [0], 0
    for at, character in enumerate(text):
        wide = cell_len(character)
        if columns + wide > width and at > found[-1]:
            found.append(at)
            columns = 0
        columns += wide
    return (*found, len(text))


@lru_cache(maxsize=128)
def _laid_out(layout: tuple[PrettyRow, ...], text: str, width: int) -> tuple[tuple[int, int, int], ...]:
    """Return indent, begin and end of every row, those wrapped that do not fit."""
    found: list[tuple[int, int, int]] = []
    for row in layout:
        indent = min(row.indent, max(0, width // 2))
        cuts = _cuts(text[row.begin : row.end], max(1, width - indent))
        found += [(indent, row.begin + begin, row.begin + end) for begin, end in pairwise(cuts)]
    return tuple(found)


@lru_cache(maxsize=128)
def _word_cuts(text: str, width: int) -> tuple[int, ...]:
    found = [0]
    while True:
        begin = found[-1]
        end = _cuts(text[begin:], width)[1] + begin
        if end >= len(text):
            return (*found, len(text))
        space = text.rfind(" ", begin + 1, end + 1)
        found.append(space + 1 if space > begin else end)


def _fitted(strip: Strip, width: int, ground: RichStyle) -> Strip:
    return strip.adjust_cell_length(width, ground)
