"""What a real Sahara 19 answers, read by the backend."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sahara_server.opening import opened, running, started

from console.backends.base import NotFound, ServerFault, Unauthorized
from console.model import JobStatus
from console.testing import reached
from console.wire.sahara.status import STANDINGS

if TYPE_CHECKING:
    from sahara_server import RealSahara

    from console.model import Job

pytestmark = pytest.mark.heavy

NEAR = timedelta(minutes=2)
VERSIONS = pytest.mark.parametrize("api", ["v1.1", "v2"])


def _near(moment: datetime | None) -> bool:
    return moment is not None and abs(datetime.now(UTC) - moment) < NEAR


@VERSIONS
async def test_every_status_is_shown_as_what_it_is(real_sahara: RealSahara, api: str) -> None:
    async with opened(real_sahara, api=api) as backend:
        rows = {row.id: row for row in (await backend.jobs("", limit=10_000)).items}
    for native, standing in STANDINGS.items():
        row = rows[real_sahara.ids[native]]
        assert (row.native_status, row.status) == (native, standing.job)
        assert (row.name, row.queue, row.owner) == ("tmpl-seed", "c-oozie", real_sahara.ids["project"])


@VERSIONS
@pytest.mark.parametrize("limit", [1, 2, 5])
async def test_real_markers_are_walked_without_a_double_row(
    real_sahara: RealSahara, api: str, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A marker is inclusive there, and the first page's is its own last row."""
    async with opened(real_sahara, api=api) as backend:
        whole = [row.id for row in (await backend.jobs("", limit=10_000)).items]
        monkeypatch.setattr("console.backends.sahara.backend.PAGE", max(2, limit))
        backend._walker.forget()
        paged: list[str] = []
        cursor = None
        while True:
            page = await backend.jobs("", cursor=cursor, limit=limit)
            paged += [row.id for row in page.items]
            cursor = page.next
            if cursor is None:
                break
    assert len(whole) >= 17
    assert paged == whole


@VERSIONS
@pytest.mark.parametrize("query", ["status:failed", "status:running", "native:TOBEKILLED", "cluster:c-dead"])
async def test_a_query_is_answered_as_if_all_rows_were_sifted(
    real_sahara: RealSahara, api: str, query: str
) -> None:
    def holds(row: Job) -> bool:
        field, value = query.split(":")
        said = {"status": row.status, "native": row.native_status, "cluster": row.queue}
        return said[field] == value

    async with opened(real_sahara, api=api) as backend:
        expected = {row.id for row in (await backend.jobs("", limit=10_000)).items if holds(row)}
        found = {row.id for row in (await backend.jobs(query, limit=10_000)).items}
    assert found == expected
    assert expected


async def test_public_jobs_of_others_are_seen_and_private_ones_are_not(real_sahara: RealSahara) -> None:
    async with opened(real_sahara) as backend:
        rows = {row.id: row for row in (await backend.jobs("", limit=10_000)).items}
        with pytest.raises(NotFound):
            await backend.job(real_sahara.ids["foreign_private"])
    assert rows[real_sahara.ids["foreign_public"]].owner == real_sahara.ids["other"]
    assert real_sahara.ids["foreign_private"] not in rows


async def test_the_list_is_as_stored_and_an_open_job_is_as_its_engine_says(real_sahara: RealSahara) -> None:
    async with opened(real_sahara) as backend:
        job, workflow = await running(backend)
        real_sahara.oozie.move(workflow, "SUCCEEDED")
        backend._walker.forget()
        [row] = (await backend.jobs(f"id:{job}")).items
        detail = await backend.job(job)
    assert row.status is JobStatus.RUNNING
    assert detail.job.status is JobStatus.SUCCEEDED


async def test_times_are_right_though_the_server_lives_in_another_zone(real_sahara: RealSahara) -> None:
    """Its start_time and end_time are eight hours ahead of its created_at."""
    async with opened(real_sahara) as backend:
        job, workflow = await running(backend)
        real_sahara.oozie.move(workflow, "SUCCEEDED")
        detail = await backend.job(job)
    assert _near(detail.job.created)
    assert _near(detail.job.started)
    assert _near(detail.job.ended)
    local = detail.nodes["job"].outputs["start_time (server's local time, no zone)"]
    ahead = datetime.fromisoformat(local).replace(tzinfo=UTC) - datetime.now(UTC)
    assert abs(ahead - timedelta(hours=8)) < NEAR


