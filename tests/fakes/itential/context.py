"""A backend on the platform in memory, as a context would make it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from console.backends.itential import ItentialBackend
from console.core.clock import FixedClock
from console.model import Json
from fakes.itential.door import PASSWORD, USERNAME
from fakes.itential.server import NOW, FakeItential

URL = "https://iap.example"
SESSION: dict[str, Json] = {"username": USERNAME, "password": PASSWORD}


async def no_sleep(_seconds: float) -> None:
    """Wait for nothing: the platform in memory has done what it does."""


@asynccontextmanager
async def on(
    fake: FakeItential,
    *,
    now: datetime = NOW,
    blameless: bool = True,
    sleep: Callable[[float], Awaitable[None]] = no_sleep,
    **settings: Json,
) -> AsyncIterator[ItentialBackend]:
    """Give a backend on ``fake``, logged in by a session unless ``settings`` say otherwise.

    At the end the server must have nothing to complain of, unless it is told not to be ``blameless``.
    """
    told = {"url": URL, **(settings if settings.keys() & _WAYS else {**SESSION, **settings})}
    backend = ItentialBackend(
        "iap", told, transport=fake.transport(), clock=FixedClock(now), floor=0.01, sleep=sleep
    )
    try:
        yield backend
    finally:
        await backend.close()
    if blameless:
        assert (fake.offences, fake.ignored, fake.door.offences) == ([], [], [])


_WAYS = {"client_id", "token", "username", "api"}
