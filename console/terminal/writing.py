"""Plans of lines as the bytes to send: of several orders the shortest.

What has the same look is written together, over the whole screen where that is shorter; which is seen by
nobody, since a terminal shows the frame as a whole or takes it in a moment.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from console.terminal.line import Plan, Run
from console.terminal.looks import erases_alike, order_of
from console.terminal.moving import Place, way
from console.terminal.sgr import blank_of, sgr_change

FEW_LINES: Final = 4
"""Lines that may be shorter one after the other than look by look; more are, where looks are short."""

SHORT_LOOK: Final = 12
"""Bytes of a look that costs no more than the way to another line: 16 colours, or none."""


def written(plans: Sequence[Plan], sgr: str | None, width: int) -> tuple[str, str | None]:
    """Return what to send for the plans of several lines of a width, and the look that it ends in.

    ``sgr`` is the look that the terminal has, None if that is not known.
    """
    by_looks = Writer(sgr, width)
    together = by_looks.screen(plans)
    if len(plans) > FEW_LINES and _has_long_looks(plans):
        return together, by_looks.sgr
    by_lines = Writer(sgr, width)
    one_by_one = "".join([by_lines.screen([plan]) for plan in plans])
    if len(one_by_one) < len(together):
        return one_by_one, by_lines.sgr
    return together, by_looks.sgr


def _has_long_looks(plans: Iterable[Plan]) -> bool:
    return any(len(run.sgr) > SHORT_LOOK for plan in plans for run in plan.runs)


class Writer:
    """Writes runs, and remembers the look and the place that it has left the terminal in."""

    def __init__(self, sgr: str | None, width: int) -> None:
        self.sgr = sgr
        """The look that the terminal has by now; None if that is not known."""
        self._width = width
        self._place: Place | None = None

    def screen(self, plans: Iterable[Plan]) -> str:
        """Return what writes these lines, each look once; but first what must keep its order."""
        parts: list[str] = []
        free: list[Plan] = []
        for plan in plans:
            if plan.in_any_order:
                free.append(plan)
            else:
                parts.append(self._write([*plan.first, *plan.runs]))
        if free:
            parts.append(self._by_looks(free))
        return "".join(parts)

    def _by_looks(self, plans: Sequence[Plan]) -> str:
        runs, needed = _looks(plans)
        erased: dict[str, list[Run]] = {}
        for plan in plans:
            for run in plan.first:
                erased.setdefault(run.sgr, []).append(run)
        _see_to_all(erased, needed)
        parts: list[str] = []
        looks = tuple((look, frozenset(grounds)) for look, grounds in needed.items())
        for look, grounds in order_of(looks, self.sgr):
            first = [run for ground in grounds for run in erased[ground]]
            together = [*first, *runs.get(look, ())]
            if first:
                # Each line at a time; what is erased is erased before anything is written there.
                together.sort(key=lambda run: (run.y, run.begin))
            self._turn_to(look, parts)
            parts.append(self._write(together))
        return "".join(parts)

    def _turn_to(self, look: str, parts: list[str]) -> None:
        if self.sgr != look:
            parts.append(sgr_change(self.sgr, look))
            self.sgr = look

    def _write(self, runs: Iterable[Run]) -> str:
        parts: list[str] = []
        for run in runs:
            parts.append(way(self._place, run.y, run.begin, self._width))
            if self.sgr is None or not _shows(self.sgr, run):
                self._turn_to(run.sgr, parts)
            if run.erased:
                parts.append("\x1b[K" if run.to_the_edge else f"\x1b[{run.end - run.begin}X")
                self._place = Place(run.y, run.begin)
            else:
                parts += run.texts
                self._place = Place(run.y, run.end if run.sure else None)
        return "".join(parts)


def _looks(plans: Iterable[Plan]) -> tuple[dict[str, list[Run]], dict[str, set[str]]]:
    """Return the runs of each look, and the grounds that are to be erased before it is written.

    What is blank goes with any look on its ground.
    """
    runs: dict[str, list[Run]] = {}
    needed: dict[str, set[str]] = {}
    blanks: list[tuple[Run, Plan]] = []
    for plan in plans:
        for run in plan.runs:
            if run.blank:
                blanks.append((run, plan))
            else:
                runs.setdefault(run.sgr, []).append(run)
                needed.setdefault(run.sgr, set()).update(_grounds(run, plan))
    for run, plan in blanks:
        grounds = _grounds(run, plan)
        looks = [look for look in runs if _shows(look, run)]
        look = min(looks, key=lambda look, grounds=grounds: len(grounds - needed[look]), default=run.sgr)
        runs.setdefault(look, []).append(run)
        needed.setdefault(look, set()).update(grounds)
    for together in runs.values():
        together.sort(key=lambda run: (run.y, run.begin))
    return runs, needed


def _grounds(run: Run, plan: Plan) -> set[str]:
    """Return what is to be erased of a line before a run of it is written."""
    return {each.sgr for each in plan.first if each.begin < run.end and run.begin < each.end}


def _see_to_all(erased: Iterable[str], needed: dict[str, set[str]]) -> None:
    """Have every ground erased with some look, or by itself."""
    for ground in set(erased).difference(*needed.values()):
        look = next((look for look in needed if erases_alike(look, ground)), ground)
        needed.setdefault(look, set()).add(ground)


def _shows(sgr: str, run: Run) -> bool:
    """Whether a run can be written in a look."""
    if sgr == run.sgr:
        return True
    if run.erased:
        return erases_alike(sgr, run.sgr)
    return run.blank and blank_of(sgr) == run.sgr
