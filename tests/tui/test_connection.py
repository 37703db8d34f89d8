"""A bad line: the last data stays, greyed with its age; the unknown is said; it comes back by itself."""

import asyncio

from console.backends.base import Forbidden, Unreachable
from console.screens.places import JobsPlace, PausedPlace
from console.widgets.job_list import JobList
from tui.harness import make_app, running
from tui.memory_backend import MemoryBackend


async def _hold(_seconds: float) -> None:
    await asyncio.Event().wait()


async def test_a_lost_connection_keeps_the_list_and_says_how_old_it_is() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, sleep=_hold)) as driver:
        backend.clock.advance(75)
        backend.cut()

        await driver.sees("connection lost, this is 1m old")

        assert "4127" in driver.text
        assert driver.screen.query_one(JobList).stale


async def test_it_comes_back_by_itself_with_what_is_new() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend)) as driver:
        backend.cut()
        await driver.sees("connection lost")
        backend.remove("4127")
        backend.mend()

        await driver.until(lambda: "4127" not in driver.text)

        assert "connection lost" not in driver.text
        assert not driver.screen.query_one(JobList).stale


async def test_a_backend_that_cannot_be_reached_is_told_with_what_to_do() -> None:
    backend = MemoryBackend()
    backend.fault = Unreachable("the host does not answer", advice="Try `jobconsole engine start`.")
    async with running(make_app(backend, sleep=_hold)) as driver:
        assert "local cannot be reached." in driver.text
        assert "the host does not answer" in driver.text
        assert "Try `jobconsole engine start`." in driver.text
        assert "no connection" in driver.text.splitlines()[0]
        await driver.press("0")
        assert "local cannot be reached." in driver.text


async def test_a_backend_that_lets_nobody_in_is_told() -> None:
    backend = MemoryBackend()
    backend.fault = Forbidden("the token has expired", advice="Renew it with `pass`.")
    async with running(make_app(backend, sleep=_hold)) as driver:
        assert "local does not let you in." in driver.text
        assert "Renew it with `pass`." in driver.text


async def test_while_it_is_asked_it_says_so() -> None:
    backend = MemoryBackend()
    backend.answer_after = asyncio.Event()
    app = make_app(backend)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        from tui.harness import Driver

        driver = Driver(app, pilot)
        await driver.sees("Asking local …")
        backend.answer_after.set()
        await driver.sees("4127")


async def test_an_empty_engine_says_what_to_press() -> None:
    async with running(make_app(MemoryBackend([]))) as driver:
        assert "There are no jobs yet." in driver.text
        assert "+ starts one from a workflow." in driver.text


async def test_an_empty_view_says_so() -> None:
    async with running(make_app(place=JobsPlace("all"))) as driver:
        backend = driver.backend
        for id_ in ("4128", "4090"):
            backend.remove(id_)
        await driver.press("2")
        assert "Nothing is running." in driver.text


async def test_every_list_greys_what_is_old() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=PausedPlace(), sleep=_hold)) as driver:
        backend.cut()
        await driver.sees("connection lost")

        assert driver.screen.table.stale  # pyright: ignore[reportAttributeAccessIssue]


async def test_while_the_connection_is_lost_the_keys_are_dead_and_say_so() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, sleep=_hold)) as driver:
        backend.cut()
        await driver.sees("connection lost")
        await driver.press("x")

        assert "not now: the connection to local is lost" in driver.text
