"""The words of a line of text, for who takes one of them along: an id, a path, an address."""

import re
from dataclasses import dataclass
from typing import Final

_RUN: Final = re.compile(r"""[^\s"'`()\[\]{}<>,;=|│]+""")
"""What stands between blanks, quotes, brackets and signs that join a name to its value."""

_TRAIL: Final = ".:!?"
"""Signs that end a sentence or a place rather than a word."""

Part = tuple[int, int]
"""The characters of a line from the first on to before the last."""


@dataclass(frozen=True, slots=True)
class LineWords:
    """The words of a line, each by its characters, in rising order."""

    places: tuple[Part, ...]

    @classmethod
    def of(cls, text: str) -> "LineWords":
        """Find the words of ``text``."""
        runs = ((run.start(), run.start() + len(run[0].rstrip(_TRAIL))) for run in _RUN.finditer(text))
        return cls(tuple((begin, end) for begin, end in runs if begin < end))

    def near(self, character: int) -> Part | None:
        """Return the word at a character, else the next one, else the last; None in a line without any."""
        after = [place for place in self.places if character < place[1]]
        return after[0] if after else self.places[-1] if self.places else None

    def beside(self, part: Part, step: int) -> Part:
        """Return the word after ``part``, or the one before it if ``step`` is negative, or else ``part``."""
        begin, end = part
        if step < 0:
            return next((place for place in reversed(self.places) if place[1] <= begin), part)
        return next((place for place in self.places if end <= place[0]), part)

    def with_beside(self, part: Part, step: int) -> Part:
        """Return ``part`` with the word after it, or before it if ``step`` is negative."""
        begin, end = self.beside(part, step)
        return min(begin, part[0]), max(end, part[1])
