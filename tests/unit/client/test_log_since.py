"""The line of a moment is found without reading the log."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.client.log_since import first_since
from console.model import LogLine
from console.screens.log_seeking import moment_of
from tests.log_reference import REF, ReferenceLog

BEGIN = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def log_of(seconds: list[float | None]) -> ReferenceLog:
    log = ReferenceLog()
    log.lines = [
        LogLine(number, "text", time=None if at is None else BEGIN + timedelta(seconds=at))
        for number, at in enumerate(seconds)
    ]
    return log


@given(st.lists(st.integers(0, 300), max_size=400).map(sorted), st.integers(-5, 305))
def test_it_is_the_first_line_that_is_not_older(seconds: list[int], at: int) -> None:
    log = log_of([float(each) for each in seconds])
    expected = next((number for number, each in enumerate(seconds) if each >= at), None)
    assert asyncio.run(first_since(log, REF, BEGIN + timedelta(seconds=at), len(seconds))) == expected
    assert len(log.requests) <= 10


@given(st.lists(st.none() | st.integers(0, 300), max_size=200), st.integers(0, 300))
def test_clocks_that_go_back_and_lines_without_a_time_end_the_search_all_the_same(
    seconds: list[int | None], at: int
) -> None:
    log = log_of([None if each is None else float(each) for each in seconds])
    try:
        found = asyncio.run(first_since(log, REF, BEGIN + timedelta(seconds=at), len(seconds)))
    except ValueError:
        return
    assert found is None or 0 <= found < len(seconds)


async def test_a_log_without_times_says_so() -> None:
    with pytest.raises(ValueError, match="no times"):
        await first_since(log_of([None] * 10), REF, BEGIN, 10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10m", datetime(2026, 11, 20, 2, 20, tzinfo=UTC)),
        ("02:14", datetime(2026, 11, 20, 2, 14, tzinfo=UTC)),
        ("02:14:07", datetime(2026, 11, 20, 2, 14, 7, tzinfo=UTC)),
        ("23:59", datetime(2026, 11, 19, 23, 59, tzinfo=UTC)),
        ("2026-11-18 10:00", datetime(2026, 11, 18, 10, 0, tzinfo=UTC)),
    ],
)
def test_a_moment_is_an_age_a_time_of_day_or_a_date(text: str, expected: datetime) -> None:
    assert moment_of(text, datetime(2026, 11, 20, 2, 30, tzinfo=UTC), UTC) == expected
