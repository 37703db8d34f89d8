"""Links over every screen: copied there, opened again, in this context and in another one; never acting."""

import pytest

from console.core.link_reading import parse_link
from console.screens.audit import AuditScreen
from console.screens.form import FormScreen
from console.screens.help import HelpScreen
from console.screens.job import JobScreen
from console.screens.job_log import JobLogScreen
from console.screens.jobs import JobsScreen
from console.screens.logs import LogsScreen
from console.screens.own_fields import NAME, PRIORITY
from console.screens.paused import PausedScreen
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
from tui.harness import Driver, make_app, running
from tui.memory_backend import MemoryBackend

EVERYWHERE: dict[Place, str] = {
    JobsPlace("failed", "owner:ada", mine=False, order="-started"): (
        "jobconsole://local/jobs?view=failed&q=owner%3Aada&order=-started"
    ),
    JobPlace("4127", "check[lines]"): "jobconsole://local/jobs/4127/nodes/check%5Blines%5D",
    LogsPlace("4127", "load", 2, 4): "jobconsole://local/jobs/4127/nodes/load/executions/2/log?line=4",
    JobLogPlace("4127"): "jobconsole://local/jobs/4127/log",
    PausedPlace(): "jobconsole://local/paused",
    StartPlace(): "jobconsole://local/start",
    FormPlace("backup"): "jobconsole://local/start/backup",
    FormPlace(like="4127"): (
        "jobconsole://local/form?p.day=2026-11-19&p.region=eu&p.limit=1000&p.dry_run=false&like=4127"
    ),
    FilePlace("flows/broken.yaml"): "jobconsole://local/file?path=flows%2Fbroken.yaml",
    ContextsPlace(): "jobconsole://local/contexts",
    AuditPlace(): "jobconsole://local/audit",
    AuditPlace("4127"): "jobconsole://local/jobs/4127/audit",
    HelpPlace("jobs"): "jobconsole://local/help/jobs",
}


async def command(driver: Driver, line: str) -> None:
    """Enter a line at the command line, as a paste would put it there."""
    await driver.press("colon")
    driver.screen.prompt.box.insert_text_at_cursor(line)
    await driver.press("enter")


def test_every_place_is_tried() -> None:
    assert {type(place) for place in EVERYWHERE} == set(SCREENS)


@pytest.mark.parametrize(("place", "link"), EVERYWHERE.items(), ids=lambda each: type(each).__name__)
async def test_the_link_of_every_screen_is_copied_there_and_leads_there_again(
    place: Place, link: str
) -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=place), (80, 24)) as driver:
        shown = type(driver.screen)
        if isinstance(place, FormPlace):
            await driver.press("escape")  # out of the text box, in which Y is a letter
        if isinstance(place, JobsPlace):
            await driver.press("Y", "j")  # the first one is the job under the cursor
        else:
            await driver.press("Y")
        while "link" not in driver.text.split("▌")[-1].split("\n")[0] and isinstance(place, LogsPlace):
            await driver.press("j")
        assert "jobconsole" in driver.text
        driver.app.screen.dismiss("list" if isinstance(place, JobsPlace) else "link")
        await driver.settle()
        assert driver.app.clipboard == link

        await command(driver, "theme" if isinstance(place, HelpPlace) else "help theme")
        await command(driver, f"open {link}")
        assert type(driver.screen) is shown
        assert driver.screen.link == link
    assert (backend.acted, backend.started) == ([], [])


async def test_the_link_is_to_the_node_under_the_cursor_and_the_line_in_view() -> None:
    async with running(make_app(place=JobPlace("4127"))) as driver:
        await driver.press("g")
        assert driver.screen.link == "jobconsole://local/jobs/4127/nodes/fetch"
        await command(driver, "logs 4127 load")
        assert parse_link(driver.screen.link).place == LogsPlace("4127", "load", 3)  # its end is followed
        await command(driver, "line 2")
        assert parse_link(driver.screen.link).place == LogsPlace("4127", "load", 3, 2)


