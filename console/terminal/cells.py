"""Lines of a screen as cells: what each column shows and how, to tell what differs from what is there."""

import re
from functools import lru_cache
from typing import Final, TypeAlias

from rich.cells import get_character_cell_size, split_graphemes
from rich.color import ColorSystem
from rich.style import Style

from console.terminal.sgr import blank_of, sgr_of

Cell: TypeAlias = tuple[str, str]
"""A character and its SGR parameters; the second column of a wide character has an empty text.

A space has the parameters of its ground alone: no colour of text is seen in it, so none differs.
"""

Run: TypeAlias = tuple[str, Style | None]
"""A piece of a line in one style."""

Row: TypeAlias = list[Cell | None]
"""A line of the screen; None where it is not known what the terminal shows."""

UNSURE: Final = frozenset("⏸⏵▶◀✖✔⚠☑☐↻⊘")
"""Signs that some terminals draw two columns wide, whatever the tables say."""

FIRST_EMOJI: Final = "\U0001f000"
"""From here on terminals and tables disagree, by their age, on what takes one column, two, or none."""

KEPT: Final = 150
"""Lines kept as cells: those in view, and a few that were."""

MOST_LETTERS: Final = 1000
"""Characters kept of a look. A log may have every one that there is."""

_JOINS: Final = re.compile("[\u200d\ufe0f]")
"""What makes one sign of several, or a wide one of a narrow one."""

_ACTS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal would act on. Whoever paints has made it harmless; this is the last gate."""


class _Alphabet(dict[str, Cell]):
    """The cells of one look, by their characters: always the same ones, so that few have to be compared."""

    def __init__(self, sgr: str) -> None:
        super().__init__({" ": (" ", blank_of(sgr))})
        self._sgr = sgr

    def __missing__(self, character: str) -> Cell:
        if len(self) >= MOST_LETTERS:
            self.clear()
            self[" "] = (" ", blank_of(self._sgr))
        cell = self[character] = (character, self._sgr)
        return cell


_alphabet: Final = lru_cache(maxsize=500)(_Alphabet)


def is_sure(text: str) -> bool:
    """Whether every terminal takes a character for as wide as we do."""
    return len(text) <= 1 and text not in UNSURE and text < FIRST_EMOJI


@lru_cache(maxsize=KEPT)
def cells_of(runs: tuple[Run, ...], system: ColorSystem) -> tuple[Cell, ...]:
    """Return the cells of a line, given as runs of one style."""
    cells: list[Cell] = []
    for text, style in runs:
        cell_of = _alphabet(sgr_of(style, system) if style is not None else "")
        if text.isascii() and text.isprintable():
            cells += [cell_of[character] for character in text]
        elif _JOINS.search(text):
            _add_joined(cells, text, cell_of)
        else:
            _add(cells, text, cell_of)
    return tuple(cells)


def _add(cells: list[Cell], text: str, cell_of: _Alphabet) -> None:
    """Add text in which a character may take no column, or two."""
    for character in text:
        width = get_character_cell_size(character)
        if _ACTS.match(character):
            cells += [cell_of[" "]] * width
        elif width:
            cells.append(cell_of[character])
            cells += [cell_of[""]] * (width - 1)
        elif cells:
            # A combining mark belongs to the character before it, and takes no column.
            before = -1 if cells[-1][0] or len(cells) == 1 else -2
            cells[before] = (cells[before][0] + character, cells[before][1])


def _add_joined(cells: list[Cell], text: str, cell_of: _Alphabet) -> None:
    """Add text of which signs are joined: each in one piece, in as many columns as Textual gives it."""
    for begin, end, width in split_graphemes(text)[0]:
        sign = text[begin:end]
        if _ACTS.search(sign):
            cells += [cell_of[" "]] * width
        elif width:
            cells.append((sign, cell_of["x"][1]))
            cells += [cell_of[""]] * (width - 1)
        elif cells and not _JOINS.fullmatch(sign):
            _add(cells, sign, cell_of)
