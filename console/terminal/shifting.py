"""Words of a line that only moved aside, since one before them grew or shrank: the terminal moves them.

The line of keys is such a line: another job under the cursor, and half of it stands some columns further.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final, NamedTuple, TypeAlias

from console.terminal.cells import Cell, Row, is_sure
from console.terminal.moving import Place, way

LEAST: Final = 24
"""Changed columns from which it is worth looking for words that moved."""

KEPT: Final = 16
"""Columns in a row that must have moved alike: fewer are as short when they are written."""

BYTES: Final = 10
"""Of a shift and the way to it, about."""

_Word: TypeAlias = tuple[Cell, ...]


class Shift(NamedTuple):
    """What stands from column ``x`` on is moved ``by`` columns to the right, or over them to the left."""

    x: int
    by: int


def shifts_for(old: Row, new: Row) -> tuple[Shift, ...]:
    """Return what moves the words of a line to where they stand now; none where that is not sure."""
    differ = [x for x, (before, after) in enumerate(zip(old, new, strict=True)) if before is not after]
    if len(differ) < LEAST:
        return ()
    begin = differ[0]
    before, after = _known(old[begin:]), _known(new[begin:])
    return tuple(_shifts(begin, before, after)) if before and after else ()


def shifted(row: Row, shifts: Sequence[Shift]) -> Row:
    """Return what a line shows after shifts: what comes in is not known."""
    width, moved = len(row), list(row)
    for x, by in shifts:
        if by > 0:
            moved[x:x] = [None] * by
            del moved[width:]
        else:
            del moved[x : x - by]
            moved += [None] * -by
    return moved


def written_shifts(y: int, shifts: Sequence[Shift], width: int) -> str:
    """Return the sequences of shifts in line ``y``."""
    parts: list[str] = []
    place: Place | None = None
    for x, by in shifts:
        parts.append(way(place, y, x, width))
        count = abs(by) if abs(by) > 1 else ""
        parts.append(f"\x1b[{count}{'@' if by > 0 else 'P'}")
        place = Place(y, x)
    return "".join(parts)


def _known(cells: Row) -> list[Cell] | None:
    """Return cells of which each surely takes one column; None where one may not, or is not known."""
    known = [cell for cell in cells if cell is not None and cell[0] and is_sure(cell[0])]
    return known if len(known) == len(cells) else None


def _shifts(begin: int, before: Sequence[Cell], after: Sequence[Cell]) -> Iterator[Shift]:
    old, new = _words(before), _words(after)
    old_ends, new_ends = _ends(old), _ends(new)
    moved = 0
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    for first, to, count in blocks:
        source, target = old_ends[first], new_ends[to]
        if new_ends[to + count] - target < KEPT or target - source == moved:
            continue
        by = target - source - moved
        yield Shift(begin + (source + moved if by > 0 else target), by)
        moved += by


def _words(cells: Sequence[Cell]) -> list[_Word]:
    """Part cells into words and what is blank between them."""
    return [tuple(word) for _, word in groupby(cells, key=lambda cell: cell[0] == " ")]


def _ends(words: Sequence[_Word]) -> list[int]:
    """Return the column in which each word begins, and the one behind the last."""
    ends = [0]
    for word in words:
        ends.append(ends[-1] + len(word))
    return ends
