"""A text to read with a cursor in it: passages that are wrapped, folded, searched and copied one by one."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from textual.strip import Strip

from console.core.sanitize import sanitize
from console.widgets.cell import Piece, strip_of, text_width
from console.widgets.glyph import glyph
from console.widgets.line_list import LineList

MOST_SHOWN: Final = 20_000
"""Characters of a passage that are shown."""

_GUTTER: Final = 5
"""Columns before the text: the cursor, and the sign of the passage."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a text. ``depth`` says whose part it is: of the last one before that is less deep.

    ``sign`` stands before it; one with parts has the sign of its fold instead. ``folded`` is how it is
    at first. ``copied`` is what of it is worth copying; its text where empty.
    """

    id: str
    pieces: tuple[Piece, ...]
    depth: int = 0
    sign: Piece | None = None
    folded: bool = False
    copied: str = ""

    @property
    def text(self) -> str:
        """The text, sanitised."""
        return sanitize("".join(piece.text for piece in self.pieces))


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the list: line ``line`` of the passage at ``place``."""

    place: int
    line: int


class PassageList(LineList):
    """Shows passages; those with parts can be folded. The cursor belongs to a passage."""

    def __init__(self, passages: Sequence[Passage] = (), *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.passages: tuple[Passage, ...] = tuple(passages)
        self.needle = ""
        """What is searched, and marked where it stands."""
        self._flipped: frozenset[str] = frozenset()
        self._rows: list[_Row] = []
        self._ids: list[str] = []
        self._laid_out_for = -1

    # --- what others ask and do -------------------------------------------------------------------

    @property
    def current(self) -> Passage | None:
        """The passage under the cursor."""
        rows = self.rows
        return self.passages[rows[self.cursor].place] if self.cursor < len(rows) else None

    @property
    def rows(self) -> Sequence[_Row]:
        """The lines there are, for the present width."""
        if self._laid_out_for != self.line_width:
            self._lay_out()
        return self._rows

    def show(self, passages: Sequence[Passage]) -> None:
        """Show other passages; the cursor stays on its own."""
        if tuple(passages) != self.passages:
            self.passages = tuple(passages)
            self._laid_out_for = -1
            self.rows_changed()

    def flip(self) -> bool:
        """Fold the passage under the cursor, or unfold it; one without parts folds what it is part of."""
        if self.cursor >= len(self.rows):
            return False
        place = self.rows[self.cursor].place
        while not self._has_parts(place):
            above = self._above(place)
            if above is None:
                return False
            place = above
        self._flipped ^= {self.passages[place].id}
        self._laid_out_for = -1
        self.rows_changed()
        self.go_to(place)
        return True

    def go_to(self, place: int) -> None:
        """Put the cursor on a passage, unfolding what it is part of."""
        above = self._above(place)
        while above is not None:
            if self._is_folded(above):
                self._flipped ^= {self.passages[above].id}
                self._laid_out_for = -1
            above = self._above(above)
        if self._laid_out_for < 0:
            self.rows_changed()
        rows = self.rows
        self.move_to(next((at for at, row in enumerate(rows) if row.place == place), self.cursor))

    def matches(self) -> list[int]:
        """Return the places of the passages in which the needle stands, whatever its case."""
        needle = self.needle.casefold()
        if not needle:
            return []
        return [place for place, each in enumerate(self.passages) if needle in each.text.casefold()]

    def go_among(self, places: Sequence[int], step: int) -> int:
        """Go to the next of ``places`` (or the one before), round the end; returns which it is, from 1."""
        if not places:
            return 0
        here = self.rows[self.cursor].place if self.cursor < len(self.rows) else -1
        if step > 0:
            found = next((number for number, place in enumerate(places) if place > here), 0)
        else:
            earlier = [number for number, place in enumerate(places) if place < here]
            found = earlier[-1] if earlier else len(places) - 1
        self.go_to(places[found])
        return found + 1

    def mark(self, needle: str) -> None:
        """Mark where a text stands; an empty one marks nothing."""
        self.needle = needle
        self.repaint_changed()

    # --- what a list is asked ---------------------------------------------------------------------

    def row_ids(self) -> Sequence[str]:
        """Return the id of every line."""
        return self._ids if self.rows else []

    def row_look(self, row: int) -> Hashable:
        """Return the passage, which of its lines, its fold, and what is marked in it."""
        shown = self.rows[row]
        passage = self.passages[shown.place]
        return (passage, shown.line, self._is_folded(shown.place), self.needle)

    def draw_row(self, row: int, width: int, *, under_cursor: bool, marked: bool) -> Strip:  # noqa: ARG002
        """Draw a line of a passage."""
        shown = self.rows[row]
        passage = self.passages[shown.place]
        sign = self._sign(shown.place) if shown.line == 0 else Piece(" ")
        cuts = _cuts(passage.text[:MOST_SHOWN], _room(width, passage.depth))
        text = _part(passage, cuts[shown.line], cuts[shown.line + 1])
        if shown.line == len(cuts) - 2 and len(passage.text) > MOST_SHOWN:
            text = [
                *text,
                Piece(f" {glyph('…')} {len(passage.text) - MOST_SHOWN:,} more characters", "muted"),
            ]
        pieces = [
            Piece(" "),
            Piece(glyph("▌"), "primary bold") if under_cursor else Piece(" "),
            Piece(" " + "  " * passage.depth),
            sign,
            Piece(" " * (2 - sign.width)),
            *_marked(text, self.needle),
        ]
        under = ("cursor" if self.has_focus else "bold") if under_cursor else ""
        return strip_of(pieces, width, self.palette, self.base, under)

    # --- inside -----------------------------------------------------------------------------------

    def _sign(self, place: int) -> Piece:
        if self._has_parts(place):
            return Piece(glyph("▸") if self._is_folded(place) else glyph("▾"), "accent")
        return self.passages[place].sign or Piece(" ")

    def _has_parts(self, place: int) -> bool:
        following = self.passages[place + 1 : place + 2]
        return bool(following) and following[0].depth > self.passages[place].depth

    def _is_folded(self, place: int) -> bool:
        passage = self.passages[place]
        return self._has_parts(place) and passage.folded != (passage.id in self._flipped)

    def _above(self, place: int) -> int | None:
        """Return the passage that this one is part of."""
        depth = self.passages[place].depth
        return next((at for at in range(place - 1, -1, -1) if self.passages[at].depth < depth), None)

    def _lay_out(self) -> None:
        self._laid_out_for = width = self.line_width
        self._rows = list(self._visible(width))
        self._ids = [f"{self.passages[row.place].id}:{row.line}" for row in self._rows]

    def _visible(self, width: int) -> Iterable[_Row]:
        hidden = -1
        for place, passage in enumerate(self.passages):
            if 0 <= hidden < passage.depth:
                continue
            hidden = passage.depth if self._is_folded(place) else -1
            text = passage.text[:MOST_SHOWN]
            for line in range(len(_cuts(text, _room(width, passage.depth))) - 1):
                yield _Row(place, line)


def _room(width: int, depth: int) -> int:
    return max(10, width - _GUTTER - 2 * depth - 1)


@lru_cache(maxsize=4096)
def _cuts(text: str, width: int) -> tuple[int, ...]:
    """Return where the lines of a wrapped text begin, and its end: between words where that can be."""
    if len(text) <= width and text.isascii():
        return (0, len(text))
    found, begin, columns, space = [0], 0, 0, -1
    for at, sign in enumerate(text):
        wide = text_width(sign)
        if columns + wide > width and at > begin:
            begin = space + 1 if space > begin else at
            found.append(begin)
            columns = text_width(text[begin:at])
            space = -1
        columns += wide
        if sign == " ":
            space = at
    return (*found, len(text))


def _part(passage: Passage, begin: int, end: int) -> list[Piece]:
    """Return the pieces of a passage from character ``begin`` up to ``end``."""
    found: list[Piece] = []
    at = 0
    for piece in passage.pieces:
        text = sanitize(piece.text)
        first, last = max(begin - at, 0), min(end - at, len(text))
        if first < last:
            found.append(Piece(text[first:last], piece.style))
        at += len(text)
    return found


def _marked(pieces: Iterable[Piece], needle: str) -> list[Piece]:
    """Mark where ``needle`` stands within a piece."""
    needle = needle.casefold()
    found: list[Piece] = []
    for piece in pieces:
        folded = piece.text.casefold()
        if not needle or needle not in folded or len(folded) != len(piece.text):
            found.append(piece)
            continue
        at = 0
        while (place := folded.find(needle, at)) >= 0:
            found += [
                Piece(piece.text[at:place], piece.style),
                Piece(piece.text[place : place + len(needle)], "match"),
            ]
            at = place + len(needle)
        found.append(Piece(piece.text[at:], piece.style))
    return [piece for piece in found if piece.text]
