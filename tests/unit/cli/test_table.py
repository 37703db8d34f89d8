"""Tables fit: columns leave in their order, the last takes what is left, wide characters count as two."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from console.cli.table import Column, columns_of, cut, table
from console.core.sanitize import sanitize

COLUMNS = [Column("ID"), Column("OWNER", gives_way=1), Column("NAME", gives_way=2), Column("WHY")]
ROWS = [
    ["7", "ada", "ingest eu", "load failed: exit 1, relation orders does not exist"],
    ["12", "bob", "x", ""],
]


def test_without_a_width_nothing_is_cut() -> None:
    assert table(COLUMNS, ROWS, None) == [
        "ID  OWNER  NAME       WHY",
        "7   ada    ingest eu  load failed: exit 1, relation orders does not exist",
        "12  bob    x",
    ]


def test_the_last_column_takes_what_is_left() -> None:
    assert table(COLUMNS, ROWS, 45)[1] == "7   ada    ingest eu  load failed: exit 1, r…"


def test_columns_leave_in_their_order() -> None:
    assert table(COLUMNS, ROWS, 37)[0] == "ID  NAME       WHY"
    assert table(COLUMNS, ROWS, 25)[0] == "ID  WHY"


def test_wide_characters_take_two_columns() -> None:
    rows = [["1", "日本", "n", "x"], ["2", "ab", "n", "y"]]

    first, second = table(COLUMNS, rows, None)[1:]

    assert columns_of(first[: first.index("n")]) == columns_of(second[: second.index("n")])


@given(st.text(), st.integers(0, 40))
def test_what_is_cut_fits(text: str, width: int) -> None:
    assert columns_of(cut(text, width)) <= width


@given(
    st.lists(st.lists(st.text(max_size=30), min_size=4, max_size=4), max_size=6),
    st.integers(40, 200),
)
def test_lines_of_a_wide_enough_table_fit(rows: list[list[str]], width: int) -> None:
    # The column that never leaves is an id: it is short.
    rows = [[sanitize(row[0])[:10], *row[1:]] for row in rows]

    assert all(columns_of(line) <= width for line in table(COLUMNS, rows, width))
