"""Lines that are taken along: those that were asked for, by few requests."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from console.client.log_export import NEAR, WINDOW, Taken, lines_of, text_of, whole_log
from console.model import LogLine
from tests.log_reference import REF, ReferenceLog

TOTAL = 300


def log_of(number: int) -> ReferenceLog:
    log = ReferenceLog()
    log.lines = [LogLine(place, f"line {place}") for place in range(number)]
    return log


def numbers(log: ReferenceLog, wanted: list[range]) -> list[int]:
    async def read() -> list[int]:
        return [line.number async for batch in lines_of(log, REF, wanted) for line in batch]

    return asyncio.run(read())


@given(st.sets(st.integers(0, TOTAL + 50)))
def test_exactly_the_lines_that_were_asked_for_are_read(wanted: set[int]) -> None:
    ranges = [range(number, number + 1) for number in sorted(wanted)]
    assert numbers(log_of(TOTAL), ranges) == [number for number in sorted(wanted) if number < TOTAL]


def test_neighbours_are_asked_for_together_and_far_ones_apart() -> None:
    log = log_of(5 * WINDOW)
    assert len(numbers(log, [range(at, at + 1) for at in range(0, WINDOW, NEAR)])) == WINDOW // NEAR
    assert len(log.requests) == 1
    log.requests.clear()
    assert numbers(log, [range(1), range(3 * WINDOW, 3 * WINDOW + 1)]) == [0, 3 * WINDOW]
    assert len(log.requests) == 2


def test_a_text_that_is_too_long_is_not_read_to_its_end() -> None:
    log = log_of(5 * WINDOW)
    assert asyncio.run(text_of(log, REF, [range(5 * WINDOW)], most=100)) is None
    assert len(log.requests) == 1
    fits = asyncio.run(text_of(log, REF, [range(3), range(9, 10)], most=27))
    assert fits == ("line 0\nline 1\nline 2\nline 9", Taken(4))
    assert asyncio.run(text_of(log, REF, [range(3), range(9, 10)], most=26)) is None


def test_a_gap_of_more_than_a_window_does_not_end_the_reading() -> None:
    async def whole(log: ReferenceLog) -> list[int]:
        return [line.number async for batch in whole_log(log, REF) for line in batch]

    log = log_of(5 * WINDOW)
    log.missing = set(range(10, 4 * WINDOW))
    there = [*range(10), *range(4 * WINDOW, 5 * WINDOW)]
    assert asyncio.run(whole(log)) == there
    assert numbers(log, [range(5 * WINDOW)]) == there
