"""A real slot runner to test with: `slot`, and `new_slot` for more than one."""

from __future__ import annotations

import itertools
import os
import select
import signal
import sys
import time
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import pytest

from console.runner import control, identity, protocol, spawn
from console.runner.logfile import HEADER, MAGIC, TOLD, TRAILER, WITHIN, Stream
from console.runner.protocol import ChildStarted, Claimed, Event, Exited, LogGrew, Refused, Request, Start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from console.runner.lines import ControlRecord
    from console.runner.outcome import Outcome

E = TypeVar("E", bound=Event)
PATIENCE = 30.0
"""Seconds after which a test gives up waiting: never reached when all is well."""


class Record(NamedTuple):
    stream: Stream
    time: int
    payload: bytes


class Slot:
    """The host's side of one runner, with the files of its executions in a folder."""

    numbers = itertools.count(1)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket, self.pid = spawn.spawn_runner(sys.executable, str(folder))
        self.socket.settimeout(PATIENCE)
        self.identity = identity.ProcessIdentity(identity.boot_id(), self.pid, identity.starttime(self.pid))
        self.pidfd = os.pidfd_open(self.pid)
        self.events: list[Event] = []

    def path(self, execution: int, suffix: str) -> str:
        return str(self.folder / f"{execution}.{suffix}")

    def request(self, *argv: str, **options: object) -> Start:
        execution = next(self.numbers)
        plain = Start(
            execution,
            self.path(execution, "ctl"),
            self.path(execution, "log"),
            argv,
            {"PATH": os.environ["PATH"], "DIR": str(self.folder)},
            str(self.folder),
        )
        return plain._replace(**options)

    def send(self, request: Request) -> None:
        protocol.send_request(self.socket, request, str(self.folder / "request"))

    def begin(self, *argv: str, **options: object) -> int:
        """Starts a command; gives its execution once it is claimed."""
        request = self.request(*argv, **options)
        self.send(request)
        self.wait(Claimed, request.execution)
        return request.execution

    def shell(self, script: str, **options: object) -> int:
        return self.begin("sh", "-c", script, **options)

    def wait(self, kind: type[E], execution: int) -> E:
        """The next event of that kind and execution; fails at once when it can no longer come."""
        while True:
            event = self.next_event()
            assert event is not None, f"the runner has gone: {self.complaints()}"
            if event.execution == execution:
                if isinstance(event, kind):
                    return event
                assert not isinstance(event, Exited | Refused), event

    def next_event(self) -> Event | None:
        event = protocol.receive_event(self.socket)
        if event is not None:
            self.events.append(event)
        return event

    def runs_on_for(self, seconds: float) -> bool:
        """Whether no execution ends within that time."""
        deadline = time.monotonic() + seconds
        while select.select([self.socket], [], [], max(0.0, deadline - time.monotonic()))[0]:
            if not isinstance(self.next_event(), Claimed | ChildStarted | LogGrew):
                return False
        return True

    def outcome(self, execution: int) -> Outcome:
        return self.wait(Exited, execution).outcome

    def run(self, *argv: str, **options: object) -> Outcome:
        return self.outcome(self.begin(*argv, **options))

    def run_shell(self, script: str, **options: object) -> Outcome:
        return self.outcome(self.shell(script, **options))

    def wait_output(self, execution: int, text: bytes) -> None:
        while text not in self.output(execution):
            self.wait(LogGrew, execution)

    def records(self, execution: int) -> list[Record]:
        """The whole records of a log. It fails on anything that the format does not allow, but a cut end."""
        path = self.path(execution, "log")
        content = b""
        if os.path.exists(path):
            with open(path, "rb") as file:
                content = file.read()
        found: list[Record] = []
        within: set[int] = set()
        at = 0
        while len(content) - at >= HEADER.size:
            magic, stream, flags, length, time_us = HEADER.unpack_from(content, at)
            assert (magic, flags) == (MAGIC, TOLD | WITHIN if stream in within else TOLD)
            end = at + HEADER.size + length + TRAILER.size
            if end > len(content):
                break
            assert TRAILER.unpack_from(content, end - TRAILER.size) == (end - at,)
            found.append(Record(Stream(stream), time_us, content[at + HEADER.size : end - TRAILER.size]))
            (within.discard if found[-1].payload.endswith(b"\n") else within.add)(stream)
            at = end
        return found

    def output(self, execution: int, stream: Stream | None = None) -> bytes:
        records = self.records(execution)
        return b"".join(r.payload for r in records if stream is None or r.stream is stream)

    def wait_child(self, execution: int) -> int:
        """The command's pid, from its control file."""
        child = self.control(execution)[1].child
        assert child is not None
        return child.pid

    def control(self, execution: int) -> tuple[control.Lock, ControlRecord]:
        return control.read(self.path(execution, "ctl"))

    def complaints(self) -> str:
        return (self.folder / "runner.err").read_text()

    def gone(self) -> bool:
        """Waits for the runner's end."""
        return has_ended(self.pidfd)

    def close(self) -> None:
        self.socket.close()
        ended = has_ended(self.pidfd, 5.0)
        if not ended:
            identity.send_signal(self.pidfd, signal.SIGUSR1)  # a failed test left its command waiting
        os.waitpid(self.pid, 0)
        os.close(self.pidfd)
        assert ended, "the runner outlived its host without a command"


