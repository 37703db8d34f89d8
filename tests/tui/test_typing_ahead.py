"""Keys that arrive in one packet mean what they would mean one by one."""

from __future__ import annotations

import asyncio

import pytest
from textual import events

from console.screens.job import JobScreen
from console.screens.jobs import JobsScreen
from console.screens.logs import LogsScreen
from console.screens.places import JobPlace, JobsPlace, LogsPlace, Place
from tui.harness import Driver, make_app, running
from tui.memory_backend import MemoryBackend


def at_once(driver: Driver, *keys: tuple[str, str]) -> None:
    """Let keys arrive without a pause between them."""
    for key, character in keys:
        driver.app.post_message(events.Key(key, character))


async def test_what_is_typed_after_the_prompt_key_is_typed_into_the_prompt() -> None:
    async with running(make_app(place=LogsPlace("4127", "load"))) as driver:
        at_once(driver, ("slash", "/"), ("4", "4"), ("q", "q"), ("x", "x"))
        await driver.settle()
        assert isinstance(driver.screen, LogsScreen)
        assert driver.screen.prompt.box.value == "4qx"


async def test_a_key_after_one_that_leads_elsewhere_is_heard_there() -> None:
    async with running(make_app()) as driver:
        at_once(driver, ("enter", "\r"), ("j", "j"), ("q", "q"), ("4", "4"))
        await driver.settle()
        assert isinstance(driver.screen, JobsScreen)
        assert "jobs › all" in driver.text


async def test_an_action_and_its_yes_in_one_packet_do_nothing() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend)) as driver:
        at_once(driver, ("x", "x"), ("y", "y"))
        await driver.settle()
        assert backend.acted == []


async def test_escape_and_a_key_in_one_packet_are_two_keys() -> None:
    async with running(make_app()) as driver:
        await driver.press("enter")
        assert isinstance(driver.screen, JobScreen)
        at_once(driver, ("alt+4", "4"))
        await driver.settle()
        assert isinstance(driver.screen, JobsScreen)
        assert "jobs › all" in driver.text


async def test_many_keys_are_all_heard_and_in_order() -> None:
    async with running(make_app()) as driver:
        await driver.press("slash")
        at_once(driver, *((character, character) for character in "abcdefghijklmnopqrstuvwxyz"))
        await driver.settle()
        await driver.until(lambda: driver.screen.prompt.box.value == "abcdefghijklmnopqrstuvwxyz")


@pytest.mark.parametrize(
    ("place", "key"), [(JobPlace("4127"), "o"), (JobsPlace("all", "id:4127"), "x")], ids=["choices", "dialog"]
)
async def test_what_was_read_too_late_opens_over_nothing_that_one_has_gone_to(place: Place, key: str) -> None:
    """It would take the keys that are meant for what is in front."""
    backend = MemoryBackend()
    async with running(make_app(backend, place=place)) as driver:
        late = backend.answer_after = asyncio.Event()
        await driver.pilot.press(key, "question_mark")
        await driver.sees("help › job")
        backend.answer_after = None
        late.set()
        await driver.settle()

        assert "help › job" in driver.text
        assert not driver.app.screen.is_modal
