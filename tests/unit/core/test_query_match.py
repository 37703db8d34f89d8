from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from console.core.query import (
    COMMON_FIELDS,
    CONSOLE_FIELDS,
    FieldSpec,
    Kind,
    NodeFacts,
    QueryError,
    matcher,
    matches,
    parse_query,
)
from console.model import Attention, Job, JobStatus

NOW = datetime(2026, 11, 19, 2, 26, tzinfo=UTC)
JOB = Job(
    id="4127",
    name="ingest eu 2026-11-19",
    workflow="nightly-ingest",
    status=JobStatus.PAUSED,
    attention=Attention.FAILURE,
    reason='load failed: exit 1, relation "orders" does not exist',
    priority=10,
    queue="ingest",
    owner="ada",
    tags=("eu", "nightly"),
    created=NOW - timedelta(hours=2),
    started=NOW - timedelta(minutes=12),
    signature="93b57f16",
)
NODES = NodeFacts(ids=("fetch", "check[orders]", "load"), hosts=("db-3",))


def met(text: str, job: Job = JOB, nodes: NodeFacts = NODES, me: str | None = "ada") -> bool:
    return matches(parse_query(text), job, NOW, me, nodes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "status:paused",
        "status:running,paused",
        "problem:failure",
        "problem:any",
        "problem:lost,failure",
        "workflow:nightly-ingest",
        "workflow:*ingest",
        "workflow:NIGHTLY*",
        "workflow:night??-*st",
        'name:"ingest eu*"',
        "id:4127",
        "id:4126,4127",
        "node:load",
        "node:check[orders]",
        "node:check",
        "node:ch*",
        "host:db-3",
        "host:db-?",
        "owner:ada",
        "owner:me",
        "owner:bob,me",
        "tag:eu",
        "tag:us,nightly",
        "queue:ingest",
        "priority:10",
        "priority:>9.5",
        "priority:<=10",
        "priority:5,10",
        'error:"does not EXIST"',
        "error:timeout,relation",
        "signature:93B57F16",
        "created:24h",
        "created:>1h",
        "created:2026-11-19",
        "started:<15m",
        "since:3h",
        "since:2026-11-19",
        "took:>10m",
        "took:<=12m",
        "4127",
        "INGEST",
        "orders",
        "nightly",
        "bob,ada",
        "!status:failed",
        "!problem:decision",
        "!owner:bob",
        "!ended:24h",
        "!queue:bulk",
        "!nothing",
        "status:paused eu !us",
    ],
)
def test_a_job_that_matches(text: str) -> None:
    assert met(text)


@pytest.mark.parametrize(
    "text",
    [
        "status:failed",
        "problem:lost",
        "workflow:ingest",
        "workflow:nightly",
        "name:ingest",
        "node:loa",
        "host:db",
        "owner:bob",
        "tag:e",
        "queue:bulk",
        "priority:>10",
        "error:timeout",
        "signature:93b57f1",
        'signature:"*"',
        "created:1h",
        "created:>3h",
        "created:2026-11-18",
        "ended:24h",
        "since:1h",
        "took:>12m",
        "took:<12m",
        "nothing",
        "!status:paused",
        "!4127",
        "status:paused us",
    ],
)
def test_a_job_that_does_not(text: str) -> None:
    assert not met(text)


@pytest.mark.parametrize("text", ["node:load", "!node:load", "host:db-3", "!host:db-3"])
def test_what_is_not_known_of_the_nodes_matches_neither_way(text: str) -> None:
    assert not met(text, nodes=NodeFacts())


@pytest.mark.parametrize("text", ["created:24h", "!created:24h", "since:24h", "!since:24h"])
def test_an_unknown_creation_matches_neither_way(text: str) -> None:
    assert not met(text, replace(JOB, created=None))


@pytest.mark.parametrize("text", ["!started:24h", "!took:>1s", "!owner:ada", "!queue:ingest", "!error:x"])
def test_what_a_job_does_not_have_or_has_not_done_yet_is_not_matched(text: str) -> None:
    assert met(text, replace(JOB, started=None, owner=None, queue=None, reason=None))


def test_a_job_without_problems_has_none() -> None:
    assert not met("problem:any", replace(JOB, attention=Attention.NONE))


def test_the_time_a_job_took_ends_with_it() -> None:
    ended = replace(JOB, ended=NOW - timedelta(minutes=10))

    assert met("took:<=2m", ended)
    assert not met("took:>2m", ended)


def test_dates_are_those_of_the_readers_zone() -> None:
    just_before_midnight = replace(JOB, started=datetime(2026, 11, 18, 23, 30, tzinfo=UTC))
    query = parse_query("started:2026-11-19")

    assert not matches(query, just_before_midnight, NOW)
    assert matches(query, just_before_midnight, NOW, zone=timezone(timedelta(hours=1)))


def test_owner_me_needs_a_name() -> None:
    with pytest.raises(QueryError, match="it is not known who you are here") as caught:
        met("eu owner:me", me=None)
    assert caught.value.column == 3


def test_my_name_has_no_wild_cards() -> None:
    assert not met("owner:me", me="a*")


def test_a_field_that_only_the_backend_knows_is_refused_rather_than_ignored() -> None:
    query = parse_query("batch:3", (*COMMON_FIELDS, FieldSpec("batch", Kind.NUMBER)))

    with pytest.raises(QueryError, match="batch: only the backend can answer this"):
        matcher(query, NOW)


def test_every_common_field_and_free_text_can_be_filtered_in_the_console() -> None:
    assert {spec.name for spec in COMMON_FIELDS} - CONSOLE_FIELDS == {"sort"}
    assert None in CONSOLE_FIELDS


def test_one_matcher_serves_many_jobs() -> None:
    matches_eu = matcher(parse_query("tag:eu"), NOW)

    assert matches_eu(JOB)
    assert not matches_eu(replace(JOB, tags=()))
