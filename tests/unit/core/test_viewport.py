"""Scrolling is that of the whole text laid out line by line, though nobody ever lays it out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from console.core.viewport import Following, Position, Reading, Viewport


def view(heights: list[int], height: int) -> Viewport:
    return Viewport(len(heights), height, lambda row: heights[row])


def laid_out(heights: list[int]) -> list[tuple[int, int]]:
    return [(row, line) for row, lines in enumerate(heights) for line in range(lines)]


def test_following_shows_the_end() -> None:
    assert view([1] * 10, 3).visible(Following()) == [(7, 0), (8, 0), (9, 0)]


def test_a_text_that_is_shorter_than_the_view_begins_at_its_top() -> None:
    assert view([1, 2], 9).visible(Following()) == [(0, 0), (1, 0), (1, 1)]
    assert view([], 9).visible(Following()) == []


def test_a_row_higher_than_the_view_can_be_scrolled_through() -> None:
    tall = view([1, 20, 1], 5)
    position: Position = Reading(1)
    assert tall.visible(tall.scrolled(position, 3)) == [(1, line) for line in range(3, 8)]


def test_scrolling_up_leaves_the_end_and_counts_what_comes() -> None:
    position = view([1] * 10, 3).scrolled(Following(), -1)
    assert position == Reading(6, seen=10)
    assert view([1] * 12, 3).new_below(position) == 2
    assert view([1] * 12, 3).visible(position) == [(6, 0), (7, 0), (8, 0)]


def test_the_bottom_joins_the_end_again() -> None:
    assert view([1] * 10, 3).scrolled(Reading(6), 1) == Following()
    assert view([1] * 10, 3).scrolled(Reading(5), 1) == Reading(6)


def test_a_jump_to_a_row_in_view_moves_nothing_but_leaves_the_end() -> None:
    assert view([1] * 10, 3).at_row(Following(), 8) == Reading(7, seen=10)


def test_a_jump_elsewhere_leaves_lines_above_it_and_does_not_join_the_end() -> None:
    assert view([1] * 100, 9).at_row(Reading(0), 50) == Reading(47)
    assert view([1] * 100, 9).at_row(Reading(0), 99) == Reading(91)
    assert view([1] * 100, 9).at_row(Following(), 0) == Reading(0, seen=100)


texts = st.lists(st.integers(1, 6), max_size=30)


@given(texts, st.integers(1, 12), st.lists(st.integers(-20, 20), max_size=12))
def test_scrolling_is_that_of_the_whole_text(heights: list[int], height: int, moves: list[int]) -> None:
    lines, seen = laid_out(heights), view(heights, height)
    last = max(0, len(lines) - height)
    start, position = last, Following()
    for move in moves:
        start = min(max(0, start + move), last)
        position = seen.scrolled(position, move)
        assert seen.visible(position) == lines[start : start + height]
        if move >= 0 and start == last:
            assert position == Following()


@given(texts, st.integers(1, 12), st.integers(0, 40), st.integers(0, 9))
def test_any_position_is_brought_inside_a_text_that_has_shrunk(
    heights: list[int], height: int, top: int, sub: int
) -> None:
    shown = view(heights, height).visible(Reading(top, sub))
    assert bool(shown) == bool(heights)
    assert shown == [line for line in laid_out(heights) if shown and shown[0] <= line <= shown[-1]]


@given(texts.filter(bool), st.integers(1, 12), st.data())
def test_a_jump_always_shows_its_row(heights: list[int], height: int, data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(heights) - 1))
    seen = view(heights, height)
    shown = seen.visible(seen.at_row(Reading(data.draw(st.integers(0, 30))), row))
    assert (row, 0) in shown or (row, 0) < seen.bottom
    assert any(line[0] == row for line in shown)
