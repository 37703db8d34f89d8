"""The first list, asked for before there was a screen; and what is kept of it for the next start."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

from console.app import ConsoleApp
from console.client.first_read import FirstRead
from console.config.last_list import Asked, asked, read
from tui.harness import make_app, running
from tui.memory_backend import MemoryBackend
from tui.samples import at, chatty, ended


def _begun(backend: MemoryBackend) -> ConsoleApp:
    app = make_app(backend)
    app.desk.first_read = FirstRead(app.desk.session, app.desk.views)
    return app


async def test_what_was_read_before_is_shown_and_kept_up_to_date() -> None:
    backend = MemoryBackend()
    app = _begun(backend)
    assert app.desk.first_read is not None
    await app.desk.first_read.wait()
    async with running(app) as driver:
        assert "jobs › needs me" in driver.text
        assert "4127" in driver.text
        assert "2 failures" in driver.text
        backend.put(ended("9", "newest", "w", "ada", at(1), 3))
        await driver.press("4")
        await driver.sees("newest")


async def test_what_is_still_being_read_is_waited_for_and_not_asked_for_again() -> None:
    backend = MemoryBackend()
    backend.answer_after = asyncio.Event()
    app = _begun(backend)
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.pause()
        backend.answer_after.set()
        async with asyncio.timeout(10):
            while app.desk.first_read is not None:
                await pilot.pause()
        await pilot.pause()
        assert app.desk.counts is not None


async def test_where_nothing_needs_a_person_all_jobs_are_there_at_once() -> None:
    app = _begun(MemoryBackend([chatty(), ended("1", "old", "w", "ada", at(1), 3)]))
    assert app.desk.first_read is not None
    await app.desk.first_read.wait()
    async with running(app) as driver:
        assert "jobs › all" in driver.text
        assert "nothing needs you: these are all jobs" in driver.text


async def test_what_could_not_be_read_is_told_once_and_asked_for_again() -> None:
    backend = MemoryBackend()
    backend.cut()
    app = _begun(backend)
    assert app.desk.first_read is not None
    await app.desk.first_read.wait()
    async with running(app) as driver:
        assert driver.text.count("does not answer") == 1
        backend.mend()
        await driver.press("ctrl+r")
        await driver.sees("4127")


def _keeping(app: ConsoleApp, folder: Path) -> tuple[ConsoleApp, Asked]:
    what = asked(str(folder), (), {}, (), "1")
    folder.chmod(0o700)
    app.desk.settings = replace(app.desk.settings, last_list=what)
    return app, what


async def test_the_list_that_is_seen_is_kept_without_cursor_and_marks(tmp_path: Path) -> None:
    app, what = _keeping(make_app(), tmp_path)
    async with running(app, (100, 30)) as driver:
        await driver.press("j", "space")
        app.keep_last_list()
        kept = read(what, app.desk.now.timestamp())

    assert kept is not None
    assert (kept.columns, kept.rows) == (100, 30)
    assert kept.head == " local · UTC   jobs › needs me"
    assert "STATUS" in kept.lines[0]
    assert "4127" in kept.lines[1]
    assert not any(sign in "".join(kept.lines) for sign in "▌•└")


async def test_another_view_a_filter_and_what_is_old_are_not_kept(tmp_path: Path) -> None:
    app, what = _keeping(make_app(), tmp_path)
    async with running(app) as driver:
        now = app.desk.now.timestamp()
        await driver.press("4")
        app.keep_last_list()
        assert read(what, now) is None

        await driver.press("1", "slash", "x", "enter")
        app.keep_last_list()
        assert read(what, now) is None

        await driver.press("escape")
        driver.backend.cut()
        await driver.press("ctrl+r")
        await driver.sees("connection lost")
        app.keep_last_list()
        assert read(what, now) is None


async def test_a_list_that_lies_below_another_screen_is_kept_as_of_when_it_was_read(tmp_path: Path) -> None:
    app, what = _keeping(make_app(), tmp_path)
    async with running(app) as driver:
        before = app.desk.now.timestamp()
        await driver.press("enter")
        driver.backend.clock.advance(600)
        app.keep_last_list()

    kept = read(what, before + 600)
    assert kept is not None
    assert kept.at == before


async def test_a_list_without_jobs_is_kept_as_none(tmp_path: Path) -> None:
    full, what = _keeping(make_app(), tmp_path)
    async with running(full):
        full.keep_last_list()
    empty, _ = _keeping(make_app(MemoryBackend([])), tmp_path)
    async with running(empty):
        empty.keep_last_list()

    assert read(what, time.time()) is None
    assert read(what, full.desk.now.timestamp()) is None


async def test_a_folder_that_cannot_be_written_keeps_nobody_from_leaving(tmp_path: Path) -> None:
    (tmp_path / "last-lists").write_text("a file")
    app, _ = _keeping(make_app(), tmp_path)
    async with running(app) as driver:
        app.keep_last_list()
        assert "4127" in driver.text
