"""The story on AOM by keystrokes: find the failed one, read why, act, see the effect."""

from __future__ import annotations

from fakes.aom_desk import Desk

from console.screens.places import PausedPlace
from tui.remote_console import console_on


async def test_a_failed_node_is_found_read_restarted_and_seen_to_succeed() -> None:
    desk = Desk()
    desk.start("good")
    desk.start("broken")
    async with console_on(desk.backend, desk.clock) as driver:
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
    async with console_on(desk.backend, desk.clock, PausedPlace()) as driver:
        await driver.sees("what gate is for")
        await driver.confirm("c")
        await driver.sees("Nothing waits for a person.")
    assert desk.server.find("gated", "ex-1").status == "success"


async def test_a_key_that_aom_cannot_honour_says_why_and_sends_nothing() -> None:
    desk = Desk()
    desk.start("gated")
    async with console_on(desk.backend, desk.clock) as driver:
        await driver.sees("gated:ex-1")
        await driver.press("p")
        await driver.sees("AOM pauses an execution only by itself")
        await driver.press("enter")
        await driver.sees("‖ gate")
        await driver.press("r")
        await driver.sees("it is pausing, and AOM does this to failed nodes only")
    assert desk.server.changes() == []
