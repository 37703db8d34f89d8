"""The columns that a list of jobs can have: their names, what each says, and what a person chose of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from console.core.query_terms import SortOrder
from console.core.suggestion import suggestion

COLUMNS: Final[dict[str, str]] = {
    "status": "where it is in its life",
    "context": "the context that it is in",
    "id": "its id",
    "name": "its name",
    "workflow": "the workflow that it is a run of",
    "at": "the node that matters now",
    "progress": "how many of its nodes have ended",
    "started": "when it started",
    "took": "how long it ran, or has been running",
    "owner": "who started it",
    "why": "the reason of its failure or pause",
    "priority": "its priority",
    "queue": "the queue that it runs in",
    "tags": "its tags",
    "created": "when it was created",
    "queued": "when it was queued",
    "ended": "when it ended",
    "age": "how long ago it was created",
    "native": "the server's own word for its status",
    "tries": "which execution the node is at",
    "run": "how often it was begun",
    "waiting": "how many nodes wait for a person",
    "cause": "the signature of its failure",
}
"""Every column with what it says; the first eleven are those of somebody who has chosen none."""

USUAL: Final = tuple(COLUMNS)[:11]
"""The columns of somebody who has chosen none. The context stands there only where there are several."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a person wants a list: its columns (empty: the usual ones) and its order (None: the backend's)."""

    columns: tuple[str, ...] = ()
    order: SortOrder | None = None

    @property
    def is_usual(self) -> bool:
        """Whether nothing was chosen."""
        return not self.columns and self.order is None


USUAL_LAYOUT: Final = Layout()


def columns_of(words: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that are named, each once. Raises ValueError, with what may have been meant."""
    found: list[str] = []
    for word in words:
        name = word.strip().lower()
        if not name:
            continue
        if name not in COLUMNS:
            meant = suggestion(name, tuple(COLUMNS)) or f"; there are {', '.join(COLUMNS)}"
            raise ValueError(f"there is no column {word.strip()!r}{meant}")
        if name not in found:
            found.append(name)
    return tuple(found)


def order_of(text: str) -> SortOrder | None:
    """Return the order that ``-started`` or ``name`` says; None for nothing. Raises ValueError."""
    name = text.removeprefix("-")
    if not text:
        return None
    if not name.replace("_", "").isalnum() or not name.isascii():
        raise ValueError(f"{text!r} is not a field, or a field with a - before it")
    return SortOrder(name.lower(), descending=text.startswith("-"))


def order_text(order: SortOrder | None) -> str:
    """Return an order as `order_of` reads it."""
    return "" if order is None else f"{'-' if order.descending else ''}{order.field}"
