"""Lists of MRS: every job once, in order, whatever its cursors and markers mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.mrs import CLUSTER, FakeMrs, made, whole
from fakes.mrs.faults import answers
from starlette.responses import JSONResponse

from console.backends.base import BadRequest
from console.backends.mrs.v1_executions import MOST_PAGES
from console.model import StartRequest

if TYPE_CHECKING:
    pass

APIS = ("v2", "v1.1-job-exes", "v1.1")


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
