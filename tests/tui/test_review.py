"""What will run is shown before it is started: of a known workflow, of a file, of a job started again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from textual import events

from console.backends.base import Conflict
from console.client.contexts import Policy
from console.model import (
    Capability,
    Param,
    ParamKind,
    StartPlan,
    StartRequest,
    Support,
    TargetKind,
    Verb,
    WorkflowInfo,
)
from console.screens.file import FileScreen
from console.screens.form import FormScreen
from console.screens.places import FilePlace, FormPlace, JobPlace, JobsPlace, StartPlace
from console.screens.review import ReviewScreen
from console.widgets.text_box import TextBox
from tui.harness import Driver, make_app, running
from tui.memory_backend import FULL, MemoryBackend
from tui.remote_samples import REMOTE, RemoteMemory
from tui.sample_workflows import BROKEN, INGEST

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from textual.pilot import Pilot

INGEST_FORM = FormPlace("nightly-ingest")


async def _to_review(driver: Driver, day: str = "yesterday") -> None:
    await driver.type(day)
    await driver.press("escape", "enter")
    await driver.stand()
    assert isinstance(driver.app.screen, ReviewScreen)


# --- what will run --------------------------------------------------------------------------------


async def test_the_nodes_are_told_in_their_order_with_what_waits_and_what_depends() -> None:
    async with running(make_app(place=INGEST_FORM), (120, 48)) as driver:
        await _to_review(driver)

        for told in (
            "Start nightly-ingest",
            "context local",
            "Job ingest eu 2026-11-19",
            "Queue ingest · priority 10",
            "day=yesterday (2026-11-19) · region=eu",
            "not given: token",
            "8 nodes, 2 wait for a person, in this order:",
            "1 fetch",
            "2 check × 3: orders, lines, customers · after fetch",
            "3 ‖ approve · after check · waits for approval: Load 2026-11-19 into production?",
            "4 ? load · after approve · only if !params.dry_run · waits for you after it",
            "5 ? undo · after load · only if something failed",
            "6 notify · at the end",
            "jobconsole --context local run nightly-ingest -p day=2026-11-19",
        ):
            assert told in driver.words


@pytest.mark.parametrize("key", ["enter", "n", "escape"])
async def test_nothing_starts_unless_y_says_so_and_the_form_keeps_what_was_typed(key: str) -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=INGEST_FORM)) as driver:
        await _to_review(driver)
        await driver.press(key)

        assert backend.started == []
        assert isinstance(driver.app.screen, FormScreen)
        assert "yesterday" in driver.text


async def test_what_is_started_is_what_was_looked_at() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=INGEST_FORM)) as driver:
        await _to_review(driver)
        backend.clock.advance(24 * 3600)  # yesterday is another day by now
        await driver.press("y")

        (request,) = backend.started
        assert request.params["day"] == "2026-11-19"
        planned = await backend.plan_start(replace(request, expected=None))
        assert request.expected == planned.version
        await driver.sees("4130")


async def test_a_priority_that_is_typed_is_sent_and_one_that_is_no_number_is_not() -> None:
    backend = MemoryBackend()
    place = replace(INGEST_FORM, params=(("day", "yesterday"),), priority="soon")
    async with running(make_app(backend, place=place), (120, 45)) as driver:
        assert "higher runs first" in driver.text
        assert "1 to correct: priority" in driver.text
        await driver.press("escape", "enter")
        assert isinstance(driver.app.screen, FormScreen)

        driver.app.go(replace(place, priority="12"))
        await driver.settle()
        assert "--priority=12" in driver.words
        assert isinstance(driver.screen, FormScreen)
        assert driver.screen.here.priority == "12"
        await driver.press("escape", "enter")
        await driver.stand()
        await driver.press("y")

        (request,) = backend.started
        assert request.priority == 12


async def test_where_there_are_no_priorities_none_is_asked_for() -> None:
    verbs = {(Verb.PRIORITY, TargetKind.JOB): Capability(Support.NONE, "there is no queue")}
    backend = MemoryBackend(capabilities=replace(FULL, verbs={**FULL.verbs, **verbs}))
    async with running(make_app(backend, place=INGEST_FORM), (120, 45)) as driver:
        await driver.sees("job name")
        assert "higher runs first" not in driver.text


async def test_a_workflow_that_changed_meanwhile_is_not_started_and_the_form_stays() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=INGEST_FORM)) as driver:
        await _to_review(driver)
        backend.start_fault = Conflict("the workflow nightly-ingest has been changed", advice="look again")
        await driver.press("y")

        assert "the workflow nightly-ingest has been changed" in driver.text
        assert "yesterday" in driver.text


async def test_a_protected_context_asks_for_a_reason_and_says_that_it_is_one() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, policy=Policy(protected=True), place=INGEST_FORM)) as driver:
        await _to_review(driver)
        assert "protected context local" in driver.text
        await driver.press("y")
        assert "a reason is needed here" in driver.text
        assert backend.started == []
        await driver.press("tab")
        await driver.type("the orders came late")
        assert "--reason 'the orders came late'" in driver.words
        await driver.press("enter", "y")

        assert [request.reason for request in backend.started] == ["the orders came late"]


class StartingRemote(RemoteMemory):
    """A server that starts what it knows, and does not say what that will be."""

    async def workflows(self) -> Sequence[WorkflowInfo]:
        """One workflow, which takes JSON."""
        body = Param("body", ParamKind.JSON, required=True, description="what to do")
        return (WorkflowInfo("ingest-granule", "ingest-granule", "", (body,), "recipe 7", 4),)

    async def start(self, request: StartRequest) -> str:
        """Take it."""
        self.started.append(request)
        return "900114"


def _remote() -> StartingRemote:
    backend = StartingRemote()
    backend._capabilities = replace(REMOTE, start=True)
    return backend


async def test_a_server_that_does_not_tell_what_will_run_is_told_to_be_one() -> None:
    backend = _remote()
    async with running(make_app(backend, place=FormPlace("ingest-granule")), (100, 30)) as driver:
        await driver.type('{"a": 1}')
        await driver.press("escape", "enter")
        await driver.stand()

        assert "4 nodes; scale-prod does not tell which, or in which order" in driver.words
        await driver.press("y")
        assert [request.params for request in backend.started] == [{"body": '{"a": 1}'}]


async def test_what_the_engine_finds_wrong_stands_at_its_field() -> None:
    class Stricter(MemoryBackend):
        async def plan_start(self, request: StartRequest) -> StartPlan:
            return StartPlan(
                (await self.workflows())[1], wrong={"limit": "at most 500 here", "old": "there is none"}
            )

    async with running(make_app(Stricter(), place=INGEST_FORM), (100, 40)) as driver:
        await driver.type("yesterday")
        await driver.press("escape", "enter")

        assert not isinstance(driver.app.screen, ReviewScreen)
        assert "at most 500 here" in driver.text
        assert "old: there is none" in driver.text
        assert driver.app.focused.value == "1000"  # pyright: ignore[reportOptionalMemberAccess, reportAttributeAccessIssue]


# --- typing ---------------------------------------------------------------------------------------


async def test_mistakes_are_told_as_they_are_typed_and_counted() -> None:
    async with running(make_app(place=INGEST_FORM), (80, 24)) as driver:
        assert "1 to fill in: day" in driver.text
        await driver.type("soon")
        assert "should be a date such as 2026-11-19" in driver.text
        await driver.press("tab", "tab")
        await driver.type("x")
        assert "2 to correct: day, limit" in driver.text
        await driver.press("backspace")
        assert "1 to correct: day" in driver.text


async def test_json_has_lines_and_its_mistake_a_place() -> None:
    async with running(make_app(_remote(), place=FormPlace("ingest-granule")), (100, 30)) as driver:
        await driver.type("{")
        await driver.press("enter")
        await driver.type('"a" 1}')

        assert "2:5: this is no JSON: Expecting ':' delimiter" in driver.text
        assert "enter new line" in driver.keys.replace("⏎", "enter")
        await driver.press("tab")
        assert not isinstance(driver.app.focused, TextBox)


async def test_a_text_pasted_in_several_lines_stays_whole_and_presses_no_keys() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=INGEST_FORM), (100, 40)) as driver:
        await driver.type("yesterday")
        await driver.press("tab", "tab", "tab", "tab")
        driver.app.focused.post_message(events.Paste("-----BEGIN-----\nhunter2 q y\n-----END-----\n"))  # pyright: ignore[reportOptionalMemberAccess]
        await driver.settle()
        assert "hunter2" not in driver.text
        await driver.press("escape", "enter")
        await driver.stand()
        assert "hunter2" not in driver.text
        await driver.press("y")

        (request,) = backend.started
        assert request.params["token"] == "-----BEGIN-----\nhunter2 q y\n-----END-----"


# --- again ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("keys", [("m", "plus"), ("plus", "plus")])
async def test_a_job_is_started_again_with_its_parameters_but_for_secrets(keys: tuple[str, ...]) -> None:
    backend = MemoryBackend()
    detail = backend.details["4127"]
    params = {"day": "2026-11-18", "region": "us", "limit": 12, "dry_run": True, "token": "•••", "gone": "x"}
    backend.details["4127"] = replace(detail, params=params)
    async with running(make_app(backend, place=JobPlace("4127")), (100, 40)) as driver:
        for key in keys:
            await driver.press(key)
            await driver.stand()

        await driver.sees("type again what is secret: token")
        assert "the workflow has no gone any more" in driver.words
        for told in ("2026-11-18", "● us", "12", "● true"):
            assert told in driver.text
        assert "•••" not in driver.text
        await driver.press("escape", "enter")
        await driver.stand()
        await driver.press("y")
        assert backend.started[0].params == {
            "day": "2026-11-18", "region": "us", "limit": "12", "dry_run": "true",
        }  # fmt: skip


async def test_a_read_only_context_opens_no_review_either() -> None:
    policy = Policy(read_only=True, read_only_reason="the context local is read-only")
    async with running(make_app(policy=policy, place=FormPlace("backup"))) as driver:
        await driver.press("escape", "enter")

        assert "the context local is read-only" in driver.text
        assert not isinstance(driver.app.screen, ReviewScreen)


# --- files ----------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "ingest.yaml").write_text(INGEST)
    (tmp_path / "flows" / "broken.yaml").write_text(BROKEN)
    (tmp_path / "flows" / "notes.txt").write_text("no workflow")
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def test_a_file_is_found_by_its_path_and_started_as_it_was_looked_at(folder: Path) -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=StartPlace()), (100, 40)) as driver:
        await driver.press("F")
        await driver.sees("flows/")
        await driver.press("tab")
        assert "notes.txt" not in driver.text
        await driver.type("i")
        await driver.press("tab", "enter")
        await driver.sees("Fetch, check and load one day of orders")
        await _to_review(driver)
        assert "run flows/ingest.yaml" in driver.words
        await driver.press("y")

    (request,) = backend.started
    assert (request.workflow, request.text, request.source) == (None, INGEST, "flows/ingest.yaml")
    assert request.folder == str(folder / "flows")


async def test_a_path_that_is_no_file_is_told_and_the_prompt_stays(folder: Path) -> None:
    async with running(make_app(place=StartPlace())) as driver:
        await driver.press("F")
        await driver.type("flows")
        await driver.press("enter")
        assert "this is a folder" in driver.text
        await driver.type("/nosuch.yaml")
        await driver.press("enter")
        assert "there is no such file" in driver.text
        assert folder.exists()


async def test_every_mistake_of_a_file_is_told_at_its_place_and_once_mended_comes_the_form(
    folder: Path,
) -> None:
    app = make_app(place=JobsPlace("all"))
    async with running(app, (100, 30)) as driver:
        await driver.press("colon")
        await driver.type("start flows/broken.yaml")
        await driver.press("enter")
        await driver.until(lambda: isinstance(app.screen, FileScreen))
        await driver.sees("1 of 2 mistakes")

        assert "5:5" in driver.text
        assert "▌    5      timeout: soon" in driver.text
        await driver.press("j")
        assert "7:5" in driver.text
        assert "did you mean 'load'" in driver.words
        await driver.press("enter")
        await driver.sees("this terminal cannot be left for an editor")  # a test has none

        mended = BROKEN.replace("laod", "load").replace("soon", "5m")
        (folder / "flows" / "broken.yaml").write_text(mended)
        await driver.press("ctrl+r")
        await driver.until(lambda: isinstance(app.screen, FormScreen))
        await driver.settle()
        await driver.press("escape", "escape")
        assert "jobs › all" in driver.text, "the mistakes that are mended are no place to come back to"


async def test_a_remote_context_says_why_it_takes_no_file() -> None:
    async with running(make_app(_remote(), place=StartPlace())) as driver:
        await driver.press("F")

        assert "scale-prod starts the workflows that it knows" in driver.text


# --- pictures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (160, 45)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", ["form", "review", "protected", "file"])
def test_how_a_start_looks(
    snap_compare: Callable[..., bool], folder: Path, name: str, size: tuple[int, int]
) -> None:
    assert folder.exists()
    place = FilePlace("flows/broken.yaml") if name == "file" else INGEST_FORM
    app = make_app(place=place, policy=Policy(protected=name == "protected"))

    async def drive(pilot: Pilot[int]) -> None:
        driver = Driver(app, pilot)
        await driver.stand()
        if name == "form":
            await driver.type("soon")
        elif name != "file":
            await _to_review(driver)
        await driver.stand()

    assert snap_compare(app, terminal_size=size, run_before=drive)
