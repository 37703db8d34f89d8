"""The shortest way to make one line of the terminal show something else.

Bytes are what a person at the end of a slow line waits for. Each look is said once a line, and all that has it
is written before the next; columns between are jumped over; blank columns are erased where the terminal erases
in colour. Of several ways the shortest is taken.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from console.terminal.cells import UNSURE, Cell, Row
from console.terminal.sgr import blank_of, look_of, sgr_change

JUMP: Final = 4
"""Columns that are sent again rather than jumped over: a jump costs as much."""

ERASED: Final = 10
"""Blank columns from which erasing them, and jumping behind them, is shorter than writing them."""


@dataclass(slots=True)
class _Run:
    """Columns that are written one after the other in one look; ``blanks`` is True while all are spaces."""

    begin: int
    end: int
    sgr: str
    blanks: bool
    texts: list[str] = field(default_factory=list[str])
    erased: bool = False
    """Whether all of it is blank, and is not written but erased."""
    sure: bool = True
    """Whether the cursor is known to stand behind it once it is written."""


def change_line(y: int, old: Row, new: Row, sgr: str | None, *, erases: bool) -> tuple[str, str | None]:
    """Return what makes line ``y`` (from 0) show ``new`` where it shows ``old``, and the look it ends in.

    ``sgr`` is the terminal's look now, None if that is not known. ``erases`` says that what is erased takes
    the present ground.
    """
    columns = _columns(old, new)
    if not columns:
        return "", sgr
    ways = [_write(y, _runs(columns, new, erases), sgr, new)]
    ground = ground_of((new[x] for x in columns), ERASED, erases=erases)
    if ground is not None:
        ways.append(_on_a_clean_line(y, columns[0], ground, new, sgr))
    return min(ways, key=lambda way: len(way[0]))


def ground_of(cells: Iterable[Cell | None], least: int, *, erases: bool) -> Cell | None:
    """Return the space that most of the cells are, if they are more than ``least`` and it can be erased."""
    spaces = Counter(cell for cell in cells if cell is not None and _can_be_erased(cell, erases=erases))
    if not spaces:
        return None
    cell, count = spaces.most_common(1)[0]
    return cell if count > least else None


def _can_be_erased(cell: Cell, *, erases: bool) -> bool:
    """Whether erasing leaves this: a space, in a look that is nothing but a ground that the terminal keeps."""
    return cell[0] == " " and (not cell[1] or (erases and not look_of(cell[1]).attributes))


def _on_a_clean_line(y: int, begin: int, ground: Cell, new: Row, sgr: str | None) -> tuple[str, str | None]:
    """Erase the line from a column on, and write on that."""
    clean: Row = [*new[:begin], *[ground] * (len(new) - begin)]
    first = f"{_to(y, begin)}{sgr_change(sgr, ground[1])}\x1b[K"
    rest, after = _write(y, _runs(_columns(clean, new), new, True), ground[1], new, at=begin)
    return first + rest, after


def _columns(old: Row, new: Row) -> list[int]:
    """Return the columns of the characters to write: what differs, and what goes with it."""
    found: list[int] = []
    for x, (before, after) in enumerate(zip(old, new, strict=True)):
        if before is after or before == after or after is None:
            continue
        begin = x
        while begin and (cell := new[begin]) is not None and not cell[0]:
            begin -= 1  # from the second column of a wide character back to its first
        if not found or found[-1] < begin:
            found.append(begin)
        # A terminal that draws this sign wide has covered the next column: what stands there is said again.
        if not _is_sure(after[0]) and _is_drawn(new, x + 1):
            found.append(x + 1)
    return found


def _is_drawn(row: Row, x: int) -> bool:
    """Whether something can be seen to begin in a column."""
    cell = row[x] if x < len(row) else None
    return cell is not None and bool(cell[0].strip())


def _is_sure(text: str) -> bool:
    """Whether every terminal takes a character for as wide as we do."""
    return len(text) <= 1 and text not in UNSURE


def _runs(columns: Sequence[int], new: Row, erases: bool) -> list[_Run]:
    """Part the columns to write into runs of one look."""
    runs: list[_Run] = []
    last: _Run | None = None
    skip = -1
    wanted = set(columns)
    for x in columns:
        cell = new[x]
        if x < skip or cell is None:
            continue
        length = _blanks(x, new, wanted) if _can_be_erased(cell, erases=erases) else 0
        if length and length >= _worth(x, length, new):
            last = _Run(x, x + length, cell[1], True, erased=True)
            runs.append(last)
            skip = x + length
            continue
        if last is None or last.erased or not _append(last, x, new):
            last = _Run(x, x, cell[1], cell[0] == " ")
            runs.append(last)
            _append(last, x, new)
    return runs


def _blanks(x: int, new: Row, wanted: set[int]) -> int:
    """Count the columns from ``x`` on that are to be written and look alike."""
    end = x
    while end < len(new) and end in wanted and new[end] == new[x]:
        end += 1
    return end - x


def _worth(x: int, length: int, new: Row) -> int:
    """Return the blank columns from which erasing is shorter: at the line's end few are enough."""
    return JUMP if x + length == len(new) else ERASED


