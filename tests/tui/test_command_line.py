"""The command line by keystrokes: completed, remembered, never run by a paste."""

from pathlib import Path

from textual import events

from console.app import ConsoleApp
from console.screens.audit import AuditScreen
from console.screens.help import HelpScreen
from console.screens.job import JobScreen
from console.screens.jobs import JobsScreen
from console.screens.logs import LogsScreen
from console.screens.places import JobPlace, JobsPlace, LogsPlace, PausedPlace
from console.widgets.completion_menu import CompletionMenu
from tui.harness import Driver, make_app, running


def offered(driver: Driver) -> list[str]:
    return [each.text.strip() for each in driver.screen.query_one(CompletionMenu).choices]


def typed(driver: Driver) -> str:
    return driver.screen.prompt.box.value


async def test_a_colon_shows_every_command_with_what_it_does() -> None:
    async with running(make_app(), (80, 24)) as driver:
        await driver.press("colon")
        assert "paused    the inbox: every node that waits for a person" in driver.text
        assert driver.keys == "⏎ run it tab complete ↑ ↓ earlier ones esc give up"
        await driver.press("escape")
        assert offered(driver) == []
        assert "p pause" in driver.keys


async def test_tab_takes_one_completion_after_the_other_and_back() -> None:
    async with running(make_app()) as driver:
        await driver.press("colon")
        await driver.type("jo")
        assert offered(driver) == ["jobs", "job"]
        await driver.press("tab")
        assert typed(driver) == "jobs "
        await driver.press("tab")
        assert typed(driver) == "job "
        await driver.press("shift+tab")
        assert typed(driver) == "jobs "


async def test_ids_and_nodes_that_were_seen_complete_a_job_and_its_log() -> None:
    async with running(make_app(place=JobPlace("4127"))) as driver:
        await driver.press("colon")
        await driver.type("log")
        await driver.press("tab")
        assert typed(driver) == "logs "
        assert offered(driver)[0] == "4127"
        await driver.press("ctrl+u")
        driver.screen.prompt.box.insert_text_at_cursor("logs 4127 pub")
        await driver.settle()
        assert offered(driver) == ["publish"]
        await driver.press("tab", "enter")
        assert isinstance(driver.screen, LogsScreen)
        assert driver.screen.place == LogsPlace("4127", "publish")


async def test_contexts_themes_views_columns_and_queries_are_completed() -> None:
    async with running(make_app()) as driver:
        for line, words in {
            "context s": ["scale-prod"],
            "context local,air": ["airflow-old"],
            "theme lig": ["light", "colour-blind-light", "high-contrast-light"],
            "view r": ["running"],
            "sort -na": ["-name"],
            "jobs status:pause": ["paused"],
            "help sor": ["sort"],
        }.items():
            await driver.press("colon")
            driver.screen.prompt.box.insert_text_at_cursor(line)
            await driver.settle()
            assert offered(driver)[: len(words)] == words, line
            await driver.press("escape")


async def test_workflows_are_asked_for_when_they_are_wanted() -> None:
    async with running(make_app()) as driver:
        await driver.press("colon")
        await driver.type("start ")
        assert offered(driver) == ["backup", "nightly-ingest", "rolling-restart"]


async def test_the_arrows_bring_back_what_was_entered_and_begins_alike() -> None:
    async with running(make_app()) as driver:
        for line in ("theme light", "jobs status:failed", "theme dark", "nonsense"):
            await driver.press("colon")
            await driver.type(line)
            await driver.press("enter")
        await driver.press("colon")
        await driver.type("th")
        await driver.press("up")
        assert typed(driver) == "theme dark"
        await driver.press("up", "up")
        assert typed(driver) == "theme light"
        await driver.press("down", "down")
        assert typed(driver) == "th"
        await driver.press("ctrl+u", "up")
        assert typed(driver) == "theme dark"


