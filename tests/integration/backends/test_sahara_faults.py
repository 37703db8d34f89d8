"""What goes wrong with a Sahara server: each fault is told as what it is."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fakes.sahara import TOKEN, SaharaFake, answers
from fakes.sahara.opening import URL, Cut, answering, at_once, opened
from fakes.sahara.recorded import exchange
from fakes.sahara.state import PROJECT
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from console.backends.base import (
    BackendError,
    BadRequest,
    Busy,
    Forbidden,
    NotFound,
    OutcomeUnknown,
    ProtocolError,
    Redirected,
    ServerFault,
    Unauthorized,
    Unreachable,
)
from console.backends.sahara import SaharaBackend
from console.core.clock import FixedClock
from console.model import Action, OutcomeKind, StartRequest, Verb


@pytest.fixture
def fake() -> SaharaFake:
    return SaharaFake()


def _recorded(name: str) -> Response:
    """A recorded answer, as it came."""
    answer = exchange(name).answer
    headers = {key: value for key, value in answer.headers.items() if key.startswith("X-")}
    return Response(answer.body, answer.status, headers, answer.headers.get("Content-Type"))


@pytest.mark.parametrize(
    ("recording", "error", "words"),
    [
        ("900", Unauthorized, "requires authentication"),
        ("901", Busy, "Keystone service is temporarily unavailable"),
        ("104", NotFound, "not found (NOT_FOUND)"),
        ("056", ServerFault, "Internal Server Error (INTERNAL_SERVER_ERROR)"),
        ("109", BadRequest, "The only valid params"),
        ("119", BadRequest, "Version 3.7 is not supported"),
        ("106", ServerFault, "HTTP 500"),
    ],
)
async def test_a_recorded_refusal_is_the_error_that_it_means(
    fake: SaharaFake, recording: str, error: type[BackendError], words: str
) -> None:
    """With the server's words, and the name by which its log knows the request."""
    fake.instead = answering("job-executions", lambda: _recorded(recording), times=9)
    async with opened(fake) as backend:
        with pytest.raises(error) as caught:
            await backend.jobs("")
    assert words in caught.value.detail
    request_id = exchange(recording).answer.headers.get("X-Openstack-Request-Id")
    assert (request_id or "request") in caught.value.detail or recording == "106"


async def test_a_token_that_expires_while_it_is_used_is_told(fake: SaharaFake) -> None:
    async with opened(fake) as backend:
        await backend.jobs("")
        fake.instead = answering("job-executions", answers.no_token, times=9)
        backend._walker.forget()
        with pytest.raises(Unauthorized) as caught:
            await backend.jobs("")
    assert "renew" in caught.value.advice


async def test_what_a_policy_forbids_is_not_taken_for_a_bad_token(fake: SaharaFake) -> None:
    words = "Policy doesn't allow data-processing:job-executions:get_all to be performed"
    fake.instead = answering("job-executions", lambda: answers.refused(403, "FORBIDDEN", words))
    async with opened(fake) as backend:
        with pytest.raises(Forbidden) as caught:
            await backend.jobs("")
    assert not isinstance(caught.value, Unauthorized)


async def test_a_token_of_another_project_is_told_in_the_servers_words(fake: SaharaFake) -> None:
    async with opened(fake, project_id="e" * 32) as backend:
        with pytest.raises(Unauthorized) as caught:
            await backend.jobs("")
    assert "Token tenant != requested tenant" in caught.value.detail


async def test_a_busy_server_is_asked_again_for_a_read(fake: SaharaFake) -> None:
    fake.state.add("RUNNING")
    fake.instead = answering(
        "job-executions", lambda: Response(status_code=429, headers={"Retry-After": "3"})
    )
    async with opened(fake) as backend:
        assert len((await backend.jobs("")).items) == 1


@pytest.mark.parametrize(
    "response",
    [
        lambda: HTMLResponse("<html><body>Log in</body></html>"),
        lambda: Response(b"", 200, media_type="application/json"),
        lambda: Response(b'{"job_executions": [{"id": "4b3c', 200, media_type="application/json"),
        lambda: Response(b"[" * 100_000, 200, media_type="application/json"),
        lambda: answers.answer("a text"),
        lambda: answers.answer([1, 2]),
    ],
    ids=["html", "empty", "cut", "deep", "text", "list"],
)
async def test_an_answer_that_is_no_list_of_jobs_is_refused(fake: SaharaFake, response: object) -> None:
    fake.instead = answering("job-executions", response)  # type: ignore[arg-type]
    async with opened(fake) as backend:
        with pytest.raises(ProtocolError):
            await backend.jobs("")


async def test_json_of_a_wrong_type_is_read_all_the_same(fake: SaharaFake) -> None:
    body = json.dumps(
        {"job_executions": [answers.shown(fake.state.executions[fake.state.add("RUNNING")], "v1.1")]}
    )
    fake.instead = answering("job-executions", lambda: Response(body, media_type="text/html"))
    async with opened(fake) as backend:
        assert len((await backend.jobs("")).items) == 1


