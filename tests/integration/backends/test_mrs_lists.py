"""Lists of MRS: every job once, in order, and what a query asks of the server and of the console."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from fakes.mrs import CLUSTER, FakeMrs, made
from fakes.mrs.faults import answers
from fakes.mrs.jobs import FIRST
from starlette.responses import JSONResponse

from console.backends.base import BadRequest
from console.backends.mrs.v1_executions import MOST_PAGES
from console.core.clock import FixedClock
from console.model import JobStatus, StartRequest

if TYPE_CHECKING:
    from console.backends.mrs import MrsBackend
    from console.model import Job

APIS = ("v2", "v1.1-job-exes", "v1.1")


async def whole(backend: MrsBackend, query: str = "", *, limit: int = 10) -> list[Job]:
    """Return all pages of a list."""
    found: list[Job] = []
    cursor = None
    for _ in range(100):
        page = await backend.jobs(query, cursor=cursor, limit=limit)
        found += page.items
        cursor = page.next
        if cursor is None:
            return found
    raise AssertionError("the list does not end")


def last_query(fake: FakeMrs) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(fake.asked[-1].target).query).items()}


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("number", [0, 1, 10, 11, 37])
async def test_a_list_holds_every_job_once_newest_first(api: str, number: int) -> None:
    fake = FakeMrs()
    ids = [fake.add("RUNNING").id for _ in range(number)]
    backend = made(fake, api)
    assert [job.id for job in await whole(backend)] == ids[::-1]
    await backend.close()


@pytest.mark.parametrize("inclusive", [False, True], ids=["exclusive", "inclusive"])
@pytest.mark.parametrize("number", [4, 5, 6, 9, 10, 23])
async def test_markers_of_either_kind_bring_every_execution_once(number: int, inclusive: bool) -> None:
    fake = FakeMrs(inclusive=inclusive, most=5)
    ids = [fake.add("RUNNING").id for _ in range(number)]
    backend = made(fake, "v1.1")
    page = await backend.jobs("")
    assert [job.id for job in page.items] == ids[::-1]
    assert page.total == number
    await backend.close()


async def test_a_filter_of_the_console_reads_the_list_of_executions_once() -> None:
    fake = FakeMrs()
    ids = [fake.add("RUNNING").id for _ in range(30)]
    backend = made(fake, "v1.1")
    page = await backend.jobs(f"id:{ids[0]}", limit=5)
    assert [job.id for job in page.items] == [ids[0]]
    assert len(fake.asked) == 1
    await backend.close()


async def test_a_list_too_long_to_be_read_whole_says_so() -> None:
    fake = FakeMrs(most=1)
    for _ in range(MOST_PAGES + 1):
        fake.add("RUNNING")
    backend = made(fake, "v1.1")
    page = await backend.jobs("")
    assert (len(page.items), page.total) == (MOST_PAGES, None)
    assert page.missing == ("MRS lists more than 20 job executions; the rest is not here",)
    await backend.close()


async def test_a_marker_that_leads_to_itself_ends_the_list() -> None:
    fake = FakeMrs()
    job = fake.add("RUNNING")
    answer = {"markers": {"prev": None, "next": job.id}, "job_executions": [job.as_execution()]}
    fake.faults += [answers(lambda: JSONResponse(answer)) for _ in range(5)]
    backend = made(fake, "v1.1")
    assert [row.id for row in (await backend.jobs("")).items] == [job.id]
    assert len(fake.asked) == 2
    await backend.close()


async def test_executions_of_another_cluster_are_left_out_and_without_a_cluster_all_are_shown() -> None:
    fake = FakeMrs()
    ours, theirs = fake.add("RUNNING"), fake.add("RUNNING", cluster="another")
    one, all_ = made(fake, "v1.1"), made(fake, "v1.1", cluster_id=None)
    assert [job.id for job in (await one.jobs("")).items] == [ours.id]
    assert [job.id for job in (await all_.jobs("")).items] == [theirs.id, ours.id]
    await one.close()
    await all_.close()


@pytest.mark.parametrize("lie", [-5, 0, 1000])
@pytest.mark.parametrize("counts_pages", [False, True], ids=["rows", "pages"])
async def test_a_total_that_lies_neither_cuts_a_list_nor_keeps_it_going(lie: int, counts_pages: bool) -> None:
    fake = FakeMrs(lie=lie, counts_pages=counts_pages)
    ids = [fake.add("RUNNING").id for _ in range(130)]
    backend = made(fake)
    assert [job.id for job in await whole(backend)] == ids[::-1]
    await backend.close()


@pytest.mark.parametrize("counts_pages", [False, True], ids=["rows", "pages"])
async def test_a_server_that_gives_fewer_rows_than_it_is_asked_for_is_read_to_its_end(
    counts_pages: bool,
) -> None:
    fake = FakeMrs(most=7, counts_pages=counts_pages)
    ids = [fake.add("RUNNING").id for _ in range(40)]
    backend = made(fake)
    assert [job.id for job in await whole(backend)] == ids[::-1]
    await backend.close()


async def test_whether_rows_or_pages_are_counted_is_asked_once() -> None:
    fake = FakeMrs()
    for _ in range(50):
        fake.add("RUNNING")
    backend = made(fake)
    await whole(backend)
    await whole(backend)
    probes = [asked for asked in fake.asked if "limit=2&offset=2" in asked.target]
    assert len(probes) == 1
    await backend.close()


@pytest.mark.parametrize("api", ["v2", "v1.1-job-exes"])
async def test_jobs_that_come_meanwhile_repeat_no_row_on_the_next_page(api: str) -> None:
    fake = FakeMrs()
    ids = [fake.add("RUNNING").id for _ in range(20)]
    backend = made(fake, api)
    first = await backend.jobs("", limit=10)
    for _ in range(3):
        fake.add("RUNNING")
    second = await backend.jobs("", cursor=first.next, limit=10)
    found = [job.id for job in (*first.items, *second.items)]
    assert len(found) == len(set(found))
    assert found == ids[::-1][: len(found)]
    await backend.close()


@pytest.mark.parametrize("cursor", ["", "x", "0.10.x", "1.0.x", "-1.10.x", "2026-13-01/x", "1.1"])
@pytest.mark.parametrize("api", APIS)
async def test_a_cursor_that_is_none_is_refused(api: str, cursor: str) -> None:
    backend = made(FakeMrs(), api)
    with pytest.raises(BadRequest):
        await backend.jobs("", cursor=cursor)
    await backend.close()


# --- queries -------------------------------------------------------------------------------------------


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


async def test_executions_are_sifted_in_the_console() -> None:
    fake = FakeMrs()
    active, _ = fake.add("RUNNING"), fake.add("FINISHED", "SUCCEEDED")
    backend = made(fake, "v1.1")
    assert {job.id for job in (await backend.jobs(f"id:{active.id[:8]}*")).items} == {active.id}
    assert len((await backend.jobs("status:unknown")).items) == 2
    await backend.close()


# --- what can be started -------------------------------------------------------------------------------


@pytest.mark.parametrize("inclusive", [False, True], ids=["exclusive", "inclusive"])
async def test_job_objects_are_listed_once_whatever_the_markers_mean(inclusive: bool) -> None:
    templates: list[dict[str, object]] = [
        {"id": f"t-{n:02}", "name": f"name {n}", "type": "MapReduce"} for n in range(12)
    ]
    fake = FakeMrs(inclusive=inclusive, most=5, templates=templates)
    backend = made(fake, "v1.1")
    found = await backend.workflows()
    assert [workflow.id for workflow in found] == [each["id"] for each in templates]
    assert [param.name for param in found[0].params] == ["cluster_id", "input_id", "output_id", "job_configs"]
    await backend.close()


async def test_executing_a_job_object_names_the_cluster_of_the_context() -> None:
    fake = FakeMrs(templates=[{"id": "t-1", "name": "nightly"}])
    backend = made(fake, "v1.1")
    configs = '{"configs": {"mapred.map.tasks": "1"}, "args": ["wordcount"], "params": {}}'
    job = await backend.start(StartRequest("t-1", {"job_configs": configs, "input_id": "i-1"}))
    assert fake.jobs[job].cluster == CLUSTER
    detail = await backend.job(job)
    assert detail.job.workflow == "t-1"
    assert detail.raw["job_configs"] == "•••"
    await backend.close()
