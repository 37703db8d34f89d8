"""The confirmation: nothing happens by a slip, and what happens is what was shown."""

from dataclasses import replace

import pytest

from console.backends.base import Unreachable
from console.client.contexts import Policy
from console.model import Action, JobStatus, NodeStatus, Scope, Verb
from console.screens.confirm import ConfirmScreen
from console.screens.menu import MenuScreen
from console.screens.places import JobsPlace
from console.widgets.line_input import LineInput
from tui.harness import Driver, make_app, running
from tui.memory_backend import MemoryBackend
from tui.samples import close_books


def _dialog(driver: Driver) -> ConfirmScreen:
    assert isinstance(driver.app.screen, ConfirmScreen), driver.app.screen
    return driver.app.screen


def _is_open(driver: Driver) -> bool:
    return isinstance(driver.app.screen, ConfirmScreen)


async def _open(driver: Driver, *keys: str) -> None:
    await driver.press(*keys)
    await driver.until(lambda: _is_open(driver))
    await driver.stand()


async def test_it_names_context_target_state_what_will_happen_and_the_command() -> None:
    async with running(make_app()) as driver:
        await _open(driver, "r")

        for text in (
            "Restart load",
            "context local",
            "4127 ingest eu 2026-11-19",
            "load failed (exit 1, execution 3), 2 min ago",
            "load (execution 4), then publish, notify",
            "● this node and what follows    ○ this node only",
            "jobconsole --context local restart 4127 --node load --expect ",
            "y restart",
            "[ No ]",
        ):
            assert text in driver.text


async def test_yes_sends_the_version_that_was_on_the_screen() -> None:
    backend = MemoryBackend()
    seen = backend.details["4127"].nodes["load"].version
    async with running(make_app(backend)) as driver:
        await _open(driver, "r")
        await driver.press("y")

        (action,) = backend.acted
        assert (action.verb, action.job, action.node, action.expected_version) == (
            Verb.RESTART,
            "4127",
            "load",
            seen,
        )
        assert action.request_id
        assert not _is_open(driver)
        assert backend.details["4127"].nodes["load"].status is NodeStatus.READY


@pytest.mark.parametrize("key", ["n", "escape", "enter"])
async def test_no_escape_and_enter_refuse(key: str) -> None:
    backend = MemoryBackend()
    async with running(make_app(backend)) as driver:
        await _open(driver, "x")
        await driver.press(key)

        assert not _is_open(driver)
        assert backend.acted == []


@pytest.mark.parametrize("key", ["Y", "space", "x", "s", "q", "1", "j", "f1", "c", "ctrl+d"])
async def test_nothing_else_confirms_or_does_anything(key: str) -> None:
    backend = MemoryBackend()
    async with running(make_app(backend)) as driver:
        await _open(driver, "x")
        await driver.press(key)

        assert _is_open(driver)
        assert backend.acted == []


async def test_keys_are_dropped_until_the_dialog_has_stood_a_quarter_of_a_second() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend)) as driver:
        await driver.press("x")
        await driver.until(lambda: _is_open(driver))
        await driver.settle()

        await driver.press("y", "enter", "escape")
        assert _is_open(driver)
        assert backend.acted == []

        backend.clock.advance(0.24)
        await driver.press("y")
        assert _is_open(driver)

        backend.clock.advance(0.02)
        await driver.press("y")
        assert [action.verb for action in backend.acted] == [Verb.CANCEL]


async def test_y_and_n_are_letters_in_the_reason_and_enter_leaves_it() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend)) as driver:
        await _open(driver, "x")
        await driver.press("tab")
        await driver.type("many yes and no")
        assert _is_open(driver)

        await driver.press("enter")
        assert backend.acted == []
        await driver.press("y")

        assert backend.acted[0].reason == "many yes and no"


async def test_escape_leaves_the_reason_before_it_refuses() -> None:
    async with running(make_app()) as driver:
        await _open(driver, "x")
        await driver.press("tab", "a", "escape")
        assert _is_open(driver)
        await driver.press("escape")
        assert not _is_open(driver)


