"""Marks that reach beyond what is loaded: offered, cancelable, capped; they mean the job as it was seen."""

import asyncio
from dataclasses import replace

from console.model import Action, Verb
from console.screens.places import JobsPlace
from tui.harness import Driver, make_app, running
from tui.memory_backend import MemoryBackend
from tui.samples import ingest_eu


def _many(count: int) -> MemoryBackend:
    first = ingest_eu()
    return MemoryBackend(
        replace(first, job=replace(first.job, id=str(9000 - place), name=f"job {place}"))
        for place in range(count)
    )


def _marks(driver: Driver) -> frozenset[str]:
    return driver.screen.job_list.selection.marks


async def test_a_star_marks_what_is_loaded_and_offers_all_that_match() -> None:
    async with running(make_app(_many(350), place=JobsPlace("all"))) as driver:
        await driver.press("asterisk")
        assert len(_marks(driver)) == 100
        assert "100 are marked, which is what is loaded; * again marks all 350 that match" in driver.text

        await driver.press("asterisk")
        assert len(_marks(driver)) == 350
        assert "all 350 that match are marked" in driver.text
        assert "x cancel 350 jobs" in driver.keys

        await driver.press("asterisk")
        assert not _marks(driver)


async def test_where_everything_is_loaded_there_is_nothing_to_offer() -> None:
    async with running(make_app(place=JobsPlace("all"))) as driver:
        await driver.press("asterisk")
        assert "again marks all" not in driver.text
        await driver.press("asterisk")
        assert not _marks(driver)


async def test_marking_all_shows_its_progress_and_escape_stops_it() -> None:
    backend = _many(350)
    async with running(make_app(backend, place=JobsPlace("all"))) as driver:
        await driver.press("asterisk")
        backend.answer_after = asyncio.Event()
        await driver.pilot.press("asterisk")
        await driver.sees("marking all that match: 0 of 350 read, esc stops it")

        await driver.pilot.press("escape")
        await driver.settle()
        backend.answer_after.set()

        assert len(_marks(driver)) == 100
        assert "100 marked" in driver.text


async def test_no_more_than_a_thousand_are_marked_and_it_says_so() -> None:
    async with running(make_app(_many(1200), place=JobsPlace("all"))) as driver:
        await driver.press("asterisk")
        assert "* again marks all 1,200 that match, 1,000 at most" in driver.text
        await driver.press("asterisk")

        assert len(_marks(driver)) == 1000
        assert "the first 1,000 that match are marked" in driver.text


async def test_a_job_that_changed_after_it_was_marked_is_left_out_and_stays_marked() -> None:
    backend = _many(150)
    async with running(make_app(backend, place=JobsPlace("all"))) as driver:
        await driver.press("asterisk", "asterisk")
        assert len(_marks(driver)) == 150
        rows = driver.screen.job_list
        rows.select(rows.selection.only(frozenset({"9000", "8999", "8860"})))
        late = backend.details["8860"]
        backend.details["8860"] = replace(late, job=replace(late.job, version=late.job.version + 1))
        await driver.press("x")
        await driver.stand()
        assert "8860" in driver.text
        assert "it has changed since it was seen here" in driver.words
        await driver.press("y")
        await driver.settle()

        assert {action.job for action in backend.acted} == {"9000", "8999"}
        assert _marks(driver) == {"8860"}


async def test_what_failed_stays_marked_and_what_was_done_does_not() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=JobsPlace("needs"))) as driver:
        await driver.press("space", "space")
        await driver.press("x")
        await driver.stand()
        backend.happen("4126", Action(Verb.CANCEL, "4126", actor="bob"))
        await driver.press("y")
        await driver.press("escape")

        assert _marks(driver) == {"4126"}


async def test_hidden_marks_are_left_out_until_they_are_asked_for() -> None:
    async with running(make_app(place=JobsPlace("all"))) as driver:
        await driver.press("space", "space", "space", "slash")
        await driver.type("status:paused")
        await driver.press("enter")
        assert "1 marked, 2 more not in this list (V takes them along)" in driver.text
        assert "x cancel 1 job " in driver.keys

        await driver.press("V")
        assert "3 marked, 2 of them not in this list (V leaves them out)" in driver.text
        assert "x cancel 3 jobs" in driver.keys
        await driver.press("V")
        assert "x cancel 1 job " in driver.keys


async def test_a_mark_that_is_gone_is_left_out_of_what_is_done() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=JobsPlace("needs"))) as driver:
        await driver.press("space", "space", "space")
        del backend.details["4126"]
        await driver.press("x")
        await driver.stand()
        assert "it is gone" in driver.words


async def test_marks_stay_through_another_order() -> None:
    async with running(make_app(_many(350), place=JobsPlace("all"))) as driver:
        await driver.press("asterisk", "asterisk", "equals_sign")
        driver.screen.status_line.clear()
        await driver.settle()

        assert len(_marks(driver)) == 350
        assert "350 marked" in driver.text
