"""Walking a list by markers, inclusive or exclusive, while rows come and go."""

from __future__ import annotations

import pytest

from console.backends.base import NotFound
from console.backends.sahara import walk
from console.backends.sahara.walk import Walker
from console.core.clock import SystemClock
from console.wire.sahara.execution import ExecutionPage


def _page(ids: str, next_: str | None = None) -> ExecutionPage:
    return ExecutionPage.model_validate({"jobs": [{"id": id_} for id_ in ids], "markers": {"next": next_}})


async def _walked(pages: dict[str | None, list[ExecutionPage | Exception]]) -> walk.Walk:
    async def fetch(marker: str | None, _: str | None) -> ExecutionPage:
        answer = pages[marker].pop(0) if len(pages[marker]) > 1 else pages[marker][0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    return await Walker(fetch, SystemClock()).rows(younger=0)


async def _ids(pages: dict[str | None, list[ExecutionPage | Exception]]) -> tuple[str, bool]:
    found = await _walked(pages)
    return "".join(row.id for row in found.rows), found.whole


async def test_inclusive_and_exclusive_markers_are_walked_alike() -> None:
    inclusive = {None: [_page("abc", "c")], "c": [_page("cde", "f")], "f": [_page("fg")]}
    exclusive = {None: [_page("abc", "c")], "c": [_page("def", "f")], "f": [_page("g")]}
    assert await _ids(inclusive) == await _ids(exclusive) == ("abcdefg", True)


async def test_a_list_that_goes_in_circles_is_left() -> None:
    assert await _ids({None: [_page("ab", "b")], "b": [_page("bc", "b")]}) == ("abc", False)
    assert await _ids({None: [_page("ab", "b")], "b": [_page("ba", "a")], "a": [_page("ab", "b")]}) == (
        "ab",
        False,
    )


async def test_a_walk_begins_again_when_the_markers_row_was_deleted() -> None:
    pages = {None: [_page("abc", "c"), _page("abd", "d")], "c": [NotFound("gone")], "d": [_page("def")]}
    assert await _ids(pages) == ("abcdef", True)


async def test_a_walk_begins_again_when_the_markers_row_is_of_the_status_no_more() -> None:
    """Then the server begins anew too, and says that this was the last page."""
    pages = {None: [_page("abc", "c"), _page("abd", "d")], "c": [_page("abd")], "d": [_page("def")]}
    assert await _ids(pages) == ("abcdef", True)


async def test_a_walk_that_loses_its_place_again_says_that_it_is_not_whole() -> None:
    assert await _ids({None: [_page("abc", "c")], "c": [NotFound("gone")]}) == ("abc", False)


async def test_a_list_that_is_not_there_is_an_error() -> None:
    with pytest.raises(NotFound):
        await _walked({None: [NotFound("no such address")]})


async def test_looks_leave_a_slow_server_alone() -> None:
    """A walk may take a twentieth of the time, not more."""

    class Slow(SystemClock):
        now_ = 0.0

        def monotonic(self) -> float:
            return self.now_

    clock = Slow()

    async def fetch(*_: object) -> ExecutionPage:
        clock.now_ += 3
        return _page("a")

    walker = Walker(fetch, clock)
    await walker.rows(younger=0)
    assert walker.pause == 60


async def test_a_list_of_short_pages_without_an_end_is_left_and_said_not_to_be_whole() -> None:
    asked = 0

    async def fetch(_marker: str | None, _status: str | None) -> ExecutionPage:
        nonlocal asked
        asked += 1
        return ExecutionPage.model_validate(
            {"jobs": [{"id": f"row {asked}"}], "markers": {"next": f"row {asked}"}}
        )

    found = await Walker(fetch, SystemClock()).rows(younger=0)

    assert not found.whole
    assert len(found.rows) == asked <= 200
