"""The order of a list that its server cannot order: every job once, whatever comes and goes between pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.backends.base import BadRequest
from console.backends.sahara.order import KEYS, after, cursor_of, ordered
from console.core.query import SortOrder
from console.model import Job, JobStatus

BEGAN = datetime(2026, 11, 20, tzinfo=UTC)
_TIMES = st.none() | st.integers(0, 3).map(lambda seconds: BEGAN + timedelta(seconds=seconds))
_WORDS = st.sampled_from(["", "a", "A", "b", "\N{SNOWMAN}"])


@st.composite
def _lists(draw: st.DrawFn) -> list[Job]:
    ids = draw(st.lists(st.text("0123456789abcdef", min_size=1, max_size=3), unique=True, max_size=7))
    return [
        Job(
            id_,
            draw(_WORDS),
            draw(_WORDS),
            draw(st.sampled_from(JobStatus)),
            queue=draw(st.none() | _WORDS),
            created=draw(_TIMES),
            started=draw(_TIMES),
            ended=draw(_TIMES),
        )
        for id_ in ids
    ]


_SORTS = st.none() | st.builds(SortOrder, st.sampled_from(sorted(KEYS)), st.booleans())


@given(_lists(), _SORTS, st.integers(1, 4))
def test_pages_hold_every_job_once_and_in_order(jobs: list[Job], sort: SortOrder | None, limit: int) -> None:
    whole = ordered(jobs, sort)
    assert sorted(job.id for job in whole) == sorted(job.id for job in jobs)
    paged: list[Job] = []
    cursor = None
    while rest := after(whole, cursor, sort):
        paged += rest[:limit]
        cursor = cursor_of(paged[-1], sort)
    assert paged == whole


@given(_lists(), _SORTS, st.data())
def test_a_job_that_goes_between_two_pages_hides_no_other(
    jobs: list[Job], sort: SortOrder | None, data: st.DataObject
) -> None:
    whole = ordered(jobs, sort)
    if not whole:
        return
    place = data.draw(st.integers(0, len(whole) - 1))
    gone = data.draw(st.integers(0, len(whole) - 1))
    left = [job for number, job in enumerate(whole) if number != gone]
    expected = [job for number, job in enumerate(whole) if number > place and number != gone]
    assert list(after(ordered(left, sort), cursor_of(whole[place], sort), sort)) == expected


@given(_lists(), _SORTS)
def test_jobs_without_a_value_come_last_in_either_direction(jobs: list[Job], sort: SortOrder | None) -> None:
    key = KEYS[sort.field if sort else "created"]
    missing = [key(job) in (None, "") for job in ordered(jobs, sort)]
    assert missing == sorted(missing)


@given(st.text())
def test_any_text_is_a_cursor_or_is_refused(text: str) -> None:
    try:
        after([], text, None)
    except BadRequest:
        return


def test_a_cursor_of_another_form_is_refused() -> None:
    for text in ("", "{}", "[]", '["a", "b", "c"]', '[false, 1, "x"]', "[[[", "null"):
        with pytest.raises(BadRequest):
            after([], text, None)
