"""Back and on as in a browser: where one stood is found again, whatever has gone meanwhile."""

from console.core.place import AuditPlace, JobPlace, JobsPlace, LogsPlace, PausedPlace
from console.screens.audit import AuditScreen
from console.screens.job import JobScreen
from console.screens.jobs import JobsScreen
from console.screens.logs import LogsScreen
from console.screens.paused import PausedScreen
from console.screens.picker import Picker
from tui.harness import Driver, make_app, running
from tui.memory_backend import MemoryBackend
from tui.samples import at, ended


async def line(driver: Driver, text: str) -> None:
    await driver.press("colon")
    await driver.type(text)
    await driver.press("enter")


def many(count: int = 60) -> MemoryBackend:
    return MemoryBackend([ended(str(n), f"job {n}", "nightly", "ada", at(1), 3) for n in range(1, count + 1)])


async def test_the_cursor_and_the_first_line_in_view_are_found_again_in_each_view() -> None:
    async with running(make_app(many(), place=JobsPlace("all")), (80, 24)) as driver:
        await driver.press(*["pagedown"] * 2, "k", "k")
        screen = driver.screen
        assert isinstance(screen, JobsScreen)
        stood = (screen.job_list.selection.cursor, screen.job_list.scroll_offset.y)
        await driver.press("3", "0", "left_square_bracket", "left_square_bracket")
        assert "jobs › all" in driver.text
        assert (screen.job_list.selection.cursor, screen.job_list.scroll_offset.y) == stood


async def test_the_node_and_the_line_of_a_log_are_found_again() -> None:
    async with running(make_app(place=JobPlace("4127"))) as driver:
        await driver.press("g", "j")
        await line(driver, "logs 4127 load")
        await line(driver, "line 3")
        await driver.press("0", "left_square_bracket")
        assert isinstance(driver.screen, LogsScreen)
        assert driver.screen.here == LogsPlace("4127", "load", 3, 3)
        await driver.press("left_square_bracket")
        assert isinstance(driver.screen, JobScreen)
        assert driver.screen.here == JobPlace("4127", "check[orders]")


async def test_a_filter_and_the_row_under_the_cursor_of_a_table_are_found_again() -> None:
    async with running(make_app(place=PausedPlace())) as driver:
        await driver.press("j")
        assert isinstance(driver.screen, PausedScreen)
        stood = driver.screen.table.selection.cursor
        await driver.press("enter", "left_square_bracket")
        assert isinstance(driver.screen, PausedScreen)
        assert driver.screen.table.selection.cursor == stood
        await driver.press("slash")
        await driver.type("approv")
        await driver.press("enter", "4", "left_square_bracket")
        assert isinstance(driver.screen, PausedScreen)
        assert driver.screen.filter == "approv"


async def test_a_job_that_is_gone_is_told_and_the_way_goes_on() -> None:
    backend = many(3)
    async with running(make_app(backend, place=JobsPlace("all"))) as driver:
        await driver.press("enter", "0")
        job = next(iter(backend.details))
        backend.details.clear()
        await driver.press("left_square_bracket")
        assert isinstance(driver.screen, JobScreen)
        assert f"there is no job {job}" in driver.text
        await driver.press("left_square_bracket")
        assert isinstance(driver.screen, JobsScreen)
        await driver.press("right_square_bracket", "right_square_bracket")
        assert isinstance(driver.screen, PausedScreen)


async def test_the_places_are_listed_and_one_is_chosen() -> None:
    async with running(make_app(), (80, 24)) as driver:
        await driver.press("enter", "H", "0")
        await line(driver, "history")
        assert isinstance(driver.app.screen, Picker)
        assert "audit     4127" in driver.text
        assert "paused    the inbox  here" in driver.text
        await driver.press("k", "enter")
        assert isinstance(driver.screen, AuditScreen)
        assert driver.screen.here == AuditPlace("4127")
        await driver.press("right_square_bracket")
        assert isinstance(driver.screen, PausedScreen)


async def test_a_context_that_cannot_be_opened_again_leaves_one_where_one_is() -> None:
    from console.backends.base import BackendError

    async with running(make_app()) as driver:
        await line(driver, "open jobconsole://scale-prod/paused")
        assert isinstance(driver.screen, PausedScreen)

        def refuse(_name: str) -> None:
            raise BackendError("local has no password any more", advice="log in")

        driver.app.desk.source._open = refuse  # pyright: ignore[reportAttributeAccessIssue]
        await driver.press("left_square_bracket")
        assert "local has no password any more; log in" in driver.text
        assert isinstance(driver.screen, PausedScreen)
        assert driver.app.desk.session.context == "scale-prod"
        await driver.press("4", "left_square_bracket")
        assert isinstance(driver.screen, PausedScreen)


async def test_a_text_laid_over_a_place_is_no_step_of_the_way() -> None:
    async with running(make_app()) as driver:
        await driver.press("enter", "0", "left_square_bracket", "g", "j", "i", "q", "d", "escape")
        assert isinstance(driver.screen, JobScreen)
        assert len(driver.app.history.visits) == 3
        await driver.press("right_square_bracket")
        assert isinstance(driver.screen, PausedScreen)


async def test_a_view_that_there_is_not_is_told_with_those_that_there_are() -> None:
    async with running(make_app()) as driver:
        await line(driver, "view runing")
        assert "there is no view runing (did you mean 'running'?); this is all" in driver.text
        assert isinstance(driver.screen, JobsScreen)
