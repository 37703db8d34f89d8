"""The story on AOM by keystrokes: find the failed one, read why, act, see the effect."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fakes.aom_desk import Desk

from console.app import ConsoleApp, ConsoleOptions
from console.client.session import Session
from console.screens.confirm import ConfirmScreen
from console.screens.desk import Settings
from console.screens.places import JobsPlace, PausedPlace, Place
from tui.harness import Driver, never
from tui.memory_backend import MemoryContexts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot


class AomDriver(Driver):
    """Drives the console over a project of AOM instead of jobs in memory."""

    def __init__(self, app: ConsoleApp, pilot: Pilot[int], desk: Desk) -> None:
        self.app = app
        self.pilot = pilot
        self.desk = desk

    async def confirm(self, *keys: str) -> None:
        """Press a key, wait for its dialog, let it stand, and say yes."""
        await self.press(*keys)
        await self.until(lambda: isinstance(self.app.screen, ConfirmScreen))
        await self.settle()
        self.desk.clock.advance(0.4)
        await self.press("y")


@asynccontextmanager
async def console_on(desk: Desk, place: Place) -> AsyncIterator[AomDriver]:
    def open_session(_name: str) -> Session:
        return Session(desk.backend, clock=desk.clock, me="ann", sleep=never)

    options = ConsoleOptions("aom", Settings(gap=0.0), place)
    app = ConsoleApp(open_session("aom"), MemoryContexts(open_session), options, clock=desk.clock)
    async with app.run_test(size=(160, 45)) as pilot:
        driver = AomDriver(app, pilot, desk)
        await driver.settle()
        yield driver


async def test_a_failed_node_is_found_read_restarted_and_seen_to_succeed() -> None:
    desk = Desk()
    desk.start("good")
    desk.start("broken")
    async with console_on(desk, JobsPlace()) as driver:
        await driver.sees("broken:ex-1")
        await driver.press("enter")
        await driver.sees("✖ bad")
        await driver.sees('"error_msg": "bad broke"')

        await driver.confirm("r")

        await driver.sees("AOM took the restart of task bad; it is success now")
        await driver.sees("✔ b ")
    assert [target.rpartition("/")[2] for _, target in desk.server.changes()] == [
        "operation?action=restart&node_id=bad"
    ]


async def test_a_pause_point_is_continued_from_the_inbox() -> None:
    desk = Desk()
    desk.start("gated")
    async with console_on(desk, PausedPlace()) as driver:
        await driver.sees("what gate is for")
        await driver.confirm("c")
        await driver.sees("Nothing waits for a person.")
    assert desk.server.find("gated", "ex-1").status == "success"


async def test_a_key_that_aom_cannot_honour_says_why_and_sends_nothing() -> None:
    desk = Desk()
    desk.start("gated")
    async with console_on(desk, JobsPlace()) as driver:
        await driver.sees("gated:ex-1")
        await driver.press("p")
        await driver.sees("AOM pauses an execution only by itself")
        await driver.press("enter")
        await driver.sees("‖ gate")
        await driver.press("r")
        await driver.sees("it is pausing, and AOM does this to failed nodes only")
    assert desk.server.changes() == []
