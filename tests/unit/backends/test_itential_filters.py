"""What of a query goes to the platform, in brackets, and what is sifted here."""

from datetime import UTC, datetime

import pytest

from console.backends.base import BadRequest
from console.backends.itential.engine import _query
from console.backends.itential.filters import Asked, asked_of
from console.backends.itential.manager import bracketed
from console.model import Job, JobStatus

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOUR = 3_600_000
MIDDAY = round(NOW.timestamp() * 1000)


def asked(query: str) -> Asked:
    return asked_of(query, NOW, ours=NOW)


def params(query: str) -> dict[str, str | int]:
    return dict(bracketed(asked(query).filters))


def test_nothing_is_sent_for_an_empty_query() -> None:
    assert params("") == {}


@pytest.mark.parametrize(
    ("query", "sent"),
    [
        ("status:failed", {"equals[status]": "error"}),
        ("status:running,paused", {"in[status]": "paused,running"}),
        ("!status:succeeded", {"not-in[status]": "complete"}),
        ("status:unknown", {"not-in[status]": "canceled,complete,error,paused,running"}),
        ("!status:unknown,failed", {"in[status]": "canceled,complete,paused,running"}),
        ("status:running,failed !status:failed", {"equals[status]": "running"}),
        ("problem:failure", {"in[status]": "error,paused,running"}),
        ("problem:any status:paused", {"equals[status]": "paused"}),
        ("type:resource:action", {"equals[type]": "resource:action"}),
        ('named:"Deploy a router"', {"equals[name]": "Deploy a router"}),
        ('named:"One, with a comma"', {"equals[name]": "One, with a comma"}),
        ("has:Deploy", {"contains[name]": "Deploy"}),
        ("started:1h", {"gte[metrics.start_time]": MIDDAY - HOUR}),
        ("started:>1h", {"lt[metrics.start_time]": MIDDAY - HOUR}),
        (
            "since:2h created:>1h",
            {"gte[metrics.start_time]": MIDDAY - 2 * HOUR, "lt[metrics.start_time]": MIDDAY - HOUR},
        ),
        ("ended:1h", {"gte[metrics.end_time]": MIDDAY - HOUR}),
        ("name:Deploy* owner:me2", {}),
        ("!started:1h", {}),
    ],
)
def test_a_term_is_sent_in_brackets_or_not_at_all(query: str, sent: dict[str, str | int]) -> None:
    assert params(query) == sent
    assert all("[" in name for name in params(query))


@pytest.mark.parametrize(
    "query", ["status:queued", "status:canceling,pausing", "status:failed status:paused"]
)
def test_what_no_job_can_be_is_not_asked_for(query: str) -> None:
    assert asked(query).filters.nothing


def test_what_the_server_does_not_know_is_sifted_here() -> None:
    rest = asked("status:failed name:deploy*").rest
    assert rest is not None
    assert rest(Job("1", "Deploy X", "Deploy X", JobStatus.FAILED))
    assert not rest(Job("1", "Backup", "Backup", JobStatus.FAILED))


def test_a_term_that_only_half_fits_is_sifted_here_whole() -> None:
    both = asked("started:1h !started:30m")
    assert bracketed(both.filters) == [("gte[metrics.start_time]", MIDDAY - HOUR)]
    assert both.rest is not None
    assert not both.rest(Job("1", "a", "a", JobStatus.RUNNING, started=NOW))


def test_what_the_server_narrowed_by_is_compared_again() -> None:
    again = asked("status:failed type:automation").again
    assert again(Job("1", "a", "a", JobStatus.FAILED))
    assert not again(Job("1", "a", "a", JobStatus.RUNNING))


@pytest.mark.parametrize(
    "query",
    [
        "no_such_field:1",
        "sort:owner",
        "has:a,b",
        "!has:a",
        "named:a named:b",
        'named:"a,b",c',
        "status:nonsense",
    ],
)
def test_what_neither_side_can_tell_is_refused(query: str) -> None:
    with pytest.raises(BadRequest):
        asked(query)


def test_an_order_is_the_servers_word_for_it() -> None:
    filters = asked("sort:ended").filters
    assert (filters.sort, filters.descending) == ("metrics.end_time", False)


class TestOlderGeneration:
    def test_plain_equality_is_all_that_is_asked(self) -> None:
        assert _query(asked("status:failed started:1h type:automation").filters) == {
            "status": "error",
            "type": "automation",
        }

    def test_several_statuses_are_sifted_here(self) -> None:
        assert _query(asked("status:failed,paused").filters) == {}

    @pytest.mark.parametrize("query", ["type:a,b", "has:a", "!named:a", "sort:status"])
    def test_what_it_cannot_be_asked_is_refused(self, query: str) -> None:
        with pytest.raises(BadRequest):
            _query(asked(query).filters)
