"""What comes from MRS instead of an answer, and what a person is told then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from fakes.mrs import FakeMrs, made
from fakes.mrs.answers import refusal
from fakes.mrs.faults import answers
from fakes.mrs.server import REQUEST_ID
from starlette.responses import HTMLResponse, JSONResponse, Response

from console.backends.base import (
    BackendError,
    BadRequest,
    Conflict,
    Forbidden,
    NotFound,
    ProtocolError,
    Redirected,
    ServerFault,
    Throttled,
    Unauthorized,
)
from console.core.clock import FixedClock
from console.model import Action, JobStatus, OutcomeKind, Verb

if TYPE_CHECKING:
    from collections.abc import Callable


REFUSALS: dict[str, tuple[Callable[[], Response], type[BackendError]]] = {
    "expired": (lambda: refusal(401, "12000001", "Invalid authentication"), Unauthorized),
    "no right": (lambda: refusal(403, "MRS.0011", "no permission", style="camel"), Forbidden),
    "unknown to the cluster": (lambda: refusal(500, "0192", "The current user does not exist"), Forbidden),
    "missing": (lambda: refusal(500, "0176", "The job does not exist."), NotFound),
    "not possible": (lambda: refusal(409, "x", "no", style="iam"), Conflict),
    "failed": (lambda: refusal(500, "0162", "Failed to query the job.", style="broken"), ServerFault),
    "a page at 500": (lambda: HTMLResponse("<html>Internal error</html>", 500), ServerFault),
    "a page at 200": (lambda: HTMLResponse("<html>Please log in</html>"), ProtocolError),
    "a text": (lambda: JSONResponse("<Response 183 bytes [404 NOT FOUND]>"), ProtocolError),
    "cut JSON": (lambda: Response('{"job_detail": {"job_id": "1'), ProtocolError),
    "nothing": (lambda: Response(""), ProtocolError),
    "a bare job": (lambda: JSONResponse({"job_id": "1"}), ProtocolError),
    "elsewhere": (lambda: Response(status_code=301, headers={"Location": "https://x.example/"}), Redirected),
    "busy": (lambda: Response("slow down", 429, headers={"Retry-After": "3600"}), Throttled),
}


@pytest.mark.parametrize("name", REFUSALS)
async def test_each_fault_is_told_as_what_it_is(name: str) -> None:
    response, error = REFUSALS[name]
    fake = FakeMrs()
    backend, job = made(fake), fake.add("RUNNING")
    fake.faults.append(answers(response))
    with pytest.raises(error) as caught:
        await backend.job(job.id)
    assert type(caught.value) is error
    assert str(caught.value)
    await backend.close()


@pytest.mark.parametrize("code", ["12000085", "0167"])
async def test_a_cluster_that_wants_the_other_api_says_which_setting_to_change(code: str) -> None:
    fake = FakeMrs()
    fake.faults.append(answers(lambda: refusal(400, code, "This interface does not support the cluster.")))
    backend = made(fake, "v1.1-job-exes" if code == "12000085" else "v2")
    with pytest.raises(BadRequest) as caught:
        await backend.jobs("")
    assert 'set api = "v' in caught.value.advice
    assert caught.value.detail == f"{code} This interface does not support the cluster.\nrequest {REQUEST_ID}"
    await backend.close()


@pytest.mark.parametrize("api", ["v1.1", "v1.1-job-exes"])
async def test_a_cluster_of_today_refuses_v1_in_every_read(api: str) -> None:
    fake = FakeMrs(v1_gone=True)
    backend = made(fake, api)
    for read in (backend.jobs(""), backend.job("7"), backend.identity()):
        with pytest.raises(BadRequest) as caught:
            await read
        assert 'api = "v2"' in caught.value.advice
    await backend.close()


async def test_the_words_and_the_code_of_a_refusal_are_kept_with_their_zeros() -> None:
    fake = FakeMrs()
    fake.faults.append(answers(lambda: refusal(500, "0166", "Failed to query a job list.")))
    backend = made(fake)
    with pytest.raises(ServerFault) as caught:
        await backend.jobs("")
    assert caught.value.detail.startswith("0166 Failed to query a job list.")
    await backend.close()


async def test_a_token_that_expires_meanwhile_is_told_and_the_next_one_works() -> None:
    fake = FakeMrs()
    backend, job = made(fake), fake.add("RUNNING")
    await backend.job(job.id)
    fake.faults.append(answers(lambda: refusal(401, "12000001", "Invalid authentication"), to="/kill"))
    outcome = await backend.act(Action(Verb.CANCEL, job.id))
    assert outcome.kind is OutcomeKind.FORBIDDEN
    assert (await backend.job(job.id)).job.status is JobStatus.RUNNING
    await backend.close()


async def test_a_job_other_than_the_one_asked_for_is_not_acted_on() -> None:
    fake = FakeMrs()
    backend, asked, other = made(fake), fake.add("RUNNING"), fake.add("RUNNING")
    fake.faults.append(answers(lambda: JSONResponse({"job_detail": other.as_v2()})))
    outcome = await backend.act(Action(Verb.CANCEL, asked.id))
    assert outcome.kind is OutcomeKind.REFUSED
    assert fake.changes == []
    await backend.close()


@pytest.mark.parametrize("key", ["info", "arguments", "properties", "added by the vendor"])
@pytest.mark.parametrize("depth", [100, 900, 5000])
async def test_an_answer_that_is_nested_too_deep_is_told(key: str, depth: int) -> None:
    fake = FakeMrs()
    backend, job = made(fake), fake.add("RUNNING")
    nested = "[" * depth + "]" * depth
    body = f'{{"job_detail": {{"job_id": "{job.id}", "job_state": "RUNNING", "{key}": {nested}}}}}'
    fake.faults.append(answers(lambda: Response(body)))
    if depth == 100:
        assert (await backend.job(job.id)).job.status is JobStatus.RUNNING
    else:
        with pytest.raises(ProtocolError) as caught:
            await backend.job(job.id)
        assert "too deep" in f"{caught.value} {caught.value.detail}"
    await backend.close()


async def test_clocks_that_differ_are_told() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    fake = FakeMrs(now=lambda: now + timedelta(minutes=10))
    backend = made(fake, clock=FixedClock(now))
    identity = await backend.identity()
    assert identity.clock_difference == 600
    assert (identity.who, identity.may_act, identity.version) == (None, None, "API v2")
    await backend.close()


async def test_texts_that_could_drive_a_terminal_are_passed_on_as_they_came() -> None:
    fake = FakeMrs()
    backend, job = (
        made(fake),
        fake.add("RUNNING", name="\x1b]0;evil\x07[bold]", user="\u202eeve", type="x\ny"),
    )
    (row,) = (await backend.jobs("")).items
    assert (row.name, row.owner, row.workflow) == (job.name, job.user, job.type)
    await backend.close()
