"""The lines of one log that are held at a time: a bounded number of blocks, never the whole log."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, TypeAlias

from console.model import LogLine, LogRun, LogRuns

BLOCK: Final = 200
"""Lines of one block. Blocks begin at multiples of it."""

LONGEST: Final = 8192
"""Characters of a line that are held; the rest is counted (`HeldLine.cut`)."""


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A line as it is held. ``cut`` counts the characters at its end that were left out."""

    line: LogLine
    cut: int = 0


class Gap(Enum):
    """A line that was asked for and that the backend does not have."""

    GAP = "gap"


Held: TypeAlias = HeldLine | Gap | None
"""What is known of a line: itself, that there is none, or nothing yet."""


class _Block:
    """Up to `BLOCK` neighbouring lines, and the characters they hold."""

    __slots__ = ("characters", "lines")

    def __init__(self) -> None:
        # A line of a run is made when it is looked at: most lines of a fast log never are.
        self.lines: list[Held | tuple[LogRun, int]] = [None] * BLOCK
        self.characters = 0

    def put(self, place: int, line: LogLine) -> None:
        """Hold a line; what is too long of it is cut off."""
        self.characters -= _length(self.lines[place])
        held = self.lines[place] = _clipped(line)
        self.characters += len(held.line.text)

    def put_run(self, place: int, run: LogRun, begin: int, end: int) -> None:
        """Hold lines ``begin`` .. ``end`` (excluded) of a run, none of which is too long."""
        places = slice(place, place + end - begin)
        self.characters -= sum(map(_length, self.lines[places]))
        self.lines[places] = [(run, each) for each in range(begin, end)]
        self.characters += sum(map(len, run.texts[begin:end]))

    def get(self, place: int) -> Held:
        """Return a line: the same object as long as the line is the same."""
        line = self.lines[place]
        if isinstance(line, tuple):
            run, each = line
            line = self.lines[place] = HeldLine(run.line(each))
        return line


def _length(held: Held | tuple[LogRun, int]) -> int:
    if isinstance(held, tuple):
        return len(held[0].texts[held[1]])
    return len(held.line.text) if isinstance(held, HeldLine) else 0


def _clipped(line: LogLine) -> HeldLine:
    cut = len(line.text) - LONGEST
    return HeldLine(line) if cut <= 0 else HeldLine(replace(line, text=line.text[:LONGEST]), cut)


class LogLines:
    """Holds lines by number, and lets go of those that were not looked at for longest.

    ``count`` is how many lines the log has as far as is known. Pinned lines stay whatever
    comes, so that a flood at the end does not take away what a person is reading.
    """

    def __init__(self, *, blocks: int = 24, characters: int = 8_000_000) -> None:
        """Hold ``blocks`` blocks and ``characters`` characters at most, what is pinned aside."""
        self.count = 0
        self._most_blocks = blocks
        self._most_characters = characters
        self._characters = 0
        self._blocks: OrderedDict[int, _Block] = OrderedDict()
        self._pinned: frozenset[int] = frozenset()

    @property
    def held(self) -> int:
        """How many blocks are held now."""
        return len(self._blocks)

    def get(self, number: int) -> Held:
        """Return what is known of line ``number``."""
        block = self._blocks.get(number // BLOCK)
        return None if block is None else block.get(number % BLOCK)

    def put(self, lines: Iterable[LogLine]) -> None:
        """Hold ``lines``; one that is held already (a partial last line) is replaced."""
        if isinstance(lines, LogRuns):
            for run in lines.runs:
                self._put_run(run)
        else:
            for line in lines:
                self._put(line)
        self._let_go()

    def _put(self, line: LogLine) -> None:
        block = self._touch(line.number // BLOCK)
        self._characters -= block.characters
        block.put(line.number % BLOCK, line)
        self._characters += block.characters
        self.count = max(self.count, line.number + 1)

    def _put_run(self, run: LogRun) -> None:
        if max(map(len, run.texts), default=0) > LONGEST:
            for place in range(len(run.texts)):
                self._put(run.line(place))
            return
        at, end = run.first, run.first + len(run.texts)
        self.count = max(self.count, end)
        while at < end:
            after = min(end, (at // BLOCK + 1) * BLOCK)
            block = self._touch(at // BLOCK)
            self._characters -= block.characters
            block.put_run(at % BLOCK, run, at - run.first, after - run.first)
            self._characters += block.characters
            at = after

    def clear(self) -> None:
        """Hold nothing: this log is another one now."""
        self._blocks.clear()
        self.count = self._characters = 0

    def put_gap(self, numbers: Iterable[int]) -> None:
        """Note that the backend has no such lines. Lines that are held stay."""
        for number in numbers:
            if self.get(number) is None:
                self._touch(number // BLOCK).lines[number % BLOCK] = Gap.GAP
        self._let_go()

    def pin(self, numbers: Iterable[int]) -> None:
        """Keep these lines, and take them for the last ones looked at."""
        self._pinned = frozenset(number // BLOCK for number in numbers)
        for index in self._pinned:
            if index in self._blocks:
                self._blocks.move_to_end(index)

    def missing(self, first: int, count: int) -> tuple[range, ...]:
        """Return the ranges of lines of which nothing is known, within the log, one a block at most."""
        last = min(first + count, self.count)
        found: list[range] = []
        for index in range(max(0, first) // BLOCK, -(-last // BLOCK)):
            begin, end = index * BLOCK, min((index + 1) * BLOCK, self.count)
            block = self._blocks.get(index)
            if block is None:
                found.append(range(begin, end))
                continue
            holes = [number for number in range(begin, end) if block.lines[number % BLOCK] is None]
            if any(max(0, first) <= number < last for number in holes):
                found.append(range(holes[0], holes[-1] + 1))
        return tuple(found)

    def _touch(self, index: int) -> _Block:
        block = self._blocks.get(index)
        if block is None:
            block = self._blocks[index] = _Block()
        self._blocks.move_to_end(index)
        return block

    def _let_go(self) -> None:
        """Drop blocks, the longest unseen first; never a pinned one, nor the one that was put last."""
        if len(self._blocks) <= self._most_blocks and self._characters <= self._most_characters:
            return
        candidates = [index for index in self._blocks if index not in self._pinned][:-1]
        for index in candidates:
            if len(self._blocks) <= self._most_blocks and self._characters <= self._most_characters:
                return
            self._characters -= self._blocks.pop(index).characters
