"""Lines of a screen as cells: what each column shows and how, to tell what differs from what is there."""

import re
from functools import lru_cache
from typing import Final, TypeAlias

from rich.cells import get_character_cell_size
from rich.color import ColorSystem
from rich.style import Style
from textual.strip import Strip

Cell: TypeAlias = tuple[str, str]
"""A character and its SGR parameters; the second column of a wide character has an empty text."""

Run: TypeAlias = tuple[str, Style | None]
"""A piece of a line in one style."""

Row: TypeAlias = list[Cell | None]
"""A line of the screen; None where it is not known what the terminal shows."""

UNSURE: Final = frozenset("⏸⏵▶◀✖✔⚠☑☐↻⊘")
"""Signs that some terminals draw two columns wide, whatever the tables say."""

FIRST_EMOJI: Final = "\U0001f000"
"""From here on terminals and tables disagree, by their age, on what takes one column, two, or none."""

_ACTS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal would act on. Whoever paints has made it harmless; this is the last gate."""


@lru_cache(maxsize=800)
def cells_of(runs: tuple[Run, ...], system: ColorSystem) -> tuple[Cell, ...]:
    """Return the cells of a line, given as runs of one style."""
    cells: list[Cell] = []
    for text, style in runs:
        sgr = sgr_of(style, system) if style is not None else ""
        if text.isascii() and text.isprintable():
            cells += [(character, sgr) for character in text]
            continue
        for character in text:
            width = get_character_cell_size(character)
            if _ACTS.match(character):
                cells += [(" ", sgr)] * width
            elif width:
                cells.append((character, sgr))
                cells += [("", sgr)] * (width - 1)
            elif cells:
                # A combining mark belongs to the character before it, and takes no column.
                before = -1 if cells[-1][0] or len(cells) == 1 else -2
                cells[before] = (cells[before][0] + character, cells[before][1])
    return tuple(cells)


def is_sure(text: str) -> bool:
    """Whether every terminal draws the text of a cell as wide as we think."""
    return text.isascii() or not (len(text) > 1 or text in UNSURE or text >= FIRST_EMOJI)


@lru_cache(maxsize=2000)
def sgr_of(style: Style, system: ColorSystem) -> str:
    """Return the SGR parameters of a style, empty for the terminal's default."""
    return Strip.render_ansi(style, system)


@lru_cache(maxsize=4000)
def sgr_change(before: str | None, after: str) -> str:
    """Return the sequence that leads from one style to another, as short as it may be.

    Only colours that differ are sent where the attributes are the same; ``before`` None is not known.
    """
    if before == after:
        return ""
    if before is None or not before or not after:
        return f"\x1b[0;{after}m" if after else "\x1b[m"
    one, other = _parts(before), _parts(after)
    if one[0] != other[0] or (one[1] and not other[1]) or (one[2] and not other[2]):
        return f"\x1b[0;{after}m"
    changed = ";".join(new for old, new in zip(one[1:], other[1:], strict=True) if old != new)
    return f"\x1b[{changed}m"


def _parts(sgr: str) -> tuple[str, str, str]:
    """Return attributes, foreground and background of SGR parameters."""
    attributes: list[str] = []
    colours = {"fg": "", "bg": ""}
    fields = sgr.split(";")
    while fields:
        code = fields.pop(0)
        number = int(code)
        if number in (38, 48):
            taken = [code, *fields[: 4 if fields[0] == "2" else 2]]
            del fields[: len(taken) - 1]
            colours["fg" if number == 38 else "bg"] = ";".join(taken)
        elif 30 <= number <= 39 or 90 <= number <= 97:
            colours["fg"] = code
        elif 40 <= number <= 49 or 100 <= number <= 107:
            colours["bg"] = code
        else:
            attributes.append(code)
    return ";".join(attributes), colours["fg"], colours["bg"]
