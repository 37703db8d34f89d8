"""Starts the console on the backend in memory, and drives it without a sleep."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta, timezone
from pathlib import Path

from textual.pilot import Pilot

from console.app import ConsoleApp, ConsoleOptions
from console.client.contexts import Policy
from console.client.many import ManySession
from console.client.session import Session
from console.screens.base import ConsoleScreen
from console.screens.desk import Settings
from console.screens.places import JobsPlace, Place
from console.widgets.key_bar import KeyBar
from tui.memory_backend import MemoryBackend, MemoryContexts

ZONE = timezone(timedelta(hours=1))
DEADLINE = 60.0


async def never(_seconds: float) -> None:
    """A sleep for back-offs: lets others run, and that is all."""
    await asyncio.sleep(0)


def make_app(
    backend: MemoryBackend | None = None,
    *,
    policy: Policy | None = None,
    theme: str = "dark",
    themes: Path | None = None,
    place: Place | None = None,
    ascii_only: bool = False,
    keys: dict[str, str] | None = None,
    jobs_end: bool = False,
    sleep: Callable[[float], object] = never,
    beside: Sequence[MemoryBackend] = (),
    policies: Mapping[str, Policy] | None = None,
    views_file: Path | None = None,
    state_file: Path | None = None,
) -> ConsoleApp:
    """The console over ``backend``, with a clock that stands still.

    With those ``beside`` it opens on all of them in one list; ``policies`` are those of single contexts.
    """
    backend = backend or MemoryBackend()
    known = {each.context: each for each in (backend, *beside)}

    def open_session(name: str) -> Session:
        names = name.split(",")
        if len(names) > 1:
            members = [open_session(each) for each in names]
            return ManySession(members, clock=backend.clock, me=backend.me, sleep=sleep)  # pyright: ignore[reportArgumentType]
        other = known.get(name) or MemoryBackend(context=name, clock=backend.clock)
        own = (policies or {}).get(name, policy)
        return Session(other, policy=own, clock=backend.clock, me=backend.me, sleep=sleep)  # pyright: ignore[reportArgumentType]

    settings = Settings(
        theme=theme,
        themes_folder=themes,
        gap=0.0,
        ascii_only=ascii_only,
        keys=keys or {},
        jobs_end=jobs_end,
        views_file=views_file,
        state_file=state_file,
    )
    options = ConsoleOptions(",".join(known), settings, place or JobsPlace())
    return ConsoleApp(
        open_session(",".join(known)), MemoryContexts(open_session), options, clock=backend.clock
    )


@asynccontextmanager
async def running(app: ConsoleApp, size: tuple[int, int] = (160, 45)) -> AsyncIterator["Driver"]:
    """The app on a screen of ``size`` columns and rows, once it has read its first screen."""
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot)
        await driver.settle()
        yield driver


class Driver:
    """Presses keys and waits for what is to be seen, not for time."""

    def __init__(self, app: ConsoleApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot
        session = app.desk.session
        members = session.members.values() if isinstance(session, ManySession) else (session,)
        backend = next(iter(members)).backend
        assert isinstance(backend, MemoryBackend)
        self.backend = backend

    @property
    def screen(self) -> ConsoleScreen:
        screen = self.app.screen
        assert isinstance(screen, ConsoleScreen), screen
        return screen

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        await self.press(*("space" if character == " " else character for character in text))

    async def stand(self) -> None:
        """Let a dialog stand long enough to hear keys."""
        await self.settle()
        self.backend.clock.advance(0.3)

    async def settle(self) -> None:
        """Until every message is handled and every read has come back."""
        await self.pilot.pause()
        await self.until(lambda: not any(w.is_running and w.name != "watch" for w in self.app.workers))
        await self.pilot.pause()

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(DEADLINE):
            while not true():
                await self.pilot.pause()

    async def sees(self, text: str) -> None:
        """Until ``text`` stands on the screen."""
        try:
            await self.until(lambda: text in self.text)
        except TimeoutError:
            raise AssertionError(f"{text!r} is not on the screen:\n{self.text}") from None

    @property
    def text(self) -> str:
        """What is on the screen, line by line."""
        width, height = self.app.size
        lines = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in lines[:height])[
            : (width + 1) * height * 4
        ]

    @property
    def words(self) -> str:
        """The same without frames and line breaks: for sentences that are wrapped."""
        return " ".join(word for word in self.text.split() if word not in "│┃╭╮╰╯")

    @property
    def keys(self) -> str:
        return self.app.screen.query_one(KeyBar).text
