"""Queries on MRS: what is asked of the server, what is sifted in the console, and what neither can tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from fakes.mrs import CLUSTER, FakeMrs, made, whole
from fakes.mrs.faults import answers
from fakes.mrs.jobs import FIRST
from starlette.responses import JSONResponse

from console.backends.base import BadRequest
from console.core.clock import FixedClock
from console.model import JobStatus

if TYPE_CHECKING:
    pass

APIS = ("v2", "v1.1-job-exes", "v1.1")


def last_query(fake: FakeMrs) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(fake.asked[-1].target).query).items()}


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("job_state:running", {"job_state": "RUNNING"}),
        ("job_result:succeeded job_type:hivesql", {"job_result": "SUCCEEDED", "job_type": "HiveSql"}),
        (
            "job_name:etl user:bob job_queue:root.prod",
            {"job_name": "etl", "user": "bob", "queue": "root.prod"},
        ),
        ("job_state:running,failed", {}),
        ("!job_state:running", {}),
        ("sort:created", {"sort_by": "asc"}),
    ],
)
async def test_mrs_is_asked_what_one_of_its_parameters_can_say(query: str, asked: dict[str, str]) -> None:
    fake = FakeMrs()
    backend = made(fake)
    await backend.jobs(query, limit=7)
    assert last_query(fake) == {"limit": "7", "offset": "1", "sort_by": "desc", **asked}
    await backend.close()


async def test_a_stretch_of_time_is_asked_for_in_milliseconds() -> None:
    fake = FakeMrs()
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    backend = made(fake, clock=FixedClock(now))
    await backend.jobs("since:24h created:<2026-11-20T06:00:00Z")
    begin = int((now - timedelta(hours=24)).timestamp() * 1000)
    end = int((now - timedelta(hours=6)).timestamp() * 1000)
    query = last_query(fake)
    assert (query["submitted_time_begin"], query["submitted_time_end"]) == (str(begin - 1), str(end + 1))
    await backend.close()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("job_state:running", {"etl-a"}),
        ("job_state:running,finished", {"etl-a", "etl-b", "report"}),
        ("!job_state:running", {"etl-b", "report", "queued"}),
        ("job_result:failed", {"report"}),
        ("status:failed", {"report"}),
        ("status:queued,running", {"queued", "etl-a"}),
        ("job_name:etl", {"etl-a", "etl-b"}),
        ("name:etl-*", {"etl-a", "etl-b"}),
        ("!name:etl-*", {"report", "queued"}),
        ("user:bob", {"report"}),
        ("owner:BOB", {"report"}),
        ("job_type:hivesql", {"report"}),
        ("workflow:hive*", {"report"}),
        ("job_queue:prod", {"queued"}),
        ("queue:pr*", {"queued"}),
        ("job_state:finished job_result:succeeded", {"etl-b"}),
        ("etl", {"etl-a", "etl-b"}),
    ],
)
async def test_every_query_shows_what_it_means(query: str, expected: set[str]) -> None:
    fake = FakeMrs()
    fake.add("RUNNING", name="etl-a")
    fake.add("FINISHED", "SUCCEEDED", name="etl-b")
    fake.add("FINISHED", "FAILED", name="report", user="bob", type="HiveSql")
    fake.add("ACCEPTED", name="queued", queue="prod")
    backend = made(fake)
    assert {job.name for job in await whole(backend, query, limit=2)} == expected
    await backend.close()


async def test_the_ends_of_a_stretch_of_time_are_exact_whatever_the_server_makes_of_them() -> None:
    fake = FakeMrs()
    for _ in range(3):
        fake.add("RUNNING")
    at = [datetime.fromtimestamp((FIRST + number * 1000) / 1000, UTC) for number in range(3)]
    backend = made(fake)
    query = f"created:>={at[1].isoformat()[:19]}Z"
    assert [job.created for job in (await backend.jobs(query)).items] == [at[2], at[1]]
    query = f"created:<{at[1].isoformat()[:19]}Z"
    assert [job.created for job in (await backend.jobs(query)).items] == [at[0]]
    await backend.close()


async def test_a_server_that_passes_a_parameter_over_shows_no_wrong_job() -> None:
    fake = FakeMrs()
    running, other = fake.add("RUNNING"), fake.add("ACCEPTED")
    rows = {"total_record": 2, "job_list": [other.as_v2(), running.as_v2()]}
    fake.faults.append(answers(lambda: JSONResponse(rows)))
    backend = made(fake)
    page = await backend.jobs("job_state:running")
    assert [job.id for job in page.items] == [running.id]
    assert page.total is None
    await backend.close()


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("query", ["sort:name", "sort:-took", "no_such:1", "job_state:nonsense", "node:"])
async def test_what_neither_side_can_tell_is_refused(api: str, query: str) -> None:
    fake = FakeMrs()
    backend = made(fake, api)
    with pytest.raises(BadRequest):
        await backend.jobs(query)
    assert fake.asked == []
    await backend.close()


@pytest.mark.parametrize("api", APIS)
async def test_every_order_that_is_declared_is_taken_both_ways(api: str) -> None:
    backend = made(FakeMrs(), api)
    declared = (await backend.capabilities()).sortable
    assert declared == (() if api == "v1.1-job-exes" else ("created",))
    for field in declared:
        for sign in ("", "-"):
            assert (await backend.jobs(f"sort:{sign}{field}")).items == ()
    await backend.close()


async def test_exe_objects_are_filtered_by_number() -> None:
    fake = FakeMrs()
    done, _ = fake.add("FINISHED", "SUCCEEDED", name="etl"), fake.add("RUNNING", name="other")
    backend = made(fake, "v1.1-job-exes")
    page = await backend.jobs("job_state:completed job_name:et")
    assert last_query(fake) == {
        "cluster_id": CLUSTER,
        "current_page": "1",
        "job_name": "et",
        "page_size": "100",
        "state": "3",
    }
    assert [(job.id, job.status) for job in page.items] == [(done.id, JobStatus.SUCCEEDED)]
    await backend.close()


async def test_executions_can_be_listed_from_the_oldest_a_page_at_a_time() -> None:
    fake = FakeMrs()
    ids = [fake.add("RUNNING").id for _ in range(7)]
    fake.jobs[ids[3]].submitted = fake.jobs[ids[4]].submitted  # at the same second: the id decides
    backend = made(fake, "v1.1")
    oldest_first = [job.id for job in await whole(backend, "sort:created", limit=2)]
    newest_first = [job.id for job in await whole(backend, "sort:-created", limit=2)]
    assert oldest_first == newest_first[::-1]
    assert sorted(oldest_first) == sorted(ids)
    assert oldest_first[:3] == ids[:3]
    await backend.close()


async def test_executions_are_sifted_in_the_console() -> None:
    fake = FakeMrs()
    active, _ = fake.add("RUNNING"), fake.add("FINISHED", "SUCCEEDED")
    backend = made(fake, "v1.1")
    assert {job.id for job in (await backend.jobs(f"id:{active.id[:8]}*")).items} == {active.id}
    assert len((await backend.jobs("status:unknown")).items) == 2
    await backend.close()
