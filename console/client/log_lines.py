"""The lines of one log that are held at a time: a bounded number of blocks, never the whole log."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, TypeAlias

from console.model import LogLine

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
        self.lines: list[LogLine | Held] = [None] * BLOCK
        self.characters = 0

    def put(self, place: int, line: LogLine) -> None:
        """Hold a line; what is too long of it is cut off."""
        before = self.lines[place]
        if before is not None:
            self.characters -= _length(before)
        length = len(line.text)
        if length > LONGEST:
            self.lines[place] = HeldLine(replace(line, text=line.text[:LONGEST]), length - LONGEST)
            length = LONGEST
        else:
            self.lines[place] = line  # most lines of a fast log are never looked at
        self.characters += length

    def get(self, place: int) -> Held:
        """Return a line: the same object as long as the line is the same."""
        line = self.lines[place]
        if isinstance(line, LogLine):
            line = self.lines[place] = HeldLine(line)
        return line


def _length(held: LogLine | HeldLine | Gap) -> int:
    line = held.line if isinstance(held, HeldLine) else held
    return len(line.text) if isinstance(line, LogLine) else 0


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
        block, index, before = None, -1, 0
        for line in lines:
            if block is None or line.number // BLOCK != index:
                self._characters += block.characters - before if block is not None else 0
                index = line.number // BLOCK
                block = self._touch(index)
                before = block.characters
            block.put(line.number % BLOCK, line)
            if line.number >= self.count:
                self.count = line.number + 1
        self._characters += block.characters - before if block is not None else 0
        self._let_go()

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
        candidates = [index for index in self._blocks if index not in self._pinned][:-1]
        for index in candidates:
            if len(self._blocks) <= self._most_blocks and self._characters <= self._most_characters:
                return
            self._characters -= self._blocks.pop(index).characters
