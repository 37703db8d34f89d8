"""What goes wrong between us and a server, on every remote backend: told, and nothing sent twice."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

import httpx
import pytest
from fakes.faulty import Answer, cut, flood, raises, says, soiled
from fakes.remote import DESKS, Desk

from console.backends.base import (
    BackendError,
    BadRequest,
    Busy,
    Conflict,
    Forbidden,
    Introduces,
    NotFound,
    ProtocolError,
    Redirected,
    ServerFault,
    Unauthorized,
    Unreachable,
)
from console.model import Action, JobStatus, OutcomeKind, Verb

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HTML = b"<html><body><h1>Log in</h1></body></html>"
REFUSAL = b'{"message": "no", "detail": "no", "error_msg": "no", "error_message": "no"}'
ELSEWHERE = "https://elsewhere.example/login"
DIRT = "\x1b]0;owned\x07\x1b]52;c;b3duZWQ=\x07[red]\u202e\x9b31m\x00"

READ_FAULTS: dict[str, tuple[Answer, type[BackendError]]] = {
    "401": (says(401, REFUSAL), Unauthorized),
    "403": (says(403, REFUSAL), Forbidden),
    "404": (says(404, REFUSAL), BackendError),
    "409": (says(409, REFUSAL), BackendError),
    "429": (says(429, REFUSAL, retry_after="1"), Busy),
    "429 for long": (says(429, REFUSAL, retry_after="900"), Busy),
    "500": (says(500, REFUSAL), BackendError),
    "500 as a web page": (says(500, HTML, "text/html"), BackendError),
    "503": (says(503, HTML, "text/html"), Busy),
    "504": (says(504, b""), Unreachable),
    "a web page instead of JSON": (says(200, HTML, "text/html"), BackendError),
    "a web page called JSON": (says(200, HTML), BackendError),
    "a JSON string": (says(200, b'"<Response 183 bytes [404 NOT FOUND]>"'), ProtocolError),
    "a JSON number": (says(200, b"7"), ProtocolError),
    "null": (says(200, b"null"), BackendError),
    "truncated JSON": (cut(), BackendError),
    "an empty page": (says(200), BackendError),
    "a wrong content type": (says(200, b"ID,STATUS\n1,RUNNING\n", "text/csv"), ProtocolError),
    "an object of something else": (says(200, b'{"hello": "world"}'), BackendError),
    "a redirect": (says(301, location=ELSEWHERE), Redirected),
    "a connection that breaks": (raises(httpx.ReadError), Unreachable),
    "no connection": (raises(httpx.ConnectError), Unreachable),
    "silence": (raises(httpx.ReadTimeout), Unreachable),
    "50 MB": (flood(50), ProtocolError),
}
"""What is answered to every request, and as what a list that is read then ends."""

CANCEL_FAULTS: dict[str, tuple[Answer, frozenset[OutcomeKind]]] = {
    "401": (says(401, REFUSAL), frozenset({OutcomeKind.FORBIDDEN})),
    "403": (says(403, REFUSAL), frozenset({OutcomeKind.FORBIDDEN})),
    "404": (says(404, REFUSAL), frozenset({OutcomeKind.NOT_FOUND, OutcomeKind.REFUSED})),
    "409": (says(409, REFUSAL), frozenset({OutcomeKind.CONFLICT, OutcomeKind.REFUSED})),
    "400": (says(400, REFUSAL), frozenset({OutcomeKind.REFUSED})),
    "429": (says(429, REFUSAL, retry_after="1"), frozenset({OutcomeKind.REFUSED})),
    "500 as a web page": (says(500, HTML, "text/html"), frozenset({OutcomeKind.UNKNOWN})),
    "502": (says(502, HTML, "text/html"), frozenset({OutcomeKind.UNKNOWN})),
    "503": (says(503, b""), frozenset({OutcomeKind.UNKNOWN})),
    "a web page that says fine": (says(200, HTML, "text/html"), frozenset({OutcomeKind.UNKNOWN})),
    "a redirect": (says(301, location=ELSEWHERE), frozenset({OutcomeKind.REFUSED})),
    "a reset after it was sent": (raises(httpx.ReadError, done=True), frozenset({OutcomeKind.UNKNOWN})),
    "a reset before it was done": (raises(httpx.ReadError), frozenset({OutcomeKind.UNKNOWN})),
    "silence": (raises(httpx.ReadTimeout), frozenset({OutcomeKind.UNKNOWN})),
    "no connection": (raises(httpx.ConnectError), frozenset({OutcomeKind.REFUSED})),
    "50 MB": (flood(50), frozenset({OutcomeKind.UNKNOWN})),
}
"""What is answered to the cancel, and what may be said to have come of it."""


@pytest.fixture(params=DESKS, ids=str)
async def desk(request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    desk = DESKS[request.param]()
    yield desk
    await desk.backend.close()


async def failure_of(desk: Desk, call: object) -> BackendError | None:
    """Return what a call raises, if that is an error of the protocol; every other one is a fault of ours."""
    try:
        await call  # type: ignore[misc]
    except BackendError as error:
        told = f"{error} {error.advice} {error.detail}"
        found = error
    else:
        return None
    assert str(found)
    assert not [secret for secret in desk.secrets if secret in told], "a secret is told"
    return found


@pytest.mark.parametrize("fault", READ_FAULTS, ids=str)
async def test_a_read_that_fails_is_told_and_heals(desk: Desk, fault: str) -> None:
    job = await desk.running()
    if desk.logs_in:
        await desk.backend.jobs("")
    answer, kind = READ_FAULTS[fault]
    desk.line.fail(answer)

    found = await failure_of(desk, desk.backend.jobs(""))
    for call in (desk.backend.job(job), desk.backend.workflows(), desk.backend.paused()):
        await failure_of(desk, call)
    assert isinstance(desk.backend, Introduces)
    await failure_of(desk, desk.backend.identity())

    assert isinstance(found, kind), f"{found!r}"
    assert not [request for request in desk.line.requests if request.url.host == "elsewhere.example"]
    desk.line.fail(None)
    assert (await desk.backend.job(job)).job.id == job


@pytest.mark.parametrize("fault", CANCEL_FAULTS, ids=str)
async def test_a_cancel_that_fails_is_sent_once_and_never_called_done(desk: Desk, fault: str) -> None:
    job = await desk.running()
    answer, kinds = CANCEL_FAULTS[fault]
    desk.line.fail(answer, desk.is_cancel)

    outcome = await desk.backend.act(Action(Verb.CANCEL, job))

    assert outcome.kind in kinds, outcome
    assert outcome.message
    assert not [secret for secret in desk.secrets if secret in outcome.message], "a secret is told"
    # One more is fine where the first was not let in: credentials are renewed once.
    assert desk.line.asked(desk.is_cancel) <= (2 if fault == "401" else 1)
    assert desk.line.asked(desk.is_cancel) >= 1
    assert desk.blame() == []


async def test_a_cancel_whose_answer_was_lost_is_seen_when_the_job_is_read_again(desk: Desk) -> None:
    job = await desk.running()
    desk.line.fail(raises(httpx.ReadError, done=True), desk.is_cancel)

    outcome = await desk.backend.act(Action(Verb.CANCEL, job))

    assert outcome.kind is OutcomeKind.UNKNOWN
    desk.line.fail(None)
    for _ in range(20):  # servers take a while, which is counted in looks
        detail = await desk.backend.job(job)
        if detail.job.status is not JobStatus.RUNNING:
            break
    assert detail.job.status is not JobStatus.RUNNING
    assert desk.line.asked(desk.is_cancel) == 1


async def test_looking_changes_nothing(desk: Desk) -> None:
    """No list, detail, plan or capability may ask for what a person must ask for: a cancel can be a GET."""
    job = await desk.running()

    await desk.backend.capabilities()
    await desk.backend.jobs("")
    await desk.backend.job(job)
    await desk.backend.related(job)
    await desk.backend.paused()
    await desk.backend.plan(Action(Verb.CANCEL, job))

    assert desk.line.asked(desk.is_cancel) == 0


async def test_control_characters_in_every_text_break_nothing(desk: Desk) -> None:
    job = await desk.running()
    desk.line.fail(soiled(DIRT))

    for call in (
        desk.backend.jobs(""),
        desk.backend.jobs("name:x"),
        desk.backend.job(job),
        desk.backend.related(job),
        desk.backend.workflows(),
        desk.backend.paused(),
    ):
        await failure_of(desk, call)


async def test_the_credentials_go_to_no_other_origin(desk: Desk) -> None:
    await desk.running()
    desk.line.fail(says(302, location=ELSEWHERE))
    await failure_of(desk, desk.backend.jobs(""))

    origins = {(request.url.scheme, request.url.host, request.url.port) for request in desk.line.requests}

    assert len(origins) == 1


def test_the_kinds_of_errors_are_told_apart() -> None:
    assert issubclass(Unauthorized, Forbidden)
    assert not issubclass(ServerFault, Unreachable)
    assert not issubclass(NotFound, BadRequest)
    assert not issubclass(Conflict, BadRequest)


def odd_texts_of(value: object, place: str = "") -> list[str]:
    """Return the places of a result that hold what no file, terminal or JSON of ours can."""
    if isinstance(value, str):
        return [place] if any("\ud800" <= character <= "\udfff" for character in value) else []
    if isinstance(value, float):
        return [] if math.isfinite(value) else [place]
    if is_dataclass(value):
        return [
            each
            for field in fields(value)
            for each in odd_texts_of(getattr(value, field.name), f"{place}.{field.name}")
        ]
    if isinstance(value, Mapping):
        return [each for key in value for each in odd_texts_of([key, value[key]], f"{place}[{key!r}]")]
    if isinstance(value, list | tuple):
        return [each for item in value for each in odd_texts_of(item, place)]
    return []


@pytest.mark.parametrize("dirt", ["\ud800", "\udfff\ud800"], ids=ascii)
async def test_halves_of_characters_end_where_they_come_in(desk: Desk, dirt: str) -> None:
    job = await desk.running()
    if desk.logs_in:
        await desk.backend.jobs("")
    desk.line.fail(soiled(dirt))

    assert isinstance(desk.backend, Introduces)
    for call in (
        desk.backend.jobs(""),
        desk.backend.job(job),
        desk.backend.related(job),
        desk.backend.workflows(),
        desk.backend.paused(),
        desk.backend.identity(),
    ):
        try:
            found: object = await call
        except BackendError as error:
            found = [str(error), error.advice, error.detail]
        assert odd_texts_of(found) == []


@pytest.mark.parametrize("id_", ["\udcff", "a:\udcff", "..", "a/../b", "x" * 70_000, "\r\nX: y"], ids=ascii)
async def test_an_id_that_can_be_none_is_told_and_nothing_is_changed(desk: Desk, id_: str) -> None:
    await desk.running()
    for call in (desk.backend.job(id_), desk.backend.plan(Action(Verb.CANCEL, id_))):
        assert isinstance(await failure_of(desk, call), NotFound)

    outcome = await desk.backend.act(Action(Verb.CANCEL, id_))

    assert outcome.kind in (OutcomeKind.NOT_FOUND, OutcomeKind.REFUSED)
    assert desk.line.asked(desk.is_cancel) == 0


async def test_an_answer_about_another_job_is_not_taken_for_the_one_that_was_asked_for(desk: Desk) -> None:
    """A cache may give it; what is legal for the one may harm the other."""
    asked, other = await desk.running(), await desk.running()
    if desk.logs_in:
        await desk.backend.jobs("")
    theirs, ours = (id_.rpartition(":")[2] for id_ in (other, asked))

    async def swapped(request: httpx.Request, inner: httpx.AsyncBaseTransport) -> httpx.Response:
        places = request.url.path.split("/")
        if request.method != "GET" or ours not in places or desk.is_cancel(request):
            return await inner.handle_async_request(request)
        path = "/".join(theirs if step == ours else step for step in places)
        return await inner.handle_async_request(
            httpx.Request("GET", request.url.copy_with(path=path), headers=request.headers)
        )

    desk.line.fail(swapped)

    assert isinstance(await failure_of(desk, desk.backend.job(asked)), ProtocolError)
    outcome = await desk.backend.act(Action(Verb.CANCEL, asked))
    assert outcome.kind is OutcomeKind.REFUSED
    assert desk.line.asked(desk.is_cancel) == 0
