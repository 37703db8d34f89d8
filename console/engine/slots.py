"""The slots: each has a runner, which owns one command at a time and outlives the engine.

A runner is started when its slot is first used, and replaced when it has died. What it says comes by its
socket; when the socket reads as closed, the control file tells what became of the execution.
"""

import asyncio
import os
import sys
from collections import deque
from dataclasses import dataclass, field
from typing import Final, Protocol

from console.engine.places import Places
from console.runner.fields import ProtocolError
from console.runner.protocol import Event, Exited, Refused, Request, Start, receive_event, send_request
from console.runner.spawn import SpawnedRunner, spawn_runner

_MOST_DEAF: Final = 3
"""Runners that end before they say a word until it is called an error, not bad luck."""


class Listener(Protocol):
    """Who hears what happens in the slots."""

    def runner_said(self, event: Event) -> None:
        """Hear an event of a runner. After an end or a refusal its slot is free already."""
        ...

    def runner_died(self, execution: int, *, stillborn: bool) -> None:
        """Hear that the runner of this execution is gone: its control file tells the rest.

        ``stillborn`` says that runners end before they say a word, again and again.
        """
        ...


@dataclass(slots=True)
class _Slot:
    runner: SpawnedRunner | None = None
    heard: bool = False
    """Whether the runner has ever said anything."""
    execution: int | None = None
    outbox: deque[tuple[Request, str]] = field(default_factory=deque[tuple[Request, str]])


class Slots:
    """A fixed number of slots."""

    def __init__(self, count: int, places: Places, listener: Listener) -> None:
        self._slots = [_Slot() for _ in range(count)]
        self._places = places
        self._listener = listener
        self._deaf = 0
        """Runners in a row that ended before they said a word."""

    @property
    def busy(self) -> int:
        """How many slots have an execution."""
        return sum(slot.execution is not None for slot in self._slots)

    def holds(self, execution: int) -> int | None:
        """Return the slot that has this execution, or None."""
        return next((n for n, slot in enumerate(self._slots) if slot.execution == execution), None)

    def take(self, execution: int) -> int | None:
        """Reserve a free slot, preferring one whose runner is there; None if none is free."""
        free = [number for number, slot in enumerate(self._slots) if slot.execution is None]
        if not free:
            return None
        number = next((n for n in free if self._slots[n].runner is not None), free[0])
        self._slots[number].execution = execution
        return number

    def release(self, number: int, execution: int) -> None:
        """Give a slot back that was reserved, where nothing was started after all."""
        if self._slots[number].execution == execution:
            self._slots[number].execution = None

    def start(self, number: int, request: Start) -> None:
        """Hand an execution to the runner of the slot that was reserved for it. Raises OSError."""
        slot = self._slots[number]
        if slot.runner is None:
            slot.runner = self._spawn(number)
        self._send(number, request)

    def tell(self, number: int, request: Request) -> None:
        """Send a request about the execution that the slot has; passed over when its runner is gone."""
        if self._slots[number].runner is not None:
            self._send(number, request)

    async def close(self) -> None:
        """Let the runners go: idle ones end, busy ones finish their command alone."""
        ending: list[int] = []
        for slot in self._slots:
            if slot.runner is None:
                continue
            self._unplug(slot.runner)
            if slot.execution is None:
                ending.append(slot.runner.pid)
            slot.runner = None
        for pid in ending:
            await asyncio.to_thread(_reap, pid)

    def _spawn(self, number: int) -> SpawnedRunner:
        runner = spawn_runner(sys.executable, str(self._places.run))
        self._slots[number].heard = False
        runner.socket.setblocking(False)
        asyncio.get_running_loop().add_reader(runner.socket.fileno(), self._hear, number)
        return runner

    def _send(self, number: int, request: Request) -> None:
        slot = self._slots[number]
        slot.outbox.append((request, self._places.spill(slot.execution or 0)))
        if len(slot.outbox) == 1:
            self._flush(number)

    def _flush_later(self, number: int) -> None:
        """Go on sending, now that the socket takes more."""
        try:
            self._flush(number)
        except OSError as error:
            slot = self._slots[number]
            execution, slot.execution = slot.execution, None
            if execution is not None:
                self._listener.runner_said(Refused(execution, f"it could not be told: {error.strerror}"))

    def _flush(self, number: int) -> None:
        slot = self._slots[number]
        runner = slot.runner
        if runner is None:
            return
        loop = asyncio.get_running_loop()
        while slot.outbox:
            try:
                send_request(runner.socket, *slot.outbox[0])
            except BlockingIOError:
                loop.add_writer(runner.socket.fileno(), self._flush_later, number)
                return
            except (BrokenPipeError, ConnectionResetError):
                break  # it is gone; the reader hears of it next
            except OSError:
                slot.outbox.popleft()  # not sent, and not to be sent with the next one
                raise
            slot.outbox.popleft()
        loop.remove_writer(runner.socket.fileno())

    def _hear(self, number: int) -> None:
        slot = self._slots[number]
        while slot.runner is not None:
            try:
                event = receive_event(slot.runner.socket)
            except BlockingIOError:
                return
            except ProtocolError:
                event = None  # not a runner of ours: as good as gone
            if event is None:
                self._lose(slot)
                return
            slot.heard, self._deaf = True, 0
            if isinstance(event, Exited | Refused):
                if slot.execution != event.execution and event.execution:
                    continue
                if isinstance(event, Refused) and not event.execution and slot.execution is not None:
                    event = event._replace(execution=slot.execution)
                slot.execution = None
            self._listener.runner_said(event)

    def _lose(self, slot: _Slot) -> None:
        runner, execution = slot.runner, slot.execution
        slot.runner, slot.execution = None, None
        slot.outbox.clear()
        if runner is not None:
            self._deaf += not slot.heard
            self._unplug(runner)
            asyncio.get_running_loop().run_in_executor(None, _reap, runner.pid)
        if execution is not None:
            self._listener.runner_died(execution, stillborn=self._deaf >= _MOST_DEAF)

    def _unplug(self, runner: SpawnedRunner) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(runner.socket.fileno())
        loop.remove_writer(runner.socket.fileno())
        runner.socket.close()


def _reap(pid: int) -> None:
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        return