def _with_file(path: Path) -> ConsoleApp:
    from dataclasses import replace

    app = make_app()
    settings = replace(app.options.settings, commands_file=path)
    options = replace(app.options, settings=settings)
    return ConsoleApp(app.desk.session, app.desk.source, options, clock=app.desk.clock)


async def test_commands_are_remembered_until_the_next_start_for_their_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "commands"
    async with running(_with_file(file)) as driver:
        for line in ("jobs owner:ada", "open https://user:secret@host/1", "no such command"):
            await driver.press("colon")
            driver.screen.prompt.box.insert_text_at_cursor(line)
            await driver.press("enter")
    assert file.read_text() == "jobs owner:ada\n"
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("jobs owner:ada\n\x1b]0;evil\x07\n")
    async with running(_with_file(file)) as driver:
        await driver.press("colon", "up")
        assert typed(driver) == "jobs owner:ada"


async def test_a_number_is_a_line_of_a_log_and_no_job_elsewhere() -> None:
    async with running(make_app(place=PausedPlace())) as driver:
        await driver.press("colon", "7", "enter")
        assert "this is no log and no list of jobs" in driver.text
        assert ":job 7 opens that job" in driver.text
        await driver.press("j", "l", "colon", "2", "enter")
        assert isinstance(driver.screen, LogsScreen)
        assert driver.screen.line_here == 2


async def test_sort_orders_the_list_and_says_what_it_can_be_ordered_by() -> None:
    async with running(make_app(place=JobsPlace("all"))) as driver:
        await driver.press("colon")
        await driver.type("sort -name")
        await driver.press("enter")
        assert "NAME▼" in driver.text
        await driver.press("colon")
        await driver.type("sort nmae")
        await driver.press("enter")
        assert "did you mean 'name'" in driver.words
        await driver.press("colon")
        await driver.type("sort")
        await driver.press("enter")
        assert "▼" not in driver.text


async def test_help_on_a_command_begins_with_it_and_a_mistake_is_told() -> None:
    async with running(make_app(), (80, 24)) as driver:
        await driver.press("colon")
        await driver.type("help open")
        await driver.press("enter")
        assert isinstance(driver.screen, HelpScreen)
        assert "never acts, and starts nothing." in driver.words
        await driver.press("q", "colon")
        await driver.type("help opne")
        await driver.press("enter")
        assert "there is no command opne (did you mean 'open'?)" in driver.words


async def test_a_paste_into_a_prompt_is_text_and_its_line_breaks_run_nothing() -> None:
    async with running(make_app()) as driver:
        await driver.press("colon")
        driver.app.screen.focused.post_message(events.Paste("audit\n4127\r\nx\n"))  # pyright: ignore[reportOptionalMemberAccess]
        await driver.settle()
        assert typed(driver) == "audit 4127 x"
        assert isinstance(driver.screen, JobsScreen)
        await driver.press("backspace", "backspace", "enter")
        assert isinstance(driver.screen, AuditScreen)
        await driver.press("slash")
        driver.app.screen.focused.post_message(events.Paste("ada\nx4q"))  # pyright: ignore[reportOptionalMemberAccess]
        await driver.settle()
        assert typed(driver) == "ada x4q"
        assert isinstance(driver.screen, AuditScreen)


async def test_a_paste_where_nothing_is_typed_does_nothing() -> None:
    async with running(make_app()) as driver:
        driver.app.post_message(events.Paste("q4x\ny\n:quit\n"))
        await driver.settle()
        assert isinstance(driver.screen, JobsScreen)
        assert driver.backend.acted == []
        assert not driver.screen.prompt.is_open


async def test_back_and_forward_are_commands_too() -> None:
    async with running(make_app()) as driver:
        await driver.press("enter", "colon")
        await driver.type("back")
        await driver.press("enter")
        assert isinstance(driver.screen, JobsScreen)
        await driver.press("colon")
        await driver.type("forward")
        await driver.press("enter")
        assert isinstance(driver.screen, JobScreen)
