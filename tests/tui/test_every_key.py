"""Every pane of every screen: no key is bound twice, none is forbidden, each is of the one table."""

from typing import Any

import pytest
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Input

from console.key_rules import FORBIDDEN, HARMLESS
from console.keymap import KEYS, Group
from console.keymaps import keymap_names, load_keymap
from console.screens.described import DescribedScreen
from console.screens.places import (
    SCREENS,
    AuditPlace,
    ContextsPlace,
    FilePlace,
    FormPlace,
    HelpPlace,
    JobLogPlace,
    JobPlace,
    JobsPlace,
    LogsPlace,
    PausedPlace,
    Place,
    StartPlace,
)
from console.screens.text import TextScreen
from tui.harness import Driver, make_app, running

PLACES: tuple[Place, ...] = (
    JobsPlace("all"),
    JobPlace("4127"),
    LogsPlace("4127", "load", 3),
    JobLogPlace("4127"),
    PausedPlace(),
    StartPlace(),
    FormPlace("nightly-ingest"),
    FilePlace("flows/broken.yaml"),
    ContextsPlace(),
    AuditPlace(),
    HelpPlace(),
)
SMALL = frozenset({"enter", "space", "left", "right", "up", "down"})
TABLE = {key.id: key for key in KEYS}


def bound(driver: Driver) -> list[tuple[str, Binding]]:
    """Every key with its binding, from the pane that has the focus up to the app."""
    return [
        (key, each)
        for _, bindings in driver.app.screen._modal_binding_chain
        for key, found in bindings.key_to_bindings.items()
        for each in found
    ]


def check(driver: Driver) -> None:
    meanings: dict[str, str] = {}
    for key, binding in bound(driver):
        assert key not in FORBIDDEN, binding
        assert not key.startswith("alt+"), binding
        if not binding.id:  # a button's or a choice's own: enter, space, arrows; and scrolling
            assert key in SMALL or binding.action.startswith(("scroll_", "page_")), (key, binding)
            continue
        assert binding.id in TABLE, binding
        assert key not in HARMLESS or TABLE[binding.id].group is Group.MOVE
        assert meanings.setdefault(key, binding.id) == binding.id, key


def test_every_screen_is_built() -> None:
    assert {type(place) for place in PLACES} == set(SCREENS)


@pytest.mark.parametrize("keymap", keymap_names())
@pytest.mark.parametrize("place", PLACES, ids=lambda place: type(place).__name__)
async def test_no_key_of_any_pane_has_two_meanings(place: Place, keymap: str) -> None:
    async with running(make_app(place=place, keys=load_keymap(keymap))) as driver:
        panes = [pane for pane in driver.screen.focus_chain if not isinstance(pane, Input)]
        if not panes:  # a screen that has nothing to show yet
            check(driver)
        for pane in panes:
            driver.screen.set_focus(pane)
            await driver.settle()
            check(driver)


@pytest.mark.parametrize(("key", "over"), [("i", TextScreen), ("d", DescribedScreen)])
async def test_no_key_of_a_text_that_is_laid_over_has_two_meanings(key: str, over: type[Screen[Any]]) -> None:
    async with running(make_app(place=JobPlace("4127"))) as driver:
        await driver.press(key)
        assert isinstance(driver.screen, over)
        check(driver)


@pytest.mark.parametrize("keys", [["x"], ["m"], ["Y"], ["a"], ["ctrl+p"]], ids=lambda keys: keys[0])
async def test_what_is_laid_over_hears_its_own_keys_and_no_other(keys: list[str]) -> None:
    async with running(make_app(place=JobPlace("4127", "load"))) as driver:
        await driver.press(*keys)
        heard = {binding.id for _, binding in bound(driver) if binding.id}
        own = {"dialog", "pick", "palette", "move"}
        assert {id_.partition(".")[0] for id_ in heard} <= own, heard