async def test_a_redirect_is_never_followed_and_the_token_goes_nowhere(fake: SaharaFake) -> None:
    job = fake.state.add("RUNNING")
    away = "http://elsewhere.test/v1.1"
    async with opened(fake) as backend:
        await backend.workflows()
        fake.instead = lambda asked: RedirectResponse(away, 301) if asked.method == "POST" else None
        with pytest.raises(Redirected, match="not followed"):
            await backend.start(StartRequest("nightly", {"cluster_id": "runs"}))
        fake.instead = answering("/cancel", lambda: RedirectResponse(away, 302))
        outcome = await backend.act(Action(Verb.CANCEL, job))
    assert outcome.kind is OutcomeKind.REFUSED
    assert {each.headers["host"] for each in fake.asked} == {"sahara.test"}


async def test_a_reset_read_is_repeated_and_a_reset_start_is_not(fake: SaharaFake) -> None:
    class Once(Cut):
        left = 1

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            self._part = "job-executions" if self.left else "/execute"
            self.left = 0
            return await super().handle_async_request(request)

    async with opened(fake, cut=Once(fake, "")) as backend:
        await backend.jobs("")
        with pytest.raises(OutcomeUnknown):
            await backend.start(StartRequest("nightly", {"cluster_id": "runs"}))
    assert len(fake.reads("job-executions")) == 2
    assert len(fake.reads("/execute")) == 1


async def test_an_answer_of_fifty_megabytes_is_not_taken_in(fake: SaharaFake) -> None:
    async def flood() -> object:
        for _ in range(50):
            yield b" " * 1024**2

    fake.instead = answering("job-executions", lambda: StreamingResponse(flood()))  # type: ignore[arg-type]
    async with opened(fake) as backend:
        with pytest.raises(ProtocolError, match="32 MiB"):
            await backend.jobs("")


async def test_a_server_that_sends_drop_by_drop_is_given_up(fake: SaharaFake) -> None:
    async def read_slowly(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        return httpx.Response(200)

    settings = {"url": URL, "token": TOKEN, "timeout": 0.05}
    backend = SaharaBackend("sahara", settings, transport=httpx.MockTransport(read_slowly), sleep=at_once)
    with pytest.raises(Unreachable, match="in time"):
        await backend.jobs("")
    await backend.close()


async def test_text_of_the_server_is_passed_on_as_it_came(fake: SaharaFake) -> None:
    """It is made harmless where it is shown, once, for every backend."""
    fake.state.add("RUNNING")
    fake.state.template("nightly").name = "\x1b[31m[bold]evil[/]\r\n\x00\u202e"
    async with opened(fake) as backend:
        [row] = (await backend.jobs("")).items
    assert row.name == "\x1b[31m[bold]evil[/]\r\n\x00\u202e"


async def test_a_clock_that_is_ten_minutes_off_is_noticed(fake: SaharaFake) -> None:
    fake.state.add("RUNNING")
    ours = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    theirs = (ours - timedelta(minutes=10)).strftime("%a, %d %b %Y %H:%M:%S GMT")

    async def dated(request: httpx.Request) -> httpx.Response:
        response = await httpx.ASGITransport(fake).handle_async_request(request)
        response.headers["Date"] = theirs
        return response

    settings = {"url": URL, "token": TOKEN}
    transport = httpx.MockTransport(dated)
    backend = SaharaBackend("sahara", settings, transport=transport, clock=FixedClock(ours), sleep=at_once)
    identity = await backend.identity()
    await backend.close()
    assert identity.clock_difference == -600


async def test_who_we_are_is_what_the_rows_tell(fake: SaharaFake) -> None:
    fake.state.add("RUNNING")
    async with opened(fake) as backend:
        identity = await backend.identity()
    assert identity.who == f"project {PROJECT}"
    assert identity.version == "API v1.1 (of v1.1 supported, v2 current)"
    assert identity.may_act is None


async def test_who_we_are_fails_where_the_list_may_not_be_read(fake: SaharaFake) -> None:
    fake.instead = answering("job-executions", answers.no_token, times=9)
    async with opened(fake) as backend:
        with pytest.raises(Unauthorized):
            await backend.identity()


async def test_a_server_that_hides_its_versions_is_used_all_the_same(fake: SaharaFake) -> None:
    fake.instead = lambda asked: answers.no_route() if asked.path == "/" else None
    async with opened(fake, api="v2") as backend:
        identity = await backend.identity()
    assert identity.version == "API v2"
    assert any("not known" in note for note in identity.notes)
    assert any("refuses to refresh" in note for note in identity.notes)


async def test_watching_goes_on_while_one_open_job_cannot_be_refreshed(fake: SaharaFake) -> None:
    job = fake.state.add("RUNNING")
    async with opened(fake) as backend:
        changes = backend.watch()
        await anext(changes)
        await backend.job(job)
        fake.instead = answering("refresh-status", answers.internal, times=10_000)
        new = fake.state.add("RUNNING")
        async with asyncio.timeout(10):
            while new not in await anext(changes):
                pass
        await changes.aclose()
