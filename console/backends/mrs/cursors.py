"""Cursors into the lists of MRS, which know none: where the next page begins, and what it must not repeat.

A list that grows at its head pushes rows onto the next page. A cursor therefore names the last job that was
given out: where the next page holds it, everything up to it has been given out before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from console.backends.base import BadRequest

RowT = TypeVar("RowT")


class Counting(StrEnum):
    """What the number that a page is asked for counts."""

    ROWS = "row"
    PAGES = "page"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place of a page: ``at`` counts from 1, ``size`` is its length, ``after`` the last job before it."""

    counting: Counting
    at: int
    size: int
    after: str = ""

    def __str__(self) -> str:
        return f"{self.counting}.{self.at}.{self.size}.{self.after}"

    def following(self, rows: int, last: str) -> "Cursor":
        """Return the cursor after a page of ``rows``, of which ``last`` is the last."""
        step = rows if self.counting is Counting.ROWS else 1
        return Cursor(self.counting, self.at + step, self.size, last)

    def in_pages(self) -> "Cursor":
        """Return the same place where the server turns out to count pages."""
        return Cursor(Counting.PAGES, (self.at - 1) // self.size + 1, self.size, self.after)


def cursor_of(text: str) -> Cursor:
    """Return the cursor that ``text`` is. Raises BadRequest for any other text."""
    parts = text.split(".", 3)
    if len(parts) == 4 and parts[0] in set(Counting) and parts[1].isdecimal() and parts[2].isdecimal():
        at, size = int(parts[1][:18]), int(parts[2][:6])
        if at > 0 and size > 0:
            return Cursor(Counting(parts[0]), at, size, parts[3])
    raise BadRequest("this is no cursor of a list of MRS", advice="begin again without one")


def unrepeated(rows: Sequence[RowT], ids: Sequence[str], after: str) -> Sequence[RowT]:
    """Return the rows that have not been given out, where ``after`` was the last one that has."""
    return rows[ids.index(after) + 1 :] if after in ids else rows
