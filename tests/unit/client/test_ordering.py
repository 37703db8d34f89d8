"""By which column a list is ordered, and which way round."""

import pytest

from console.client.ordering import next_order, order_term, reversed_order
from console.core.query import SortOrder

COLUMNS = ("status", "id", "name", "at", "started", "why")
SORTABLE = ("created", "started", "name", "status")


def test_the_columns_come_in_turn_and_then_the_backends_own_order() -> None:
    seen = []
    order = None
    for _ in range(4):
        order = next_order(order, COLUMNS, SORTABLE, 1)
        seen.append(order_term(order))
    assert seen == ["sort:status", "sort:name", "sort:-started", ""]


def test_the_other_way_they_come_from_the_right() -> None:
    assert order_term(next_order(None, COLUMNS, SORTABLE, -1)) == "sort:-started"


@pytest.mark.parametrize(
    ("order", "turned"),
    [
        (None, "sort:created"),
        (SortOrder("name", False), "sort:-name"),
        (SortOrder("name", True), "sort:name"),
    ],
)
def test_an_order_is_turned_round(order: SortOrder | None, turned: str) -> None:
    assert order_term(reversed_order(order)) == turned


def test_where_nothing_can_be_ordered_by_nothing_is() -> None:
    assert next_order(None, COLUMNS, (), 1) is None


def test_an_order_by_a_column_that_is_not_there_begins_anew() -> None:
    assert order_term(next_order(SortOrder("queued", True), COLUMNS, SORTABLE, 1)) == "sort:status"
