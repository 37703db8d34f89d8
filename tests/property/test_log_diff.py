"""The difference of two logs: nothing lost, nothing moved, and linear in their lines."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from console.core.log_diff import Change, differences, log_diff, noiseless

LINES = st.lists(
    st.sampled_from(["begin", "copy 1", "copy 2", "wait", "error: x", "end", "", "a b"]), max_size=30
)


@given(LINES, LINES)
def test_both_logs_can_be_read_off_the_difference(old: list[str], new: list[str]) -> None:
    lines = log_diff(old, new)
    assert [line.old for line in lines if line.old is not None] == list(range(len(old)))
    assert [line.new for line in lines if line.new is not None] == list(range(len(new)))
    for line in lines:
        assert line.text == (new[line.new] if line.new is not None else old[line.old or 0])


@given(LINES, LINES)
def test_only_lines_that_mean_the_same_stand_for_each_other(old: list[str], new: list[str]) -> None:
    for line in log_diff(old, new):
        both = line.old is not None and line.new is not None
        assert both == (not line.differs)
        if line.old is not None and line.new is not None:
            assert noiseless(old[line.old]) == noiseless(new[line.new])
            assert (line.change is Change.SAME) == (old[line.old] == new[line.new])


@given(LINES)
def test_a_log_does_not_differ_from_itself(log: list[str]) -> None:
    assert all(line.change is Change.SAME for line in log_diff(log, log))


@given(LINES, LINES)
def test_a_difference_begins_where_one_says(old: list[str], new: list[str]) -> None:
    lines = log_diff(old, new)
    starts = differences(lines)
    assert bool(starts) == any(line.differs for line in lines)
    assert all(lines[start].differs for start in starts)


def test_what_differs_from_run_to_run_is_no_difference() -> None:
    old = ["2026-11-19T02:14:07Z begin 7f3a9b2c11", "copied 1204 rows in 3.2s", "done"]
    new = [
        "2026-11-20T02:15:00Z begin 0a1b2c3d4e",
        "copied 9 rows in 11.0s",
        'ERROR: relation "orders"',
        "done",
    ]
    assert [(line.change, line.text) for line in log_diff(old, new)] == [
        (Change.NOISE, new[0]),
        (Change.NOISE, new[1]),
        (Change.NEW, new[2]),
        (Change.SAME, "done"),
    ]


def test_quoted_values_and_words_are_differences() -> None:
    assert [line.change for line in log_diff(['table "orders"'], ['table "lines"'])] == [
        Change.MISSING,
        Change.NEW,
    ]


def test_two_logs_with_nothing_in_common_take_memory_in_proportion() -> None:
    """5,000 lines of one word against 5,000 of another: a table of both would be 25 million cells."""
    old, new = ["same"] * 5000 + ["x"], ["other"] * 5000 + ["y"]
    tracemalloc.start()
    lines = log_diff(old, new)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(lines) == 10_002
    assert peak < 8_000_000
