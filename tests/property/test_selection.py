"""The cursor and the marks mean jobs, not rows: whatever comes, goes or moves."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from console.client.selection import Selection

ids = st.lists(st.integers(0, 30).map(str), unique=True, max_size=20)
moves = st.lists(st.tuples(ids, st.integers(-3, 25), st.booleans()), max_size=8)


def _after(selection: Selection, rows: Sequence[str], index: int, mark: bool) -> Selection:
    selection = selection.over(rows).to(index, rows)
    return selection.toggle() if mark else selection


@given(moves, ids)
def test_the_cursor_stays_on_its_job_wherever_that_went(
    story: list[tuple[list[str], int, bool]], rows: list[str]
) -> None:
    selection = Selection()
    for before, index, mark in story:
        selection = _after(selection, before, index, mark)

    after = selection.over(rows)

    if selection.cursor in rows:
        assert after.cursor == selection.cursor
        assert rows[after.index] == selection.cursor


@given(moves, ids)
def test_a_cursor_whose_job_is_gone_stays_in_its_place(
    story: list[tuple[list[str], int, bool]], rows: list[str]
) -> None:
    selection = Selection()
    for before, index, mark in story:
        selection = _after(selection, before, index, mark)

    after = selection.over(rows)

    if rows and selection.cursor not in rows:
        assert after.index == min(max(selection.index, 0), len(rows) - 1)
        assert after.cursor == rows[after.index]


@given(moves, ids)
def test_no_refresh_ever_marks_or_unmarks(story: list[tuple[list[str], int, bool]], rows: list[str]) -> None:
    selection = Selection()
    for before, index, mark in story:
        selection = _after(selection, before, index, mark)

    assert selection.over(rows).marks == selection.marks


@given(ids.filter(len), st.integers(0, 25), st.integers(0, 25), ids.filter(len))
def test_a_range_reaches_from_where_it_began_to_the_cursor(
    rows: list[str], begin: int, end: int, others: list[str]
) -> None:
    selection = Selection().to(begin, rows).start_range()
    anchor = selection.cursor
    moved = selection.over(others).to(end, others)

    marked = moved.end_range(others)

    if anchor in others:
        first, last = sorted((others.index(anchor), moved.index))
        assert marked.marks == set(others[first : last + 1])
    else:
        assert not marked.marks
    assert marked.anchor is None


@given(ids.filter(len), st.sets(st.integers(0, 30).map(str)), st.integers(0, 25))
def test_the_next_mark_is_the_nearest_below_and_then_from_the_top(
    rows: list[str], marks: set[str], index: int
) -> None:
    selection = Selection(marks=frozenset(marks)).to(index, rows)

    after = selection.next_mark(rows)

    below = [i for i in range(selection.index + 1, len(rows)) if rows[i] in marks]
    above = [i for i in range(selection.index + 1) if rows[i] in marks]
    assert after.index == (below or above or [selection.index])[0]


def test_all_marks_all_and_again_none() -> None:
    rows = ["1", "2", None]

    all_ = Selection(marks=frozenset({"9"})).mark_all(rows)

    assert all_.marks == {"1", "2", "9"}
    assert all_.mark_all(rows).marks == {"9"}


def test_an_empty_list_has_no_cursor() -> None:
    assert Selection().to(0, ["1"]).over([]).cursor is None
