"""By which column a list is ordered: the next one that the backend can order by, and which way round."""

from collections.abc import Sequence

from console.core.query import SortOrder

UPWARDS = frozenset({"id", "name", "workflow", "owner", "status"})
"""Fields that a person expects from a to z first; times and figures from the greatest."""


def next_order(
    order: SortOrder | None, columns: Sequence[str], sortable: Sequence[str], step: int
) -> SortOrder | None:
    """Return the order by the next column to the right (1) or left (-1) that can be ordered by.

    None is the backend's own order, which stands before the first column. Past an end it is that again.
    """
    fields = [None, *(name for name in columns if name in sortable)]
    present = order.field if order is not None else None
    at = fields.index(present) if present in fields else 0
    field = fields[(at + step) % len(fields)]
    return None if field is None else SortOrder(field, descending=field not in UPWARDS)


def reversed_order(order: SortOrder | None) -> SortOrder:
    """Return the order the other way round; the backend's own is the newest first."""
    if order is None:
        return SortOrder("created", descending=False)
    return SortOrder(order.field, descending=not order.descending)


def order_text(order: SortOrder | None) -> str:
    """Return the order as a link has it: a field, ``-`` before it from the greatest down; "" for none."""
    return "" if order is None else f"{'-' if order.descending else ''}{order.field}"


def order_named(text: str) -> SortOrder | None:
    """Return the order that `order_text` has written, None for the backend's own."""
    return SortOrder(text.removeprefix("-"), descending=text.startswith("-")) if text.strip("-") else None


def order_term(order: SortOrder | None) -> str:
    """Return the order as a term of the query language, empty for the backend's own."""
    return "" if order is None else f"sort:{order_text(order)}"
