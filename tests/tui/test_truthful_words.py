"""What stands around a screen that has nothing to show is true of it, too: header, headline and footer."""

from console.backends.base import NotFound
from console.model import Attention, JobStatus, LogRef, LogWindow
from console.screens.columns import ColumnsScreen
from console.screens.places import (
    FilePlace,
    FormPlace,
    JobPlace,
    JobsPlace,
    LogsPlace,
    PausedPlace,
    StartPlace,
)
from tui.harness import Driver, make_app, running
from tui.memory_backend import MemoryBackend
from tui.remote_samples import RemoteMemory


class _Logless(MemoryBackend):
    """Says of every log that there is none, until there is."""

    has_logs = False

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        if not self.has_logs:
            raise NotFound(f"job {ref.job} has no such execution")
        return await super().log(ref, first=first, count=count)


def _live(driver: Driver) -> dict[str, bool]:
    return {hint.label: hint.live for hint in driver.screen.look_hints()}


async def test_a_form_that_does_not_exist_offers_no_fields() -> None:
    async with running(make_app(place=FormPlace("nosuch"))) as driver:
        assert "next field" not in _live(driver)
        assert _live(driver)["back"]


async def test_a_file_that_cannot_be_read_is_told_once_and_cannot_be_edited() -> None:
    async with running(make_app(place=FilePlace("/dev/zero"))) as driver:
        await driver.sees("/dev/zero: this is not a regular file")

        assert "The file cannot be read." in driver.text
        assert "could not be read" not in driver.text
        assert not _live(driver)["edit there"]


async def test_a_table_without_rows_says_that_nothing_can_be_opened() -> None:
    async with running(make_app(place=StartPlace())) as driver:
        assert _live(driver)["open"]
        await driver.press("slash")
        await driver.type("nosuch")
        await driver.press("enter")

        assert not _live(driver)["open"]


async def test_a_log_that_cannot_be_read_is_not_said_to_be_followed() -> None:
    async with running(make_app(_Logless(), place=LogsPlace("4127", "load"))) as driver:
        await driver.sees("The log could not be read.")

        assert "following" not in driver.text.splitlines()[0]


async def test_a_log_that_could_not_be_opened_is_opened_when_it_can_be() -> None:
    backend = _Logless()
    async with running(make_app(backend, place=LogsPlace("4127", "load"))) as driver:
        await driver.press("ctrl+r")
        await driver.settle()
        assert "The log could not be read." in driver.text  # and not that nothing was written

        backend.has_logs = True
        await driver.press("ctrl+r")
        await driver.sees("does not exist")
        assert "could not be read" not in driver.text


async def test_so_is_the_log_below_a_job() -> None:
    backend = _Logless()
    async with running(make_app(backend, place=JobPlace("4127", "load"))) as driver:
        await driver.sees("no such execution")

        backend.has_logs = True
        await driver.press("ctrl+r")
        await driver.sees("psql:load.sql")


async def test_the_choice_of_columns_keeps_its_keys_in_a_terminal_made_lower() -> None:
    async with running(make_app()) as driver:
        await driver.press("vertical_line")
        assert isinstance(driver.app.screen, ColumnsScreen)
        await driver.pilot.resize_terminal(60, 14)
        await driver.settle()

        assert "esc leaves" in driver.text


async def test_a_note_that_was_cut_is_whole_in_a_wider_terminal() -> None:
    async with running(
        make_app(RemoteMemory(), place=JobsPlace("all", "!name:nothing-like-this")), (60, 20)
    ) as driver:
        await driver.until(lambda: "…" in driver.screen.status_line.text)
        cut = driver.screen.status_line.text.removesuffix("…")

        await driver.pilot.resize_terminal(200, 20)
        await driver.until(lambda: "…" not in driver.screen.status_line.text)

        assert driver.screen.status_line.text.startswith(cut)


async def test_what_waits_is_wrapped_for_the_width_that_there_is() -> None:
    async with running(make_app(place=PausedPlace()), (160, 30)) as driver:
        wide = driver.text
    async with running(make_app(place=PausedPlace()), (80, 30)) as driver:
        await driver.pilot.resize_terminal(160, 30)
        await driver.until(lambda: driver.text == wide)


async def test_a_list_of_failed_jobs_without_one_says_where_the_failures_of_the_header_are() -> None:
    async with running(make_app(place=JobsPlace("failed"))) as driver:
        failures = [
            each for each in driver.backend.details.values() if each.job.attention is Attention.FAILURE
        ]
        for each in [*driver.backend.details.values()]:
            if each.job.status is JobStatus.FAILED:
                del driver.backend.details[each.job.id]
        await driver.press("ctrl+r")
        assert len(failures) > 1
        await driver.sees("No job has ended with a failure.")
        assert (
            f"{len(failures)} jobs wait for you at a failure, and have not ended: 1 shows them."
            in driver.words
        )


async def test_a_log_without_lines_offers_nothing_to_do_with_lines() -> None:
    backend = _Logless()
    async with running(make_app(backend, place=LogsPlace("4127", "load", 3)), (80, 24)) as driver:
        assert "e error" not in driver.text
        assert driver.text.count("? help") == 1
        backend.has_logs = True
        await driver.press("ctrl+r")
        await driver.sees("f follow  / search  e error")
        assert driver.text.count("? help") == 1


async def test_a_name_of_which_only_a_piece_was_given_is_told_how_to_find_it() -> None:
    async with running(make_app(place=JobsPlace("all", "name:ingest"))) as driver:
        await driver.sees("Nothing matches  name:ingest")
        assert "name: is the whole name; name:*ingest* finds it within." in driver.text

        await driver.press("slash")
        await driver.press(*["backspace"] * 11)
        await driver.type("name:*ingest*")
        await driver.press("enter")
        await driver.sees("ingest eu 2026-11-19")
