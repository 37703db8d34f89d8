"""The palette by keystrokes: it finds what can be done, says why not, and never acts."""

import asyncio

from console.app import ConsoleApp
from console.client.contexts import Policy
from console.model import JobPage
from console.screens.confirm import ConfirmScreen
from console.screens.job import JobScreen
from console.screens.jobs import JobsScreen
from console.screens.palette import PaletteScreen
from console.screens.palette_entries import reason_after
from console.screens.paused import PausedScreen
from console.screens.places import PausedPlace
from tui.harness import Driver, make_app, running
from tui.log_samples import HOSTILE_NAME, hostile
from tui.memory_backend import MemoryBackend


async def look_for(driver: Driver, text: str) -> None:
    await driver.press("ctrl+p")
    await driver.type(text)


def offered(app: ConsoleApp) -> list[str]:
    assert isinstance(app.screen, PaletteScreen)
    return [entry.name for entry in app.screen.entries.entries]


async def test_it_offers_the_actions_on_what_the_cursor_is_on_with_their_keys() -> None:
    async with running(make_app(), (80, 24)) as driver:
        await driver.press("ctrl+p")
        lines = [line.strip(" │▌") for line in driver.text.splitlines()]
        assert any(line.startswith("cancel job") and line.endswith(" x") for line in lines)
        assert any(line.startswith("restart load") and line.endswith(" r") for line in lines)


async def test_of_the_own_views_only_those_are_offered_that_there_are() -> None:
    async with running(make_app()) as driver:
        await driver.press("colon")
        await driver.type("view save bobs 7")
        await driver.press("enter")
        await look_for(driver, "your own view")
        assert [name for name in offered(driver.app) if name.startswith("your")] == ["your own view bobs"]


async def test_choosing_an_action_opens_its_confirmation_and_does_no_more() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend)) as driver:
        await look_for(driver, "cancel job")
        await driver.press("enter")
        assert isinstance(driver.app.screen, ConfirmScreen)
        await driver.press("escape")
    assert backend.acted == []


def test_a_reason_does_not_repeat_what_cannot_be_done() -> None:
    assert reason_after("restart load", "cannot restart load: it has not run yet") == "it has not run yet"
    assert reason_after("retry now load", "cannot retry-now load: it runs") == "it runs"
    assert reason_after("requeue job", "cannot requeue job 7: it is paused") == "it is paused"
    assert reason_after("skip", "no node of job 7: a reason") == "no node of job 7: a reason"


async def test_what_cannot_be_done_is_there_and_says_why_and_stays() -> None:
    backend = MemoryBackend()
    policy = Policy(read_only=True, read_only_reason="the context local is read-only")
    async with running(make_app(backend, policy=policy)) as driver:
        await look_for(driver, "cancel job")
        assert "cancel job: the context local is read-only" in driver.text
        await driver.press("enter")
        assert "not now: the context local is read-only" in driver.text
        assert isinstance(driver.app.screen, PaletteScreen)
        await driver.press("escape")
        assert isinstance(driver.screen, JobsScreen)
    assert backend.acted == []


async def test_it_goes_to_places_themes_and_contexts() -> None:
    async with running(make_app()) as driver:
        await look_for(driver, "paused inbox")
        await driver.press("enter")
        assert isinstance(driver.screen, PausedScreen)
        await look_for(driver, "theme light")
        await driver.press("enter")
        assert driver.app.theme == "light"
        await look_for(driver, "context scale")
        await driver.press("enter")
        await driver.until(lambda: driver.app.desk.session.context == "scale-prod")
        await look_for(driver, "context scale")
        assert "this is scale-prod already" in driver.text


async def test_it_finds_jobs_by_name_and_by_id_from_any_screen() -> None:
    async with running(make_app(place=PausedPlace())) as driver:
        await look_for(driver, "close boo")
        assert offered(driver.app) == ["job 4090 close books"]
        await driver.press("enter")
        assert isinstance(driver.screen, JobScreen)
        assert driver.screen.subject == "4090"
        await look_for(driver, "4126")
        assert [name for name in offered(driver.app) if name.startswith("job")] == [
            "job 4126 ingest us 2026-11-19"
        ]


async def test_another_letter_calls_a_search_for_jobs_off_and_so_does_leaving() -> None:
    backend = MemoryBackend()
    asked: list[str] = []
    answered: list[str] = []
    gate = asyncio.Event()
    jobs = backend.jobs

    async def slowly(query: str, cursor: str | None = None, limit: int = 100) -> JobPage:
        asked.append(query)
        await gate.wait()
        answered.append(query)
        return await jobs(query, cursor=cursor, limit=limit)

    async with running(make_app(backend)) as driver:
        await driver.press("ctrl+p")
        backend.jobs = slowly  # pyright: ignore[reportAttributeAccessIssue]
        for wanted in ("ing", "inge"):
            driver.app.screen.query_one("#wanted").value = wanted  # pyright: ignore[reportAttributeAccessIssue]
            await driver.until(lambda wanted=wanted: any(wanted in query for query in asked))
        await driver.pilot.press("escape")
        await driver.pilot.pause()
        gate.set()
        await driver.settle()
        assert isinstance(driver.screen, JobsScreen)
        assert [query for query in answered if "ing" in query] == []


async def test_a_jobs_name_cannot_drive_the_terminal_from_the_palette() -> None:
    backend = MemoryBackend([hostile()])
    async with running(make_app(backend)) as driver:
        await look_for(driver, "5001")
        assert HOSTILE_NAME not in driver.text
        assert "\x1b" not in driver.text
        assert "\u202e" not in driver.text


async def test_letters_of_actions_are_only_text_in_it() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend)) as driver:
        await look_for(driver, "xyqpcs:4")
        assert "nothing has this in it" in driver.text
        await driver.press("enter")
        assert isinstance(driver.app.screen, PaletteScreen)
    assert backend.acted == []
