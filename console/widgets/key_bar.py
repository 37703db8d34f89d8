"""The line at the bottom: the action keys with their targets, then the keys that look and go."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from console.widgets.bar import Bar
from console.widgets.cell import Piece, shorten, total_width
from console.widgets.glyph import glyph


@dataclass(frozen=True, slots=True)
class Hint:
    """A key and what it does now. A dead one stays visible, dimmed; one that ``stays`` is never cut off.

    ``short`` says the same where room is scarce; empty where there is no shorter word.
    """

    key: str
    label: str
    live: bool = True
    stays: bool = False
    short: str = ""


_WIDE = 100
"""Columns from which the keys have air between them."""

_LABELS = (22, 16, 12, 9, 7)
"""Columns of a label, from what is best to what can just be told apart."""


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
        """Return as many keys as fit: all of the first group, if need be with shorter labels."""
        pieces: list[Piece] = [Piece(" ")]
        gap, bar = ("  ", f"{glyph('│')} ") if width >= _WIDE else (" ", "")
        stays = [hint for group in self._groups for hint in group if hint.stays]
        last = [piece for hint in stays for piece in _hint(hint, _LABELS[0])]
        room = width - 2 - (total_width(last) + 2 if last else 0)
        for place, group in enumerate(self._groups):
            shown = [hint for hint in group if not hint.stays]
            if not place and not _fits(shown, room, len(gap), _LABELS[0]):
                shown = [replace(hint, label=hint.short or hint.label) for hint in shown]
            label = _LABELS[0] if place else _label_width(shown, room, len(gap))
            start = [Piece(bar, "muted")] if place else []
            for hint in shown:
                new = [*start, *_hint(hint, label), Piece(gap)]
                start = []
                if total_width([*pieces, *new]) - len(gap) > room:
                    return [*pieces, Piece(glyph("…"), "muted"), *([Piece(" "), *last] if last else [])]
                pieces += new
        return [*pieces, *last]


def _label_width(hints: Sequence[Hint], room: int, gap: int) -> int:
    """Return the most columns for each label with which all of these fit; the least where none does."""
    return next((width for width in _LABELS if _fits(hints, room, gap, width)), _LABELS[-1])


def _fits(hints: Sequence[Hint], room: int, gap: int, label: int) -> bool:
    return sum(total_width(_hint(hint, label)) + gap for hint in hints) + 1 - gap <= room


def _hint(hint: Hint, width: int) -> list[Piece]:
    label = shorten(hint.label, width)
    if hint.live:
        return [Piece(hint.key, "key"), Piece(f" {label}")]
    return [Piece(f"{hint.key} {label}", "muted")]
