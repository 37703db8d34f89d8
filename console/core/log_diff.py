"""Two logs of the same command, line by line: what is new in the one, and what is missing from the other.

Times, ids and numbers differ from run to run, so lines are compared without them (`noiseless`). They are
aligned by lines that occur once in both (a patience diff): work and memory grow with the logs, not with their
product. A stretch that has no such line is compared in full while it is small, else taken for replaced.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from console.core.sanitize import log_spans, printable

MOST_PAIRS: Final = 40_000
"""Pairs of lines of a stretch that are compared with each other, at most."""

AROUND: Final = 3
"""Lines that are alike and shown around each difference."""

_LONGEST: Final = 2000
"""Characters of a line that are compared."""

_NOISE: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "<uuid>"),
    (
        re.compile(
            r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[t ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]+)?"
            r"(?:z|[+-][0-9]{2}:?[0-9]{2})?)?"
        ),
        "<time>",
    ),
    (re.compile(r"\b[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\b"), "<time>"),
    (re.compile(r"\b0x[0-9a-f]+\b"), "<hex>"),
    (re.compile(r"\b(?=[a-f]*[0-9])[0-9a-f]{7,}\b"), "<hex>"),
    (re.compile(r"[0-9]+(?:[.,:][0-9]+)*"), "<n>"),
    (re.compile(r"\s+"), " "),
)


class Change(StrEnum):
    """What has become of a line."""

    SAME = "same"
    NOISE = "noise"  # but for times, ids and numbers
    NEW = "new"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of either log. ``old`` and ``new`` are its places in them, None where it is not."""

    change: Change
    text: str
    old: int | None = None
    new: int | None = None

    @property
    def differs(self) -> bool:
        """Whether it stands in one of the logs alone."""
        return self.change in (Change.NEW, Change.MISSING)


def noiseless(line: str) -> str:
    """Return a line without what differs from run to run: times, ids, numbers, spacing, colours, case."""
    text = printable(log_spans(line[:_LONGEST])).casefold()
    for pattern, placeholder in _NOISE:
        text = pattern.sub(placeholder, text)
    return text.strip()


def log_diff(old: Sequence[str], new: Sequence[str]) -> list[DiffLine]:
    """Align two logs: every line of both, in order; of a difference what is missing comes first."""
    lines: list[DiffLine] = []
    at_old = at_new = 0
    pairs = [*_pairs([noiseless(line) for line in old], [noiseless(line) for line in new])]
    for place_old, place_new in [*pairs, (len(old), len(new))]:
        lines += [DiffLine(Change.MISSING, old[at], old=at) for at in range(at_old, place_old)]
        lines += [DiffLine(Change.NEW, new[at], new=at) for at in range(at_new, place_new)]
        if place_new < len(new):
            text = new[place_new]
            change = Change.SAME if text == old[place_old] else Change.NOISE
            lines.append(DiffLine(change, text, place_old, place_new))
        at_old, at_new = place_old + 1, place_new + 1
    return lines


def differences(lines: Sequence[DiffLine]) -> list[int]:
    """Return where each stretch of lines that differ begins."""
    return [
        place for place, line in enumerate(lines) if line.differs and not (place and lines[place - 1].differs)
    ]


def near_differences(lines: Sequence[DiffLine]) -> list[bool]:
    """Return which lines differ or stand near one that does; a single line between such is one of them."""
    near = [False] * len(lines)
    for place, line in enumerate(lines):
        if line.differs:
            for beside in range(max(0, place - AROUND), min(len(lines), place + AROUND + 1)):
                near[beside] = True
    for place in range(1, len(lines) - 1):
        near[place] = near[place] or (near[place - 1] and near[place + 1])
    return near


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of lines that stand for each other, in the order of both."""
    stack = [(0, len(old), 0, len(new))]
    found: list[tuple[int, int]] = []
    while stack:
        first, last, begin, end = stack.pop()
        while first < last and begin < end and old[first] == new[begin]:
            found.append((first, begin))
            first, begin = first + 1, begin + 1
        while first < last and begin < end and old[last - 1] == new[end - 1]:
            last, end = last - 1, end - 1
            found.append((last, end))
        if first == last or begin == end:
            continue
        anchors = _anchors(old, new, (first, last, begin, end))
        if anchors:
            found += anchors
            edges = [(first - 1, begin - 1), *anchors, (last, end)]
            for (one, other), (to_one, to_other) in pairwise(edges):
                stack.append((one + 1, to_one, other + 1, to_other))
        elif (last - first) * (end - begin) <= MOST_PAIRS:
            found += _in_full(old, new, (first, last, begin, end))
    yield from sorted(found)


_Stretch = tuple[int, int, int, int]
"""From and to in the one log, from and to in the other."""


def _anchors(old: Sequence[str], new: Sequence[str], stretch: _Stretch) -> list[tuple[int, int]]:
    """Return the lines that occur once in both, the longest row of them that is in order in both."""
    first, last, begin, end = stretch
    counts, others = Counter(old[first:last]), Counter(new[begin:end])
    places = {new[at]: at for at in range(begin, end) if others[new[at]] == 1}
    both = [(at, places[old[at]]) for at in range(first, last) if counts[old[at]] == 1 and old[at] in places]
    return _longest_rise(both)


def _longest_rise(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest row of pairs that rises in the second number; they rise in the first."""
    tops: list[int] = []
    ends: list[int] = []
    before = [-1] * len(pairs)
    for number, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before[number] = ends[pile - 1] if pile else -1
        if pile == len(tops):
            tops.append(place)
            ends.append(number)
        else:
            tops[pile], ends[pile] = place, number
    row: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        row.append(pairs[at])
        at = before[at]
    return row[::-1]


def _in_full(old: Sequence[str], new: Sequence[str], stretch: _Stretch) -> list[tuple[int, int]]:
    """Return the longest common row of lines of a small stretch."""
    first, last, begin, end = stretch
    width = end - begin + 1
    table = [0] * (width * (last - first + 1))
    for one in range(last - first - 1, -1, -1):
        for other in range(end - begin - 1, -1, -1):
            here = one * width + other
            if old[first + one] == new[begin + other]:
                table[here] = table[here + width + 1] + 1
            else:
                table[here] = max(table[here + width], table[here + 1])
    found: list[tuple[int, int]] = []
    one = other = 0
    while one < last - first and other < end - begin:
        here = one * width + other
        if old[first + one] == new[begin + other]:
            found.append((first + one, begin + other))
            one, other = one + 1, other + 1
        elif table[here + width] >= table[here + 1]:
            one += 1
        else:
            other += 1
    return found
