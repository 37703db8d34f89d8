"""What the host and a slot runner say to each other, and how it is put on their socket.

A SEQPACKET socket pair, one JSON document a message. A message longer than INLINE_LIMIT does not fit the
socket: it goes into a file and `@<path>` is sent instead; whoever receives it removes the file. Fields that
are missing take their default and unknown ones are passed over, so that a host and a runner of neighbouring
versions understand each other.

    host -> runner   Start, Stop, Kill, Freeze, Thaw, Quit
    runner -> host   Claimed, Refused, ChildStarted, LogGrew, Exited

A runner that has lost its host is told by signals instead, sent to a pidfd: see `main`.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from console.runner.fields import Fields, ProtocolError
from console.runner.logfile import DEFAULT_LIMIT
from console.runner.outcome import Outcome, Reason

if TYPE_CHECKING:
    import socket

INLINE_LIMIT = 128 * 1024
"""Longest message in bytes that goes through the socket itself; the socket's buffer holds about 208 KB."""
EVENT_LIMIT = 64 * 1024
"""Longest event in bytes."""
DEFAULT_LINGER = 0.2
"""Seconds that the rest of a process group has for its last words, unless the request says otherwise."""
DEFAULT_GRACE = 10.0
"""Seconds between a polite signal and KILL, unless the request says otherwise."""


class Leftovers(StrEnum):
    """What becomes of the rest of the command's process group when the command itself has ended."""

    KILL = "kill"
    LEAVE = "leave"


class Start(NamedTuple):
    """Run a command. Every path is absolute."""

    execution: int
    ctl: str
    """Its control file, see `control`; the folder exists."""
    log: str
    """Its log file, made with its folder at the first byte of output."""
    argv: tuple[str, ...]
    """The command: a path, or a name that is looked up in the PATH of `env`."""
    env: dict[str, str]
    """Its whole environment."""
    cwd: str
    timeout: float | None = None
    """Seconds after which it is stopped."""
    grace: float = DEFAULT_GRACE
    """Seconds from TERM to KILL, at the time limit and for a stop that names none."""
    merged: bool = False
    """Whether standard output and error share a pipe, for exact order."""
    limit: int = DEFAULT_LIMIT
    """Bytes of output kept in the log."""
    leftovers: Leftovers = Leftovers.KILL
    linger: float = DEFAULT_LINGER
    """Seconds to wait, once the command itself has ended, for others that hold its output: `> >(tee log)`."""
    output_path: str | None = None
    """A file that is made empty before the start, for the outputs that the command appends."""
    durable: str | None = None
    """Where the exit line is also written and synced, for a control file that a reboot would take."""
    umask: int | None = None
    """The command's; None: the runner's own."""


class Stop(NamedTuple):
    """End the command: CONT, the signal, and KILL after the grace. Passed over when that execution does not
    run.
    """

    execution: int
    signal: int = signal.SIGTERM
    grace: float | None = None
    """Seconds; None: the one that its start named."""


class Kill(NamedTuple):
    """End the command with KILL at once."""

    execution: int


class Freeze(NamedTuple):
    """Stop the process group (SIGSTOP), and the clock of its time limit with it."""

    execution: int


class Thaw(NamedTuple):
    """Let a frozen process group go on."""

    execution: int


class Quit(NamedTuple):
    """Exit, after the command if one runs."""


class Claimed(NamedTuple):
    """The execution is this runner's: it will run, or end as a spawn error."""

    execution: int
    pid: int
    """The runner's."""


class Refused(NamedTuple):
    """The execution was not started by this runner, and will not be."""

    execution: int
    """0 when the request could not be read that far: then it is the one that was sent last."""
    why: str
    """`claimed`: somebody owns it. `busy`: a command runs here. Else a sentence about a bad request or
    control file.
    """


class ChildStarted(NamedTuple):
    """The command runs."""

    execution: int
    pid: int
    starttime: int


class LogGrew(NamedTuple):
    """There is new output, in whole records up to that size of the log in bytes. At most 20 a second."""

    execution: int
    size: int


class Exited(NamedTuple):
    """The execution ended; its exit line is written and its control file unlocked."""

    execution: int
    outcome: Outcome


Request = Start | Stop | Kill | Freeze | Thaw | Quit
Event = Claimed | Refused | ChildStarted | LogGrew | Exited

_DO = {Start: "start", Stop: "stop", Kill: "kill", Freeze: "freeze", Thaw: "thaw", Quit: "quit"}
_EVENT = {Claimed: "claimed", Refused: "refused", ChildStarted: "child", LogGrew: "log"}


def encode_request(request: Request) -> bytes:
    """The message that carries a request."""
    return _dump({"do": _DO[type(request)], **request._asdict()})


def encode_event(event: Event) -> bytes:
    """The message that carries an event."""
    if isinstance(event, Exited):
        return _dump({"event": "exit", "execution": event.execution, **event.outcome._asdict()})
    return _dump({"event": _EVENT[type(event)], **event._asdict()})


