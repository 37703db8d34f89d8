"""Searching a log finds the same lines whoever looks, and goes on with what is appended."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.backends.base import Unsupported
from console.client import log_search
from console.client.log_search import Direction, LogSearch, find_error
from console.core.log_pattern import LogPattern
from console.model import LogLine, LogRef, Stream
from tests.log_reference import REF, ReferenceLog

if TYPE_CHECKING:
    from collections.abc import Sequence

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


class Unsearchable(ReferenceLog):
    """A backend that cannot search by itself."""

    async def search_log(
        self, ref: LogRef, pattern: str, *, first: int = 0, limit: int = 1000
    ) -> Sequence[int]:
        raise Unsupported("this backend cannot search")


async def searched(log: ReferenceLog, pattern: str) -> LogSearch:
    search = LogSearch(log, REF, LogPattern.of(pattern))
    async for _ in search.run(len(log.lines)):
        pass
    return search


@given(st.lists(st.sampled_from(["a hit", "a miss", "HIT and hit", ""]), max_size=40))
def test_both_ways_find_what_is_there(texts: list[str]) -> None:
    expected = [number for number, text in enumerate(texts) if "hit" in text]
    for kind in (ReferenceLog, Unsearchable):
        search = asyncio.run(searched(kind(texts), "hit"))
        assert (list(search.matches), search.complete) == (expected, True)


@pytest.mark.parametrize("kind", [ReferenceLog, Unsearchable])
async def test_a_log_with_very_many_matches_is_searched_to_its_end(kind: type[ReferenceLog]) -> None:
    search = await searched(kind(["hit"] * 5_001), "hit")
    assert list(search.matches) == list(range(5_001))


async def test_matches_beyond_the_most_are_not_kept_and_it_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_search, "MOST_MATCHES", 1500)
    search = await searched(ReferenceLog(["hit"] * 5_000), "hit")
    assert (search.full, search.complete) == (True, True)
    assert len(search.matches) < 5_000


async def test_lines_that_come_after_the_search_are_looked_at_once() -> None:
    search = await searched(ReferenceLog(["hit", "miss"]), "hit")
    search.appended([LogLine(2, "hit"), LogLine(3, "miss")])
    search.appended([LogLine(2, "hit"), LogLine(4, "hit")])
    assert list(search.matches) == [0, 2, 4]


async def test_a_line_that_comes_again_leaves_the_matches_after_it_alone() -> None:
    search = await searched(ReferenceLog(["hit"]), "hit")
    search.appended([LogLine(1, "10 %", Stream.ERR, partial=True), LogLine(2, "hit"), LogLine(3, "hit")])
    search.appended([LogLine(1, "hit", Stream.ERR), LogLine(4, "miss")])
    assert list(search.matches) == [0, 1, 2, 3]


class Slow(ReferenceLog):
    """A backend that searches parts, each line in some time."""

    def __init__(self, lines: int, seconds: float) -> None:
        super().__init__([""] * lines)
        self.seconds, self.now = seconds, 0.0
        self.parts: list[int] = []

    async def search_log_part(
        self, ref: LogRef, pattern: str, *, first: int, last: int, limit: int
    ) -> Sequence[int]:
        assert ref == REF
        self.parts.append(last - first)
        self.now += (last - first) * self.seconds
        return []


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(1e-9, [50_000, 100_000, 200_000]), (1e-5, [50_000, 50_000, 50_000]), (1e-4, [50_000, 25_000, 12_500])],
)
async def test_parts_become_so_long_that_it_is_often_shown_how_far_it_is(
    seconds: float, expected: list[int]
) -> None:
    log = Slow(400_000, seconds)
    search = LogSearch(log, REF, LogPattern.of("hit"), monotonic=lambda: log.now)
    async for _ in search.run(400_000):
        pass
    assert log.parts[:3] == expected
    assert sum(log.parts) == 400_000


class OnlyWhole(ReferenceLog):
    """A joint backend whose one context searches whole logs only."""

    async def search_log_part(
        self, ref: LogRef, pattern: str, *, first: int, last: int, limit: int
    ) -> Sequence[int]:
        raise Unsupported("no parts")


async def test_what_searches_whole_logs_only_is_asked_so() -> None:
    search = await searched(OnlyWhole(["hit", "miss"]), "hit")
    assert (list(search.matches), search.here) == ([0], False)


async def test_a_partial_line_counts_as_it_is_when_it_is_whole() -> None:
    search = await searched(ReferenceLog(["hit"]), "hit")
    search.appended([LogLine(1, "h", partial=True)])
    search.appended([LogLine(1, "hit")])
    search.appended([LogLine(2, "hit", partial=True)])
    search.appended([LogLine(2, "h\rmiss")])
    assert list(search.matches) == [0, 1]


async def test_lines_that_come_during_the_search_are_found_by_it() -> None:
    log = Unsearchable(["hit"] * 3)
    search = LogSearch(log, REF, LogPattern.of("hit"))
    running = search.run(3)
    await anext(running)
    await log.append("hit")
    search.appended(log.lines[3:])
    async for _ in running:
        pass
    assert list(search.matches) == [0, 1, 2, 3]


async def test_next_and_previous_and_the_position_among_the_matches() -> None:
    search = await searched(ReferenceLog(["hit", "", "hit", "", "hit"]), "hit")
    assert (search.next(0, FORWARD), search.next(1, FORWARD), search.next(4, FORWARD)) == (2, 2, None)
    assert (search.next(4, BACKWARD), search.next(3, BACKWARD), search.next(0, BACKWARD)) == (2, 2, None)
    assert (search.position(2), search.position(3)) == (2, None)


async def test_errors_are_found_in_both_directions_over_many_windows() -> None:
    log = ReferenceLog(["fine"] * 9_000)
    for number, text, stream in ((10, "fine", Stream.ERR), (7_000, "ERROR: no", Stream.OUT)):
        log.lines[number] = LogLine(number, text, stream)
    assert await find_error(log, REF, -1, FORWARD, 9_000) == (10, 10)
    assert await find_error(log, REF, 10, FORWARD, 9_000) == (7_000, 7_000)
    assert await find_error(log, REF, 7_000, FORWARD, 9_000) == (None, 8_999)
    assert await find_error(log, REF, 9_000, BACKWARD, 9_000) == (7_000, 7_000)
    assert await find_error(log, REF, 7_000, BACKWARD, 9_000) == (10, 10)
    assert await find_error(log, REF, 10, BACKWARD, 9_000) == (None, 0)


async def test_a_search_for_errors_stops_to_ask_in_a_huge_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_search, "FARTHEST", 3_000)
    found, last = await find_error(ReferenceLog(["fine"] * 9_000), REF, -1, FORWARD, 9_000)
    assert (found, last) == (None, 3_999)
