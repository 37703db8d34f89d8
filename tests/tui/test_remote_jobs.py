"""Jobs of remote servers on every screen: their own words, what is offered and what never works, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from console.client.contexts import Policy
from console.model import Verb
from console.screens.places import JobPlace, JobsPlace, LogsPlace, PausedPlace
from tui.harness import Driver, make_app, running
from tui.remote_samples import RemoteMemory

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from console.screens.places import Place


async def test_the_servers_own_word_stands_beside_ours_where_it_differs() -> None:
    async with running(make_app(RemoteMemory(), place=JobPlace("900114")), (80, 24)) as driver:
        assert "running for" in driver.text
        assert "status STARTED" in driver.text


async def test_a_word_that_says_the_same_is_not_told_twice() -> None:
    async with running(make_app(RemoteMemory(), place=JobPlace("900113"))) as driver:
        assert "status FAILED" not in driver.text


async def test_what_has_ended_without_a_result_says_so() -> None:
    async with running(make_app(RemoteMemory(), place=JobPlace("900101"))) as driver:
        assert "FINISHED in 30m, result unknown" in driver.text


async def test_a_state_that_is_not_known_does_not_look_as_if_it_ran_for_ever() -> None:
    backend = RemoteMemory()
    async with running(make_app(backend, place=JobsPlace("all", "id:900100"))) as driver:
        before = driver.text
        assert "1d" not in before
        backend.clock.advance(3600)
        driver.screen.tick()
        await driver.settle()

        assert driver.text == before


async def test_hostile_text_is_shown_not_obeyed() -> None:
    async with running(make_app(RemoteMemory(), place=JobsPlace("all"))) as driver:
        assert "\x1b" not in driver.text
        assert "odd ␛]0;evil␇ one" in driver.text


async def test_everything_the_server_said_is_there_to_read_with_its_secrets_masked() -> None:
    async with running(make_app(RemoteMemory(), place=JobPlace("900113"))) as driver:
        await driver.press("d")
        await driver.press("G")

        assert "as the backend said it" in driver.text
        assert "s3cr3t" not in driver.text
        assert "path: /data␛]0;evil␇" in driver.text
        assert "\x1b" not in driver.text
        assert "ok_exit" not in driver.text  # the rules of our engine, which do not hold there


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("s", "Scale knows no skipping"),
        ("x", "cannot cancel job 900113: it has ended already"),
    ],
)
async def test_a_dead_key_says_why(key: str, sentence: str) -> None:
    async with running(make_app(RemoteMemory(), place=JobPlace("900113")), (80, 24)) as driver:
        await driver.press(key)
        assert sentence in driver.text


async def test_a_job_without_a_graph_is_begun_again_from_its_own_screen() -> None:
    backend = RemoteMemory()
    async with running(make_app(backend, place=JobPlace("900113"))) as driver:
        assert "r requeue job" in driver.keys
        await driver.press("r")
        assert "Requeue 900113" in driver.text
        await driver.stand()
        await driver.press("y")
        await driver.until(lambda: bool(backend.acted))
        await driver.sees("requeue was accepted")

    assert [(action.verb, action.node) for action in backend.acted] == [(Verb.REQUEUE, None)]


async def test_what_is_emulated_says_how_it_differs_and_wraps() -> None:
    async with running(make_app(RemoteMemory(), place=JobPlace("900114")), (80, 24)) as driver:
        await driver.press("p")
        assert "ingest-granule 1.0.0: no job of it starts until it is" in driver.text
        assert "continued, those that run go on" in driver.text
        assert "running (STARTED)" in driver.text
        assert "which steps follow from it" in driver.text


PICTURES: dict[str, tuple[Place, tuple[str, ...]]] = {
    "jobs": (JobsPlace("all"), ("j",)),
    "job": (JobPlace("900113"), ()),
    "unknown": (JobPlace("900101"), ()),
    "log": (LogsPlace("900113", "job"), ()),
    "paused": (PausedPlace(), ()),
    "emulated": (JobPlace("900114"), ("p",)),
    "menu": (JobPlace("900113"), ("m",)),
}


@pytest.mark.parametrize("size", [(80, 24), (160, 45)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", PICTURES)
def test_how_remote_jobs_look(snap_compare: Callable[..., bool], name: str, size: tuple[int, int]) -> None:
    place, keys = PICTURES[name]
    app = make_app(RemoteMemory(), place=place, policy=Policy(unverified=True))

    async def drive(pilot: Pilot[int]) -> None:
        driver = Driver(app, pilot)
        await driver.stand()
        for key in keys:
            await driver.press(key)
            await driver.stand()

    assert snap_compare(app, terminal_size=size, run_before=drive)
