"""The line at the bottom: the action keys with their targets, then the keys that look and go."""

from collections.abc import Sequence
from dataclasses import dataclass

from console.widgets.bar import Bar
from console.widgets.cell import Piece, shorten, total_width
from console.widgets.glyph import glyph


@dataclass(frozen=True, slots=True)
class Hint:
    """A key and what it does now. A dead one stays visible, dimmed; one that ``stays`` is never cut off."""

    key: str
    label: str
    live: bool = True
    stays: bool = False


class KeyBar(Bar):
    """Groups of hints; what does not fit is cut off on the right, and said so."""

    def __init__(self) -> None:
        super().__init__(id="keys")
        self._groups: tuple[tuple[Hint, ...], ...] = ()

    @property
    def text(self) -> str:
        """What is shown, as plain text."""
        return "".join(piece.text for piece in self.pieces_for(self.size.width)).strip()

    def show(self, *groups: Sequence[Hint]) -> None:
        """Show these groups of keys."""
        self._groups = tuple(tuple(group) for group in groups if group)
        self.changed()

    def pieces_for(self, width: int) -> Sequence[Piece]:
        """Return as many keys as fit."""
        pieces: list[Piece] = [Piece(" ")]
        tight = width < 100
        stays = [hint for group in self._groups for hint in group if hint.stays]
        last = [piece for hint in stays for piece in _hint(hint, 16)]
        room = width - 1 - (total_width(last) + 2 if last else 0)
        used = 1
        for place, group in enumerate(self._groups):
            start = [Piece(f"{glyph('│')} " if not tight else "", "muted")] if place else []
            for hint in group:
                if hint.stays:
                    continue
                new = [*start, *_hint(hint, 16 if tight else 22), Piece(" " if tight else "  ")]
                start = []
                size = total_width(new)
                if used + size - 1 > room:
                    return [*pieces, Piece(glyph("…"), "muted"), *([Piece(" "), *last] if last else [])]
                pieces += new
                used += size
        return [*pieces, *last]


def _hint(hint: Hint, width: int) -> list[Piece]:
    label = shorten(hint.label, width)
    if hint.live:
        return [Piece(hint.key, "key"), Piece(f" {label}")]
    return [Piece(f"{hint.key} {label}", "muted dim")]
