"""Sessions at random: keys, resizes, scrolls, dialogs, logs that grow, themes, each from its seed alone."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tui.log_samples import SCAN, lines_of

if TYPE_CHECKING:
    from tui.memory_backend import MemoryBackend

KEYS: Final = (
    *("j", "k", "G", "g", "pagedown", "pageup", "ctrl+d", "ctrl+u", "home", "end", "left", "right"),
    *("enter", "escape", "q", "l", "d", "i", "T", "w", "t", "f", "J", "L", "A", "a", "o", "z", "tab", "H"),
    *("1", "2", "3", "4", "0", "at", "question_mark", "plus", "m", "p", "c", "x", "r", "s", "n", "e", "b"),
    *("space", "asterisk", "v", "slash", "colon", "less_than_sign", "greater_than_sign", "equals_sign"),
    *("left_square_bracket", "right_square_bracket", "ctrl+r", "Y"),
)
"""Everything but what acts, leaves or starts another program."""

TYPED: Final = (
    "theme light",
    "theme ansi",
    "theme high-contrast",
    "jobs status:failed",
    "order",
    "漢字 é",
    "error",
)
THEMES: Final = ("dark", "light", "ansi", "grey")
SIZES: Final = ((80, 24), (160, 45), (120, 36), (40, 10), (200, 50))
STEPS: Final = 30


@dataclass(frozen=True, slots=True)
class Resize:
    """The window becomes another one."""

    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class Press:
    """Keys, one after the other."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grow:
    """A log grows, and whoever looks is told."""

    lines: int


Step = Resize | Press | Grow


@dataclass(frozen=True, slots=True)
class Session:
    """What somebody does, from the first screen on."""

    theme: str
    size: tuple[int, int]
    steps: tuple[Step, ...]


def session_of(seed: int) -> Session:
    """Make the session of a seed: the same one every time."""
    chance = random.Random(seed)
    theme, size = chance.choice(THEMES), chance.choice(SIZES)
    return Session(theme, size, tuple(_step(chance) for _ in range(STEPS)))


def _step(chance: random.Random) -> Step:
    kind = chance.random()
    if kind < 0.05:
        return Resize(*chance.choice(SIZES))
    if kind < 0.12:
        return Press((*("space" if each == " " else each for each in chance.choice(TYPED)), "enter"))
    if kind < 0.2:
        return Grow(chance.choice([1, 5, 100]))
    if kind < 0.23:
        return Press(("escape", "escape", "4", "slash", *"4128", "enter", "l"))  # the log that grows
    return Press((chance.choice(KEYS),) * chance.choice([1, 1, 1, 2, 5]))


def grow(backend: MemoryBackend, lines: int) -> None:
    """Put lines at the end of the log that grows."""
    before = backend.logs[SCAN]
    texts = [each.text for each in before]
    more = [
        f"\x1b[3{number % 8}mpart\x1b[m {number} of 漢字" for number in range(len(texts), len(texts) + lines)
    ]
    backend.logs[SCAN] = lines_of([*texts, *more])
    backend.tell(SCAN.job)
