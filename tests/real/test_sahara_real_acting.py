"""What comes of acting on a real Sahara 19."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from sahara_server.opening import opened, running, started

from console.backends.base import BadRequest, NotFound
from console.model import Action, JobStatus, OutcomeKind, StartRequest, Verb
from console.testing import reached

if TYPE_CHECKING:
    from sahara_server import RealSahara

pytestmark = pytest.mark.heavy

VERSIONS = pytest.mark.parametrize("api", ["v1.1", "v2"])


@VERSIONS
async def test_a_running_job_is_killed_and_oozie_knows(real_sahara: RealSahara, api: str) -> None:
    async with opened(real_sahara, api=api) as backend:
        job, workflow = await running(backend)
        outcome = await backend.act(Action(Verb.CANCEL, job))
        detail = await reached(backend, job, lambda detail: detail.job.status.is_terminal)
    assert outcome.kind is OutcomeKind.REQUESTED
    assert (detail.job.status, detail.job.native_status) == (JobStatus.CANCELED, "KILLED")
    assert real_sahara.oozie.workflows[workflow].status == "KILLED"


async def test_a_job_that_was_suspended_in_its_engine_can_be_canceled(real_sahara: RealSahara) -> None:
    async with opened(real_sahara) as backend:
        job, workflow = await running(backend)
        real_sahara.oozie.move(workflow, "SUSPENDED")
        assert (await backend.job(job)).job.status is JobStatus.PAUSED
        assert (await backend.act(Action(Verb.CANCEL, job))).ok
        await reached(backend, job, lambda detail: detail.job.status is JobStatus.CANCELED)


@VERSIONS
@pytest.mark.parametrize("name", ["protected", "foreign_public", "KILLED", "SUCCEEDED"])
async def test_what_sahara_would_not_cancel_is_refused_before_it_is_asked(
    real_sahara: RealSahara, api: str, name: str
) -> None:
    async with opened(real_sahara, api=api, project_id=real_sahara.ids["project"]) as backend:
        outcome = await backend.act(Action(Verb.CANCEL, real_sahara.ids[name]))
    assert outcome.kind is OutcomeKind.ILLEGAL


async def test_the_servers_own_refusal_is_told_with_its_request_id(real_sahara: RealSahara) -> None:
    """Without a known project nobody but the server can refuse."""
    async with opened(real_sahara) as backend:
        outcome = await backend.act(Action(Verb.CANCEL, real_sahara.ids["foreign_public"]))
    assert outcome.kind is OutcomeKind.REFUSED
    assert "wasn't created in this tenant (CANCELING_FAILED)" in outcome.message
    assert "request req-" in outcome.message


@VERSIONS
async def test_a_reader_may_not_cancel(real_sahara: RealSahara, api: str) -> None:
    async with opened(real_sahara, api=api, roles="reader") as backend:
        job, _ = await running(backend)
        outcome = await backend.act(Action(Verb.CANCEL, job))
        assert outcome.kind is OutcomeKind.FORBIDDEN
        assert (await backend.job(job)).job.status is JobStatus.RUNNING


async def test_a_cancel_that_the_engine_never_confirms_stays_a_request(real_sahara: RealSahara) -> None:
    async with opened(real_sahara) as backend:
        job = real_sahara.ids["stock_running"]
        outcome = await backend.act(Action(Verb.CANCEL, job))
        detail = await reached(backend, job, lambda detail: detail.cancel_requested)
    assert outcome.kind is OutcomeKind.REQUESTED
    assert detail.job.native_status == "TOBEKILLED"


async def test_a_job_on_a_dead_cluster_is_never_begun_and_says_why(real_sahara: RealSahara) -> None:
    async with opened(real_sahara) as backend:
        job = await started(backend, "c-dead")
        detail = await backend.job(job)
    assert detail.job.status is JobStatus.QUEUED
    assert "not Active" in (detail.job.reason or "")


@VERSIONS
async def test_the_arguments_of_a_template_reach_the_job(real_sahara: RealSahara, api: str) -> None:
    params = {"cluster_id": "c-oozie", "interface.Day": "monday", "params": '{"HOUR": "7"}', "args": '["a"]'}
    async with opened(real_sahara, api=api) as backend:
        workflow = next(each for each in await backend.workflows() if each.name == "tmpl-interface")
        assert [param.name for param in workflow.params if param.required] == ["cluster_id", "interface.Day"]
        job = await backend.start(StartRequest(workflow.id, params))
        raw = (await backend.job(job)).raw
    configs = raw["job_configs"]
    assert isinstance(configs, dict)
    assert configs["params"] == {"DAY": "•••", "HOUR": "•••"}
    assert configs["args"] == ["•••"]


@VERSIONS
async def test_what_the_server_refuses_to_start_is_told(real_sahara: RealSahara, api: str) -> None:
    params = {"cluster_id": "c-oozie", "input_id": "no id of anything"}
    async with opened(real_sahara, api=api) as backend:
        with pytest.raises(BadRequest) as caught:
            await backend.start(StartRequest("tmpl-seed", params))
    assert "VALIDATION_ERROR" in caught.value.detail


@VERSIONS
async def test_a_deleted_job_goes_and_the_talk_goes_on(real_sahara: RealSahara, api: str) -> None:
    async with opened(real_sahara, api=api) as backend:
        job, workflow = await running(backend)
        await backend.delete(job)
        for _ in range(3):
            await backend.workflows()
        changes = backend.watch()
        async for _ in changes:
            try:
                await backend.job(job)
            except NotFound:
                break
        await changes.aclose()
    assert real_sahara.oozie.workflows[workflow].status == "KILLED"


async def test_a_protected_job_is_not_deleted(real_sahara: RealSahara) -> None:
    async with opened(real_sahara) as backend:
        with pytest.raises(BadRequest) as caught:
            await backend.delete(real_sahara.ids["protected"])
        assert await backend.job(real_sahara.ids["protected"])
    assert "DELETION_FAILED" in caught.value.detail


async def test_without_its_header_a_delete_would_break_the_next_request(real_sahara: RealSahara) -> None:
    """The answer carries a chunk too many. Once this fails, `Server.delete` needs no header any more."""
    headers = {"X-Auth-Token": real_sahara.ids["project"], "Accept": "application/json"}
    async with opened(real_sahara) as backend:
        job, _ = await running(backend)
    async with httpx.AsyncClient(base_url=real_sahara.url, headers=headers) as client:
        assert (await client.delete(f"/v1.1/job-executions/{job}")).status_code == 204
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get("/v1.1/jobs")
