"""A filtered log shows what matches and says how much it hides."""

from __future__ import annotations

from itertools import pairwise

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


def test_neighbours_of_a_match_are_shown_with_it_and_never_twice() -> None:
    assert rows(MatchRows([2, 4, 9], 12, around=1)) == [
        Hidden(0, 1), *map(LineAt, (1, 2, 3, 4, 5)), Hidden(6, 2), *map(LineAt, (8, 9, 10)), Hidden(11, 1),
    ]  # fmt: skip


def test_very_many_matches_with_many_neighbours_take_little() -> None:
    shown = MatchRows(range(50, 100_000_000, 1000), 100_000_000, around=20)
    assert shown.count == 100_000 * 42 + 1
    assert shown.at(shown.row_of(99_999_050)) == LineAt(99_999_050)
    assert shown.at(shown.row_of(99_999_100)) == Hidden(99_999_071, 929)


@given(st.sets(st.integers(0, 60)), st.integers(0, 90), st.integers(0, 5))
def test_every_line_is_shown_or_hidden_once(chosen: set[int], more: int, around: int) -> None:
    total = max(chosen, default=-1) + 1 + more
    matches = {line for line in range(total) if any(abs(line - number) <= around for number in chosen)}
    shown = MatchRows(sorted(chosen), total, around)
    found: list[int] = []
    for place, row in enumerate(rows(shown)):
        numbers = [row.number] if isinstance(row, LineAt) else range(row.first, row.first + row.count)
        assert all(shown.row_of(number) == place for number in numbers)
        assert isinstance(row, LineAt) == (numbers[0] in matches)
        found.extend(numbers)
    assert found == list(range(total))


@given(st.lists(st.sets(st.integers(1, 9)), max_size=8), st.booleans(), st.integers(0, 15))
def test_growing_leads_where_laying_out_anew_does(
    steps: list[set[int]], last_goes: bool, around: int
) -> None:
    matches: list[int] = []
    total = 0
    grown = MatchRows(matches, total, around)
    for step in steps:
        if last_goes and matches:
            matches.pop()
        matches.extend(sorted(total + number for number in step))
        total += 12
        grown.update(matches, total)
        assert rows(grown) == rows(MatchRows(matches, total, around))


@given(
    st.sets(st.integers(0, 60)), st.integers(0, 20), st.integers(0, 5), st.integers(0, 80), st.integers(0, 80)
)
def test_what_is_shown_between_two_lines_is_what_has_a_row(
    chosen: set[int], more: int, around: int, first: int, last: int
) -> None:
    total = max(chosen, default=-1) + 1 + more
    for shown in (MatchRows(sorted(chosen), total, around), AllRows(total)):
        expected = [
            row.number for row in rows(shown) if isinstance(row, LineAt) and first <= row.number <= last
        ]
        ranges = list(shown.shown(first, last))
        assert [number for lines in ranges for number in lines] == expected
        assert all(one.stop < other.start for one, other in pairwise(ranges))


def test_what_is_shown_of_very_many_lines_costs_nothing() -> None:
    assert list(AllRows(10**9).shown(5, 10**9)) == [range(5, 10**9)]
