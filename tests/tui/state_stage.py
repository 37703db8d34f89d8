"""Puts a scene on the stage: the console in a state, driven until what must be said is to be seen."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from console.backends.base import Unreachable
from console.model import Action, Verb
from tui.harness import Driver, make_app
from tui.remote_samples import RemoteMemory

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

    from console.app import ConsoleApp
    from tui.memory_backend import MemoryBackend
    from tui.state_scenes import Scene


@dataclass
class Stage:
    """A scene with its backend and its app, before it is played."""

    scene: Scene
    app: ConsoleApp
    backend: MemoryBackend
    broken: bool
    """Whether the connection is down: then whoever waits for a next try waits for ever."""

    @classmethod
    def of(cls, scene: Scene, *, theme: str = "dark", ascii_only: bool = False) -> Stage:
        """Set the stage."""
        backend = scene.backend()
        beside: list[MemoryBackend] = []
        if scene.beside:
            beside = [RemoteMemory(clock=backend.clock)]
            beside[0].fault = Unreachable("https://scale.example/api: connection refused")
        if scene.held:
            backend.answer_after = asyncio.Event()

        async def sleep(_seconds: float) -> None:
            await (asyncio.Event().wait() if stage.broken else asyncio.sleep(0))

        app = make_app(
            backend, place=scene.place, beside=beside, theme=theme, ascii_only=ascii_only, sleep=sleep
        )
        stage = cls(scene, app, backend, broken=scene.beside or scene.fault is not None)
        return stage

    async def play(self, pilot: Pilot[int]) -> Driver:
        """Let everything happen that the scene is about, and wait for its sentence."""
        driver = Driver(self.app, pilot)
        await self._settle(driver)
        if self.scene.acted:
            await self.backend.act(Action(Verb.PAUSE, "4128", actor="bob", reason="the disk is full"))
            await self.backend.act(Action(Verb.SKIP, "4127", "load", actor="ada", reason="loaded by hand"))
            await self._settle(driver)
        if self.scene.cut == "before":
            await self._cut(driver)
        for key in self.scene.keys:
            self.backend.clock.advance(0.3)  # dialogs hear nothing in their first moment
            await pilot.press(key)
            await self._settle(driver)
        if self.scene.cut == "after":
            await self._cut(driver)
        await driver.until(lambda: self.scene.sees in driver.text or self.scene.sees in driver.words)
        return driver

    async def _cut(self, driver: Driver) -> None:
        self.broken = True
        self.backend.clock.advance(75)
        self.backend.cut()
        await driver.sees("connection lost")

    async def _settle(self, driver: Driver) -> None:
        """Until nothing is being read; where nothing is answered, until nothing is being done."""
        if self.scene.held or self.broken:
            await driver.pilot.pause()
        else:
            await driver.settle()


@asynccontextmanager
async def played(
    scene: Scene, size: tuple[int, int] = (80, 24), *, theme: str = "dark", ascii_only: bool = False
) -> AsyncIterator[Driver]:
    """The console in the scene, on a screen of this size."""
    stage = Stage.of(scene, theme=theme, ascii_only=ascii_only)
    async with stage.app.run_test(size=size) as pilot:
        yield await stage.play(pilot)
