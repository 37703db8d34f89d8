"""Starting a job: choose a workflow, fill its form, see what is wrong before it is sent."""

from console.backends.base import Unreachable
from console.client.contexts import Policy
from console.screens.form import FormScreen
from console.screens.places import FormPlace, StartPlace
from console.screens.start import StartScreen
from tui.harness import Driver, make_app, running
from tui.memory_backend import MemoryBackend


async def _fill(driver: Driver, day: str) -> None:
    await driver.type(day)
    for _ in range(7):
        await driver.press("tab")


async def test_plus_lists_what_can_be_started() -> None:
    async with running(make_app()) as driver:
        await driver.press("plus")

        assert isinstance(driver.screen, StartScreen)
        assert "nightly-ingest" in driver.text
        assert "day*, region" in driver.text


async def test_enter_opens_the_form_with_types_choices_and_defaults() -> None:
    async with running(make_app(place=StartPlace()), size=(120, 36)) as driver:
        await driver.press("j", "enter")

        assert isinstance(driver.screen, FormScreen)
        for text in (
            "Runs 9 nodes, from examples/nightly-ingest.yaml",
            "day*",
            "the day to load · a date, such as 2026-11-19",
            "● eu    ○ us    ○ apac",
            "1000",
            "○ true    ● false",
            "jobconsole --context local run nightly-ingest -p region=eu -p limit=1000 -p dry_run=false",
            "[ Start it… ]",
        ):
            assert text in driver.text


async def test_what_is_wrong_is_told_before_anything_is_sent() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=FormPlace("nightly-ingest"))) as driver:
        await _fill(driver, "tomorrow")
        await driver.press("enter")

        assert "should be a date such as 2026-11-19, or today" in driver.text
        assert backend.started == []
        assert driver.app.focused.value == "tomorrow"  # pyright: ignore[reportOptionalMemberAccess, reportAttributeAccessIssue]


async def test_it_is_sent_with_what_was_typed_and_the_new_job_is_opened() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=FormPlace("nightly-ingest"))) as driver:
        await driver.type("2026-11-19")
        await driver.press("tab", "right", "tab", "ctrl+u", "5", "tab", "tab")
        await driver.type("hunter2")
        assert "hunter2" not in driver.text
        assert "-p 'token=***'" in driver.text
        await driver.press("tab")
        await driver.type("by hand")
        await driver.press("tab", "2", "tab", "enter")
        await driver.stand()
        assert "hunter2" not in driver.text
        await driver.press("y")

        (request,) = backend.started
        assert request.workflow == "nightly-ingest"
        assert request.params == {
            "day": "2026-11-19",
            "region": "us",
            "limit": "5",
            "dry_run": "false",
            "token": "hunter2",
        }
        assert (request.name, request.priority) == ("by hand", 2)
        assert request.request_id
        assert request.expected
        await driver.sees("4130")


async def test_enter_in_a_field_goes_on_and_never_starts() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=FormPlace("nightly-ingest"))) as driver:
        await driver.type("2026-11-19")
        await driver.press("enter", "enter", "enter")

        assert backend.started == []


async def test_what_the_server_refuses_is_shown_and_the_form_stays() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=FormPlace("nightly-ingest"))) as driver:
        await driver.type("2026-02-28")
        backend.fault = Unreachable("the host does not answer", advice="See `jobconsole engine status`.")
        for _ in range(7):
            await driver.press("tab")
        await driver.press("enter")

        assert "the host does not answer" in driver.text
        assert isinstance(driver.screen, FormScreen)
        assert "2026-02-28" in driver.text


async def test_what_is_typed_survives_changes_of_jobs() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=FormPlace("nightly-ingest"))) as driver:
        await driver.type("2026")
        backend.tell("4127")
        await driver.settle()

        assert "2026" in driver.text.splitlines()[5] + driver.text.splitlines()[4]


async def test_an_unknown_workflow_is_told() -> None:
    async with running(make_app(place=FormPlace("nosuch"))) as driver:
        assert "There is no workflow nosuch." in driver.text


async def test_escape_leaves_the_box_and_then_the_form() -> None:
    async with running(make_app(place=FormPlace("nightly-ingest"))) as driver:
        await driver.press("escape")
        assert isinstance(driver.screen, FormScreen)
        await driver.press("escape")
        assert not isinstance(driver.screen, FormScreen)


async def test_a_form_that_is_not_laid_out_yet_can_be_left() -> None:
    async with running(make_app(place=FormPlace("nightly-ingest"))) as driver:
        form = driver.screen
        assert isinstance(form, FormScreen)
        await form.fields["region"].query("*").remove()
        await driver.press("shift+tab", "escape")

        assert not isinstance(driver.screen, FormScreen)


async def test_a_read_only_context_starts_nothing() -> None:
    async with running(make_app(policy=Policy(read_only=True))) as driver:
        await driver.press("plus")

        assert "this context is read-only" in driver.text
        assert not isinstance(driver.screen, StartScreen)


async def test_a_digit_beside_the_text_boxes_does_not_throw_the_form_away() -> None:
    async with running(make_app(place=FormPlace("nightly-ingest"))) as driver:
        await driver.press("escape", "1")

        assert isinstance(driver.app.screen, FormScreen)
        assert "a digit would leave this form" in driver.text