async def test_the_scope_is_chosen_and_the_plan_follows_it() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend)) as driver:
        await _open(driver, "r")
        await driver.press("tab", "right")
        assert "○ this node and what follows    ● this node only" in driver.text
        assert "--scope node" in driver.text
        await driver.press("y")

        assert backend.acted[0].scope is Scope.NODE


async def test_a_conflict_does_nothing_and_says_what_changed_and_by_whom() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend)) as driver:
        await _open(driver, "r")
        await backend.act(Action(Verb.SKIP, "4127", "load", actor="bob", reason="loaded by hand"))
        backend.clock.advance(12)
        await driver.press("y")

        assert "Nothing was done: it has changed since your screen." in driver.words
        assert "bob: skip on load, 12 s ago (loaded by hand)" in driver.words
        assert "Now: job 4127 is running, load is skipped." in driver.words
        assert "[ Close ]" in driver.words
        await driver.press("y")
        assert len(backend.acted) == 2
        await driver.press("enter")
        assert not _is_open(driver)


async def test_an_unknown_outcome_is_told_as_unknown_and_not_sent_again() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend)) as driver:
        await _open(driver, "x")
        backend.act_fault = Unreachable("the connection was reset")
        await driver.press("y")

        assert "It is not known whether this was done" in driver.words
        assert "Now: job 4127 is paused" in driver.words
        await driver.press("y")
        assert len(backend.acted) == 1


async def test_nothing_is_sent_on_a_lost_connection() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend)) as driver:
        await _open(driver, "x")
        backend.cut()
        await driver.until(lambda: driver.app.desk.session.connection.is_stale)
        await driver.press("y")

        assert "not now: the connection to local is lost" in driver.words
        assert backend.acted == []


async def test_continue_on_an_approval_asks_to_approve_or_reject() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=JobsPlace("all", "id:4090"))) as driver:
        await _open(driver, "c")
        assert "● approve approve ○ reject approve" in driver.words
        assert "load 1,204 rows into production?" in driver.words
        assert "post" in driver.words
        await driver.press("tab", "right")
        assert "y reject" in driver.words
        await driver.press("y")

        assert backend.acted[0].verb is Verb.REJECT


async def test_the_way_may_change_the_choices() -> None:
    """An operator's pause and a waiting node: the job or the node, by name."""
    backend = MemoryBackend()
    backend.happen("4119", Action(Verb.PAUSE, "4119", actor="bob"))
    async with running(make_app(backend, place=JobsPlace("all", "id:4119"))) as driver:
        await _open(driver, "c")
        await driver.press("tab", "down")
        assert "Continue drain-1" in driver.words
        await driver.press("y")

        assert backend.acted[0].node == "drain-1"


async def test_a_protected_context_asks_for_a_reason_and_for_the_name() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, policy=Policy(protected=True))) as driver:
        await _open(driver, "x")
        await driver.press("y")
        assert "a reason is needed here" in driver.words
        await driver.press("tab")
        await driver.type("wrong day")
        await driver.press("enter", "y")
        assert "type 'ingest eu 2026-11-19' to confirm" in driver.words
        assert backend.acted == []

        await driver.press("shift+tab")
        assert isinstance(driver.app.focused, LineInput)
        await driver.type("ingest eu 2026-11-19")
        await driver.press("enter")
        assert backend.acted == []
        await driver.press("y")

        assert backend.acted[0].reason == "wrong day"


async def test_what_can_be_undone_needs_no_name_even_there() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, policy=Policy(protected=True))) as driver:
        await _open(
            driver,
            "p",
        )
        await driver.press("tab")
        await driver.type("look first")
        await driver.press("enter", "y")

        assert [action.verb for action in backend.acted] == [Verb.PAUSE]


async def test_five_targets_ask_for_their_count() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=JobsPlace("all", "!status:succeeded,failed"))) as driver:
        await _open(driver, "asterisk", "x")
        assert "Cancel 7 jobs" in driver.words
        await driver.press("tab")
        await driver.type("clean up")
        await driver.press("tab", "7", "enter", "y")

        assert len(backend.acted) == 7
        assert not _is_open(driver)


