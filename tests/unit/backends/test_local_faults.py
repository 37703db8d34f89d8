"""What the local backend makes of a host that breaks off, speaks strangely, or is no host at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from scripted_server import resets, says, says_json, says_lines, scripted

from console.backends.base import (
    BackendError,
    BadRequest,
    Conflict,
    Forbidden,
    NotFound,
    OutcomeUnknown,
    ProtocolError,
    Unreachable,
    VersionMismatch,
)
from console.backends.local import LocalBackend
from console.model import Action, LogRef, OutcomeKind, StartRequest, Verb
from console.version import VERSION

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

EMPTY = '{"items": []}'
REF = LogRef("1", "a", 1)


@pytest.fixture
async def backend(state_dir: Path) -> AsyncIterator[LocalBackend]:
    backend = LocalBackend("local", state_dir, start_host=False)
    yield backend
    await backend.close()


def line(number: int, *, partial: bool = False) -> str:
    return json.dumps({"runs": [{"first": number, "texts": [f"line {number}"], "partial": partial}]})


async def followed(backend: LocalBackend, first: int = 0) -> list[int]:
    return [each.number async for batch in backend.follow(REF, first=first) for each in batch]


async def test_without_a_host_it_says_so(backend: LocalBackend, state_dir: Path) -> None:
    with pytest.raises(Unreachable, match=f"no host runs for {state_dir}") as caught:
        await backend.jobs("")
    assert caught.value.advice


async def test_a_read_is_repeated_once_when_the_connection_breaks(
    backend: LocalBackend, state_dir: Path
) -> None:
    async with scripted(state_dir, resets, says_json(EMPTY)) as server:
        assert (await backend.jobs("")).items == ()
    assert len(server.requests) == 2


async def test_a_read_is_not_repeated_for_ever(backend: LocalBackend, state_dir: Path) -> None:
    async with scripted(state_dir, resets) as server:
        with pytest.raises(Unreachable, match="broke the connection off"):
            await backend.jobs("")
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "answer",
    [resets, says(b"HTTP/1.1 200 OK\r\nJobconsole-Api: 1\r\nContent-Length: 50\r\n\r\n{")],
    ids=["no answer", "half an answer"],
)
async def test_an_action_is_never_sent_twice(backend: LocalBackend, state_dir: Path, answer: object) -> None:
    async with scripted(state_dir, answer, says_json(EMPTY)) as server:  # type: ignore[arg-type]
        outcome = await backend.act(Action(Verb.CANCEL, "1", request_id="r"))
    assert server.requests == ["POST /v1/actions"]
    assert (outcome.kind, outcome.job, outcome.request_id) == (OutcomeKind.UNKNOWN, "1", "r")
    assert "look at the job" in outcome.message


async def test_a_start_is_never_sent_twice(backend: LocalBackend, state_dir: Path) -> None:
    async with scripted(state_dir, resets, says_json('{"id": 1}')) as server:
        with pytest.raises(OutcomeUnknown):
            await backend.start(StartRequest("w", {}))
    assert server.requests == ["POST /v1/jobs"]


async def test_a_plan_changes_nothing_and_is_asked_again(backend: LocalBackend, state_dir: Path) -> None:
    async with scripted(state_dir, resets, says_json('{"will_run": ["a"]}')) as server:
        assert (await backend.plan(Action(Verb.RESTART, "1", "a"))).will_run == ("a",)
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"\x00\xff\x00\xff" * 100,
    ],
    ids=["html", "another protocol", "noise"],
)
async def test_something_else_on_the_socket_is_told(
    backend: LocalBackend, state_dir: Path, data: bytes
) -> None:
    async with scripted(state_dir, says(data)):
        with pytest.raises(ProtocolError):
            await backend.jobs("")


@pytest.mark.parametrize(
    "text",
    ["", "<html>", "[]", '{"items": 3}', '{"items": [{"id": 1}]}', '{"items": [', '{"next": null}'],
)
async def test_an_answer_that_is_no_document_is_told(
    backend: LocalBackend, state_dir: Path, text: str
) -> None:
    async with scripted(state_dir, says_json(text)):
        with pytest.raises(ProtocolError, match="/v1/jobs"):
            await backend.jobs("")


@pytest.mark.parametrize("wrong", [{"api": "2"}, {"version": "0.0.1"}])
async def test_a_host_of_another_version_is_told(
    backend: LocalBackend, state_dir: Path, wrong: dict[str, str]
) -> None:
    async with scripted(state_dir, says_json(EMPTY, **wrong)):
        with pytest.raises(VersionMismatch, match=VERSION) as caught:
            await backend.jobs("")
    assert "jobconsole engine stop" in caught.value.advice


async def test_a_host_of_another_version_can_be_looked_at_and_stopped(
    backend: LocalBackend, state_dir: Path
) -> None:
    status = '{"pid": 1, "version": "0.0.1", "socket": "s", "slots": 1, "running": 0, "queued": 0}'
    stop = '{"stopping": true}'
    async with scripted(state_dir, says_json(status, version="0.0.1"), says_json(stop, version="0.0.1")):
        assert (await backend.engine_status()).version == "0.0.1"
        assert (await backend.stop_host()).stopping


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("not_found", NotFound),
        ("bad_request", BadRequest),
        ("forbidden", Forbidden),
        ("conflict", Conflict),
        ("version", VersionMismatch),
        ("stopping", Unreachable),
        ("storage", BackendError),
        ("of tomorrow", BackendError),
    ],
)
async def test_errors_keep_their_kind_and_their_words(
    backend: LocalBackend, state_dir: Path, kind: str, expected: type[BackendError]
) -> None:
    body = json.dumps({"error": {"kind": kind, "message": "m", "advice": "a", "detail": "d"}})
    async with scripted(state_dir, says_json(body, status="400 Bad Request")):
        with pytest.raises(expected) as caught:
            await backend.jobs("")
    assert type(caught.value) is expected
    assert (str(caught.value), caught.value.advice, caught.value.detail) == ("m", "a", "d")


async def test_a_cut_log_is_taken_up_where_it_was_cut(backend: LocalBackend, state_dir: Path) -> None:
    first = says_lines(line(3), line(4), line(5, partial=True))
    second = says_lines(line(5), '{"heartbeat": true}', line(6), '{"end": true}')
    async with scripted(state_dir, first, second) as server:
        assert await followed(backend, 3) == [3, 4, 5, 5, 6]
    assert [request.rpartition("first=")[2] for request in server.requests] == ["3", "5"]


async def test_a_line_that_is_cut_in_the_middle_is_not_shown(backend: LocalBackend, state_dir: Path) -> None:
    half = says_lines(line(0))
    rest = says_lines(line(1), '{"end": true}')
    async with scripted(state_dir, half, rest):
        assert await followed(backend) == [0, 1]


async def test_line_ends_inside_of_json_end_no_line(backend: LocalBackend, state_dir: Path) -> None:
    text = "a\u2028b\x85c\x0bd"
    document = json.dumps({"runs": [{"first": 0, "texts": [text]}]}, ensure_ascii=False)
    async with scripted(state_dir, says_lines(document.replace("\x0b", "\\u000b"), '{"end": true}')):
        batches = [batch async for batch in backend.follow(REF)]
    assert [each.text for batch in batches for each in batch] == [text]


async def test_a_log_that_is_never_there_is_given_up(
    backend: LocalBackend, state_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.backends.local.resume._BACK_OFF", 0.0)
    async with scripted(state_dir, resets) as server:
        with pytest.raises(Unreachable):
            await followed(backend)
    assert len(server.requests) == 6


async def test_an_error_in_a_stream_is_raised_and_not_asked_again(
    backend: LocalBackend, state_dir: Path
) -> None:
    error = json.dumps({"error": {"kind": "not_found", "message": "there is no job 1"}})
    async with scripted(state_dir, says_lines(error)) as server:
        with pytest.raises(NotFound, match="there is no job 1"):
            await followed(backend)
    assert len(server.requests) == 1


async def test_noise_in_a_stream_is_told(backend: LocalBackend, state_dir: Path) -> None:
    async with scripted(state_dir, says_lines("<html>")):
        with pytest.raises(ProtocolError):
            await followed(backend)


async def test_watching_again_after_a_cut_says_connected_again(
    backend: LocalBackend, state_dir: Path
) -> None:
    first = says_lines('{"changed": []}', '{"changed": [1, 2]}')
    second = says_lines(
        '{"changed": []}', '{"error": {"kind": "stopping", "message": "the host is stopping"}}'
    )
    async with scripted(state_dir, first, second):
        changes = backend.watch()
        seen = [await anext(changes) for _ in range(3)]
        with pytest.raises(Unreachable, match="the host is stopping"):
            await anext(changes)
    assert seen == [frozenset(), frozenset({"1", "2"}), frozenset()]


async def test_an_id_that_can_be_none_is_not_asked_for(backend: LocalBackend) -> None:
    for job in ("", ".", "..", "a/b"):
        with pytest.raises(NotFound):
            await backend.job(job)


async def test_what_is_claimed_is_sent_as_headers_and_cannot_break_out_of_them(
    state_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_USER", "ann\r\nX-Evil: 1 ünder")
    backend = LocalBackend("local", state_dir, start_host=False)
    async with scripted(state_dir, says_json(EMPTY)) as server:
        await backend.jobs("")
    await backend.close()
    assert "jobconsole-sudo-user: ann%0d%0ax-evil: 1 %c3%bcnder" in server.heads[0].lower().splitlines()
