"""What is sent to MRS is what the vendor's own SDK sends: method, path, query, document."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from fakes.huawei_recordings import ACCESS_KEY, PROJECT, SECRET_KEY, Recording, recording
from fakes.mrs import CLUSTER, FakeMrs, made, settings

from console.backends.base import NotFound, ProtocolError
from console.backends.mrs import MrsBackend
from console.core.clock import FixedClock
from console.model import Action, JobStatus, OutcomeKind, StartRequest, Verb

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

Call = "Callable[[MrsBackend], Awaitable[object]]"


class Wire(httpx.AsyncBaseTransport):
    """Answers each request in turn with what was recorded, and keeps the requests."""

    def __init__(self, *replies: tuple[int, str]) -> None:
        self.requests: list[httpx.Request] = []
        self._replies = list(replies)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.requests.append(request)
        status, reply = self._replies.pop(0)
        return httpx.Response(status, text=reply, headers={"X-Request-Id": "reqid-0001"})


def backend_on(wire: Wire, api: str) -> MrsBackend:
    keys = {"access_key": ACCESS_KEY, "secret_key": SECRET_KEY, "token": None, "cluster_id": "c"}
    return MrsBackend("prod", settings(api, project_id=PROJECT, **keys), transport=wire)


def same(request: httpx.Request, recorded: Recording) -> None:
    assert request.method == recorded.method
    assert request.url.raw_path.decode() == recorded.target
    for header in ("content-type", "x-project-id"):
        assert request.headers.get(header) == recorded.headers[header], header
    if recorded.method == "POST" and not recorded.body:
        assert request.headers["content-length"] == "0"
    if recorded.body:
        assert json.loads(request.content) == json.loads(recorded.body)
        assert list(json.loads(request.content)) == list(json.loads(recorded.body))
    else:
        assert request.content == b""


async def submit(backend: MrsBackend) -> object:
    given = {"job_name": "j", "arguments": '["a", "b"]', "properties": '{"k": "v"}'}
    return await backend.start(StartRequest("MapReduce", given))


async def submit_v1(backend: MrsBackend) -> object:
    given = {"job_name": "j", "jar_path": "s3a://b/x.jar", "arguments": "wordcount"}
    return await backend.start(StartRequest("MapReduce", given))


async def listing(backend: MrsBackend) -> object:
    # A millisecond wider than what is asked for: nobody says whether its end is in it.
    query = "job_state:running created:>=2019-07-02T01:47:21.363Z"
    return await backend.jobs(query, limit=10)


@pytest.mark.parametrize(
    ("name", "api", "call"),
    [
        ("21", "v1.1-job-exes", submit_v1),
        ("22", "v1.1-job-exes", lambda b: b.start(StartRequest("MapReduce", {"job_name": "j"}))),
        ("23", "v1.1-job-exes", lambda b: b.jobs("job_state:running", limit=10)),
        ("24", "v1.1-job-exes", lambda b: b.job("e1")),
        ("25", "v1.1", lambda b: b.delete(["e1"])),
        ("27", "v2", submit),
        ("28", "v2", listing),
        ("29", "v2", lambda b: b.job("j1")),
        ("31", "v2", lambda b: b.delete(["j1", "j2"])),
        ("32", "v2", lambda b: b.sql_result("j1")),
    ],
)
async def test_a_request_is_the_one_that_the_sdk_sends(name: str, api: str, call: Call) -> None:
    recorded = recording(name)
    wire = Wire((recorded.status, recorded.reply))
    backend = backend_on(wire, api)
    await call(backend)
    (request,) = wire.requests
    same(request, recorded)
    await backend.close()


async def test_a_kill_is_the_request_that_the_sdk_sends_and_has_no_body() -> None:
    recorded = recording("30")
    running = json.dumps({"job_detail": {"job_id": "j1", "job_state": "RUNNING"}})
    wire = Wire((200, running), (recorded.status, recorded.reply))
    backend = backend_on(wire, "v2")

    outcome = await backend.act(Action(Verb.CANCEL, "j1"))

    assert outcome.kind is OutcomeKind.REQUESTED
    same(wire.requests[1], recorded)
    await backend.close()


async def test_a_refused_kill_tells_the_code_the_words_and_the_request() -> None:
    recorded = recording("33")
    running = json.dumps({"job_detail": {"job_id": "j1", "job_state": "RUNNING"}})
    backend = backend_on(Wire((200, running), (recorded.status, recorded.reply)), "v2")

    outcome = await backend.act(Action(Verb.CANCEL, "j1"))

    assert outcome.kind is OutcomeKind.REFUSED
    for part in ("0168", "The job is not running.", "reqid-0001"):
        assert part in outcome.message
    await backend.close()


async def test_a_body_of_sahara_is_understood_where_a_job_is_missing() -> None:
    recorded = recording("34")
    backend = backend_on(Wire((recorded.status, recorded.reply)), "v1.1-job-exes")
    with pytest.raises(NotFound) as caught:
        await backend.job("e1")
    assert "Object with {'id': 'e1'} not found" in caught.value.detail
    assert "reqid-0001" in caught.value.detail
    await backend.close()


async def test_a_job_execution_where_an_exe_object_is_due_is_not_taken_for_the_job_asked_for() -> None:
    recorded = recording("26")
    backend = backend_on(Wire((recorded.status, recorded.reply)), "v1.1-job-exes")
    with pytest.raises(ProtocolError, match="2de74673-1a78-48af-a95b-e1fec4a4ae9c"):
        await backend.job("e1")
    await backend.close()


# --- signed requests, checked as a gateway checks them -------------------------------------------------


@pytest.fixture
async def signed(request: pytest.FixtureRequest) -> AsyncIterator[tuple[MrsBackend, FakeMrs]]:
    fake = FakeMrs(templates=[{"id": "t-1", "name": "nightly"}])
    backend = made(fake, request.param, token=None, access_key=ACCESS_KEY, secret_key=SECRET_KEY)
    yield backend, fake
    await backend.close()


@pytest.mark.parametrize("signed", ["v2", "v1.1", "v1.1-job-exes"], indirect=True)
async def test_every_kind_of_request_is_signed_as_the_gateway_wants_it(
    signed: tuple[MrsBackend, FakeMrs],
) -> None:
    backend, fake = signed
    job = fake.add("RUNNING")
    await backend.jobs("since:24h name:word*", limit=10)
    assert (await backend.job(job.id)).job.id == job.id
    assert (await backend.act(Action(Verb.CANCEL, job.id))).ok
    workflow = (await backend.workflows())[0].id
    given = {"cluster_id": CLUSTER} if workflow == "t-1" else {"job_name": "a"}
    started = await backend.start(StartRequest(workflow, given))
    await backend.delete([started])
    assert {asked.headers["authorization"][:15] for asked in fake.asked} == {"SDK-HMAC-SHA256"}
    assert not any("x-auth-token" in asked.headers for asked in fake.asked)


async def test_a_cancel_refused_for_a_clock_that_is_off_is_signed_anew_and_done_once() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    fake = FakeMrs(now=lambda: now)
    keys = {"token": None, "access_key": ACCESS_KEY, "secret_key": SECRET_KEY}
    backend = made(fake, clock=FixedClock(now + timedelta(minutes=20)), **keys)
    job = fake.add("RUNNING")

    outcome = await backend.act(Action(Verb.CANCEL, job.id))

    assert outcome.kind is OutcomeKind.REQUESTED
    # The read before it was refused and told the right time: the cancel itself was sent once.
    assert [asked.method for asked in fake.asked] == ["GET", "GET", "POST"]
    await backend.close()


async def test_a_token_goes_with_every_request_and_nothing_is_signed() -> None:
    fake = FakeMrs()
    backend = made(fake)
    job = fake.add("FINISHED", "SUCCEEDED")
    assert (await backend.job(job.id)).job.status is JobStatus.SUCCEEDED
    assert fake.asked[0].headers["x-auth-token"]
    assert "authorization" not in fake.asked[0].headers
    await backend.close()
