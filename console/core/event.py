"""What can happen to a job besides a person's action: the facts an engine reports, and what it must do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from console.model import Action


class EndReason(StrEnum):
    """Why an execution ended, as its runner saw it."""

    EXIT = "exit"
    SIGNAL = "signal"
    TIMEOUT = "timeout"
    SPAWN_ERROR = "spawn-error"


@dataclass(frozen=True, slots=True)
class Begun:
    """The job was stored, or begun again: nodes without needs may start."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """The scheduler gave the node a slot: its execution is on record and about to start."""

    node: str


@dataclass(frozen=True, slots=True)
class Spawned:
    """The node's command runs."""

    node: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The node's command ended. ``code`` is the exit code or the signal's number, ``detail`` says more."""

    node: str
    reason: EndReason
    code: int = 0
    detail: str | None = None
    outputs: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class NeverStarted:
    """Recovery proved that nobody claimed the execution: the node may start again."""

    node: str


@dataclass(frozen=True, slots=True)
class Vanished:
    """The node's runner is gone without an exit record: the outcome is unknown."""

    node: str
    detail: str


@dataclass(frozen=True, slots=True)
class TimerFired:
    """The node's ``retry_at`` has come: a retry is due, or an approval has timed out."""

    node: str


Fact: TypeAlias = Begun | Claimed | Spawned | Ended | NeverStarted | Vanished | TimerFired
Event: TypeAlias = Fact | Action


@dataclass(frozen=True, slots=True)
class StopCommand:
    """Effect: tell the node's runner to end the command (TERM, its grace, KILL)."""

    node: str


Effect: TypeAlias = StopCommand
