"""Plans of lines as the bytes to send: of several orders the shortest.

A look costs up to forty bytes, a jump six. So what has the same look is written together, over the whole
screen where that is shorter; which is seen by nobody, since a terminal shows the frame as a whole or takes it
in a moment.
"""

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from console.terminal.line import Plan, Run
from console.terminal.sgr import blank_of, look_of, sgr_change

Place: TypeAlias = tuple[int, int] | None
"""Where the cursor stands, line and column from 0; None where that is not known."""

_SOMEWHERE: Final = -1
"""The column of a cursor that has written the last one, and stands on it or behind it; or an unsure sign."""


def shortest(plans: Iterable[Plan]) -> Plan:
    """Return the plan that takes the least bytes by itself."""
    return min(plans, key=lambda plan: len(_Writer(None).line(plan)))


def written(plans: Sequence[Plan]) -> str:
    """Return what to send for the plans of several lines, from an unknown look and place."""
    by_lines, by_looks = _Writer(None), _Writer(None)
    one = "".join([by_lines.line(plan) for plan in plans])
    if len(plans) < 2:
        return one
    return min(one, by_looks.screen(plans), key=len)


class _Writer:
    """Writes runs, and remembers the look and the place that it has left the terminal in."""

    def __init__(self, sgr: str | None) -> None:
        self._sgr = sgr
        self._place: Place = None

    def line(self, plan: Plan) -> str:
        """Return what writes a line."""
        first = self._write(plan.first)
        sgr, place = self._sgr, self._place
        text = self._write(plan.runs)
        if not plan.in_any_order or len(plan.runs) < 2:
            return first + text
        ended = self._sgr, self._place
        self._sgr, self._place = sgr, place
        other = self._write(_by_looks(plan.runs, sgr))
        if len(other) < len(text):
            return first + other
        self._sgr, self._place = ended
        return first + text

    def screen(self, plans: Sequence[Plan]) -> str:
        """Return what writes all lines, each look once: first what is erased, then what keeps its order."""
        parts = [self._write(_by_looks([run for plan in plans for run in plan.first], self._sgr))]
        parts += [self._write(plan.runs) for plan in plans if not plan.in_any_order]
        free = [run for plan in plans if plan.in_any_order for run in plan.runs]
        parts.append(self._write(_by_looks(free, self._sgr)))
        return "".join(parts)

    def _write(self, runs: Iterable[Run]) -> str:
        parts: list[str] = []
        for run in runs:
            parts.append(_way(self._place, run))
            if self._sgr is None or not _shows(self._sgr, run):
                parts.append(sgr_change(self._sgr, run.sgr))
                self._sgr = run.sgr
            if run.erased:
                parts.append("\x1b[K" if run.to_the_edge else f"\x1b[{run.end - run.begin}X")
                self._place = (run.y, run.begin)
            else:
                parts += run.texts
                self._place = (run.y, run.end if run.sure and not run.to_the_edge else _SOMEWHERE)
        return "".join(parts)


def _shows(sgr: str, run: Run) -> bool:
    """Whether a run can be written in a look."""
    if sgr == run.sgr:
        return True
    return run.blank and blank_of(sgr) == run.sgr and not (run.erased and look_of(sgr).attributes)


def _by_looks(runs: Sequence[Run], sgr: str | None) -> list[Run]:
    """Return the runs with each look together, beginning with the present one; then whichever is nearest."""
    looks: dict[str, list[Run]] = {run.sgr: [] for run in runs if not run.blank}
    for run in runs:
        hosts = (look for look in looks if _shows(look, run)) if run.blank else ()
        looks.setdefault(next(iter(hosts), run.sgr), []).append(run)
    ordered: list[Run] = []
    while looks:
        nearest = _nearest(looks, sgr)
        ordered += looks.pop(nearest)
        sgr = nearest
    return ordered


def _nearest(looks: Iterable[str], sgr: str | None) -> str:
    return min(looks, key=lambda look: len(sgr_change(sgr, look)))


def _way(place: Place, run: Run) -> str:
    """Return the shortest way to where a run begins."""
    y, x = place or (-1, _SOMEWHERE)
    column = run.begin + 1 if run.begin else ""
    if y == run.y:
        if x == run.begin:
            return ""
        there = f"\x1b[{column}G"
        if x == _SOMEWHERE:
            return there
        step = _by(run.begin - x, "C") if run.begin > x else _by(x - run.begin, "D")
        return min(step, there, key=len)
    if x == run.begin and run.y > y:
        return _by(run.y - y, "B")
    return f"\x1b[{run.y + 1};{column}H" if column else f"\x1b[{run.y + 1}H"


def _by(steps: int, way: str) -> str:
    return f"\x1b[{steps if steps > 1 else ''}{way}"
