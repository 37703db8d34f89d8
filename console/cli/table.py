"""Aligned plain tables that fit the terminal: columns give way one by one, the last takes what is left."""

import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from console.core.sanitize import sanitize

_GAP: Final = 2
_BELOW: Final = 4  # columns before what goes on below its row
_LEAST: Final = 16  # columns that a shortened cell keeps


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``gives_way`` orders who leaves first where room is short: 1 first, 0 never."""

    title: str
    gives_way: int = 0
    right: bool = False
    shrinks: bool = False


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int | None, *, wrap: bool = False
) -> list[str]:
    """Return the lines of a table, its titles first. ``width`` is None where nothing is cut.

    Cells are made safe to show before they are measured. The last column is cut to what the others leave
    of the line; with ``wrap`` one that does not fit goes on below its row, and nothing of it is lost.
    """
    rows = [[sanitize(cell) for cell in row] for row in rows]
    widths = [
        max([columns_of(column.title), *(columns_of(row[index]) for row in rows)])
        for index, column in enumerate(columns)
    ]
    shown = list(range(len(columns)))
    if width is not None:
        shown = _that_fit(columns, widths, width)
        _shrink(columns, widths, shown, width)
    lines = [[column.title for column in columns], *rows]
    if not wrap or width is None:
        return [_line([line[index] for index in shown], columns, widths, shown) for line in lines]
    return [part for line in lines for part in _wrapped(line, columns, widths, shown, width)]


def _wrapped(
    cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int], shown: Sequence[int], width: int
) -> list[str]:
    """Return a row, and its last cell below it where that is too long for the line."""
    last = shown[-1]
    if columns_of(cells[last]) <= widths[last]:
        return [_line([cells[index] for index in shown], columns, widths, shown)]
    row = _line([cells[index] for index in shown[:-1]], columns, widths, shown[:-1])
    indent = " " * _BELOW
    below = textwrap.wrap(
        cells[last], width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
    return [row, *below]


def _taken(widths: Sequence[int], shown: Sequence[int]) -> int:
    return sum(widths[index] for index in shown) + _GAP * (len(shown) - 1)


def _that_fit(columns: Sequence[Column], widths: Sequence[int], width: int) -> list[int]:
    """Return the columns that stay; the last one is reckoned at what it needs at least."""
    last = len(columns) - 1
    least = [min(each, _LEAST) if index == last else each for index, each in enumerate(widths)]
    shown = list(range(len(columns)))
    for leaving in sorted((c.gives_way, index) for index, c in enumerate(columns) if c.gives_way):
        if _taken(least, shown) <= width:
            break
        shown.remove(leaving[1])
    return shown


def _shrink(columns: Sequence[Column], widths: list[int], shown: Sequence[int], width: int) -> None:
    """Make the last column, then those that may shrink, as narrow as the line wants them."""
    may_shrink = [index for index in reversed(shown) if columns[index].shrinks and index != shown[-1]]
    for index in (shown[-1], *may_shrink):
        excess = _taken(widths, shown) - width
        if excess <= 0:
            return
        widths[index] = max(widths[index] - excess, min(widths[index], _LEAST))


def _line(
    cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int], shown: Sequence[int]
) -> str:
    padded: list[str] = []
    for cell, index in zip(cells, shown, strict=True):
        text = cut(cell, widths[index])
        space = " " * (widths[index] - columns_of(text))
        padded.append(space + text if columns[index].right else text + space)
    return (" " * _GAP).join(padded).rstrip()


def columns_of(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_columns_of_character(character) for character in text)


def _columns_of_character(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, width: int) -> str:
    """Return ``text`` in at most ``width`` columns; what was cut off shows as ``…``."""
    if columns_of(text) <= width:
        return text
    kept, taken = "", 0
    for character in text:
        taken += _columns_of_character(character)
        if taken > width - 1:
            break
        kept += character
    return kept + "…" if width > 0 else ""
