"""Cursors into the lists of MRS, which know none: where the next page begins, and what it must not repeat.

A list that grows at its head pushes rows onto the next page. A cursor therefore names the last job that was
given out: where the next page holds it, everything up to it has been given out before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from console.backends.base import BadRequest

RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place of a page: its first row, counted from 1, how long pages are, and the last job before it."""

    start: int
    size: int
    after: str = ""

    def __str__(self) -> str:
        return f"{self.start}.{self.size}.{self.after}"

    @property
    def page(self) -> int:
        """The number of the page, counted from 1."""
        return (self.start - 1) // self.size + 1

    def following(self, ids: Sequence[str], total: int | None) -> "Cursor | None":
        """Return the cursor after a page with these ids, None after the last one.

        A total that lies must not end a list early, nor keep it going: a full page is followed by another,
        and a page without rows by none. A server that gives out fewer rows than it was asked for, and says
        that there are more, has pages of that length.
        """
        full = len(ids) >= self.size
        if not ids or not (full or (total or 0) >= self.start + len(ids)):
            return None
        return Cursor(self.start + len(ids), self.size if full else len(ids), ids[-1])


def cursor_of(text: str | None, size: int) -> Cursor:
    """Return the cursor that ``text`` is, without one that of the first page.

    Raises BadRequest for a text that is no cursor.
    """
    if text is None:
        return Cursor(1, size)
    parts = text.split(".", 2)
    if len(parts) == 3 and all(part.isascii() and part.isdecimal() and len(part) < 10 for part in parts[:2]):
        start, size = int(parts[0]), int(parts[1])
        if start > 0 and size > 0:
            return Cursor(start, size, parts[2])
    raise BadRequest("this is no cursor of a list of MRS", advice="begin again without one")


def unrepeated(rows: Sequence[RowT], ids: Sequence[str], after: str) -> Sequence[RowT]:
    """Return the rows that have not been given out, where ``after`` was the last one that has."""
    return rows[ids.index(after) + 1 :] if after in ids else rows
