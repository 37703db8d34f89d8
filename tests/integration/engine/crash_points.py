"""Places where an engine dies when it first comes there, as by kill -9: for `engine_host_process.py`."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from console.engine.finish import Finish
from console.engine.machine import Machine
from console.engine.slots import Slots
from console.engine.writer import Writer


def arm(point: str) -> None:
    """Make this process die at a point of `POINTS`."""
    POINTS[point]()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _before(owner: type, name: str) -> None:
    setattr(owner, name, lambda *_, **__: _die())


def _after(owner: type, name: str, then: Callable[[Any], None] = lambda _: None) -> None:
    call = getattr(owner, name)

    def called(self: object, *arguments: object, **options: object) -> None:
        call(self, *arguments, **options)
        then(self)
        _die()

    setattr(owner, name, called)


def _at_commit(table: str, *, after: bool) -> None:
    """Die before or after the first commit of changes that name this table."""
    write = Writer._write

    def written(self: Writer, group: list[Any]) -> object:
        named = any(table in statement.sql for change in group for statement in change.statements)
        if named and not after:
            _die()
        error = write(self, group)
        if named:
            _die()
        return error

    Writer._write = written  # type: ignore[method-assign,assignment]


def _hold_back_runner(slots: Any) -> None:
    """Stop the runner, which has only just begun, and so comes late to what it was told."""
    for slot in slots._slots:
        if slot.runner is not None:
            os.kill(slot.runner.pid, signal.SIGSTOP)


POINTS: dict[str, Callable[[], None]] = {
    "before the claim is on the disk": lambda: _at_commit("INSERT INTO execution", after=False),
    "with the claim on the disk": lambda: _at_commit("INSERT INTO execution", after=True),
    "before a runner is told": lambda: _before(Machine, "_launch"),
    "as soon as a runner is told": lambda: _after(Slots, "start"),
    "with a runner that comes late": lambda: _after(Slots, "start", _hold_back_runner),
    "when the runner tells of the end": lambda: _before(Finish, "ended"),
    "before the end is on the disk": lambda: _at_commit("UPDATE execution", after=False),
    "with the end on the disk": lambda: _before(Finish, "_remove"),
}
"""What can happen between the decision to run a command and the last trace of it."""
