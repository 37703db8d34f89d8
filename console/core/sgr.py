"""How a piece of log text is drawn, and what SGR (``ESC [ … m``) says about it.

The sources are ECMA-48 8.3.117 and ISO 8613-6 (``38:2::r:g:b``), as xterm understands them. Blinking,
concealed text, fonts and underline colours are left out: a log line may not hide or flash anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal, TypeAlias

Color: TypeAlias = int | tuple[int, int, int] | None
"""A palette index 0..255 (0..15 are the terminal's own), red-green-blue of 0..255 each, or the default."""

_LONGEST: Final = 256  # characters of one sequence; nothing sensible is longer


@dataclass(frozen=True, slots=True)
class Style:
    """Colours and attributes of a piece of text; ``Style()`` is the terminal's default."""

    fg: Color = None
    bg: Color = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False
    strike: bool = False


PLAIN: Final = Style()
"""The default style: no colour, no attribute."""

_Flag: TypeAlias = Literal["bold", "dim", "italic", "underline", "reverse", "strike"]
_ON: Final[dict[int, _Flag]] = {
    1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "reverse", 9: "strike", 21: "underline",
}  # fmt: skip
_OFF: Final[dict[int, tuple[_Flag, ...]]] = {
    22: ("bold", "dim"), 23: ("italic",), 24: ("underline",), 27: ("reverse",), 29: ("strike",),
}  # fmt: skip


@lru_cache(maxsize=1024)
def apply_sgr(style: Style, parameters: str) -> Style:
    """Return ``style`` after the sequence with these ``parameters`` (``1;38;5;196``; empty is a reset).

    What is unknown, malformed or out of range changes nothing.
    """
    if len(parameters) > _LONGEST:
        return style
    fields = iter(parameters.split(";"))
    for field in fields:
        style = _apply_field(style, field, fields)
    return style


def _apply_field(style: Style, field: str, rest: Iterator[str]) -> Style:
    """Apply one field; an extended colour in its semicolon form takes what it needs from ``rest``."""
    head, *sub = field.split(":")
    code = _number(head)
    if code in (38, 48, 58):
        color = _colon_color(sub) if sub else _semicolon_color(rest)
        return _with_color(style, code, color)
    if code == 0:
        return PLAIN
    if code == 4 and sub and _number(sub[0]) == 0:
        return replace(style, underline=False)
    return _apply_code(style, code)


def _apply_code(style: Style, code: int) -> Style:
    """Apply a field of a single number."""
    if code in _ON:
        return replace(style, **{_ON[code]: True})
    if code in _OFF:
        return replace(style, **dict.fromkeys(_OFF[code], False))
    tens, ones = divmod(code, 10)
    if tens in (3, 4) and ones == 9:
        return replace(style, fg=None) if tens == 3 else replace(style, bg=None)
    if ones < 8 and tens in (3, 9):
        return replace(style, fg=ones + (8 if tens == 9 else 0))
    if ones < 8 and tens in (4, 10):
        return replace(style, bg=ones + (8 if tens == 10 else 0))
    return style


def _with_color(style: Style, code: int, color: Color) -> Style:
    if color is None or code == 58:  # 58 is the underline's colour
        return style
    return replace(style, fg=color) if code == 38 else replace(style, bg=color)


def _semicolon_color(rest: Iterator[str]) -> Color:
    """Read ``5;N`` or ``2;R;G;B``."""
    mode = _number(next(rest, ""))
    if mode == 5:
        return _color([next(rest, "-")])
    if mode == 2:
        return _color([next(rest, "-") for _ in range(3)])
    return None


def _colon_color(sub: list[str]) -> Color:
    """Read ``5:N``, ``2:R:G:B`` or, with a colour space (which nobody fills), ``2:SPACE:R:G:B``."""
    mode = _number(sub[0])
    if mode == 5 and len(sub) >= 2:
        return _color(sub[1:2])
    if mode == 2 and len(sub) >= 4:
        return _color(sub[2:5] if len(sub) >= 5 else sub[1:4])
    return None


def _color(parts: list[str]) -> Color:
    values = [_number(part) for part in parts]
    if any(not 0 <= value <= 255 for value in values):
        return None
    return values[0] if len(values) == 1 else (values[0], values[1], values[2])


def _number(text: str) -> int:
    """Return a parameter's value: 0 where it is empty, -1 where it is no number or absurdly long."""
    if not text:
        return 0
    return int(text) if len(text) <= 4 and text.isdecimal() and text.isascii() else -1
