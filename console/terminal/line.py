"""What there is to write on one line of the terminal, in pieces of one look each.

Columns that are right already are left out; blank ones are erased where the terminal erases in colour.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from console.terminal.cells import FIRST_EMOJI, UNSURE, Cell, Row, is_sure
from console.terminal.sgr import blank_of, look_of

JUMP: Final = 4
"""Columns that are sent again rather than jumped over: a jump costs as much."""

A_RUN: Final = 5
"""Bytes of the way to a run, about."""

A_LOOK: Final = 18
"""Bytes of a look, about."""

ERASED: Final = 10
"""Blank columns from which erasing them, and jumping behind them, is shorter than writing them."""


@dataclass(slots=True)
class Run:
    """Columns of a line that are written one after the other in one look, or erased."""

    y: int
    begin: int
    end: int
    sgr: str
    blank: bool
    """Whether all are spaces, which go with every look on the same ground."""
    texts: list[str] = field(default_factory=list[str])
    erased: bool = False
    to_the_edge: bool = False
    """Whether it ends with the line."""
    sure: bool = True
    """Whether the cursor is known to stand behind it once it is written."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write on a line. What is to be erased first is erased before anything is written."""

    first: tuple[Run, ...]
    runs: tuple[Run, ...]
    in_any_order: bool
    """False where a character is wide, or may be: what is written later stands above it."""


def plans_for(y: int, old: Row, new: Row, *, erases: bool) -> list[Plan]:
    """Return the ways to make line ``y`` (from 0) show ``new`` where it shows ``old``; none if it does.

    ``erases`` says that what is erased takes the present ground.
    """
    columns = _columns(old, new)
    if not columns:
        return []
    ground = ground_of([new[x] for x in columns], ERASED, erases=erases)
    if ground is None:
        return [_plan(y, columns, new, erases)]
    clean = _on_a_clean_line(y, columns, ground, old, new, erases)
    # Where most is ground nothing can be shorter.
    return [clean] if 3 * len(clean.runs) < len(columns) else [clean, _plan(y, columns, new, erases)]


def cost_of(plan: Plan, lines: int) -> float:
    """Return about how many bytes a plan takes, as one of so many lines that share their looks."""
    runs = (*plan.first, *plan.runs)
    looks = len({run.sgr for run in runs})
    return sum(len(run.texts) for run in plan.runs) + A_RUN * len(runs) + A_LOOK * looks / lines


def ground_of(cells: Iterable[Cell | None], least: int, *, erases: bool) -> Cell | None:
    """Return the space that most of the cells are, if they are more than ``least`` and it can be erased."""
    for cell, count in Counter(cells).most_common():
        if count <= least:
            break
        if cell is not None and _can_be_erased(cell, erases=erases):
            return cell
    return None


def _can_be_erased(cell: Cell, *, erases: bool) -> bool:
    """Whether erasing leaves this: a space in a look that is a ground and no more, which it keeps."""
    if cell[0] != " ":
        return False
    look = look_of(cell[1])
    return not cell[1] or (erases and not look.attributes and not look.link)


def _plan(y: int, columns: Sequence[int], new: Row, erases: bool, first: tuple[Run, ...] = ()) -> Plan:
    runs = _runs(y, columns, new, erases)
    return Plan(first, tuple(runs), all(_may_wait(run, new) for run in runs))


def _on_a_clean_line(y: int, columns: Sequence[int], ground: Cell, old: Row, new: Row, erases: bool) -> Plan:
    """Erase what changes up to the last column that stays ground, and what is between, and write on that."""
    begin, end = columns[0], columns[-1] + 1
    while new[end - 1] != ground:
        end -= 1
    clean: Row = [*old[:begin], *[ground] * (end - begin), *old[end:]]
    erased = Run(y, begin, end, ground[1], True, erased=True, to_the_edge=end == len(new))
    return _plan(y, _columns(clean, new), new, erases, (erased,))


