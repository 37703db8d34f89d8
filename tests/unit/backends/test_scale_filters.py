"""Queries on Scale: a field becomes a parameter that the server knows, or is sifted here, or is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from fakes.scale import recorded

from console.backends.base import BadRequest
from console.backends.scale.filters import SORTABLE, ask
from console.wire.scale.job import JobDocument

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
NEWEST = [("order", "-created"), ("order", "-id")]


def params(query: str) -> list[tuple[str, str]]:
    asked, _ = ask(query, NOW)
    return [pair for pair in asked.params if pair not in NEWEST]


@pytest.mark.parametrize(
    ("query", "sent"),
    [
        ("", []),
        ("status:running", [("status", "RUNNING")]),
        ("status:queued", [("status", "PENDING"), ("status", "BLOCKED"), ("status", "QUEUED")]),
        ("state:blocked,failed", [("status", "BLOCKED"), ("status", "FAILED")]),
        ("status:queued state:blocked", [("status", "BLOCKED")]),
        ("id:7,8", [("job_id", "7"), ("job_id", "8")]),
        ("type:clip", [("job_type_name", "clip")]),
        ("type_id:13,14", [("job_type_id", "13"), ("job_type_id", "14")]),
        ("batch:3", [("batch_id", "3")]),
        ("recipe:4", [("recipe_id", "4")]),
        ("error_id:15", [("error_id", "15")]),
        ("error_category:data", [("error_category", "DATA")]),
        ("superseded:no", [("is_superseded", "false")]),
        ("superseded:yes", [("is_superseded", "true")]),
        ("source_sensor_class:A", [("source_sensor_class", "A")]),
        ("source_sensor:1,2", [("source_sensor", "1"), ("source_sensor", "2")]),
        ("source_collection:c", [("source_collection", "c")]),
        ("source_task:t", [("source_task", "t")]),
        ("problem:failure", [("status", "FAILED"), ("is_superseded", "false")]),
        ("modified:24h", [("started", "2026-11-19T08:00:00Z")]),
        ("modified:2026-11-19", [("started", "2026-11-19T00:00:00Z"), ("ended", "2026-11-20T00:00:00Z")]),
        ("source_started:>=2026-11-19", [("source_started", "2026-11-19T00:00:00Z")]),
        ("source_ended:<2026-11-19", [("source_ended", "2026-11-19T00:00:00Z")]),
        # What began lately has changed lately.
        ("started:24h", [("started", "2026-11-19T08:00:00Z")]),
        ("created:>24h", []),
        ("!batch:3", []),
        ("!status:failed", []),
        ("host:node-*", []),
    ],
)
def test_a_term_becomes_what_the_server_knows(query: str, sent: list[tuple[str, str]]) -> None:
    assert params(query) == sent


@pytest.mark.parametrize(
    "query",
    ["status:paused", "problem:decision", "batch:1 batch:2", "modified:<2026-11-01 modified:>2026-11-02",
     "status:running state:failed", "id:99999999999"],
)  # fmt: skip
def test_what_cannot_match_is_not_even_asked_for(query: str) -> None:
    asked, _ = ask(query, NOW)
    assert asked.nothing


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("priority:>5", "does not tell priorities"),
        ("owner:me", "owner"),
        ("owner:ada", "does not record"),
        ("queue:x", "one queue"),
        ("node:clip", "no nodes"),
        ("batch:x", "not a number"),
        ("type_id:1.5", "not a number"),
        ("sort:priority", "cannot order"),
        ("sort:recipe", "cannot order"),
        ("no_such_field:1", "no field"),
        ("job_type_version:1", "no field"),
    ],
)
def test_what_nobody_can_tell_is_refused(query: str, word: str) -> None:
    with pytest.raises(BadRequest, match=word):
        ask(query, NOW)


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("!status:failed", False),
        ("!status:running", True),
        ("!state:failed", False),
        ("!batch:3", True),
        ("!error_category:ALGORITHM", False),
        ("!error_category:DATA", True),
        ("!superseded:yes", True),
        ("!problem:failure", False),
        ("host:node-?.example", True),
        ("!host:node-a*", False),
        ("workflow:clip", True),
        ("workflow:clip/1.*", True),
        ("workflow:tile", False),
        ("id:1*", True),
        ("!id:1", False),
        ("created:>=2026-11-20", True),
        ("created:<2026-11-20", False),
        ("ended:2026-11-20", True),
        ("started:>=2026-11-20T07:31Z", True),
        ("source_started:>2020-01-01", False),
        ("modified:2026-11-20T07:31Z", True),
    ],
)
def test_what_the_server_cannot_leave_out_is_left_out_here(query: str, matches: bool) -> None:
    job = JobDocument.model_validate(recorded("job-detail-failed")["body"])
    asked, rest = ask(query, datetime(2026, 11, 20, 9, tzinfo=UTC))
    assert rest is None
    assert asked.lets(job) is matches


@pytest.mark.parametrize("field", sorted(SORTABLE))
def test_each_order_is_one_that_scale_takes(field: str) -> None:
    for sign in ("", "-"):
        orders = [value for name, value in ask(f"sort:{sign}{field}", NOW)[0].params if name == "order"]
        assert orders[0] == f"{sign}{SORTABLE[field]}"
        # Of these two every further order is dropped there; else ids break ties.
        assert orders[1:] == ([] if SORTABLE[field] in ("job_type", "duration") else [f"{sign}id"])


def test_the_newest_come_first_unless_asked_otherwise() -> None:
    assert ask("", NOW)[0].params == NEWEST


def test_free_text_is_left_to_the_console() -> None:
    asked, rest = ask("timeout status:failed", NOW)
    assert rest is not None
    assert ("status", "FAILED") in asked.params
