"""The paused inbox: what waits, what it asks, the log that led there, and deciding it on the spot."""

from console.backends.base import Forbidden
from console.model import Action, LogRef, LogWindow, NodeStatus, Verb
from console.screens.confirm import ConfirmScreen
from console.screens.paused import PausedScreen
from console.screens.places import PausedPlace
from tui.harness import Driver, make_app, running
from tui.memory_backend import MemoryBackend
from tui.samples import chatty


def _ids(driver: Driver) -> list[str | None]:
    assert isinstance(driver.screen, PausedScreen)
    return list(driver.screen.table.row_ids())


async def test_it_has_a_row_for_each_decision_the_oldest_first() -> None:
    async with running(make_app(place=PausedPlace())) as driver:
        assert _ids(driver) == ["4090/approve", "4126/fetch", "4119/drain-1", "4127/load"]
        assert "paused › 4 waiting" in driver.text


async def test_it_tells_what_is_asked_what_continuing_starts_and_the_log_that_led_there() -> None:
    async with running(make_app(place=PausedPlace()), size=(120, 36)) as driver:
        await driver.press("j", "j")

        assert "check the error budget" in driver.text
        assert "starts drain-1, restart-1, drain-2" in driver.text
        assert "c continue, s skip" in driver.text
        assert "warn, execution 1: its end" in driver.text
        assert "connecting to db-3 for warn" in driver.text
        assert "err psql:load.sql:12" in driver.text


async def test_a_failure_shows_its_own_log() -> None:
    async with running(make_app(place=PausedPlace())) as driver:
        await driver.press("G")

        assert "load, execution 3: its end" in driver.text
        assert "\x1b" not in driver.text


async def test_a_decision_is_made_here_and_leaves_the_inbox() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=PausedPlace())) as driver:
        await driver.press("j", "j", "c")
        await driver.until(lambda: isinstance(driver.app.screen, ConfirmScreen))
        await driver.stand()
        await driver.press("y")
        await driver.until(lambda: "4119/drain-1" not in _ids(driver))

        assert (backend.acted[0].verb, backend.acted[0].node) == (Verb.CONTINUE, "drain-1")
        assert backend.details["4119"].nodes["drain-1"].status is NodeStatus.READY


async def test_what_somebody_else_decides_leaves_the_inbox_and_the_cursor_stays_on_its_own() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=PausedPlace())) as driver:
        await driver.press("G")
        backend.happen("4126", Action(Verb.CANCEL, "4126", actor="bob"))
        await driver.until(lambda: len(_ids(driver)) == 3)

        assert driver.screen.table.selection.cursor == "4127/load"  # pyright: ignore[reportAttributeAccessIssue]
        assert "restart load" in driver.keys


async def test_a_filter_narrows_it_as_it_is_typed_and_escape_takes_it_away() -> None:
    async with running(make_app(place=PausedPlace())) as driver:
        await driver.press("slash")
        await driver.type("ingest")
        assert _ids(driver) == ["4126/fetch", "4127/load"]
        await driver.press("enter", "escape")
        assert len(_ids(driver)) == 4


async def test_an_empty_inbox_says_so() -> None:
    async with running(make_app(MemoryBackend([chatty()]), place=PausedPlace())) as driver:
        assert "Nothing waits for a person." in driver.text


async def test_at_80_columns_the_tail_is_below_and_everything_is_there() -> None:
    async with running(make_app(place=PausedPlace()), size=(80, 24)) as driver:
        assert "approve of 4090 close books" in driver.text
        assert "exit 1" in driver.text
        assert driver.text.splitlines()[-1].startswith(" p pause c ")


async def test_the_header_counts_what_the_list_shows() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=PausedPlace())) as driver:
        assert "2 decisions" in driver.text

        await backend.act(Action(Verb.CONTINUE, "4119", "drain-1", actor="bob"))
        await driver.until(lambda: "paused › 3 waiting" in driver.text)

        assert "1 decision " in driver.text


class SaysItself(MemoryBackend):
    """A backend whose refusal of a log would drive the terminal."""

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        raise Forbidden("no\x1b]52;c;ZXZpbA==\x07 log\u202e for you")


async def test_what_a_server_says_in_place_of_the_log_is_made_harmless() -> None:
    async with running(make_app(SaysItself(), place=PausedPlace()), size=(120, 36)) as driver:
        assert "no␛]52;c;ZXZpbA==␇ log\\u202e for you" in driver.text