def _columns(old: Row, new: Row) -> list[int]:
    """Return the columns of the characters to write: what differs, and what goes with it."""
    differ = [x for x, (before, after) in enumerate(zip(old, new, strict=True)) if before is not after]
    found: list[int] = []
    for x in differ:
        after = new[x]
        if after is None or after == old[x]:
            continue
        if len(after[0]) == 1 and after[0] not in UNSURE and after[0] < FIRST_EMOJI:
            if not found or found[-1] < x:
                found.append(x)
            continue
        begin = x
        while begin and (cell := new[begin]) is not None and not cell[0]:
            begin -= 1  # from the second column of a wide character back to its first
        if not found or found[-1] < begin:
            found.append(begin)
        found += _covered(x, new)
    return found


def _covered(x: int, row: Row) -> list[int]:
    """Return the columns that a terminal may cover which draws the sign in column ``x`` wide."""
    end = x
    while (cell := row[end]) is not None and not is_sure(cell[0]) and _is_drawn(row, end + 1):
        end += 1
    return list(range(x + 1, end + 1))


def _is_drawn(row: Row, x: int) -> bool:
    """Whether something can be seen to begin in a column."""
    cell = row[x] if x < len(row) else None
    return cell is not None and bool(cell[0].strip())


def _runs(y: int, columns: Sequence[int], new: Row, erases: bool) -> list[Run]:
    """Part the columns to write into runs of one look."""
    runs: list[Run] = []
    last: Run | None = None
    wanted = set(columns)
    behind = 0
    for x in columns:
        cell = new[x]
        if x < behind or cell is None:
            continue
        if last is not None and last.sure and last.end == x and last.sgr == cell[1] and _is_plain(cell[0]):
            last.texts.append(cell[0])  # most characters are such
            last.end += 1
            last.blank = False
            continue
        length = _alike(x, new, wanted) if _can_be_erased(cell, erases=erases) else 0
        if length and length >= (JUMP if x + length == len(new) else ERASED):
            behind = x + length
            runs.append(Run(y, x, behind, cell[1], True, erased=True))
            last = None
        elif last is None or not _append(last, x, new):
            last = Run(y, x, x, cell[1], cell[0] == " ")
            runs.append(last)
            _append(last, x, new)
    for run in runs:
        run.to_the_edge = run.end == len(new)
    return runs


def _is_plain(text: str) -> bool:
    """Whether a character is a letter or a figure of one column, and no space."""
    return " " < text < "\x7f"


def _alike(x: int, new: Row, wanted: set[int]) -> int:
    """Count the columns from ``x`` on that are to be written and look alike."""
    end = x
    while end < len(new) and end in wanted and new[end] == new[x]:
        end += 1
    return end - x


def _append(run: Run, x: int, new: Row) -> bool:
    """Take a column into a run, with the few columns between; False if it does not go with it."""
    if not run.sure or x - run.end > JUMP:
        return False
    sgr, blank, texts = run.sgr, run.blank, list[str]()
    for column in range(run.end, x + 1):
        cell = new[column]
        if cell is None or not cell[0] or not _goes(cell, sgr, blank):
            return False
        if column < x and not is_sure(cell[0]):
            return False
        if blank and cell[0] != " ":
            sgr, blank = cell[1], False
        texts.append(cell[0])
    run.sgr, run.blank, run.end = sgr, blank, x + 1
    run.texts += texts
    while run.end < len(new) and (second := new[run.end]) is not None and not second[0]:
        run.end += 1
    run.sure = is_sure(run.texts[-1])
    return True


def _goes(cell: Cell, sgr: str, blank: bool) -> bool:
    """Whether a cell looks as it should in the look of a run, or the run's spaces in that of the cell."""
    if cell[1] == sgr:
        return True
    return blank_of(sgr) == cell[1] if cell[0] == " " else blank and blank_of(cell[1]) == sgr


def _may_wait(run: Run, new: Row) -> bool:
    """Whether it does not matter what of the line is written before this run."""
    if run.erased:
        return True
    wide = run.end - run.begin != len(run.texts)
    return not wide and (run.sure or not _is_drawn(new, run.end))
