"""No cancel and no requeue leaves this program without naming what it means: an empty one means every job."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fakes.scale import FakeScale
from fakes.scale.listing import KNOWN, chosen, jobs, selected
from fakes.scale.params import Params
from hypothesis import given
from hypothesis import strategies as st

from console.backends.base import BadRequest
from console.backends.scale.selection import IDS_AT_ONCE, Selection, batches, by_ids, change_body, list_params

NAMING = {
    "job_ids",
    "job_type_ids",
    "job_types",
    "job_type_names",
    "batch_ids",
    "recipe_ids",
    "error_ids",
    "error_categories",
}
KEYS = NAMING | {"status", "started", "ended", "is_superseded", "priority"}

NOW = datetime(2026, 11, 20, tzinfo=UTC)
ODD = st.one_of(
    st.none(), st.just(()), st.just([]), st.just(""), st.booleans(), st.integers(), st.text(max_size=4)
)
IDS = st.lists(st.integers(1, 16) | st.integers(-2, 2**33) | st.booleans() | st.none(), max_size=4).map(tuple)
NAMES = st.lists(st.sampled_from(["clip", "", " ", "SYSTEM", "DATA"]) | st.none(), max_size=3).map(tuple)
PAIRS = st.lists(st.tuples(st.sampled_from(["clip", ""]), st.sampled_from(["1.0.0", ""])), max_size=2).map(
    tuple
)
TIMES = (
    st.none()
    | st.integers(-5, 5).map(lambda days: NOW + timedelta(days=days))
    | st.just(NOW.replace(tzinfo=None))
)
SELECTIONS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("job_ids", "job_type_ids", "batch_ids", "recipe_ids", "error_ids"), IDS | ODD),
        "job_type_names": NAMES | ODD,
        "error_categories": NAMES | ODD,
        "job_types": PAIRS | ODD,
        "status": st.sampled_from(["FAILED", "failed", "", None, ("FAILED",)]),
        "started": TIMES,
        "ended": TIMES,
        "is_superseded": st.sampled_from([None, True, False, "maybe"]),
    },
)


@given(SELECTIONS, st.none() | st.integers(-3, 9) | st.booleans())
def test_a_body_names_jobs_or_is_never_made(given_: dict[str, Any], priority: int | None) -> None:
    try:
        body = change_body(Selection(**given_), priority=priority)
    except BadRequest:
        return
    assert body.keys() <= KEYS
    assert body.keys() & NAMING
    for name in body.keys() & NAMING:
        assert isinstance(body[name], list)
        assert body[name]
    # Everything that was given is in it: no filter is lost on the way.
    assert {name for name, value in given_.items() if value is not None} == body.keys() - {"priority"}


@given(SELECTIONS)
def test_what_is_sent_never_means_every_job_to_the_server(given_: dict[str, Any]) -> None:
    """By the server's own reading, of a world in which nothing that was named exists."""
    fake = FakeScale()
    for status in ("COMPLETED", "RUNNING", "FAILED"):
        fake.world.add_job(fake.world.tile, status=status, batch=None)
    try:
        body = change_body(Selection(**given_))
    except BadRequest:
        return
    named = {**body, **{name: [2**31 - 1] for name in body if name.endswith("ids")}}
    named.pop("job_types", None)
    if not named.keys() & NAMING:
        return
    assert not chosen(fake.world, selected(fake.world, Params({}, named)))


@given(SELECTIONS)
def test_what_is_counted_is_what_would_be_changed(given_: dict[str, Any]) -> None:
    """A list has other names for the same filters: the number on the screen is that of the request."""
    fake = FakeScale()
    for status in ("COMPLETED", "RUNNING", "FAILED", "QUEUED"):
        for type_ in (fake.world.clip, fake.world.tile):
            fake.world.add_job(type_, status=status)
    try:
        asked = list_params(Selection(**given_))
    except BadRequest:
        return
    query: dict[str, list[str]] = {}
    for name, value in asked:
        query.setdefault(name, []).append(value)
    assert query.keys() <= KNOWN
    body = change_body(Selection(**given_))
    counted = {job.id for job in jobs(fake.world, Params(query))}
    assert counted == {job.id for job in chosen(fake.world, selected(fake.world, Params({}, body)))}


@pytest.mark.parametrize("field", [each.name for each in dataclasses.fields(Selection)])
def test_an_empty_list_is_refused_wherever_it_stands(field: str) -> None:
    with pytest.raises(BadRequest, match="not sent"):
        change_body(Selection(**{"job_ids": (1,), field: ()}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        Selection(status="FAILED"),
        Selection(started=NOW),
        Selection(is_superseded=False),
        Selection(status="QUEUED", started=NOW, ended=NOW + timedelta(1), is_superseded=False),
    ],
)
def test_what_only_narrows_names_nothing(selection: Selection) -> None:
    with pytest.raises(BadRequest, match="every job"):
        change_body(selection)


def test_a_field_that_the_server_does_not_know_cannot_be_written() -> None:
    """GET says `job_id`, POST `job_ids`; the wrong one cancels everything."""
    with pytest.raises(TypeError):
        Selection(job_id=(1,))  # type: ignore[call-arg]


def test_bodies_are_as_recorded() -> None:
    assert change_body(by_ids([4, 5])) == {"job_ids": [4, 5]}
    assert change_body(by_ids([1, 2, 4, 5, 6]), priority=3) == {"job_ids": [1, 2, 4, 5, 6], "priority": 3}


def test_every_filter_has_its_documented_name() -> None:
    selection = Selection(
        job_ids=(101,),
        job_type_ids=(1,),
        job_types=(("my-job-type", "1.0.0"),),
        job_type_names=("test-job-type",),
        batch_ids=(201,),
        recipe_ids=(301,),
        error_ids=(11,),
        error_categories=("SYSTEM",),
        status="FAILED",
        started=datetime(2016, 1, 1, tzinfo=UTC),
        ended=datetime(2016, 1, 2, tzinfo=UTC),
        is_superseded=True,
    )
    assert change_body(selection, priority=101) == {
        "started": "2016-01-01T00:00:00Z",
        "ended": "2016-01-02T00:00:00Z",
        "status": "FAILED",
        "job_ids": [101],
        "job_type_ids": [1],
        "job_types": [{"name": "my-job-type", "version": "1.0.0"}],
        "job_type_names": ["test-job-type"],
        "batch_ids": [201],
        "recipe_ids": [301],
        "error_categories": ["SYSTEM"],
        "error_ids": [11],
        "is_superseded": True,
        "priority": 101,
    }


@given(st.lists(st.integers(1, 500), max_size=400))
def test_batches_hold_every_id_once(ids: list[int]) -> None:
    if not ids:
        with pytest.raises(BadRequest):
            batches(ids)
        return
    parts = batches(ids)
    assert all(0 < len(part) <= IDS_AT_ONCE for part in parts)
    assert [id_ for part in parts for id_ in part] == list(dict.fromkeys(ids))
