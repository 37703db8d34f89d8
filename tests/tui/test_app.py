"""The app: going and coming back, leaving, contexts, themes, commands, help and audit."""

import asyncio

import pytest

from console.key_rules import FORBIDDEN
from console.keymap import KEYS, Scope, in_scopes
from console.model import Action, Verb
from console.screens.audit import AuditScreen
from console.screens.contexts import ContextsScreen
from console.screens.help import HelpScreen
from console.screens.jobs import JobsScreen
from console.screens.leave import LeaveScreen
from console.screens.paused import PausedScreen
from console.screens.places import (
    AuditPlace,
    ContextsPlace,
    FormPlace,
    HelpPlace,
    JobPlace,
    JobsPlace,
    LogsPlace,
    PausedPlace,
    Place,
    StartPlace,
)
from tui.harness import make_app, running
from tui.memory_backend import MemoryBackend

EVERY_PLACE: tuple[Place, ...] = (
    JobsPlace("all"),
    JobPlace("4127"),
    LogsPlace("4127", "load", 3),
    PausedPlace(),
    StartPlace(),
    FormPlace("nightly-ingest"),
    ContextsPlace(),
    AuditPlace(),
    HelpPlace(),
)


@pytest.mark.parametrize("place", EVERY_PLACE, ids=lambda place: type(place).__name__)
async def test_every_key_of_every_screen_is_of_the_table_and_can_be_done(place: Place) -> None:
    table = {key.id: key for key in KEYS}
    async with running(make_app(place=place)) as driver:
        if isinstance(place, FormPlace):
            await driver.press("escape")  # out of the text box, which takes every letter
        bound: dict[str, str] = {}
        for name, active in driver.app.screen.active_bindings.items():
            binding = active.binding
            if (
                binding.action in ("command_palette", "submit", "cursor_left", "cursor_right")
                or not binding.id
            ):
                continue
            assert binding.id in table, binding
            assert name not in FORBIDDEN
            assert not name.startswith("alt+")
            assert bound.setdefault(name, binding.id) == binding.id
            action = binding.action.partition("(")[0].rpartition(".")[2]
            assert hasattr(active.node, f"action_{action}") or binding.action.startswith("app."), binding
        ours = {key.id for key in in_scopes(driver.screen.SCOPES)}
        assert ours <= set(bound.values())


@pytest.mark.parametrize("place", EVERY_PLACE, ids=lambda place: type(place).__name__)
@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_every_screen_fits_its_terminal(place: Place, size: tuple[int, int]) -> None:
    async with running(make_app(place=place), size=size) as driver:
        lines = driver.text.splitlines()
        assert len(lines) == size[1]
        assert lines[0].startswith(" local")


async def test_back_at_the_first_screen_asks_and_says_that_jobs_go_on() -> None:
    async with running(make_app()) as driver:
        await driver.press("q")
        assert isinstance(driver.app.screen, LeaveScreen)
        await driver.stand()
        assert "The jobs go on" in driver.text
        await driver.press("n")
        assert isinstance(driver.app.screen, JobsScreen)
        await driver.press("q")
        await driver.stand()
        await driver.pilot.press("y")

    assert driver.app.return_value == 0


async def test_the_demo_says_that_its_jobs_end() -> None:
    async with running(make_app(jobs_end=True)) as driver:
        await driver.press("q")

        assert "The demo's jobs end with the console." in driver.text
        assert "go on" not in driver.text


async def test_ctrl_q_leaves_from_anywhere() -> None:
    async with running(make_app(place=PausedPlace())) as driver:
        await driver.press("m")
        await driver.stand()
        await driver.pilot.press("ctrl+q")

    assert driver.app.return_value == 0


async def test_ctrl_c_does_not_leave_but_says_how() -> None:
    async with running(make_app()) as driver:
        await driver.press("ctrl+c", "ctrl+c")

        assert "ctrl+q leaves the console; the jobs go on" in driver.text


