"""Looking at lists another way: whose jobs, which order, what they have in common; where one has been."""

from dataclasses import replace

from console.screens.job import JobScreen
from console.screens.jobs import JobsScreen
from console.screens.paused import PausedScreen
from tui.harness import make_app, running
from tui.memory_backend import MemoryBackend
from tui.samples import at, ended, ingest_eu


def _jobs(driver) -> JobsScreen:
    assert isinstance(driver.screen, JobsScreen)
    return driver.screen


def _ids(driver) -> list[str | None]:
    return list(_jobs(driver).job_list.row_ids())


async def test_a_comma_shows_only_ones_own_jobs_and_again_everybodys() -> None:
    async with running(make_app()) as driver:
        everybodys = _ids(driver)
        await driver.press("comma")
        assert "needs me › mine" in driver.text
        assert _ids(driver) == ["4127", "4126"]
        await driver.press("comma")
        assert _ids(driver) == everybodys


async def test_escape_takes_the_narrowing_to_ones_own_away_after_the_filter() -> None:
    async with running(make_app()) as driver:
        await driver.press("comma", "escape")
        assert "mine" not in driver.text
        assert len(_ids(driver)) == 4


async def test_the_order_goes_from_column_to_column_and_round() -> None:
    async with running(make_app()) as driver:
        await driver.press("4", "greater_than_sign")
        assert "STATUS▲" in driver.text
        await driver.press("greater_than_sign")
        assert "NAME▲" in driver.text
        names = [job.name for job in _jobs(driver)._pages.jobs()]
        assert names == sorted(names)
        await driver.press("equals_sign")
        assert "NAME▼" in driver.text
        await driver.press("less_than_sign", "less_than_sign")
        assert "▲" not in driver.text
        assert "▼" not in driver.text


async def test_each_view_keeps_its_own_order() -> None:
    async with running(make_app()) as driver:
        await driver.press("4", "greater_than_sign", "1")
        assert "▲" not in driver.text
        await driver.press("4")
        assert "STATUS▲" in driver.text


async def test_a_backend_that_orders_its_jobs_itself_says_so() -> None:
    backend = MemoryBackend()
    backend._capabilities = replace(backend._capabilities, sortable=())
    async with running(make_app(backend)) as driver:
        await driver.press("greater_than_sign")
        assert "local orders its jobs itself" in driver.text


async def test_what_jobs_have_in_common_narrows_the_list() -> None:
    first = ingest_eu()
    same = [replace(first, job=replace(first.job, id=str(n), name=f"job {n}")) for n in (5001, 5002)]
    backend = MemoryBackend([first, *same, ended("1", "old", "other", "ada", at(1), 3)])
    async with running(make_app(backend)) as driver:
        await driver.press("4", "b")
        assert "In common, of these 4 jobs" in driver.text
        assert "3  cause" in driver.text
        await driver.press("enter")
        assert _ids(driver) == ["4127", "5001", "5002"]
        assert "signature:" in driver.text
        await driver.press("escape")
        assert len(_ids(driver)) == 4


async def test_brackets_go_back_and_on_along_the_places() -> None:
    async with running(make_app()) as driver:
        await driver.press("4", "enter")
        assert isinstance(driver.screen, JobScreen)
        await driver.press("0")
        assert isinstance(driver.screen, PausedScreen)
        await driver.press("left_square_bracket")
        assert isinstance(driver.screen, JobScreen)
        await driver.press("left_square_bracket")
        assert "jobs › all" in driver.text
        await driver.press("left_square_bracket")
        assert "jobs › needs me" in driver.text
        await driver.press("left_square_bracket")
        assert "there is nothing before" in driver.text
        await driver.press("right_square_bracket", "right_square_bracket", "right_square_bracket")
        assert isinstance(driver.screen, PausedScreen)
        await driver.press("right_square_bracket")
        assert "there is nothing after" in driver.text


async def test_going_back_finds_the_filter_again() -> None:
    async with running(make_app()) as driver:
        await driver.press("4", "slash")
        await driver.type("close")
        await driver.press("enter", "enter", "left_square_bracket")
        assert "jobs › all › close" in driver.text
        assert _ids(driver) == ["4090"]


async def test_q_is_a_step_back_too() -> None:
    async with running(make_app()) as driver:
        await driver.press("enter", "q", "right_square_bracket")
        assert isinstance(driver.screen, JobScreen)


async def test_a_pane_can_have_the_screen_for_itself() -> None:
    async with running(make_app()) as driver:
        await driver.press("enter", "z")
        screen = driver.screen
        assert isinstance(screen, JobScreen)
        assert not screen.tail.display or screen.tail.size.height == 0
        await driver.press("z")
        assert screen.tail.size.height > 0


async def test_the_footer_shows_a_persons_own_keys() -> None:
    async with running(make_app(keys={"act.cancel": "K", "go.help": "f1"})) as driver:
        assert "K cancel job" in driver.keys
        assert "f1 help" in driver.keys
        assert "x cancel" not in driver.keys


async def test_help_is_in_every_footer_however_narrow() -> None:
    async with running(make_app(), (80, 24)) as driver:
        assert driver.keys.endswith("? help")
        await driver.press("enter")
        assert driver.keys.endswith("? help")
        await driver.press("l")
        assert driver.keys.endswith("? help")