def decode_request(message: bytes) -> Request:
    """The request in a message. Raises ProtocolError, which names the execution where that much can be
    read.
    """
    fields = Fields.parse(message)
    try:
        return _request(fields)
    except ProtocolError as error:
        with contextlib.suppress(ProtocolError):
            error.execution = fields.whole("execution")
        raise


def _request(fields: Fields) -> Request:
    match fields.text("do"):
        case "start":
            return _start(fields)
        case "stop":
            number = fields.whole("signal", signal.SIGTERM)
            if number not in signal.valid_signals():
                raise ProtocolError(f"there is no signal {number}")
            return Stop(fields.whole("execution"), number, fields.optional_seconds("grace"))
        case "kill":
            return Kill(fields.whole("execution"))
        case "freeze":
            return Freeze(fields.whole("execution"))
        case "thaw":
            return Thaw(fields.whole("execution"))
        case "quit":
            return Quit()
        case other:
            raise ProtocolError(f"there is no request {other!r}")


def decode_event(message: bytes) -> Event:
    """The event in a message. Raises ProtocolError."""
    fields = Fields.parse(message)
    kind, execution = fields.text("event"), fields.whole("execution")
    match kind:
        case "claimed":
            return Claimed(execution, fields.whole("pid"))
        case "refused":
            return Refused(execution, fields.text("why"))
        case "child":
            return ChildStarted(execution, fields.whole("pid"), fields.whole("starttime"))
        case "log":
            return LogGrew(execution, fields.whole("size"))
        case "exit":
            return Exited(execution, _outcome(fields))
        case other:
            raise ProtocolError(f"there is no event {other!r}")


def send_request(host_end: socket.socket, request: Request, spill_path: str) -> None:
    """Sends a request, by way of the file `spill_path` when it is too long for the socket.

    Raises BlockingIOError when the socket is non-blocking and full, BrokenPipeError or ConnectionResetError
    when the runner has gone, other OSErrors when the file cannot be written.
    """
    message = encode_request(request)
    if len(message) > INLINE_LIMIT:
        # It may hold secrets from the environment, so nobody else may read it.
        descriptor = os.open(spill_path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with open(descriptor, "wb") as file:
            file.write(message)
        message = b"@" + os.fsencode(spill_path)
    host_end.send(message)


def receive_request(message: bytes) -> Request:
    """The request behind a message as it came from the socket; its file, if it has one, is removed.

    Raises ProtocolError, also when the file cannot be read.
    """
    if not message.startswith(b"@"):
        return decode_request(message)
    path = os.fsdecode(message[1:])
    try:
        with open(path, "rb") as file:
            message = file.read()
        os.unlink(path)
    except OSError as error:
        raise ProtocolError(f"the request's file {path} cannot be read: {error.strerror}") from error
    return decode_request(message)


def receive_event(host_end: socket.socket) -> Event | None:
    """The next event from a runner; None when it has gone. Raises BlockingIOError, ProtocolError."""
    try:
        message = host_end.recv(EVENT_LIMIT)
    except ConnectionResetError:
        # It went with requests of ours unread.
        return None
    return decode_event(message) if message else None


def _dump(document: dict[str, object]) -> bytes:
    # ASCII with escapes: bytes that are not UTF-8 are lone surrogates, which only escapes carry through.
    return json.dumps(document, separators=(",", ":")).encode("ascii")


def _start(fields: Fields) -> Start:
    return Start(
        execution=fields.whole("execution"),
        ctl=fields.path("ctl"),
        log=fields.path("log"),
        argv=fields.texts("argv"),
        env=fields.mapping("env"),
        cwd=fields.path("cwd"),
        timeout=fields.optional_seconds("timeout"),
        grace=fields.seconds("grace", DEFAULT_GRACE),
        merged=fields.flag("merged"),
        limit=fields.whole("limit", DEFAULT_LIMIT),
        leftovers=Leftovers.LEAVE if fields.text("leftovers", "kill") == "leave" else Leftovers.KILL,
        output_path=fields.optional_path("output_path"),
        durable=fields.optional_path("durable"),
        linger=fields.seconds("linger", DEFAULT_LINGER),
        umask=fields.optional_whole("umask"),
    )


def _outcome(fields: Fields) -> Outcome:
    try:
        reason = Reason(fields.text("reason"))
    except ValueError as error:
        raise ProtocolError(f"there is no reason {fields.text('reason')!r}") from error
    code, t0, t1, cpu, maxrss = map(fields.whole, ("code", "t0", "t1", "cpu", "maxrss"))
    extra = (fields.whole(name, 0) for name in ("log_bytes", "dropped", "log_error", "frozen"))
    return Outcome(reason, code, t0, t1, cpu, maxrss, *extra, text=fields.text("text", ""))