async def test_escape_never_leaves() -> None:
    async with running(make_app()) as driver:
        await driver.press(*["escape"] * 4)

        assert isinstance(driver.app.screen, JobsScreen)


async def test_escape_and_a_key_in_one_packet_are_two_keys() -> None:
    async with running(make_app(place=HelpPlace())) as driver:
        await driver.press("alt+2")
        await driver.until(lambda: isinstance(driver.app.screen, JobsScreen))
        await driver.settle()

        assert "jobs › running" in driver.text


async def test_q_goes_back_one_screen() -> None:
    async with running(make_app()) as driver:
        await driver.press("0", "question_mark")
        assert isinstance(driver.app.screen, HelpScreen)
        await driver.press("q")
        assert isinstance(driver.app.screen, PausedScreen)
        await driver.press("q")
        assert isinstance(driver.app.screen, JobsScreen)


async def test_a_digit_goes_to_its_view_from_anywhere() -> None:
    async with running(make_app(place=HelpPlace())) as driver:
        await driver.press("3")

        assert "jobs › failed" in driver.text
        assert len(driver.app.screen_stack) == 2


async def test_the_help_tells_every_key_and_can_be_searched() -> None:
    async with running(make_app(place=HelpPlace()), size=(160, 120)) as driver:
        for key in KEYS:
            assert key.id in driver.text
        await driver.press("slash")
        await driver.type("inbox")
        assert "the paused inbox" in driver.text
        assert "act.pause" not in driver.text


async def test_a_persons_own_keys_work_and_stand_in_the_help() -> None:
    async with running(make_app(keys={"go.paused": "Z"}), size=(160, 120)) as driver:
        await driver.press("0")
        assert isinstance(driver.app.screen, JobsScreen)
        await driver.press("Z")
        assert isinstance(driver.app.screen, PausedScreen)
        await driver.press("question_mark")
        line = next(line for line in driver.text.splitlines() if "go.paused" in line)
        assert " Z " in line


async def test_another_context_is_opened_and_looked_at() -> None:
    async with running(make_app()) as driver:
        await driver.press("at")
        assert isinstance(driver.app.screen, ContextsScreen)
        assert "protected" in driver.text
        await driver.press("j", "enter")
        await driver.until(lambda: driver.app.desk.session.context == "scale-prod")
        await driver.settle()

        assert isinstance(driver.app.screen, JobsScreen)
        assert driver.text.startswith(" scale-prod")
        assert "4127" in driver.text


async def test_the_command_line_goes_places() -> None:
    async with running(make_app()) as driver:
        await driver.press("colon")
        await driver.type("jobs owner:eve")
        await driver.press("enter")
        assert "jobs › all › owner:eve" in driver.text

        await driver.press("colon")
        await driver.type("nonsense")
        await driver.press("enter")
        assert "there is no command nonsense; :help tells them all" in driver.text

        await driver.press("colon")
        await driver.type("theme light")
        await driver.press("enter")
        assert driver.app.theme == "light"


@pytest.mark.parametrize("theme", ["dark", "light", "ansi", "high-contrast"])
async def test_every_theme_opens(theme: str) -> None:
    async with running(make_app(theme=theme)) as driver:
        assert driver.app.theme == theme
        assert "4127" in driver.text


async def test_without_colours_the_terminals_own_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(make_app(theme="light")) as driver:
        assert driver.app.theme == "ansi"
        strips = driver.app.screen._compositor.render_strips()
        for strip in strips:
            for segment in strip:
                style = segment.style
                assert style is None or style.color is None or style.color.is_default
        cursor_row = strips[2]
        assert any(segment.style is not None and segment.style.reverse for segment in cursor_row)


async def test_a_theme_that_does_not_exist_is_told_and_dark_is_taken() -> None:
    async with running(make_app(theme="pink")) as driver:
        assert driver.app.theme == "dark"
        assert "there is no theme 'pink'" in driver.text


