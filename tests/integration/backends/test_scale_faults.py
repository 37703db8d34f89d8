"""What goes wrong between the console and a Scale server: told as it is, and no change sent twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from fakes.raw import drip, fine, flood, raw_server, reset, says, whole
from fakes.scale import TOKEN, Asked, Bench
from starlette.responses import Response

from console.backends.base import (
    BackendError,
    Busy,
    NotFound,
    OutcomeUnknown,
    ProtocolError,
    ServerFault,
    Unreachable,
)
from console.backends.scale import ScaleBackend
from console.model import Action, OutcomeKind, StartRequest, Verb

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

JOB = {"id": 7, "status": "RUNNING", "num_exes": 1, "last_modified": "2026-11-20T08:00:00Z"}
NONE = {"count": 0, "next": None, "previous": None, "results": []}
HOSTILE = "\x1b]0;owned\x07[red]\u202e\x00\ud800 <b>"


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with Bench() as bench:
        yield bench


def backend_at(url: str, **settings: Any) -> ScaleBackend:
    async def at_once(_: float) -> None:
        """Nobody waits here."""

    return ScaleBackend("scale", {"url": url, "token": TOKEN, **settings}, sleep=at_once)


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (whole(b"<html><h1>Login</h1></html>", kind="text/html"), ProtocolError, "web page"),
        (whole(b'{"count": 1, "results": [{"id":'), ProtocolError, "not JSON"),
        (whole(b'"a text"'), ProtocolError, "a text"),
        (whole(b""), ProtocolError, "empty page"),
        (fine({"count": 1}), ProtocolError, "not what it should be"),
        (fine({"count": 1, "results": {}}), ProtocolError, "not what it should be"),
        (fine({"count": 1, "results": [{"status": "FAILED"}]}), ProtocolError, "without an id"),
        (whole(b"<h1>Server Error (500)</h1>", status="500 No", kind="text/html"), ServerFault, "itself"),
        (whole(b"<h1>Not Found</h1>", status="404 No", kind="text/html"), NotFound, "no such thing"),
        (whole(b"{}", status="429 No", headers=("Retry-After: 120",)), Busy, "left alone for 120 s"),
        (flood(50), ProtocolError, "MiB"),
        (reset(), Unreachable, "broke the connection off"),
        (says(b"\x00\x01\x02\r\n\r\n"), ProtocolError, "HTTP"),
    ],
)
async def test_an_answer_that_is_none_is_told_as_what_it_is(
    answer: Any, error: type[BackendError], words: str
) -> None:
    async with raw_server(answer) as server:
        backend = backend_at(server.url)
        with pytest.raises(error, match=words) as caught:
            await backend.jobs("")
        assert TOKEN not in f"{caught.value} {caught.value.advice} {caught.value.detail}"
        await backend.close()


async def test_json_of_another_content_type_is_read_all_the_same() -> None:
    async with raw_server(fine(NONE, kind="text/plain")) as server:
        backend = backend_at(server.url)
        assert (await backend.jobs("")).items == ()
        await backend.close()


async def test_a_slow_loris_is_given_up() -> None:
    async with raw_server(drip()) as server:
        backend = backend_at(server.url, timeout=0.5)
        with pytest.raises(Unreachable, match="in time"):
            await backend.jobs("")
        await backend.close()


@pytest.mark.parametrize("verb", [Verb.CANCEL, Verb.REQUEUE])
@pytest.mark.parametrize("answer", [reset(), whole(b"<h1>Bad Gateway</h1>", status="502 No")])
async def test_a_change_that_was_cut_off_is_unknown_and_not_sent_again(verb: Verb, answer: Any) -> None:
    """It may have been done: the job is read again, the request never repeated."""
    reads = 0

    async def one(writer: Any) -> None:
        nonlocal reads
        reads += 1
        await fine({**JOB, **NONE} if "executions" not in server.requests[-1] else NONE)(writer)

    async with raw_server(one, one, answer, one) as server:
        backend = backend_at(server.url)
        outcome = await backend.act(Action(verb, "7"))
        assert outcome.kind is OutcomeKind.UNKNOWN
        assert [line for line in server.requests if line.startswith("POST")] == [f"POST /v6/jobs/{verb}/"]
        await backend.close()


@pytest.mark.parametrize("status", [200, 201, 204])
async def test_another_answer_than_the_one_it_gives_leaves_it_unknown(bench: Bench, status: int) -> None:
    """Who answers so may be a proxy."""
    bench.world.add_job(status="RUNNING")

    def proxy(asked: Asked) -> Response | None:
        return Response(b"", status) if asked.method == "POST" else None

    bench.fake.faults.append(proxy)
    outcome = await bench.backend.act(Action(Verb.CANCEL, "1"))
    assert outcome.kind is OutcomeKind.UNKNOWN
    assert len(bench.fake.changes()) == 1


async def test_an_address_that_ends_with_the_version_is_understood(bench: Bench) -> None:
    bench.world.add_job()
    async with Bench(bench.fake, url=f"{bench.fake.url}/v6/") as pasted:
        assert len((await pasted.backend.jobs("")).items) == 1


async def test_a_server_that_cannot_be_reached_was_not_asked() -> None:
    backend = backend_at("http://127.0.0.1:9")
    with pytest.raises(Unreachable):
        await backend.jobs("")
    outcome = await backend.act(Action(Verb.CANCEL, "7"))
    assert outcome.kind is OutcomeKind.REFUSED
    assert "nothing was sent" in outcome.message
    await backend.close()


async def test_a_start_without_a_number_in_its_answer_is_not_tried_again(bench: Bench) -> None:
    def silent(asked: Asked) -> Response | None:
        return Response(b"", 201) if asked.method == "POST" else None

    bench.fake.faults.append(silent)
    with pytest.raises(OutcomeUnknown, match="does not tell its number") as caught:
        await bench.backend.start(StartRequest("clip/1.0.0", {"INPUT_FILE": "1"}))
    assert "do not start it again" in caught.value.advice


async def test_pages_are_asked_for_by_number_whatever_the_server_says_of_the_next(bench: Bench) -> None:
    """The token goes nowhere else."""
    for _ in range(5):
        bench.world.add_job()
    page = await bench.backend.jobs("", limit=2)
    assert page.next == "2:2"
    await bench.backend.jobs("", cursor=page.next, limit=2)
    assert "page=2&page_size=2" in bench.fake.requests[-1].query


async def test_a_page_that_repeats_rows_shows_each_once(bench: Bench) -> None:
    bench.world.add_job()

    def twice(asked: Asked) -> Response | None:
        from starlette.responses import JSONResponse

        return JSONResponse({"count": 9, "next": None, "results": [{"id": 1}, {"id": 1}]})

    bench.fake.faults.append(twice)
    page = await bench.backend.jobs("")
    assert [job.id for job in page.items] == ["1"]


async def test_a_next_page_that_never_comes_does_not_turn_pages_for_ever(bench: Bench) -> None:
    """A count that lies, and a `next` where nothing follows."""

    def lying(asked: Asked) -> Response | None:
        from starlette.responses import JSONResponse

        return JSONResponse({"count": 10**9, "next": "http://elsewhere.example/", "results": []})

    bench.fake.faults.append(lying)
    assert (await bench.backend.jobs("")).next is None
    assert (await bench.backend.jobs("!batch:1")).items == ()
    assert await bench.backend.workflows() == ()


async def test_control_characters_and_markup_are_passed_on_as_they_came(bench: Bench) -> None:
    """They are made harmless once, where they are shown; nothing breaks on the way."""
    bench.world.clip.title = HOSTILE
    bench.world.add_job(status="FAILED")
    error = bench.world.jobs[1].error
    assert error is not None
    bench.world.jobs[1].error = {**error, "description": HOSTILE}
    bench.world.write(bench.world.jobs[1].executions[0], HOSTILE)
    detail = await bench.backend.job("1")
    assert "\x1b]0;owned" in detail.nodes["job"].name
    assert "\ud800" not in detail.nodes["job"].name
    assert "[red]" in (detail.job.reason or "")


async def test_an_id_that_a_database_cannot_hold_is_not_asked_for(bench: Bench) -> None:
    for wrong in ("2147483648", "987654321987", "-1", "0", "1 ", "１", "007"):
        with pytest.raises(NotFound):
            await bench.backend.job(wrong)
    assert bench.fake.requests == []
