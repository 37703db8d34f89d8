"""The cursor and the marks of a list, glued to ids: rows come, go and move, what is meant stays meant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Selection:
    """A cursor and marks over rows that are named by id.

    ``index`` is where the cursor's row was when last seen; ``cursor`` is None only in an empty list or on
    a row that is not loaded yet. ``anchor`` is the id where a range began.
    """

    cursor: str | None = None
    index: int = 0
    marks: frozenset[str] = frozenset()
    anchor: str | None = None

    def over(self, ids: Sequence[str | None]) -> "Selection":
        """Return the selection after the rows became ``ids`` (None is a row that is not loaded).

        The cursor follows its id wherever that is. If it is gone, the cursor stays where it was in the list.
        Marks stay even on rows that are not seen: they are counted, not dropped.
        """
        if not ids:
            return replace(self, cursor=None, index=0)
        if self.cursor is not None:
            index = _find(ids, self.cursor, self.index)
            if index is not None:
                return replace(self, index=index)
        return self.to(self.index, ids)

    def to(self, index: int, ids: Sequence[str | None]) -> "Selection":
        """Return the selection with its cursor on row ``index``, brought inside the list."""
        if not ids:
            return replace(self, cursor=None, index=0)
        index = max(0, min(index, len(ids) - 1))
        return replace(self, cursor=ids[index], index=index)

    def toggle(self) -> "Selection":
        """Mark the row under the cursor, or take its mark away."""
        if self.cursor is None:
            return self
        return replace(self, marks=self.marks ^ {self.cursor})

    def start_range(self) -> "Selection":
        """Begin a range at the cursor."""
        return replace(self, anchor=self.cursor)

    def end_range(self, ids: Sequence[str | None]) -> "Selection":
        """Mark every loaded row from the anchor to the cursor, both included."""
        if self.anchor is None or self.cursor is None:
            return replace(self, anchor=None)
        begin = _find(ids, self.anchor, self.index)
        if begin is None:
            return replace(self, anchor=None)
        first, last = sorted((begin, self.index))
        span = frozenset(id_ for row, id_ in _named(ids) if first <= row <= last)
        return replace(self, marks=self.marks | span, anchor=None)

    def mark_all(self, ids: Sequence[str | None]) -> "Selection":
        """Mark every loaded row; if all are marked already, take every mark away."""
        everything = frozenset(id_ for _, id_ in _named(ids))
        return replace(
            self, marks=self.marks - everything if everything <= self.marks else self.marks | everything
        )

    def only(self, marks: frozenset[str]) -> "Selection":
        """Return the selection with exactly these marks."""
        return replace(self, marks=marks, anchor=None)

    def next_mark(self, ids: Sequence[str | None]) -> "Selection":
        """Move the cursor to the next marked row below, beginning again at the top."""
        rows = sorted(row for row, id_ in _named(ids) if id_ in self.marks)
        index = next((row for row in rows if row > self.index), rows[0] if rows else None)
        return self if index is None else self.to(index, ids)


@runtime_checkable
class Sparse(Protocol):
    """Ids of which only some are known: it tells these, and is never walked as a whole."""

    def named(self) -> Iterable[tuple[int, str]]:
        """Yield every row whose id is known, with its id."""
        ...


def _named(ids: Sequence[str | None]) -> Iterable[tuple[int, str]]:
    if isinstance(ids, Sparse):
        return ids.named()
    return ((row, id_) for row, id_ in enumerate(ids) if id_ is not None)


def _find(ids: Sequence[str | None], wanted: str, near: int) -> int | None:
    """Return where ``wanted`` is; the old place is tried first, since most refreshes move nothing."""
    if 0 <= near < len(ids) and ids[near] == wanted:
        return near
    try:
        return ids.index(wanted)
    except ValueError:
        return None
