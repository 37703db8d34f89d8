"""The console over a backend of a remote API, on a stand-in of its server: what the stories share."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from console.app import ConsoleApp, ConsoleOptions
from console.client.session import Session
from console.screens.confirm import ConfirmScreen
from console.screens.desk import Settings
from console.screens.places import JobsPlace, Place
from tui.harness import Driver, never
from tui.memory_backend import MemoryContexts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

    from console.backends.base import Backend
    from console.core.clock import FixedClock


class RemoteDriver(Driver):
    """Drives a console that is not on the backend in memory."""

    def __init__(self, app: ConsoleApp, pilot: Pilot[int], clock: FixedClock) -> None:
        self.app = app
        self.pilot = pilot
        self.clock = clock

    async def stand(self) -> None:
        """Let a dialog stand long enough to hear keys."""
        await self.settle()
        self.clock.advance(0.4)

    async def asks(self, *keys: str) -> None:
        """Press keys, and wait for the dialog that they open."""
        await self.press(*keys)
        await self.until(lambda: isinstance(self.app.screen, ConfirmScreen))
        await self.stand()

    async def confirm(self, *keys: str) -> None:
        """Press keys, wait for their dialog, let it stand, and say yes."""
        await self.asks(*keys)
        await self.press("y")


def app_on(backend: Backend, clock: FixedClock, place: Place | None = None) -> ConsoleApp:
    """Return the console over ``backend``, in a context of its name."""

    def open_session(_name: str) -> Session:
        return Session(backend, clock=clock, me="ann", sleep=never)

    context = backend.context
    options = ConsoleOptions(context, Settings(theme="dark", gap=0.0), place or JobsPlace())
    return ConsoleApp(open_session(context), MemoryContexts(open_session), options, clock=clock)


@asynccontextmanager
async def console_on(
    backend: Backend, clock: FixedClock, place: Place | None = None, *, size: tuple[int, int] = (160, 45)
) -> AsyncIterator[RemoteDriver]:
    """The console over ``backend``, once it has read its first screen. The backend is closed after it."""
    app = app_on(backend, clock, place)
    async with app.run_test(size=size) as pilot:
        driver = RemoteDriver(app, pilot, clock)
        await driver.settle()
        yield driver
    await backend.close()
