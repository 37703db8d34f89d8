"""What goes over the wire to Scale, byte for byte as a real one took it."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from fakes.scale import TOKEN, Bench, recorded

from console.backends.base import Forbidden, NotFound, Redirected, ServerFault, Unauthorized
from console.backends.scale import ScaleBackend
from console.model import Action, JobStatus, OutcomeKind, StartRequest, Verb


def replayed(name: str) -> httpx.Response:
    """Return the recorded answer, with its headers."""
    exchange = recorded(name)
    content = json.dumps(exchange["body"]).encode() if "body" in exchange else exchange["text"].encode()
    headers = {key: value for key, value in exchange["headers"].items() if key.lower() != "content-length"}
    return httpx.Response(exchange["status"], headers=headers, content=content)


class Replay:
    """Answers with recordings by method and path, and fails at anything else."""

    def __init__(self) -> None:
        self._answers: dict[str, str] = {}
        self.requests: list[httpx.Request] = []

    def on(self, line: str, name: str) -> Replay:
        self._answers[line] = name
        return self

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        line = f"{request.method} {request.url.path}"
        assert line in self._answers, f"nobody recorded {line}"
        return replayed(self._answers[line])


def backend_on(replay: Replay, **settings: Any) -> ScaleBackend:
    return ScaleBackend(
        "scale",
        {"url": "http://scale.example", "token": TOKEN} | settings,
        transport=httpx.MockTransport(replay),
    )


async def test_cancel_and_requeue_are_sent_as_recorded() -> None:
    replay = Replay().on("POST /v6/jobs/cancel/", "cancel-202").on("POST /v6/jobs/requeue/", "requeue-202")
    backend = backend_on(replay)
    await backend.changes.cancel_jobs([4, 5])
    await backend.changes.requeue_jobs([1, 2, 4, 5, 6], priority=3)
    for request, name in zip(replay.requests, ("cancel-202", "requeue-202"), strict=True):
        sent = recorded(name)["request"]
        assert (request.method, request.url.raw_path.decode()) == (sent["method"], sent["path"])
        assert json.loads(request.content) == sent["body"]
        assert request.headers["content-type"] == "application/json"
        assert request.headers["authorization"] == f"Token {TOKEN}"
        assert request.headers["accept"] == "application/json"
    await backend.close()


async def test_a_new_job_is_sent_as_recorded() -> None:
    replay = (
        Replay()
        .on("GET /v6/job-types/", "job-types-list")
        .on("GET /v6/job-types/clip/1.0.0/", "jobtype-detail-paused")
        .on("POST /v6/jobs/", "post-job-201")
    )
    backend = backend_on(replay)
    assert await backend.start(StartRequest("clip/1.0.0", {"INPUT_FILE": "1"})) == "1"
    assert json.loads(replay.requests[-1].content) == recorded("post-job-201")["request"]["body"]
    await backend.close()


async def test_a_pause_is_sent_as_recorded() -> None:
    async with Bench() as bench:
        job = str(bench.world.add_job().id)
        await bench.backend.act(Action(Verb.PAUSE, job))
        await bench.backend.act(Action(Verb.CONTINUE, job))
        sent = [(each.method, each.path, each.body) for each in bench.fake.changes()]
        wanted = [recorded(name)["request"] for name in ("jobtype-pause", "jobtype-resume")]
        assert sent == [(each["method"], each["path"], each["body"]) for each in wanted]


async def test_a_recorded_job_is_shown_whole() -> None:
    replay = (
        Replay()
        .on("GET /v6/jobs/1/", "job-detail-failed")
        .on("GET /v6/jobs/1/executions/", "job-executions-failed-retry")
    )
    backend = backend_on(replay)
    detail = await backend.job("1")
    assert detail.job.status is JobStatus.FAILED
    assert detail.raw["configuration"] == recorded("job-detail-failed")["body"]["configuration"]
    await backend.close()


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("jobtype-patch-403", Forbidden, "staff"),
        ("job-404", NotFound, "there is no job 1"),
        ("jobs-order-recipe", ServerFault, "failed itself with 500"),
        ("post-job-noslash", Redirected, "not followed"),
    ],
)
async def test_a_recorded_refusal_is_the_error_that_it_means(
    name: str, error: type[Exception], words: str
) -> None:
    backend = backend_on(Replay().on("GET /v6/jobs/1/", name).on("GET /v6/jobs/1/executions/", name))
    with pytest.raises(error, match=words):
        await backend.job("1")
    await backend.close()


async def test_a_redirect_of_a_change_is_not_followed_and_nothing_was_done() -> None:
    replay = Replay().on("POST /v6/jobs/cancel/", "cancel-noslash")
    backend = backend_on(replay)
    with pytest.raises(Redirected):
        await backend.changes.cancel_jobs([99])
    assert len(replay.requests) == 1
    await backend.close()


@pytest.mark.parametrize("settings", [{}, {"token": TOKEN}])
async def test_a_password_in_the_settings_gets_a_token_once(settings: dict[str, Any]) -> None:
    async with Bench() as bench:
        backend = ScaleBackend(
            "scale",
            {"url": bench.fake.url, "username": "op", "password": "correct horse"} | settings,
            transport=bench.fake.transport,
        )
        await backend.jobs("")
        await backend.jobs("")
        logins = [each for each in bench.fake.requests if each.path == "/api-token-auth/"]
        assert len(logins) == (0 if settings else 1)
        assert all(each.headers["authorization"] == f"Token {TOKEN}" for each in bench.fake.requests[-2:])
        await backend.close()


async def test_a_token_that_has_gone_is_renewed_once_and_the_change_sent_once_more() -> None:
    """It was refused before anything was looked at, so nothing is done twice."""
    async with Bench() as bench:
        job = bench.world.add_job(status="RUNNING")
        backend = ScaleBackend(
            "scale",
            {"url": bench.fake.url, "username": "op", "password": "correct horse"},
            transport=bench.fake.transport,
        )
        await backend.jobs("")
        bench.fake.accounts = {"f" * 40: ("op", True)}
        assert (await backend.act(Action(Verb.CANCEL, str(job.id)))).kind is OutcomeKind.REQUESTED
        bench.world.settle()
        assert job.status == "CANCELED"
        await backend.close()


async def test_a_wrong_password_is_told_as_such() -> None:
    async with Bench() as bench:
        backend = ScaleBackend(
            "scale",
            {"url": bench.fake.url, "username": "op", "password": "guess"},
            transport=bench.fake.transport,
        )
        with pytest.raises(Unauthorized, match="user name and password") as caught:
            await backend.jobs("")
        assert caught.value.detail == "Unable to log in with provided credentials."
        assert "guess" not in f"{caught.value} {caught.value.advice} {caught.value.detail}"
        await backend.close()
