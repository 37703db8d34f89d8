"""How text looks, as SGR parameters: what a style of Textual's is, and the way from one look to another.

A look that is a link, too, has its address behind the parameters, after a line feed.
"""

from functools import lru_cache
from typing import Final, NamedTuple
from zlib import crc32

from rich.color import ColorSystem
from rich.style import Style
from textual.strip import Strip

_INVISIBLE: Final = frozenset(("1", "2", "3"))
"""Attributes that a space does not show: bold, dim, italic."""

_OFF: Final = {"1": "22", "2": "22", "3": "23", "4": "24", "21": "24", "7": "27", "9": "29"}
"""What takes an attribute back. Others are taken back all at once."""


class Look(NamedTuple):
    """SGR parameters taken apart; what is empty is the terminal's own."""

    attributes: tuple[str, ...]
    text: str
    ground: str
    link: str = ""
    """Where it leads to, for terminals that can follow it; empty for what is no link."""


@lru_cache(maxsize=2000)
def sgr_of(style: Style, system: ColorSystem) -> str:
    """Return the look of a style, empty for the terminal's default. A link that may act is left out."""
    look = look_of(Strip.render_ansi(style, system))
    sgr = ";".join(part for part in (*look.attributes, look.text, look.ground) if part)
    link = style.link or ""
    return f"{sgr}\n{link}" if link.isascii() and link.isprintable() and link else sgr


@lru_cache(maxsize=2000)
def look_of(sgr: str) -> Look:
    """Take a look apart."""
    sgr, _, link = sgr.partition("\n")
    attributes: list[str] = []
    text = ground = ""
    fields = sgr.split(";") if sgr else []
    while fields:
        code = fields.pop(0)
        number = int(code.partition(":")[0])
        if number in (38, 48, 58) and ":" not in code:
            taken = [code, *fields[: 4 if fields[0] == "2" else 2]]
            del fields[: len(taken) - 1]
            code = ";".join(taken)
        if number == 38:
            text = code
        elif number == 48:
            ground = code
        elif 30 <= number <= 39 or 90 <= number <= 97:
            text = "" if number == 39 else code
        elif 40 <= number <= 49 or 100 <= number <= 107:
            ground = "" if number == 49 else code
        else:
            attributes.append(code)
    if "21" in attributes:  # a double line takes the place of a single one, or the other way about
        attributes = [code for code in attributes if code != "4"]
    return Look(tuple(attributes), text, ground, link)


@lru_cache(maxsize=2000)
def blank_of(sgr: str) -> str:
    """Return how a space in ``sgr`` looks: its ground, where no more is seen of it."""
    look = look_of(sgr)
    return look.ground if _INVISIBLE.issuperset(look.attributes) and not look.link else sgr


def unlinked(sgr: str) -> str:
    """Return a look without where it leads to."""
    return sgr.partition("\n")[0]


@lru_cache(maxsize=4000)
def sgr_change(before: str | None, after: str) -> str:
    """Return the sequence that leads from one look to another, as short as it may be.

    Only what differs is sent, if that is shorter than all of it; ``before`` None is not known.
    """
    if before == after:
        return ""
    old, new = look_of(before or ""), look_of(after)
    change = _parameters(before, after, old, new)
    return change if old.link == new.link else change + _link(new.link)


def _link(address: str) -> str:
    """Return what begins a link, or ends one; its pieces are one link, however they are written."""
    return f"\x1b]8;id={crc32(address.encode()):x};{address}\x1b\\" if address else "\x1b]8;;\x1b\\"


def _parameters(before: str | None, after: str, old: Look, new: Look) -> str:
    sgr = unlinked(after)
    whole = f"\x1b[0;{sgr}m" if sgr else "\x1b[m"
    if before is None:
        return whole
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
    return min(f"\x1b[{';'.join(codes)}m", whole, key=len) if codes else ""