async def test_in_ascii_no_other_sign_is_drawn() -> None:
    async with running(make_app(ascii_only=True)) as driver:
        try:
            assert driver.text.isascii(), driver.text
            for keys in (("r",), ("n", "m"), ("escape", "question_mark"), ("q", "enter"), ("a",)):
                await driver.press(*keys)
                await driver.settle()
                assert driver.text.isascii(), (keys, driver.text)
        finally:
            from console.widgets.glyph import glyph

            glyph.ascii_only = False


async def test_the_audit_tells_who_did_what_and_why() -> None:
    backend = MemoryBackend()
    await backend.act(Action(Verb.PAUSE, "4128", actor="bob", reason="the disk is full"))
    backend.clock.advance(1)
    await backend.act(Action(Verb.SKIP, "4127", "load", actor="ada"))
    async with running(make_app(backend)) as driver:
        await driver.press("colon")
        await driver.type("audit")
        await driver.press("enter")
        assert isinstance(driver.app.screen, AuditScreen)
        assert "the disk is full" in driver.text
        assert driver.text.index("skip") < driver.text.index("bob")
        await driver.press("slash")
        await driver.type("bob")
        assert "4127" not in "\n".join(driver.text.splitlines()[1:10])


async def test_the_audit_of_a_job_is_on_its_key() -> None:
    async with running(make_app()) as driver:
        await driver.press("H")

        assert "Nobody has done anything to job 4127 yet." in driver.text


async def test_why_shows_the_whole_reason() -> None:
    async with running(make_app(), size=(80, 24)) as driver:
        await driver.press("i")

        assert 'load failed: exit 1, relation "orders" does not exist' in driver.text.splitlines()[-2]


async def test_a_resumed_terminal_is_painted_anew() -> None:
    async with running(make_app()) as driver:
        painted: list[bool] = []
        refresh = driver.screen.refresh

        def spy(*regions, repaint: bool = True, layout: bool = False, recompose: bool = False):
            painted.append(layout)
            return refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

        driver.screen.refresh = spy
        driver.app.app_resume_signal.publish(driver.app)
        await driver.settle()

        assert True in painted


def test_dialogs_hear_no_key_of_the_screens() -> None:
    assert {key.id for key in in_scopes([Scope.DIALOG])} == {
        "dialog.yes",
        "dialog.no",
        "dialog.away",
        "dialog.up",
        "dialog.down",
        "dialog.next",
        "dialog.previous",
    }


async def test_the_command_line_completes_its_commands() -> None:
    async with running(make_app()) as driver:
        await driver.press("colon")
        assert "the list of all jobs, or of those that the query matches" in driver.text
        await driver.type("aud")
        assert "audit [ID]: who did what" in driver.text
        await driver.press("tab")
        await driver.type("4127")
        await driver.press("enter")

        assert "audit › job 4127" in driver.text


async def test_a_screen_that_leaves_shows_no_answer_any_more() -> None:
    """Its widgets go first: an answer that came in between ended the console, as on a change of context."""
    asked, answer, shown = asyncio.Event(), asyncio.Event(), list[str]()

    class Slow(JobsScreen):
        async def read(self) -> None:
            asked.set()
            await answer.wait()
            shown.append("an answer")

    async with running(make_app()) as driver:
        await driver.app.push_screen(slow := Slow(driver.app.desk, JobsPlace("all")))
        await asked.wait()

        leaving = slow.remove()
        answer.set()
        await leaving

        assert shown == []


async def test_views_in_one_burst_of_keys_end_on_the_last() -> None:
    """A screen may leave before it was ever laid out: it must not begin to read then."""
    async with running(make_app()) as driver:
        for _ in range(5):
            await driver.press("0", "2", "0", "3", "0", "4")

        assert "jobs › all" in driver.text


async def test_a_change_of_theme_has_every_cell_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(make_app()) as driver:
        forgot: list[str] = []
        monkeypatch.setattr(driver.app, "forget_screen", lambda: forgot.append(driver.app.theme))
        await driver.press("colon")
        await driver.type("theme light")
        await driver.press("enter")
        await driver.settle()

        assert forgot == ["light"]
