"""A filtered log shows what matches and says how much it hides."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from console.core.log_rows import AllRows, Hidden, LineAt, LogRows, MatchRows


def rows(shown: LogRows) -> list[LineAt | Hidden]:
    return [shown.at(row) for row in range(shown.count)]


def test_what_is_hidden_between_matches_is_counted() -> None:
    assert rows(MatchRows([2, 3, 7], 10)) == [
        Hidden(0, 2), LineAt(2), LineAt(3), Hidden(4, 3), LineAt(7), Hidden(8, 2),
    ]  # fmt: skip


def test_no_match_hides_all_and_an_empty_log_nothing() -> None:
    assert rows(MatchRows([], 10)) == [Hidden(0, 10)]
    assert rows(MatchRows([], 0)) == []


def test_every_line_is_its_own_row_without_a_filter() -> None:
    assert rows(AllRows(3)) == [LineAt(0), LineAt(1), LineAt(2)]
    assert AllRows(3).row_of(2) == 2


@given(st.sets(st.integers(0, 60)), st.integers(0, 90))
def test_every_line_is_shown_or_hidden_once(matches: set[int], more: int) -> None:
    total = max(matches, default=-1) + 1 + more
    shown = MatchRows(sorted(matches), total)
    found: list[int] = []
    for place, row in enumerate(rows(shown)):
        numbers = [row.number] if isinstance(row, LineAt) else range(row.first, row.first + row.count)
        assert all(shown.row_of(number) == place for number in numbers)
        assert isinstance(row, LineAt) == (numbers[0] in matches)
        found.extend(numbers)
    assert found == list(range(total))


@given(st.lists(st.sets(st.integers(1, 9)), max_size=8), st.booleans())
def test_growing_leads_where_laying_out_anew_does(steps: list[set[int]], last_goes: bool) -> None:
    matches: list[int] = []
    total = 0
    grown = MatchRows(matches, total)
    for step in steps:
        if last_goes and matches:
            matches.pop()
        matches.extend(sorted(total + number for number in step))
        total += 12
        grown.update(matches, total)
        assert rows(grown) == rows(MatchRows(matches, total))
