"""Messages between host and runner: carried whole, or refused with the field's name."""

from __future__ import annotations

import json
import os
import socket
from typing import TYPE_CHECKING

import pytest

from console.runner import protocol
from console.runner.fields import ProtocolError
from console.runner.outcome import Outcome, Reason
from console.runner.protocol import (
    ChildStarted,
    Claimed,
    Event,
    Exited,
    Freeze,
    Kill,
    Leftovers,
    LogGrew,
    Quit,
    Refused,
    Request,
    Start,
    Stop,
    Thaw,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLAIN = Start(1, "/run/1.ctl", "/log/1", ("true",), {}, "/")
FULL = Start(
    execution=2,
    ctl="/run/2.ctl",
    log="/log/2",
    argv=("sh", "-c", "echo ü \udcff"),
    env={"LATIN": "\udce9", "EMPTY": ""},
    cwd="/tmp",
    timeout=1.5,
    grace=0.0,
    merged=True,
    limit=10,
    leftovers=Leftovers.LEAVE,
    linger=3.0,
    output_path="/run/2.out",
    durable="/log/2.exit",
    umask=0o022,
)
REQUESTS = [PLAIN, FULL, Stop(1), Stop(1, 2, 0.5), Kill(1), Freeze(1), Thaw(1), Quit()]
OUTCOME = Outcome(Reason.SPAWN_ERROR, 2, 1, 2, 3, 4, 5, 6, 7, 8, "no such command")
EVENTS = [Claimed(1, 2), Refused(1, "busy"), ChildStarted(1, 2, 3), LogGrew(1, 2), Exited(1, OUTCOME)]


@pytest.mark.parametrize("request_", REQUESTS)
def test_a_request_arrives_as_it_was_sent(request_: Request) -> None:
    assert protocol.decode_request(protocol.encode_request(request_)) == request_


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_arrives_as_it_was_sent(event: Event) -> None:
    assert protocol.decode_event(protocol.encode_event(event)) == event


def changed(**fields: object) -> bytes:
    document = {**json.loads(protocol.encode_request(PLAIN)), **fields}
    return json.dumps({key: value for key, value in document.items() if value is not ...}).encode()


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        (b"\xff", "not a JSON document"),
        (b"[]", "not a JSON object"),
        (b"{}", "do is missing"),
        (changed(do="dance"), "no request 'dance'"),
        (changed(ctl="1.ctl"), "ctl is not an absolute path"),
        (changed(cwd="/a\0b"), "cwd is not an absolute path"),
        (changed(cwd="/\ud800"), "cwd is not a path"),
        (changed(ctl=...), "ctl is missing"),
        (changed(argv=[]), "argv is not a list of texts, not empty"),
        (changed(argv=["sh", 1]), "argv is not a list of texts"),
        (changed(env={"A": 1}), "env is not texts by name"),
        (changed(timeout=-1), "timeout is not a number of seconds"),
        (changed(timeout=True), "timeout is not a number of seconds"),
        (changed(merged="yes"), "merged is not true or false"),
        (changed(limit=1.5), "limit is not a whole number"),
        (changed(do="stop", signal=999), "no signal 999"),
    ],
)
def test_a_bad_request_is_refused_with_the_field(message: bytes, complaint: str) -> None:
    with pytest.raises(ProtocolError, match=complaint):
        protocol.decode_request(message)


def test_a_refusal_names_the_execution_and_shows_no_secret() -> None:
    with pytest.raises(ProtocolError) as caught:
        protocol.decode_request(changed(env={"TOKEN": "s3cret", "N": 1}))
    assert caught.value.execution == 1
    assert "s3cret" not in str(caught.value)


def test_fields_of_a_neighbouring_version_do_no_harm() -> None:
    message = changed(nice=10, linger=..., umask=..., leftovers=...)
    assert protocol.decode_request(message) == PLAIN


@pytest.mark.parametrize("message", [b'{"event":"sang","execution":1}', b'{"event":"log","execution":1}'])
def test_an_event_that_is_none_of_ours_is_refused(message: bytes) -> None:
    with pytest.raises(ProtocolError):
        protocol.decode_event(message)


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        yield ours, theirs


def test_a_short_request_needs_no_file(ends: tuple[socket.socket, socket.socket], tmp_path: Path) -> None:
    protocol.send_request(ends[0], FULL, str(tmp_path / "2.request"))
    assert protocol.receive_request(ends[1].recv(protocol.INLINE_LIMIT)) == FULL
    assert not list(tmp_path.iterdir())


def test_a_long_request_goes_by_a_private_file(
    ends: tuple[socket.socket, socket.socket], tmp_path: Path
) -> None:
    spill = tmp_path / "2.request"
    long = PLAIN._replace(env={f"V{number}": "x" * 3000 for number in range(200)})
    protocol.send_request(ends[0], long, str(spill))
    assert spill.stat().st_mode & 0o777 == 0o600
    message = ends[1].recv(protocol.INLINE_LIMIT)
    assert message == b"@" + os.fsencode(spill)
    assert protocol.receive_request(message) == long
    assert not spill.exists()


def test_the_longest_inline_request_fits_the_socket(
    ends: tuple[socket.socket, socket.socket], tmp_path: Path
) -> None:
    room = protocol.INLINE_LIMIT - len(protocol.encode_request(PLAIN._replace(argv=("true", ""))))
    longest = PLAIN._replace(argv=("true", "x" * room))
    ends[0].setblocking(False)
    protocol.send_request(ends[0], longest, str(tmp_path / "spill"))
    assert protocol.receive_request(ends[1].recv(protocol.INLINE_LIMIT)) == longest


def test_a_request_whose_file_has_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProtocolError, match="cannot be read"):
        protocol.receive_request(b"@" + os.fsencode(tmp_path / "gone"))


def test_a_runner_that_has_gone_gives_no_event(ends: tuple[socket.socket, socket.socket]) -> None:
    protocol.send_request(ends[0], PLAIN, "/nonexistent")
    ends[1].close()
    assert protocol.receive_event(ends[0]) is None