def _append(run: _Run, x: int, new: Row) -> bool:
    """Take a column into a run, with the few columns between; False if it does not go with it."""
    if not run.sure or x - run.end > JUMP:
        return False
    sgr, blanks, texts = run.sgr, run.blanks, list[str]()
    for column in range(run.end, x + 1):
        cell = new[column]
        if cell is None or not cell[0] or not _goes(cell, sgr, blanks):
            return False
        if column < x and not _is_sure(cell[0]):
            return False
        if blanks and cell[0] != " ":
            sgr, blanks = cell[1], False
        texts.append(cell[0])
    run.sgr, run.blanks, run.end = sgr, blanks, x + 1
    run.texts += texts
    while run.end < len(new) and (second := new[run.end]) is not None and not second[0]:
        run.end += 1
    run.sure = _is_sure(run.texts[-1])
    return True


def _goes(cell: Cell, sgr: str, blanks: bool) -> bool:
    """Whether a cell looks as it should in the look of a run, or the run's spaces in that of the cell."""
    if cell[1] == sgr:
        return True
    return blank_of(sgr) == cell[1] if cell[0] == " " else blanks and blank_of(cell[1]) == sgr


def _write(
    y: int, runs: Sequence[_Run], sgr: str | None, new: Row, at: int | None = None
) -> tuple[str, str | None]:
    """Return the runs written, by looks or from left to right, whichever is shorter."""
    ways = [_written(y, runs, sgr, len(new), at)]
    if _may_be_reordered(runs, new):
        ways.append(_written(y, _by_looks(runs, sgr), sgr, len(new), at))
    return min(ways, key=lambda way: len(way[0]))


def _may_be_reordered(runs: Sequence[_Run], new: Row) -> bool:
    """Whether it does not matter what is written first.

    It does where a character is wide, or may be: what is written later stands above it.
    """
    for run in runs:
        if run.erased:
            continue
        if run.end - run.begin != len(run.texts):
            return False
        if not run.sure and _is_drawn(new, run.end):
            return False
    return True


def _by_looks(runs: Sequence[_Run], sgr: str | None) -> list[_Run]:
    """Return the runs with each look together, beginning with the present one; then whichever is nearest."""
    looks: dict[str, list[_Run]] = {}
    for run in runs:
        if not run.blanks:
            looks.setdefault(run.sgr, []).append(run)
    for run in runs:
        if run.blanks:
            looks.setdefault(_host(run, looks), []).append(run)
    ordered: list[_Run] = []
    while looks:
        present = sgr
        nearest = min(looks, key=lambda look: len(sgr_change(present, look)))
        ordered += sorted(looks.pop(nearest), key=lambda run: run.begin)
        sgr = nearest
    return ordered


def _host(run: _Run, looks: Iterable[str]) -> str:
    """Return a look that blank columns can be written in without changing it; their own if there is none."""
    return next((look for look in looks if _shows_blank(look, run)), run.sgr)


def _shows_blank(look: str, run: _Run) -> bool:
    if run.erased and look_of(look).attributes:
        return False
    return blank_of(look) == run.sgr


def _written(
    y: int, runs: Sequence[_Run], sgr: str | None, width: int, at: int | None
) -> tuple[str, str | None]:
    """Return the runs as they are sent, in their order, and the look at the end."""
    parts: list[str] = []
    for run in runs:
        parts.append(_to(y, run.begin) if at is None and not parts else _across(at, run.begin))
        if not _looks_right(run, sgr):
            parts.append(sgr_change(sgr, run.sgr))
            sgr = run.sgr
        if run.erased:
            parts.append("\x1b[K" if run.end == width else f"\x1b[{run.end - run.begin}X")
            at = run.begin
        else:
            parts += run.texts
            at = run.end if run.sure and run.end < width else None
    return "".join(parts), sgr


def _looks_right(run: _Run, sgr: str | None) -> bool:
    return sgr is not None and (sgr == run.sgr or (run.blanks and _shows_blank(sgr, run)))


def _to(y: int, x: int) -> str:
    """Return the way to a place from wherever."""
    return f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H"


def _across(at: int | None, x: int) -> str:
    """Return the shortest way to a column of the same line; ``at`` None: from an unknown one."""
    if at == x:
        return ""
    return min(_ways(at, x), key=len)


def _ways(at: int | None, x: int) -> Iterator[str]:
    if not x:
        yield "\r"
    elif at is not None:
        by = x - at
        steps = abs(by) if abs(by) > 1 else ""
        yield f"\x1b[{steps}{'C' if by > 0 else 'D'}"
    if x:
        yield f"\x1b[{x + 1}G"
