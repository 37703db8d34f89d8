"""Lines that were entered before, for the arrows of a prompt: those that begin as what is typed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

MOST: Final = 200
"""Lines that are remembered."""

LONGEST: Final = 500
"""Characters of a line that is worth remembering."""


def worth_keeping(line: str) -> bool:
    """Whether a line may be remembered: one that was typed, and not a piece of something else."""
    return 0 < len(line) <= LONGEST and line.isprintable()


@dataclass(slots=True)
class Recall:
    """Lines, the latest last, each once; and where among them the arrows stand (None: at none)."""

    lines: list[str] = field(default_factory=list[str])
    _at: int | None = None
    _draft: str = ""

    @classmethod
    def of(cls, lines: Iterable[str]) -> "Recall":
        """Return these lines, the latest last, without what is not worth keeping."""
        made = cls()
        for line in lines:
            made.add(line)
        return made

    def add(self, line: str) -> bool:
        """Remember a line as the latest one; False if it is not worth it, or is that already."""
        self.leave()
        line = line.strip()
        if not worth_keeping(line) or self.lines[-1:] == [line]:
            return False
        self.lines = [*(each for each in self.lines if each != line), line][-MOST:]
        return True

    def leave(self) -> None:
        """Begin anew: what is typed now is the draft."""
        self._at, self._draft = None, ""

    def earlier(self, typed: str) -> str | None:
        """Return the line before that begins as the draft; None where there is none."""
        if self._at is None:
            self._draft = typed
        return self._find(range((len(self.lines) if self._at is None else self._at) - 1, -1, -1))

    def later(self) -> str | None:
        """Return the line after that begins as the draft, at last the draft; None where that stands."""
        if self._at is None:
            return None
        found = self._find(range(self._at + 1, len(self.lines)))
        if found is None:
            draft = self._draft
            self.leave()
            return draft
        return found

    def _find(self, order: Iterable[int]) -> str | None:
        for place in order:
            if self.lines[place].startswith(self._draft) and self.lines[place] != self._draft:
                self._at = place
                return self.lines[place]
        return None
