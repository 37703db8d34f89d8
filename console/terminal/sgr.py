"""How text looks, as SGR parameters: what a style of Textual's is, and the way from one look to another."""

from functools import lru_cache
from typing import Final, NamedTuple

from rich.color import ColorSystem
from rich.style import Style
from textual.strip import Strip

_INVISIBLE: Final = frozenset(("1", "2", "3"))
"""Attributes that a space does not show: bold, dim, italic."""

_OFF: Final = {"1": "22", "2": "22", "3": "23", "4": "24", "7": "27", "9": "29"}
"""What takes an attribute back. Others are taken back all at once."""


class Look(NamedTuple):
    """SGR parameters taken apart; what is empty is the terminal's own."""

    attributes: tuple[str, ...]
    text: str
    ground: str


@lru_cache(maxsize=2000)
def sgr_of(style: Style, system: ColorSystem) -> str:
    """Return the SGR parameters of a style, empty for the terminal's default."""
    look = look_of(Strip.render_ansi(style, system))
    return ";".join(part for part in (*look.attributes, look.text, look.ground) if part)


@lru_cache(maxsize=2000)
def look_of(sgr: str) -> Look:
    """Take SGR parameters apart."""
    attributes: list[str] = []
    text = ground = ""
    fields = sgr.split(";") if sgr else []
    while fields:
        code = fields.pop(0)
        number = int(code)
        if number in (38, 48):
            taken = [code, *fields[: 4 if fields[0] == "2" else 2]]
            del fields[: len(taken) - 1]
            text, ground = (";".join(taken), ground) if number == 38 else (text, ";".join(taken))
        elif 30 <= number <= 39 or 90 <= number <= 97:
            text = "" if number == 39 else code
        elif 40 <= number <= 49 or 100 <= number <= 107:
            ground = "" if number == 49 else code
        else:
            attributes.append(code)
    return Look(tuple(attributes), text, ground)


@lru_cache(maxsize=2000)
def blank_of(sgr: str) -> str:
    """Return how a space in ``sgr`` looks: its ground, where no more is seen of it."""
    look = look_of(sgr)
    return look.ground if _INVISIBLE.issuperset(look.attributes) else sgr


@lru_cache(maxsize=4000)
def sgr_change(before: str | None, after: str) -> str:
    """Return the sequence that leads from one look to another, as short as it may be.

    Only what differs is sent, if that is shorter than all of it; ``before`` None is not known.
    """
    if before == after:
        return ""
    whole = f"\x1b[0;{after}m" if after else "\x1b[m"
    if before is None:
        return whole
    old, new = look_of(before), look_of(after)
    codes: list[str] = []
    gone = [code for code in old.attributes if code not in new.attributes]
    if any(code not in _OFF for code in gone):
        return whole
    off = list(dict.fromkeys(_OFF[code] for code in gone))
    # "22" ends bold and dim alike: the one that stays is said again.
    kept = {code for code in old.attributes if code in new.attributes and _OFF.get(code) not in off}
    codes = off + [code for code in new.attributes if code not in kept]
    if old.text != new.text:
        codes.append(new.text or "39")
    if old.ground != new.ground:
        codes.append(new.ground or "49")
    part = f"\x1b[{';'.join(codes)}m" if codes else ""
    return min(part, whole, key=len)