async def test_a_link_into_another_context_goes_there_and_says_so_and_back_is_back() -> None:
    async with running(make_app()) as driver:
        await driver.press("4", "j")
        await command(driver, "open jobconsole://scale-prod/jobs/4127/nodes/load")
        assert isinstance(driver.screen, JobScreen)
        assert driver.app.desk.session.context == "scale-prod"
        assert driver.screen.here == JobPlace("4127", "load")
        assert "this is scale-prod now, no longer local" in driver.text

        await driver.press("left_square_bracket")
        assert driver.app.desk.session.context == "local"
        assert isinstance(driver.screen, JobsScreen)
        assert "jobs › all" in driver.text
        assert driver.screen.job_list.cursor == 1

        await driver.press("right_square_bracket")
        assert driver.app.desk.session.context == "scale-prod"
        assert isinstance(driver.screen, JobScreen)


async def test_among_several_contexts_a_link_into_one_of_them_stays_among_them() -> None:
    other = MemoryBackend(context="prod")
    async with running(make_app(MemoryBackend(), beside=[other])) as driver:
        await command(driver, "open jobconsole://prod/jobs/4127/log")
        assert isinstance(driver.screen, JobLogScreen)
        assert driver.app.desk.session.context == "local,prod"
        assert driver.screen.link == "jobconsole://prod/jobs/4127/log"
        await driver.press("4")
        assert driver.screen.link.startswith("jobconsole://local,prod/jobs?view=all")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("open jobconsole://local/jbos/1", "column 20 of the link: 'jbos' leads nowhere"),
        ("open jobconsole://local/jobs/%1b[2J", "column 25 of the link: a control character is hidden"),
        ("open https://scale.example/jobs/1", "in a terminal, jobconsole open ADDRESS finds the context"),
        ("open", "the word after open is missing"),
    ],
)
async def test_what_is_no_link_is_refused_and_one_stays(line: str, told: str) -> None:
    async with running(make_app()) as driver:
        await command(driver, line)
        assert told in driver.words
        assert isinstance(driver.screen, JobsScreen)
        assert len(driver.app.history.visits) == 1


async def test_a_link_fills_in_a_form_but_no_secret_and_starts_nothing() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend), (120, 36)) as driver:
        await command(
            driver,
            "open jobconsole://local/start/nightly-ingest?p.day=2026-11-19&p.region=us&p.token=t0p&p.x=1&name=n",
        )
        screen = driver.screen
        assert isinstance(screen, FormScreen)
        values = {name: field.value for name, field in screen.fields.items()}
        assert values == {
            "day": "2026-11-19",
            "region": "us",
            "limit": "1000",
            "dry_run": "false",
            "token": "",
            NAME: "n",
            PRIORITY: "",
        }
        assert "token: a link fills in no secret; the workflow takes no x" in driver.words
        screen.fields["token"].query_one("LineInput").value = "hunter2"  # pyright: ignore[reportAttributeAccessIssue]
        await driver.settle()
        assert "hunter2" not in screen.link
        assert "p.day=2026-11-19" in screen.link
    assert backend.started == []


async def test_the_text_of_why_has_the_link_of_what_it_is_about() -> None:
    async with running(make_app(place=JobPlace("4127", "load"))) as driver:
        await driver.press("i", "Y")
        assert "jobconsole://local/jobs/4127/nodes/load" in driver.text


@pytest.mark.parametrize(
    ("place", "screen"),
    [
        (JobPlace("9", "gone"), JobScreen),
        (LogsPlace("9", "gone", 3, 10**12), LogsScreen),
        (JobLogPlace("9", 7), JobLogScreen),
        (AuditPlace("9"), AuditScreen),
        (HelpPlace("nonsense"), HelpScreen),
        (JobsPlace("nonsense"), JobsScreen),
    ],
)
async def test_a_link_to_what_is_no_more_shows_a_screen_that_says_so(place: Place, screen: type) -> None:
    async with running(make_app(place=place), (80, 24)) as driver:
        assert type(driver.screen) is screen
        if screen is not JobsScreen:
            await driver.press("q")
        await driver.press("0")
        assert isinstance(driver.screen, PausedScreen)


async def test_a_line_beyond_the_end_of_a_log_is_its_last_one() -> None:
    async with running(make_app(place=LogsPlace("4127", "load", 3, 10**12))) as driver:
        assert "the last line is 6" in driver.text
