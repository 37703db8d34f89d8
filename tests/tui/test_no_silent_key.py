"""A key that means nothing where one is says so, and where it means something."""

import pytest

from console.keymap import KEYS, Group, Scope
from console.screens.elsewhere import told_elsewhere
from console.screens.places import ContextsPlace, JobsPlace, PausedPlace, Place
from tui.harness import make_app, running
from tui.memory_backend import MemoryBackend


@pytest.mark.parametrize(
    ("place", "key", "told"),
    [
        (JobsPlace("all"), "a", "a works in a job and a log, not here: every attempt, and their logs"),
        (JobsPlace("all"), "o", "o works in a job, not here: jobs that have to do with it"),
        (PausedPlace(), "v", "v works in the jobs list and a log, not here: begin a range"),
        (
            ContextsPlace(),
            "x",
            "x works in the jobs list, a job, a log and the paused inbox, not here: cancel the job",
        ),
    ],
    ids=["attempts", "related", "range", "cancel"],
)
async def test_a_key_of_another_screen_says_where_it_works(place: Place, key: str, told: str) -> None:
    async with running(make_app(place=place)) as driver:
        await driver.press(key)
        assert told in driver.words


async def test_what_is_typed_into_a_prompt_is_no_key() -> None:
    async with running(make_app()) as driver:
        await driver.press("slash", "a", "o")
        assert "works in" not in driver.text
        assert driver.screen.prompt.box.value == "ao"


@pytest.mark.parametrize(
    "scope", [Scope.JOBS, Scope.JOB, Scope.LOGS, Scope.PAUSED, Scope.AUDIT, Scope.CONTEXTS]
)
def test_every_key_of_the_table_is_bound_on_a_screen_or_told_of(scope: Scope) -> None:
    for key in KEYS:
        if key.group is Group.DIALOG or scope in key.scopes or Scope.EVERYWHERE in key.scopes:
            continue
        for name in key.keys:
            told = told_elsewhere(name, {scope}, KEYS)
            others = [each for each in KEYS if name in each.keys and each is not key]
            assert told or others or key.scopes & {Scope.LIST, Scope.TEXT, Scope.GRAPH}, (key.id, name)


OF_A_ROW = (
    "enter",
    "l",
    "i",
    "A",
    "H",
    "b",
    "space",
    "v",
    "asterisk",
    "apostrophe",
    "p",
    "c",
    "s",
    "r",
    "x",
    "m",
)


@pytest.mark.parametrize("place", [JobsPlace("all"), PausedPlace()], ids=["jobs", "paused"])
async def test_without_a_row_the_keys_of_a_row_say_that_there_is_none(place: Place) -> None:
    silent: list[str] = []
    async with running(make_app(MemoryBackend([]), place=place)) as driver:
        for key in (each for each in OF_A_ROW if each != "space" or isinstance(place, JobsPlace)):
            driver.screen.status_line.clear()
            before = driver.text
            await driver.press(key)
            if driver.text == before:
                silent.append(key)
            await driver.stand()
            await driver.press("escape")
            if driver.screen.made_for != place:
                driver.app.go(place)
                await driver.settle()
    assert not silent