def has_ended(pidfd: int, patience: float = PATIENCE) -> bool:
    """Whether a process ends within that time."""
    return bool(select.select([pidfd], [], [], patience)[0])


@pytest.fixture
def new_slot(tmp_path: Path) -> Iterator[Callable[[], Slot]]:
    slots: list[Slot] = []

    def new() -> Slot:
        slots.append(Slot(tmp_path))
        return slots[-1]

    yield new
    for slot in slots:
        slot.close()
    # A traceback, or "Bad file descriptor" from a wake-up pipe, fails whatever test it came in.
    assert all(slot.complaints() == "" for slot in slots)


@pytest.fixture
def slot(new_slot: Callable[[], Slot]) -> Slot:
    return new_slot()


class Gate:
    """A place where a command waits for the test, once: `read x < GATE`."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.path = str(path)

    def open(self) -> None:
        """Lets one command through; waits until it has come."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                descriptor = os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
                break
            except OSError:
                assert time.monotonic() < deadline, "no command came to the gate"
                select.select([], [], [], 0.005)
        os.write(descriptor, b"go\n")
        os.close(descriptor)


@pytest.fixture
def new_gate(tmp_path: Path) -> Callable[[str], Gate]:
    return lambda name: Gate(tmp_path / name)


@pytest.fixture
def gate(new_gate: Callable[[str], Gate]) -> Gate:
    return new_gate("gate")


class Process(NamedTuple):
    """A process that a command started, held by a pidfd."""

    pid: int
    pidfd: int

    def ends(self) -> bool:
        return has_ended(self.pidfd)

    def lives(self) -> bool:
        return not has_ended(self.pidfd, 0)

    def is_reaped(self) -> bool:
        """Whether its parent takes it out of the process table; waits for that a while."""
        deadline = time.monotonic() + 5.0
        while os.path.exists(f"/proc/{self.pid}"):
            if time.monotonic() > deadline:
                return False
            select.select([], [], [], 0.005)
        return True

    def parent(self) -> int:
        with open(f"/proc/{self.pid}/stat", "rb") as file:
            return int(file.read().rsplit(b")", 1)[1].split()[1])

    def becomes(self, state: str) -> None:
        """Waits for a state of the process, as /proc tells it."""
        deadline = time.monotonic() + PATIENCE
        while self.state() != state:
            assert time.monotonic() < deadline, self.state()
            select.select([], [], [], 0.005)

    def state(self) -> str:
        with open(f"/proc/{self.pid}/stat", "rb") as file:
            return file.read().rsplit(b")", 1)[1].split()[0].decode()


@pytest.fixture
def hold() -> Iterator[Callable[[int], Process]]:
    """Holds a process by its pid, and ends it after the test."""
    held: list[Process] = []

    def take(pid: int) -> Process:
        held.append(Process(pid, os.pidfd_open(pid)))
        return held[-1]

    yield take
    for process in held:
        identity.send_signal(process.pidfd, 9)
        os.close(process.pidfd)
