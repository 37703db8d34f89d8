"""Several contexts in one table, by keystrokes: whose is what, what is missing, and acting on each."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from console.backends.base import ServerFault, Unauthorized, Unreachable
from console.client.contexts import Policy
from console.model import Verb
from console.screens.places import ContextsPlace, FormPlace, JobPlace, JobsPlace, PausedPlace, StartPlace
from console.widgets.job_list import JobList
from tui.harness import Driver, make_app, running
from tui.memory_backend import MemoryBackend
from tui.remote_samples import RemoteMemory

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from console.app import ConsoleApp
    from console.screens.places import Place

PROTECTED = {"scale-prod": Policy(protected=True)}


async def _hold(_seconds: float) -> None:
    await asyncio.Event().wait()


def _app(local: MemoryBackend | None = None, scale: RemoteMemory | None = None, **more: object) -> ConsoleApp:
    local = local or MemoryBackend()
    beside = [scale or RemoteMemory(clock=local.clock)]
    found = {"policies": PROTECTED, "place": JobsPlace("all"), **more}
    return make_app(local, beside=beside, **found)  # pyright: ignore[reportArgumentType]


def _row(text: str, name: str) -> str:
    return next(line for line in text.splitlines() if name in line)


# --- the table ------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_every_row_says_whose_it_is_and_its_id_stays_plain(size: tuple[int, int]) -> None:
    async with running(_app(), size) as driver:
        assert "CONTEXT" in driver.text
        assert "scale-prod  900113" in _row(driver.text, "granule 900113")
        assert "local       4127" in _row(driver.text, "ingest eu 2026-11-19")


async def test_a_single_context_has_no_column_for_it() -> None:
    async with running(make_app(RemoteMemory(), place=JobsPlace("all"))) as driver:
        assert "CONTEXT" not in driver.text


async def test_the_filter_knows_contexts_and_their_own_fields() -> None:
    async with running(_app()) as driver:
        await driver.press("slash")
        await driver.type("context:scale-prod status:failed")
        await driver.press("enter")

        assert "900113" in driver.text
        assert "4127" not in driver.text
        await driver.press("escape", "slash")
        await driver.type("batch:7")
        await driver.press("enter")
        await driver.sees("local refuses the query: it has no field batch")


async def test_a_context_that_is_lost_is_named_and_its_rows_stay_away_until_it_is_back() -> None:
    scale = RemoteMemory()
    gate = asyncio.Event()

    async def until_mended(_seconds: float) -> None:
        await gate.wait()

    async with running(_app(scale=scale, sleep=until_mended)) as driver:
        assert "900113" in driver.text
        scale.cut(Unreachable("connection refused"))

        await driver.sees("scale-prod does not answer: connection refused")
        await driver.until(lambda: "900113" not in driver.text)
        assert "4127" in driver.text
        assert not driver.screen.query_one(JobList).stale

        scale.mend()
        gate.set()
        await driver.sees("900113")
        await driver.until(lambda: "does not answer" not in driver.text)


async def test_a_context_whose_credentials_expired_says_so_from_the_beginning() -> None:
    scale = RemoteMemory()
    scale.fault = Unauthorized("the token has expired", advice="renew it")
    async with running(_app(scale=scale)) as driver:
        await driver.sees("scale-prod does not accept the credentials: the token has expired")
        assert "4127" in driver.text


async def test_a_list_that_the_server_fails_on_looks_old_and_says_why() -> None:
    local = MemoryBackend()
    async with running(make_app(local, sleep=_hold, place=JobsPlace("all"))) as driver:
        local.clock.advance(75)
        local.jobs_fault = ServerFault("the server failed itself with 500")
        await driver.press("ctrl+r")

        await driver.sees("this is 1m old: the server failed itself with 500")
        assert driver.screen.query_one(JobList).stale
        local.jobs_fault = None
        driver.screen.tick()  # it is tried again by itself
        await driver.until(lambda: "this is 1m old" not in driver.text)
        assert not driver.screen.query_one(JobList).stale


# --- acting ---------------------------------------------------------------------------------------


async def test_the_dialog_names_the_jobs_own_context_and_a_command_that_can_be_pasted() -> None:
    async with running(_app(place=JobsPlace("all", "id:900113"))) as driver:
        await driver.press("r")

        assert "Requeue scale-prod/900113" in driver.text
        assert "context scale-prod" in driver.text
        assert "jobconsole --context scale-prod requeue 900113 --expect 77" in driver.words
        assert "all of the job runs again, from its first input on" in driver.words
        await driver.stand()
        await driver.press("y")
        assert "a reason is needed here" in driver.text


async def test_a_job_of_an_open_context_beside_it_asks_for_nothing_more() -> None:
    local = MemoryBackend()
    async with running(_app(local, place=JobsPlace("all", "id:local/4128"))) as driver:
        await driver.press("x")
        assert "context local" in driver.text
        await driver.stand()
        await driver.press("y")
        await driver.until(lambda: bool(local.acted))

    assert [(action.verb, action.job) for action in local.acted] == [(Verb.CANCEL, "4128")]


async def test_a_bulk_over_both_asks_for_more_and_sends_each_to_its_own() -> None:
    local, scale = MemoryBackend(), RemoteMemory()
    async with running(_app(local, scale, place=JobsPlace("all", "status:running !id:4090"))) as driver:
        await driver.press("asterisk", "x")

        assert "contexts local, scale-prod" in driver.text
        assert "jobconsole --context local cancel 4128 --expect" in driver.words
        assert "jobconsole --context scale-prod cancel 900114" in driver.words
        assert "the count: 2" in driver.text
        await driver.stand()
        await driver.press("tab")
        await driver.type("disk is full")
        await driver.press("tab", "2", "tab")
        await driver.press("y")
        await driver.until(lambda: bool(local.acted) and bool(scale.acted))

    assert [action.job for action in local.acted] == ["4128"]
    assert [(action.job, action.reason) for action in scale.acted] == [("900114", "disk is full")]


async def test_keys_of_a_lost_contexts_job_are_dead_and_the_others_live() -> None:
    scale = RemoteMemory()
    async with running(_app(scale=scale, place=JobPlace("scale-prod/900114"))) as driver:
        scale.cut(Unreachable("connection refused"))
        await driver.sees("connection lost")
        await driver.press("x")

        await driver.sees("not now: the connection to scale-prod is lost")


async def test_cancel_means_the_job_on_a_waiting_node_too_as_its_key_says() -> None:
    async with running(_app(place=JobPlace("local/4119", "drain-1"))) as driver:
        assert "x cancel job" in driver.keys
        await driver.press("x")
        assert "Cancel local/4119" in driver.text


async def test_the_inbox_is_one_over_all() -> None:
    scale = RemoteMemory()
    async with running(_app(scale=scale, place=PausedPlace())) as driver:
        assert "CONTEXT" in driver.text
        await driver.press("g", "j")
        assert "reboot of scale-prod/e7f1c0de" in driver.words
        await driver.press("c")
        assert "AOM goes on at once, there is no undo" in driver.words
        assert "only the server knows" in driver.words
        await driver.stand()
        await driver.press("tab")
        await driver.type("all is well")
        await driver.press("tab", "y")
        await driver.until(lambda: bool(scale.acted))

    assert [(each.verb, each.node) for each in scale.acted] == [(Verb.CONTINUE, "reboot")]


async def test_an_inbox_without_one_of_them_says_so() -> None:
    scale = RemoteMemory()
    async with running(_app(scale=scale, place=PausedPlace(), sleep=_hold)) as driver:
        scale.cut(Unreachable("connection refused"))

        await driver.sees("scale-prod does not answer: connection refused")
        await driver.until(lambda: "reboot" not in driver.text)


# --- going ----------------------------------------------------------------------------------------


async def test_a_job_and_its_log_are_reached_and_links_name_its_own_context() -> None:
    async with running(_app(place=JobsPlace("all", "id:900113"))) as driver:
        await driver.press("enter")
        await driver.sees("scale-prod/900113 ingest-granule 900113")
        assert driver.text.splitlines()[0].strip().startswith("scale-prod")
        await driver.press("Y")
        assert "jobconsole://scale-prod/jobs/900113" in driver.text
        assert "jobconsole --context scale-prod show 900113" in driver.text
        await driver.press("escape", "l")
        await driver.sees("copied 1204 rows")


async def test_the_start_screen_asks_where_and_the_form_names_it() -> None:
    local, other = MemoryBackend(), MemoryBackend(context="second")
    app = make_app(local, beside=[other], place=StartPlace(), sleep=_hold)
    async with running(app) as driver:
        assert "second" in _row(driver.text, "second")
        await driver.press("G", "enter")
        await driver.sees("--context second run rolling-restart")
        await driver.press("escape", "enter")
        await driver.stand()
        assert "context second" in driver.text
        await driver.press("y")
        await driver.until(lambda: bool(other.started))

    assert [request.workflow for request in other.started] == ["rolling-restart"]
    assert local.started == []


async def test_a_workflow_by_a_name_that_several_have_is_asked_for() -> None:
    app = make_app(beside=[MemoryBackend(context="second")], place=FormPlace("backup"), sleep=_hold)
    async with running(app) as driver:
        assert "Several contexts have backup" in driver.text
        assert ":start second/backup" in driver.text


async def test_a_start_in_doubt_is_not_sent_a_second_time() -> None:
    local = MemoryBackend()
    async with running(make_app(local, place=FormPlace("backup"), sleep=_hold)) as driver:
        local.start_fault = Unreachable("it broke after sending")
        await driver.press("tab", "tab", "enter")
        await driver.stand()
        await driver.press("y")
        await driver.sees("It is not known whether the job was started")
        await driver.press("enter")
        await driver.sees("not sent again: look in the list first")

    assert len(local.started) == 1


async def test_the_command_line_opens_several() -> None:
    app = _app()
    async with running(app) as driver:
        await driver.press("colon")
        await driver.type("context scale-prod")
        await driver.press("enter")
        await driver.until(lambda: app.desk.session.context == "scale-prod")
        await driver.settle()
        await driver.press("colon")
        await driver.type("context local,scale-prod")
        await driver.press("enter")
        await driver.until(lambda: app.desk.session.context == "local,scale-prod")


async def test_marked_contexts_are_opened_together() -> None:
    app = make_app(beside=(), place=ContextsPlace(), sleep=_hold)
    async with running(app) as driver:
        await driver.press("space", "space")
        await driver.sees("2 marked: ⏎ shows them in one list")
        await driver.press("escape")
        assert "marked" not in driver.text
        await driver.press("g", "space", "space", "enter")

        await driver.until(lambda: app.desk.session.context == "local,scale-prod")


async def test_the_contexts_say_how_each_stands() -> None:
    scale = RemoteMemory()
    async with running(_app(scale=scale, place=ContextsPlace()), (80, 24)) as driver:
        assert "answers" in _row(driver.text, "● scale-prod")
        scale.cut(Unauthorized("expired"))
        await driver.until(lambda: "credentials not accepted" in _row(driver.text, "● scale-prod"))
        assert "answers" in _row(driver.text, "● local")


async def test_tls_that_is_not_checked_is_said_on_every_screen() -> None:
    policy = Policy(unverified=True)
    async with running(make_app(RemoteMemory(), policy=policy)) as driver:
        assert "TLS not checked" in driver.text.splitlines()[0]
        await driver.press("0")
        assert "TLS not checked" in driver.text.splitlines()[0]


# --- pictures -------------------------------------------------------------------------------------

PICTURES: dict[str, tuple[Place, tuple[str, ...]]] = {
    "jobs": (JobsPlace("all"), ("j", "j", "j")),
    "lost": (JobsPlace("all"), ()),
    "confirm-bulk": (JobsPlace("all", "status:running !id:4090"), ("asterisk", "x")),
    "paused": (PausedPlace(), ("j",)),
    "contexts": (ContextsPlace(), ("space",)),
}


@pytest.mark.parametrize("size", [(80, 24), (160, 45)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", PICTURES)
def test_how_several_contexts_look(
    snap_compare: Callable[..., bool], name: str, size: tuple[int, int]
) -> None:
    place, keys = PICTURES[name]
    scale = RemoteMemory()
    app = _app(scale=scale, place=place, sleep=_hold)

    async def drive(pilot: Pilot[int]) -> None:
        driver = Driver(app, pilot)
        await driver.stand()
        if name == "lost":
            scale.cut(Unreachable("https://scale.example/api: connection refused"))
            await driver.sees("scale-prod does not answer")
            await driver.until(lambda: "900113" not in driver.text)
        for key in keys:
            await driver.press(key)
            await driver.stand()

    assert snap_compare(app, terminal_size=size, run_before=drive)
