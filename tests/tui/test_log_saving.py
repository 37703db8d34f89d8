"""Writing a log to a file: what is there is left alone, and nothing half written is left behind."""

from __future__ import annotations

import asyncio
import errno
import os
from typing import TYPE_CHECKING, TextIO

import pytest

from console.backends.base import Unreachable
from console.screens.logs import LogsScreen
from console.screens.places import LogsPlace
from tui.harness import Driver, make_app, running
from tui.log_samples import SCAN, hard_backend, lines_of

if TYPE_CHECKING:
    from pathlib import Path

    from console.model import LogRef, LogWindow

LOAD = LogsPlace("4127", "load")
GROWING = LogsPlace("4128", "scan")


async def write_to(driver: Driver, path: Path) -> None:
    await driver.press("W")
    driver.screen.prompt.box.value = str(path)
    await driver.press("enter")


async def test_the_log_is_written_as_the_command_wrote_it_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "load.log"
    async with running(make_app(place=LOAD)) as driver:
        await write_to(driver, path)
        assert "wrote 5 lines to" in driver.words
    assert path.read_text().splitlines()[1] == "begin"
    assert path.stat().st_mode & 0o777 == 0o600


async def test_a_file_that_is_there_is_written_over_only_when_that_is_chosen(tmp_path: Path) -> None:
    path = tmp_path / "load.log"
    path.write_text("mine")
    async with running(make_app(place=LOAD)) as driver:
        for keys in (["enter"], ["escape"]):
            await write_to(driver, path)
            assert "load.log exists already" in driver.words
            await driver.press(*keys)
            assert "was left alone; W asks for another name" in driver.words
            assert path.read_text() == "mine"
        await write_to(driver, path)
        await driver.press("j", "enter")
        assert "wrote 5 lines to" in driver.words
    assert path.read_text().splitlines()[1] == "begin"
    assert list(tmp_path.iterdir()) == [path]


async def test_what_is_no_ordinary_file_is_never_written_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    async with running(make_app(place=LOAD)) as driver:
        await write_to(driver, tmp_path / "pipe")
        assert "is no ordinary file; it was left alone" in driver.words


async def test_in_a_folder_the_file_gets_a_name_of_its_own(tmp_path: Path) -> None:
    async with running(make_app(place=LOAD)) as driver:
        await write_to(driver, tmp_path)
    assert (tmp_path / "4127-load-3.log").exists()


async def test_a_place_that_cannot_be_keeps_the_prompt_open(tmp_path: Path) -> None:
    async with running(make_app(place=LOAD)) as driver:
        await write_to(driver, tmp_path / "~nobody-of-that-name")
        await driver.press("W")
        driver.screen.prompt.box.value = "~nobody-of-that-name/x"
        await driver.press("enter")
        assert "there is no such place" in driver.text
        assert driver.screen.prompt.is_open


async def test_a_full_disk_is_told_and_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.fdopen

    def full(descriptor: int, mode: str, **more: str) -> TextIO:
        file = opened(descriptor, mode, **more)  # type: ignore[call-overload]

        def writelines(_lines: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        file.writelines = writelines
        return file

    async with running(make_app(place=LOAD)) as driver:
        monkeypatch.setattr("console.client.log_export.os.fdopen", full)
        await write_to(driver, tmp_path / "load.log")
        assert "could not be written: No space left on device; nothing was left there" in driver.words
    assert list(tmp_path.iterdir()) == []


async def test_a_connection_that_breaks_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = hard_backend()
    read = backend.log
    backend.logs[SCAN] = lines_of(["x"] * 5_000)

    async def log(ref: LogRef, *, first: int, count: int) -> LogWindow:
        if first >= 4_000:
            raise Unreachable("the host is down")
        return await read(ref, first=first, count=count)

    async with running(make_app(backend, place=GROWING)) as driver:
        monkeypatch.setattr(backend, "log", log)
        await write_to(driver, tmp_path / "scan.log")
        assert "the host is down" in driver.words
    assert list(tmp_path.iterdir()) == []


async def test_a_long_writing_says_how_far_it_is_and_is_stopped_by_escape(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = hard_backend()
    read = backend.log
    backend.logs[SCAN] = lines_of(["x"] * 10_000)
    gate = asyncio.Event()

    async def log(ref: LogRef, *, first: int, count: int) -> LogWindow:
        if first >= 4_000:
            await gate.wait()
        return await read(ref, first=first, count=count)

    async with running(make_app(backend, place=GROWING)) as driver:
        monkeypatch.setattr(backend, "log", log)
        await driver.pilot.press("W")
        driver.screen.prompt.box.value = str(tmp_path / "scan.log")
        await driver.pilot.press("enter")
        await driver.sees("writing scan.log: 40 % · esc stops")
        await driver.pilot.press("W")
        await driver.sees("still writing scan.log; esc stops it")
        await driver.press("escape")
        assert "stopped; nothing was written" in driver.text
        assert isinstance(driver.screen, LogsScreen)
    assert list(tmp_path.iterdir()) == []


async def test_lines_that_the_backend_lacks_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = hard_backend()
    read = backend.log

    async def log(ref: LogRef, *, first: int, count: int) -> LogWindow:
        window = await read(ref, first=first, count=count)
        lines = tuple(line for line in window.lines if line.number not in range(100, 150))
        return LogWindow(lines, window.first, window.total, window.ended)

    from console.model import LogWindow

    async with running(make_app(backend, place=GROWING)) as driver:
        monkeypatch.setattr(backend, "log", log)
        await write_to(driver, tmp_path / "scan.log")
        assert "wrote 450 lines" in driver.words
        assert "50 lines more are not there" in driver.words
