"""Text in a fixed number of columns, and lines made of such pieces. All text is sanitised here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from console.core.sanitize import sanitize
from console.widgets.palette import PLAIN, Palette
from console.widgets.sign import glyph

Align: TypeAlias = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Text in one style of the palette."""

    text: str
    style: str = PLAIN

    @property
    def width(self) -> int:
        """How many columns the text takes."""
        return text_width(self.text)


def text_width(text: str) -> int:
    """Return the columns that ``text`` takes on a terminal."""
    return len(text) if text.isascii() else cell_len(text)


def fit(text: str, width: int, align: Align = "left", *, more: str = "…") -> str:
    """Return ``text``, sanitised, in exactly ``width`` columns; what is cut off is told by ``more``."""
    if width <= 0:
        return ""
    text = sanitize(text)
    length = text_width(text)
    if length > width:
        return set_cell_size(text, width - text_width(more)) + glyph(more)
    space = " " * (width - length)
    return text + space if align == "left" else space + text


def shorten(text: str, width: int) -> str:
    """Return ``text``, sanitised, in at most ``width`` columns."""
    return fit(text, min(width, text_width(sanitize(text))))


def fit_id(text: str, width: int) -> str:
    """Return an id in exactly ``width`` columns. Too long, it is cut in the middle.

    Ids that servers make one after the other begin alike, and the last digits tell them apart.
    """
    text = sanitize(text)
    if text_width(text) <= width or width < 5 or not text.isascii():
        return fit(text, width)
    head = width // 2
    return f"{text[:head]}{glyph('…')}{text[len(text) - (width - head - 1) :]}"


def strip_of(pieces: Iterable[Piece], width: int, palette: Palette, base: Style, under: str = "") -> Strip:
    """Return the pieces as one line of exactly ``width`` columns on ``base``, and ``under`` over that.

    Where ``under`` brings a colour of its own for text, plain pieces take it and coloured ones keep theirs;
    with the terminal's own colours none does, since red on its blue cannot be read.
    """
    ground = base + palette.style(under) if under else base
    keeps = not under or not palette.ansi
    runs: list[tuple[str, Style]] = []
    left = width
    for piece in pieces:
        if left <= 0:
            break
        text, columns = piece.text, piece.width
        if columns > left:
            text = _cut(text, left)
            columns = text_width(text)
        left -= columns
        plain = piece.style == PLAIN or not keeps or bool(under and piece.style == "muted")
        _append(runs, text, ground if plain else ground + palette.style(piece.style))
    if left > 0:
        _append(runs, " " * left, ground)
    return Strip((Segment(text, style) for text, style in runs), width)


def _append(runs: list[tuple[str, Style]], text: str, style: Style) -> None:
    """Add a run of one style. A space has no colour but its ground's, so it goes with what is before it.

    Every change of style costs some forty bytes of a slow line.
    """
    if runs:
        before, last = runs[-1]
        if last is style or last == style or (text.isspace() and _same_ground(last, style)):
            runs[-1] = (before + text, last)
            return
    runs.append((text, style))


def _same_ground(one: Style, other: Style) -> bool:
    """Whether a space looks alike in both."""
    lined = one.reverse or one.underline or other.reverse or other.underline
    return one.bgcolor == other.bgcolor and not lined


def _cut(text: str, width: int) -> str:
    return " " * width if text.isspace() else fit(text, width)


def total_width(pieces: Iterable[Piece]) -> int:
    """Return the columns that the pieces take together."""
    return sum(piece.width for piece in pieces)
