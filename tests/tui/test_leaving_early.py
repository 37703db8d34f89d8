"""A screen may be left at any moment: while it is laid out, while it reads, while it is taken apart."""

from __future__ import annotations

import asyncio

import pytest

from console.screens.confirm import ConfirmScreen
from console.screens.places import (
    AuditPlace,
    ContextsPlace,
    FormPlace,
    HelpPlace,
    JobPlace,
    LogsPlace,
    PausedPlace,
    Place,
    StartPlace,
)
from tui.harness import make_app, running

TURNS = 24
"""Turns of the event loop after which a screen of this backend, which answers at once, is whole."""

PLACES = (
    JobPlace("4127"),
    LogsPlace("4127", "load"),
    PausedPlace(),
    AuditPlace(),
    ContextsPlace(),
    StartPlace(),
    FormPlace("nightly-ingest"),
    HelpPlace(),
)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: type(place).__name__)
async def test_a_screen_that_is_left_while_it_opens_ends_nothing(place: Place) -> None:
    async with running(make_app(), size=(80, 24)) as driver:
        for turns in range(TURNS):
            driver.app.show(place)
            for _ in range(turns):
                await asyncio.sleep(0)
            driver.app.pop_screen()
        await driver.settle()

        assert "restart load" in driver.text


async def test_a_dialog_that_is_left_while_it_opens_ends_nothing() -> None:
    async with running(make_app(), size=(80, 24)) as driver:
        for turns in range(TURNS):
            driver.screen.action_act("cancel")
            while not isinstance(dialog := driver.app.screen, ConfirmScreen):
                await asyncio.sleep(0)
            for _ in range(turns):
                await asyncio.sleep(0)
            dialog.dismiss(None)
            await driver.settle()

        assert "restart load" in driver.text
