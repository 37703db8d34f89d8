"""The stand-in for Scale is as strict, as wide open and as odd as the real one was when it was recorded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fakes.scale import NODE_LOST, TOKEN, FakeScale, recorded

AUTH = {"Authorization": f"Token {TOKEN}"}


@pytest.fixture
def fake() -> FakeScale:
    return FakeScale(prefix="")


@pytest.fixture
async def client(fake: FakeScale) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=fake.transport, base_url=fake.url, headers=AUTH) as client:
        yield client


def told(response: httpx.Response) -> Any:
    kind = response.headers.get("content-type", "")
    return response.json() if kind.startswith("application/json") else response.text


async def replay(client: httpx.AsyncClient, name: str) -> httpx.Response:
    """Ask what was asked when it was recorded."""
    asked = recorded(name)["request"]
    body = {"json": asked["body"]} if asked["body"] is not None else {}
    return await client.request(asked["method"], asked["path"], headers=asked["headers"], **body)


class TestTheHazard:
    @pytest.mark.parametrize("name", ["hazard-cancel-empty-ids", "hazard-cancel-typo"])
    async def test_a_cancel_that_names_nothing_cancels_everything_and_counts(
        self, fake: FakeScale, client: httpx.AsyncClient, name: str
    ) -> None:
        jobs = [fake.world.add_job(status=status) for status in ("QUEUED", "RUNNING", "COMPLETED", "PENDING")]
        answer = await replay(client, name)
        assert (answer.status_code, answer.content) == (202, b"")
        fake.world.settle()
        assert [job.status for job in jobs] == ["CANCELED", "CANCELED", "COMPLETED", "CANCELED"]
        assert any("EVERY JOB" in offence for offence in fake.offences)

    @pytest.mark.parametrize(
        "body", [{}, {"status": "RUNNING"}, {"job_type_ids": []}, {"is_superseded": False}]
    )
    async def test_every_body_without_a_name_counts(
        self, fake: FakeScale, client: httpx.AsyncClient, body: Any
    ) -> None:
        for path in ("/v6/jobs/cancel/", "/v6/jobs/requeue/"):
            await client.post(path, json=body)
        assert len(fake.offences) == 2

    async def test_an_empty_body_of_a_requeue_queues_everything_again(
        self, fake: FakeScale, client: httpx.AsyncClient
    ) -> None:
        job = fake.world.add_job(status="FAILED")
        await client.post("/v6/jobs/requeue/", json={"job_ids": []})
        fake.world.settle()
        assert job.status == "QUEUED"
        assert fake.offences

    async def test_one_that_names_jobs_does_not_count(
        self, fake: FakeScale, client: httpx.AsyncClient
    ) -> None:
        await client.post("/v6/jobs/cancel/", json={"job_ids": [1]})
        assert fake.offences == []


@pytest.mark.parametrize(
    "name",
    [
        "cancel-400-jt2",
        "cancel-400-range",
        "cancel-400-range-eq",
        "cancel-400-time",
        "cancel-400-time-neg",
        "cancel-405",
        "cancel-bool",
        "cancel-noslash",
        "exe-404",
        "exelist-unknown-job",
        "input-files-404",
        "input-files-timefield",
        "job-404",
        "job-delete-405",
        "job-patch-405",
        "jobs-405",
        "jobs-empty-status",
        "jobs-filter-jobid-comma",
        "jobs-filter-status-lower",
        "jobs-order-recipe",
        "jobs-page-bad",
        "jobs-page-zero",
        "jobs-started-date",
        "jobs-started-neg",
        "jobs-started-weeks",
        "jobs-superseded-yes",
        "jobtype-patch-badbool",
        "jobtype-pause",
        "log-404-badname",
        "log-404-json",
        "log-noslash",
        "log-since-rawplus",
        "post-job-400-badint",
        "post-job-400-file",
        "post-job-400-input",
        "post-job-400-missing",
        "post-job-noslash",
        "requeue-400-prio",
        "version-anon",
    ],
)
async def test_it_answers_as_was_recorded(fake: FakeScale, client: httpx.AsyncClient, name: str) -> None:
    for _ in range(2):
        fake.world.add_job(status="RUNNING")
    exchange = recorded(name)
    answer = await replay(client, name)
    assert answer.status_code == exchange["status"]
    assert told(answer) == exchange.get("body", exchange.get("text"))
    assert answer.headers.get("location") == exchange["headers"].get("Location")


@pytest.mark.parametrize(
    ("name", "path"),
    [("jobs-filter-status2", "/v6/jobs/"), ("job-executions-running", "/v6/jobs/1/executions/")],
)
async def test_its_rows_have_the_recorded_keys(
    fake: FakeScale, client: httpx.AsyncClient, name: str, path: str
) -> None:
    fake.world.add_job(status="RUNNING")
    row = (await client.get(path)).json()["results"][0]
    assert set(row) == set(recorded(name)["body"]["results"][0])


async def test_its_details_have_the_recorded_keys(fake: FakeScale, client: httpx.AsyncClient) -> None:
    fake.world.add_job(status="FAILED")
    fake.world.write(fake.world.jobs[1].executions[0], "x")
    found = (await client.get("/v6/jobs/1/")).json()
    wanted = recorded("job-detail-failed")["body"]
    assert list(found) == list(wanted)
    for part in ("job_type", "execution", "error", "configuration", "job_type_rev"):
        assert set(found[part]) == set(wanted[part])
    log = (await client.get("/v6/job-executions/1/logs/combined/")).json()
    hit = recorded("log-json-combined")["body"]["hits"]["hits"][0]
    assert set(log["hits"]["hits"][0]) == set(hit)
    assert set(log["hits"]["hits"][0]["_source"]) == set(hit["_source"])
    type_ = (await client.get("/v6/job-types/clip/1.0.0/")).json()
    assert set(type_) == set(recorded("jobtype-detail-paused")["body"])


class TestTransitions:
    async def test_a_cancel_of_a_failed_job_erases_its_error_but_not_the_executions(
        self, fake: FakeScale
    ) -> None:
        job = fake.world.add_job(status="FAILED")
        fake.world.cancel(job)
        assert (job.status, job.error) == ("CANCELED", None)
        assert job.executions[0].error is not None

    async def test_a_cancel_off_the_queue_leaves_an_execution_that_never_started(
        self, fake: FakeScale
    ) -> None:
        job = fake.world.add_job()
        fake.world.cancel(job)
        fake.world.settle()
        assert [(each.status, each.started, each.node) for each in job.executions] == [
            ("CANCELED", None, None)
        ]

    async def test_a_paused_type_keeps_its_queue_undrained(self, fake: FakeScale) -> None:
        fake.world.clip.is_paused = True
        job = fake.world.add_job()
        fake.world.cancel(job)
        fake.world.settle()
        assert job.executions == []

    async def test_one_that_was_never_queued_comes_back_as_pending(self, fake: FakeScale) -> None:
        job = fake.world.add_job(status="PENDING")
        fake.world.cancel(job)
        fake.world.requeue(job)
        assert job.status == "PENDING"

    async def test_a_completed_job_never_changes(self, fake: FakeScale) -> None:
        job = fake.world.add_job(status="COMPLETED")
        fake.world.cancel(job)
        fake.world.requeue(job)
        assert (job.status, job.num_exes) == ("COMPLETED", 1)

    async def test_a_superseded_job_is_not_queued_again(self, fake: FakeScale) -> None:
        job = fake.world.add_job(status="FAILED", is_superseded=True)
        fake.world.requeue(job)
        assert job.status == "FAILED"

    async def test_a_requeue_of_a_queued_job_uses_up_a_number(self, fake: FakeScale) -> None:
        job = fake.world.add_job()
        fake.world.requeue(job)
        assert (job.num_exes, job.max_tries) == (2, 4)
        assert [(each.number, each.status) for each in job.executions] == [(1, "CANCELED")]

    async def test_an_error_worth_a_retry_never_shows_on_the_job(self, fake: FakeScale) -> None:
        job = fake.world.add_job(status="RUNNING")
        fake.world.fail(job, NODE_LOST)
        assert (job.status, job.error, job.executions[0].status) == ("QUEUED", None, "FAILED")
