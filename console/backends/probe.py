"""What works between us and a server, step by step: each is asked once, and the first that fails ends it.

The steps are data; who carries them out are `probe_network` (name, TCP, TLS), `probe_socket` and
`probe_backend` (credentials and everything after).
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from console.backends.base import BackendError, Forbidden, Unreachable
from console.config.errors import ConfigError

PATIENCE: Final = 60.0
"""Seconds that one step may take, whatever the backend behind it thinks of time."""


class StepName(StrEnum):
    """The steps in their order; the value is what a person reads."""

    SOCKET = "socket"
    NAME = "name"
    TCP = "TCP"
    TLS = "TLS"
    CREDENTIALS = "credentials"
    WHO = "who am I"
    READ = "may I read"
    ACT = "may I act"
    CLOCK = "clock"
    VERSION = "version"
    VERBS = "verbs"


class StepState(StrEnum):
    """How a step came out; the value is what a person reads."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "FAILED"
    UNKNOWN = "not known"
    SKIPPED = "not tried"


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found, if it did not fail. ``timed``: how long it took says something."""

    state: StepState
    said: str
    advice: str = ""
    timed: bool = True


Check: TypeAlias = Callable[[], Awaitable[Found]]
"""Looks at one thing. Raises BackendError or ConfigError where it does not work."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step as it came out. ``error`` is set where it failed; the time is None where it says nothing."""

    name: StepName
    state: StepState
    said: str = ""
    milliseconds: int | None = None
    advice: str = ""
    error: BackendError | ConfigError | None = None


async def walk(
    checks: Sequence[tuple[StepName, Check]], *, patience: float = PATIENCE
) -> AsyncIterator[Step]:
    """Yield the steps as they end. What comes after one that failed is not tried."""
    failed = False
    for name, check in checks:
        if failed:
            yield Step(name, StepState.SKIPPED)
            continue
        step = await _taken(name, check, patience)
        failed = step.state is StepState.FAILED
        yield step


async def _taken(name: StepName, check: Check, patience: float) -> Step:
    started = time.monotonic()
    try:
        async with asyncio.timeout(patience):
            found = await check()
    except (BackendError, ConfigError) as error:
        return _failed(name, error, started)
    except TimeoutError:
        return _failed(name, Unreachable(f"nothing came back for {patience:.0f} s"), started)
    return Step(name, found.state, found.said, _since(started) if found.timed else None, found.advice)


def _failed(name: StepName, error: BackendError | ConfigError, started: float) -> Step:
    return Step(
        name, StepState.FAILED, str(error), _since(started), error.advice or _advice_for(error), error
    )


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


def _advice_for(error: BackendError | ConfigError) -> str:
    """Return what to do about an error that does not say it itself."""
    if isinstance(error, Forbidden):
        return "see whether these credentials are still valid, and whose they are"
    if isinstance(error, Unreachable):
        return "try again; if it stays so, ask who runs the server"
    return "" if isinstance(error, ConfigError) else "see whether the url is that of the API"
