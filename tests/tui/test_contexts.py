"""Contexts by keystrokes: from one to another and back, how each stands, a configuration that changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from console.backends.base import Unreachable
from console.client.contexts import ContextInfo, Policy
from console.client.news import Look
from console.screens.contexts import ContextsScreen
from console.screens.job import JobScreen
from console.screens.jobs import JobsScreen
from console.screens.paused import PausedScreen
from console.screens.places import ContextsPlace, JobPlace, JobsPlace
from console.widgets.job_list import JobList
from tui.harness import Driver, make_app, running
from tui.memory_backend import MemoryBackend, MemoryContexts
from tui.remote_samples import RemoteMemory
from tui.test_many_contexts import _hold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.pilot import Pilot

    from console.app import ConsoleApp
    from console.client.session import Session

PROTECTED = {"scale-prod": Policy(protected=True)}


def _app(**more: object) -> ConsoleApp:
    """The console on local alone; scale-prod is another server, with other fields."""
    local = MemoryBackend()
    scale = RemoteMemory(clock=local.clock)
    app = make_app(local, **{"policies": PROTECTED, "place": JobsPlace("all"), **more})  # pyright: ignore[reportArgumentType]
    source = app.desk.source
    assert isinstance(source, MemoryContexts)
    inner = source._open

    def open_session(name: str) -> Session:
        session = inner(name)
        if name == "scale-prod":
            session.backend = scale
        return session

    source._open = open_session
    return app


async def _to(driver: Driver, name: str) -> None:
    await driver.press("colon")
    await driver.type(f"context {name}")
    await driver.press("enter")
    await driver.until(lambda: driver.app.desk.session.context == name)
    await driver.settle()


def _source(app: ConsoleApp) -> MemoryContexts:
    assert isinstance(app.desk.source, MemoryContexts)
    return app.desk.source


async def _look(driver: Driver) -> None:
    """Let the next look at the configuration come."""
    driver.app.look_for_news()
    await driver.settle()


# --- there and back -------------------------------------------------------------------------------


async def test_coming_back_restores_view_query_cursor_and_marks() -> None:
    app = _app()
    async with running(app, (100, 24)) as driver:
        await driver.press("4", "slash")
        await driver.type("workflow:nightly*")
        await driver.press("enter", "space", "j")
        there = driver.screen.query_one(JobList).selection
        assert there.cursor == "4098"

        await _to(driver, "scale-prod")
        await _to(driver, "local")

        assert "all › workflow:nightly*" in driver.text
        assert driver.screen.query_one(JobList).selection == there
        assert "1 marked" in driver.text


async def test_marks_that_the_list_does_not_show_come_back_as_they_were_last_seen() -> None:
    app = _app()
    async with running(app, (100, 24)) as driver:
        await driver.press("4", "space", "space", "space", "slash")
        await driver.type("status:paused")
        await driver.press("enter")
        marked = driver.screen.status_line.text
        assert "2 more not in this list" in marked

        await _to(driver, "scale-prod")
        await _to(driver, "local")

        assert driver.screen.status_line.text == marked


async def test_what_is_come_back_to_is_grey_until_it_has_been_read_again() -> None:
    app = _app(sleep=_hold)
    async with running(app, (100, 24)) as driver:
        await _to(driver, "scale-prod")
        local = MemoryBackend(clock=driver.backend.clock)
        local.cut(Unreachable("connection refused"))
        source = _source(app)
        inner = source._open

        def open_session(name: str) -> Session:
            session = inner(name)
            if name == "local":
                session.backend = local
            return session

        source._open = open_session
        before = local.reads
        await _to(driver, "local")

        await driver.sees("4127")
        assert driver.screen.query_one(JobList).stale
        assert local.reads - before < 20


async def test_a_scrolled_list_is_scrolled_as_it_was() -> None:
    app = _app()
    async with running(app, (100, 10)) as driver:
        await driver.press("4", "G", "k")
        top = driver.screen.query_one(JobList).scroll_offset.y
        assert top > 0
        await _to(driver, "scale-prod")
        await _to(driver, "local")

        assert driver.screen.query_one(JobList).scroll_offset.y == top


async def test_a_job_that_was_open_is_open_again_and_the_way_back_is_the_old_one() -> None:
    app = _app(place=JobPlace("4127"))
    async with running(app, (100, 24)) as driver:
        await _to(driver, "scale-prod")
        assert isinstance(app.screen, JobsScreen), "that job is not there"
        await _to(driver, "local")
        assert isinstance(app.screen, JobScreen)
        await driver.press("left_square_bracket")
        assert isinstance(app.screen, JobsScreen)


async def test_the_kind_of_screen_and_the_filter_come_along() -> None:
    app = _app()
    async with running(app, (100, 24)) as driver:
        await driver.press("4", "slash")
        await driver.type("status:failed")
        await driver.press("enter")
        await _to(driver, "scale-prod")

        assert "all › status:failed" in driver.text
        assert "900113" in driver.text
        await driver.press("0")
        await _to(driver, "airflow-old")
        assert isinstance(app.screen, PausedScreen)


async def test_a_filter_that_the_other_server_has_no_field_for_stays_behind_and_is_told() -> None:
    app = _app()
    async with running(app, (100, 24)) as driver:
        await _to(driver, "scale-prod")
        await driver.press("4", "slash")
        await driver.type("batch:7")
        await driver.press("enter")
        await _to(driver, "airflow-old")

        await driver.sees("the filter batch:7 stays behind")
        assert "› batch:7" not in driver.text.splitlines()[0]


# --- how each stands ------------------------------------------------------------------------------


async def test_each_says_what_is_known_of_it_and_nothing_else() -> None:
    app = _app(place=ContextsPlace())
    async with running(app, (120, 30)) as driver:
        assert "answers in 1 ms" in driver.text
        assert driver.text.count("not asked yet") == 2
        await _to(driver, "scale-prod")
        await driver.press("at")

        row = next(line for line in driver.text.splitlines() if "  local" in line)
        assert "answered, 0s ago" in row


async def test_a_context_is_tested_step_by_step_from_its_row() -> None:
    async with running(_app(place=ContextsPlace()), (120, 30)) as driver:
        await driver.press("j", "i")
        assert "works, 0s ago" in driver.text
        assert "who am I     ok             8 ms  ada, who may act" in driver.text
        await driver.press("G", "i")
        assert "credentials: FAILED" in driver.text
        assert "they are not accepted; renew them" in driver.text


async def test_a_lost_context_says_since_when() -> None:
    local = MemoryBackend()
    async with running(make_app(local, place=ContextsPlace(), sleep=_hold), (120, 30)) as driver:
        local.cut(Unreachable("connection refused"))
        await driver.sees("connection lost since")
        await driver.sees("connection refused")


async def test_a_protected_context_says_so_in_a_word_on_every_screen_and_dialog() -> None:
    app = make_app(policy=Policy(protected=True), place=JobsPlace("all"))
    async with running(app, (80, 24)) as driver:
        for key in ("4", "0", "at", "question_mark", "plus"):
            await driver.press(key)
            assert "protected" in driver.text.splitlines()[0], key
        await driver.press("4", "j", "m")
        assert "More actions in the protected context local" in driver.text
        await driver.press("escape", "x")
        assert "protected context local" in driver.text


async def test_the_start_key_is_dead_where_nothing_may_be_started_and_looks_so() -> None:
    async with running(make_app(policy=Policy(read_only=True), place=JobsPlace("all"))) as driver:
        hints = {hint.label: hint.live for hint in driver.screen.look_hints()}

    assert hints["start"] is False


# --- a configuration that changes -----------------------------------------------------------------

LOCAL = ContextInfo("local", "local", "this machine", is_default=True, origin="built in")


async def test_a_context_becomes_read_only_at_once() -> None:
    app = _app()
    async with running(app, (120, 24)) as driver:
        _source(app).configure(replace(LOCAL, policy=Policy(True, False, "the context local is read-only")))
        await _look(driver)

        assert "read-only" in driver.text.splitlines()[0]
        assert "local is read-only now: nothing can be changed there" in driver.text
        await driver.press("x")
        assert "the context local is read-only" in driver.text


async def test_what_is_allowed_again_is_warned_of() -> None:
    policy = Policy(True, False, "the context local is read-only")
    app = make_app(policy=policy, place=JobsPlace("all"))
    async with running(app, (120, 24)) as driver:
        _source(app).configure(LOCAL)
        await _look(driver)

        assert "local is not read-only any more: the action keys work there now" in driver.text
        assert "read-only" not in driver.text.splitlines()[0]


async def test_policies_of_one_of_several_contexts_follow_too() -> None:
    scale = RemoteMemory()
    app = make_app(beside=[scale], place=JobsPlace("all", "id:900114"), sleep=_hold)
    async with running(app, (120, 24)) as driver:
        scale_info = ContextInfo(
            "scale-prod", "scale", policy=Policy(True, False, "the context scale-prod is read-only")
        )
        _source(app).configure(LOCAL, scale_info)
        await _look(driver)
        await driver.press("x")

        await driver.sees("the context scale-prod is read-only")
        assert scale.acted == []


async def test_an_address_that_changed_is_told_and_marked_and_never_followed_by_itself() -> None:
    app = _app()
    async with running(app, (120, 24)) as driver:
        before = app.desk.session
        _source(app).configure(replace(LOCAL, identity="elsewhere"))
        await _look(driver)

        assert app.desk.session is before
        assert "⚠ changed" in driver.text.splitlines()[0]
        assert "until it is opened again (:context local)" in driver.words
        await driver.press("at")
        assert "changed: ⏎ opens it again" in driver.text
        await driver.press("enter")
        await driver.until(lambda: app.desk.session is not before)
        await driver.settle()
        assert "changed" not in driver.text.splitlines()[0]


async def test_a_mistake_is_told_with_its_place_and_nothing_changes() -> None:
    app = _app()
    async with running(app, (120, 24)) as driver:
        _source(app).mistake("config.toml:3: contexts.prod.read_onyl: this key is not known")
        await _look(driver)

        assert (
            "the configuration has a mistake, the settings stay as they were: config.toml:3" in driver.words
        )
        assert "protected" not in driver.text.splitlines()[0]


async def test_new_keys_theme_and_default_are_taken_over() -> None:
    app = _app()
    async with running(app, (120, 24)) as driver:
        look = Look("light", {"go.contexts": "U"}, ("console.mouse = true",))
        scale = ContextInfo("scale-prod", "scale", is_default=True)
        _source(app).configure(replace(LOCAL, is_default=False), scale, look=look)
        await _look(driver)

        assert app.theme == "light"
        assert "from the next start on: console.mouse = true" in driver.words
        assert "scale-prod is the default from the next start on" in driver.words
        await driver.press("U")
        assert isinstance(app.screen, ContextsScreen)
        assert app.desk.session.context == "local"


async def test_a_new_context_stands_in_the_list_at_once() -> None:
    app = _app(place=ContextsPlace())
    async with running(app, (120, 24)) as driver:
        _source(app).configure(LOCAL, ContextInfo("fresh", "scale", "https://fresh.example"))
        await _look(driver)

        assert "configuration: new: fresh" in driver.text
        assert "https://fresh.example" in driver.text


async def test_looking_for_changes_writes_nothing_to_the_terminal() -> None:
    app = _app()
    async with running(app) as driver:
        painted: list[object] = []
        show = app._display
        app._display = lambda *what: (painted.append(what), show(*what))[1]  # pyright: ignore[reportAttributeAccessIssue]
        for _ in range(5):
            await _look(driver)

        assert painted == []


# --- pictures -------------------------------------------------------------------------------------


def _states(app: ConsoleApp) -> None:
    """Every state that a context may be in, one below the other."""
    names: Mapping[str, Policy] = {
        "local": Policy(),
        "scale-prod": Policy(protected=True),
        "airflow-old": Policy(read_only=True, read_only_reason="the context airflow-old is read-only"),
        "staging": Policy(unverified=True),
    }
    infos: Sequence[ContextInfo] = [
        ContextInfo(name, "local" if name == "local" else "scale", f"https://{name}.example", policy,
                    name == "local", "config.toml")
        for name, policy in names.items()
    ]  # fmt: skip
    _source(app)._infos = list(infos)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", ["states", "lost", "moved", "empty"])
def test_how_the_contexts_look(snap_compare: Callable[..., bool], name: str, size: tuple[int, int]) -> None:
    local = MemoryBackend()
    app = make_app(local, place=ContextsPlace(), sleep=_hold)
    _states(app)

    async def drive(pilot: Pilot[int]) -> None:
        driver = Driver(app, pilot)
        await driver.stand()
        if name == "states":
            await driver.press("j", "j", "i")
        elif name == "lost":
            local.cut(Unreachable("connection refused", advice="See `jobconsole engine status`."))
            await driver.sees("connection lost since")
        elif name == "moved":
            infos = list(_source(app).infos())
            _source(app).configure(replace(infos[0], identity="elsewhere"), *infos[1:])
            await _look(driver)
        else:
            _source(app)._infos = []
            await driver.press("ctrl+r")
        await driver.stand()

    assert snap_compare(app, terminal_size=size, run_before=drive)