async def test_what_failed_of_many_is_told_by_name_and_stays_marked() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend)) as driver:
        await _open(driver, "space", "space", "x")
        assert "4127 ingest eu 2026-11-19 · paused; cancels load, publish, notify" in driver.words
        await backend.act(Action(Verb.CANCEL, "4126", actor="bob"))
        await driver.press("y")

        assert "1 of 2 done. These were not, and stay marked:" in driver.words
        assert "4126 ingest us 2026-11-19: job 4126 changed since your screen" in driver.words
        await driver.press("enter")
        assert driver.screen.query_one("#jobs").selection.marks == {"4126"}
        assert backend.details["4127"].job.status is JobStatus.CANCELED


async def test_marked_jobs_on_which_it_is_not_possible_are_left_out_by_name() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=JobsPlace("all"))) as driver:
        await _open(driver, "j", "space", "space", "x")
        await driver.press("escape")
        await _open(driver, "r")

        assert "Left out" in driver.words
        assert (
            "4128 build search index: cannot requeue job 4128: it is running; cancel it first" in driver.words
        )


async def test_a_read_only_context_says_so_and_opens_nothing() -> None:
    policy = Policy(read_only=True, read_only_reason="--read-only was given: nothing can be changed")
    async with running(make_app(policy=policy)) as driver:
        await driver.press("x")

        assert not _is_open(driver)
        assert "--read-only was given" in driver.words
        assert "read-only" in driver.text.splitlines()[0]


async def test_the_menu_leads_to_the_same_confirmation() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend)) as driver:
        await driver.press("m")
        await driver.until(lambda: isinstance(driver.app.screen, MenuScreen))
        await driver.stand()
        assert "cannot requeue job 4127: it is paused" in driver.words
        await driver.press("u")
        assert isinstance(driver.app.screen, MenuScreen)
        await _open(driver, "p")
        await driver.press("y")
        assert "type the new priority" in driver.words
        await driver.press("tab", "4", "2", "enter", "y")

        assert (backend.acted[0].verb, backend.acted[0].priority) == (Verb.PRIORITY, 42)


async def test_mark_asks_how_it_ended() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend)) as driver:
        await driver.press("m")
        await driver.stand()
        await _open(driver, "k")
        await driver.press("tab", "right", "y")

        assert backend.acted[0].mark_as == "failed"


async def test_what_changed_between_the_list_and_the_dialog_is_told() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=JobsPlace("all", "id:4128"))) as driver:
        from dataclasses import replace

        detail = backend.details["4128"]
        backend.details["4128"] = replace(detail, job=replace(detail.job, status=JobStatus.PAUSING))
        await _open(driver, "x")

        assert "4128 was running in the list and is pausing now" in driver.words


async def test_a_name_with_control_characters_drives_no_terminal() -> None:
    from dataclasses import replace

    backend = MemoryBackend()
    detail = backend.details["4127"]
    backend.details["4127"] = replace(detail, job=replace(detail.job, name="x\x1b]0;evil\x07[red]y[/red]"))
    async with running(make_app(backend)) as driver:
        await _open(driver, "x")

        assert "\x1b" not in driver.text
        assert "[red]y[/red]" in driver.words


@pytest.mark.parametrize("size", [(80, 24), (60, 16)])
async def test_the_answers_are_seen_however_much_there_is_to_tell(size: tuple[int, int]) -> None:
    async with running(make_app(place=JobsPlace("all")), size=size) as driver:
        await _open(driver, "asterisk", "x")

        assert "Cancel 7 jobs" in driver.text
        assert "4129 backup db-3" in driver.text
        assert "y cancel" in driver.text
        assert "[ No ]" in driver.text
        assert "Reason" in driver.text
        await driver.press(*["pagedown"] * 6)
        assert "Left out" in driver.text


async def test_an_approval_asks_with_the_values_filled_in() -> None:
    detail = close_books()
    approve = detail.nodes["approve"]
    rules = replace(approve.rules, prompt="load ${{ nodes.totals.outputs.rows }} rows?")
    asked = replace(approve, rules=rules, reason="load 1,204 rows?")
    backend = MemoryBackend([replace(detail, nodes={**detail.nodes, "approve": asked})])
    async with running(make_app(backend)) as driver:
        await _open(driver, "c")

        assert "Asks        load 1,204 rows?" in driver.text
        assert "${{" not in driver.text