async def test_a_job_that_ends_at_once_has_an_end_though_sahara_gives_none(real_sahara: RealSahara) -> None:
    """SUCCEEDED reported by the engine's start leaves end_time null."""
    async with opened(real_sahara) as backend:
        job = await started(backend, "c-stock")
        detail = await reached(backend, job, lambda detail: detail.job.status.is_terminal)
    assert detail.raw["end_time"] is None
    assert _near(detail.job.ended)


async def test_why_a_job_failed_is_told_in_its_engines_words(real_sahara: RealSahara) -> None:
    async with opened(real_sahara) as backend:
        job, workflow = await running(backend)
        real_sahara.oozie.move(workflow, "KILLED", error="Main class failed, exit code [1]")
        detail = await backend.job(job)
    assert detail.job.reason == "job-node: JA018: Main class failed, exit code [1]"


async def test_nothing_secret_is_in_what_is_shown(real_sahara: RealSahara) -> None:
    async with opened(real_sahara) as backend:
        job, _ = await running(backend)
        for each in (job, real_sahara.ids["RUNNING"]):
            assert "HUNTER2" not in repr(await backend.job(each))


@pytest.mark.parametrize("trouble", ["engine", "policy"])
async def test_a_job_that_cannot_be_refreshed_is_as_stored(real_sahara: RealSahara, trouble: str) -> None:
    async with opened(real_sahara) as backend:
        job, workflow = await running(backend)
    real_sahara.oozie.move(workflow, "SUCCEEDED")
    real_sahara.oozie.down = trouble == "engine"
    try:
        async with opened(real_sahara, roles="stale" if trouble == "policy" else "") as backend:
            detail = await backend.job(job)
    finally:
        real_sahara.oozie.down = False
    assert detail.job.status is JobStatus.RUNNING
    assert "could not be asked anew" in (detail.job.reason or "")


async def test_a_refresh_of_a_job_on_a_dead_cluster_is_what_is_stored(real_sahara: RealSahara) -> None:
    async with opened(real_sahara) as backend:
        detail = await backend.job(real_sahara.ids["dead_running"])
    assert detail.job.status is JobStatus.RUNNING


async def test_a_failed_suspend_ends_when_the_engine_is_asked(real_sahara: RealSahara) -> None:
    """Sahara's own Oozie engine cannot suspend, and says so by a status that it never leaves by itself."""
    async with opened(real_sahara) as backend:
        job, _ = await running(backend)
        path = f"/v1.1/job-executions/{job}"
        answer = await backend._server.link.send(path, {"info": {"status": "suspend"}}, method="PATCH")
        assert answer.status_code == 202
        async with opened(real_sahara, api="v2") as other:  # which does not ask the engine
            await reached(other, job, lambda detail: detail.job.native_status == "SUSPENDFAILED")
        assert (await backend.job(job)).job.status is JobStatus.RUNNING


@VERSIONS
async def test_who_we_are_is_told(real_sahara: RealSahara, api: str) -> None:
    async with opened(real_sahara, api=api) as backend:
        identity = await backend.identity()
    assert identity.who == f"project {real_sahara.ids['project']}"
    assert identity.version == f"API {api} (of v1.0 supported, v1.1 supported, v2 current)"
    assert identity.clock_difference is not None
    assert abs(identity.clock_difference) < NEAR.total_seconds()


async def test_a_token_that_has_expired_is_told(real_sahara: RealSahara) -> None:
    async with opened(real_sahara, token="expired") as backend:
        with pytest.raises(Unauthorized, match="credentials") as caught:
            await backend.jobs("")
    assert "requires authentication" in caught.value.detail
    assert "request req-" in caught.value.detail


async def test_a_token_of_another_project_is_told(real_sahara: RealSahara) -> None:
    async with opened(real_sahara, project_id=real_sahara.ids["other"]) as backend:
        with pytest.raises(Unauthorized) as caught:
            await backend.jobs("")
    assert "Token tenant != requested tenant" in caught.value.detail


async def test_one_row_without_info_breaks_the_servers_list_and_it_is_told(real_sahara: RealSahara) -> None:
    async with opened(real_sahara, token=real_sahara.ids["third"]) as backend:
        with pytest.raises(ServerFault) as caught:
            await backend.jobs("")
    assert "INTERNAL_SERVER_ERROR" in caught.value.detail


async def test_an_open_job_is_watched(real_sahara: RealSahara) -> None:
    async with opened(real_sahara) as backend:
        job, workflow = await running(backend)
        changes = backend.watch()
        await anext(changes)
        await backend.job(job)
        real_sahara.oozie.move(workflow, "FAILED")
        await reached(backend, job, lambda detail: detail.job.status is JobStatus.FAILED)
        await changes.aclose()
