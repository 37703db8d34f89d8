"""Ways through a log: lines around matches, a search that is stopped, fields a row, many nodes as one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from console.backends.base import Unsupported
from console.client import log_search
from console.model import LogLine, LogRef
from console.screens.job_log import JobLogScreen
from console.screens.logs import LogsScreen
from console.screens.places import JobLogPlace, JobPlace, LogsPlace
from tui.harness import Driver, make_app, running
from tui.log_samples import SCAN, hard_backend, lines_of
from tui.memory_backend import MemoryBackend
from tui.samples import at

if TYPE_CHECKING:
    from collections.abc import Sequence

GROWING = LogsPlace("4128", "scan")


async def command(driver: Driver, text: str) -> None:
    await driver.press("colon")
    driver.screen.prompt.box.value = text
    await driver.press("enter")


def screen_of(driver: Driver) -> LogsScreen:
    assert isinstance(driver.screen, LogsScreen)
    return driver.screen


# --- lines around matches ---------------------------------------------------------------------------


async def test_lines_around_each_match_are_shown_and_what_is_left_out_is_counted() -> None:
    backend = hard_backend()
    backend.logs[SCAN][100] = replace(backend.logs[SCAN][100], text="fatal: no more parts")
    async with running(make_app(backend, place=GROWING)) as driver:
        await driver.press("ampersand")
        await driver.type("fatal")
        await driver.press("enter", "L")
        await driver.sees("2 lines around each match")
        assert "… 98 lines not shown" in driver.text
        for number in (98, 99, 101, 102):
            assert f"scanned part {number} " in driver.text
        assert "… 397 lines not shown" in driver.text
        await driver.press("L", "L")
        await driver.sees("scanned part 120 ")
        await driver.press("L")
        await driver.sees("no lines around each match")
        assert "scanned part 99 " not in driver.text


# --- a search that takes long -----------------------------------------------------------------------


class Slow(MemoryBackend):
    """Searches part by part, and waits before each until it may."""

    def __init__(self) -> None:
        super().__init__(list(hard_backend().details.values()))
        self.may = asyncio.Semaphore(0)
        self.parts: list[range] = []

    async def search_log_part(
        self, ref: LogRef, pattern: str, *, first: int, last: int, limit: int
    ) -> Sequence[int]:
        self.parts.append(range(first, last))
        await self.may.acquire()
        found = await self.search_log(ref, pattern, first=first, limit=limit)
        return [number for number in found if number < last]


async def searching(driver: Driver, text: str) -> None:
    """Begin a search and do not wait for it."""
    await driver.press("slash")
    driver.screen.prompt.box.value = text
    await driver.pilot.press("enter")


async def test_a_search_says_how_far_it_is_is_stopped_by_escape_and_goes_on_with_n(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(log_search, "PART", 100)
    backend = Slow()
    backend.logs[SCAN] = lines_of([f"scanned part {number}" for number in range(1000)])
    async with running(make_app(backend, place=GROWING)) as driver:
        await searching(driver, "part 1?50$")
        backend.may.release()
        await driver.sees("searching 10 %")
        assert "1 match so far" in driver.text
        await driver.press("escape")
        assert "stopped at 10 % of the log; n goes on, esc forgets it" in driver.text
        assert backend.parts == [range(100), range(100, 300)]
        backend.may.release()
        backend.may.release()
        backend.may.release()
        backend.may.release()
        await driver.press("n")
        await driver.sees("of 2 matches")
        assert backend.parts[2:] == [range(100, 200), range(200, 400), range(400, 800), range(800, 1000)]


async def test_escape_forgets_a_stopped_search() -> None:
    backend = Slow()
    backend.logs[SCAN] = lines_of(["a line"] * 10)
    async with running(make_app(backend, place=GROWING)) as driver:
        await searching(driver, "line")
        await driver.press("escape", "escape")
        assert "/line" not in driver.text
        assert isinstance(driver.screen, LogsScreen)


async def test_where_the_backend_does_not_search_it_is_done_here_and_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    backend = hard_backend()

    async def refuse(*_args: object, **_more: object) -> Sequence[int]:
        raise Unsupported("no search here")

    monkeypatch.setattr(backend, "search_log", refuse)
    async with running(make_app(backend, place=GROWING)) as driver:
        await driver.press("slash")
        await driver.type("part 12")
        await driver.press("enter")
        await driver.sees("11 matches")
        assert "the backend does not search this log" in driver.text


# --- fields a row -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_json_and_logfmt_are_spread_over_rows_and_back(size: tuple[int, int]) -> None:
    backend = hard_backend()
    backend.logs[SCAN] = lines_of(
        [
            '{"level":"error","error":{"code":12,"why":"no \\u001b[31m table"}}',
            "level=warn took=3ms",
            "plain words",
        ]
    )
    async with running(make_app(backend, place=GROWING), size) as driver:
        await driver.sees('{"level":"error","error"')
        await driver.press("J")
        await driver.sees('"level":"error",')
        rows = [line[14:].strip() for line in driver.text.splitlines()]
        begin = rows.index("{")
        assert rows[begin : begin + 9] == [
            "{", '"level":"error",', '"error":{', '"code":12,', '"why":"no \\u001b[31m table"', "}", "}",
            "level=warn", "took=3ms",
        ]  # fmt: skip
        assert "plain words" in driver.text
        await driver.press("J")
        await driver.sees('{"level":"error","error"')


# --- times and lines --------------------------------------------------------------------------------


async def test_since_goes_to_the_first_line_of_then() -> None:
    backend = hard_backend()
    backend.logs[SCAN] = lines_of([f"scanned part {number}" for number in range(5_000)])
    async with running(make_app(backend, place=GROWING)) as driver:
        moment = backend.logs[SCAN][1234].time
        assert moment is not None
        before = backend.reads
        await command(driver, f"since {moment:%Y-%m-%dT%H:%M:%SZ}")
        await driver.sees("line 1,235")
        assert screen_of(driver).view.pointer == 1234
        assert backend.reads - before < 30
        await command(driver, "since 2030-01-01")
        await driver.sees("nothing was written since")
        await command(driver, "since yesterday")
        await driver.sees("is not a time such as")
        await command(driver, "line 17")
        assert screen_of(driver).view.pointer == 16


async def test_a_place_in_a_log_is_asked_for_in_a_log_only() -> None:
    async with running(make_app(hard_backend())) as driver:
        await command(driver, "since 10m")
        await driver.sees("this is no log")


# --- the logs of a whole job ------------------------------------------------------------------------


async def test_the_logs_of_a_job_are_one_by_time_with_the_node_of_each_line() -> None:
    backend = MemoryBackend()
    backend.logs[LogRef("4127", "fetch", 1)] = [
        LogLine(0, "fetched late", time=at(2, 24, 30)),
        LogLine(1, "bye", time=at(2, 24, 40)),
    ]
    async with running(make_app(backend, place=JobPlace("4127"))) as driver:
        await driver.press("A")
        assert isinstance(driver.screen, JobLogScreen)
        await driver.sees("load#3")
        lines = [line.split() for line in driver.text.splitlines() if line[1:4] == "02:"]
        assert [stamp for stamp, *_ in lines] == sorted(stamp for stamp, *_ in lines)
        names = [name for _, name, *_ in lines]
        late = names.index("fetch#1")
        assert {"load#1", "load#2", "load#3"} <= set(names[:late])
        assert "load#3" in names[late:]
        assert "4127 › all nodes › 9 executions" in driver.text
        assert "x cancel job" in driver.keys


async def test_a_node_that_begins_joins_the_logs_of_its_job() -> None:
    backend = hard_backend()
    async with running(make_app(backend, place=JobLogPlace("4128"))) as driver:
        await driver.sees("scanned part 499")
        assert "following" in driver.text
        detail = backend.details["4128"]
        other = replace(detail.executions[-1], node="late", number=1)
        backend.logs[LogRef("4128", "late", 1)] = lines_of(["hello from afar"], begin=0)
        backend.put(replace(detail, executions=(*detail.executions, other)))
        await driver.sees("hello from afar")
        assert "late#1" in driver.text


async def test_searching_the_logs_of_a_job_marks_and_filters_all_of_them() -> None:
    backend = hard_backend()
    async with running(make_app(backend, place=JobLogPlace("4128"))) as driver:
        await driver.sees("scanned part 499")
        await driver.press("ampersand")
        await driver.type("part 42$")
        await driver.press("enter")
        await driver.sees("scanned part 42")
        assert "lines not shown" in driver.text


async def test_from_a_line_of_all_nodes_one_key_leads_to_the_log_of_its_node() -> None:
    async with running(make_app(MemoryBackend(), place=JobLogPlace("4127"))) as driver:
        await driver.sees("load#3")
        await driver.press("e", "A")
        assert not isinstance(driver.screen, JobLogScreen)
        await driver.sees("4127 › fetch › execution 1")
        await driver.press("A")
        assert isinstance(driver.screen, JobLogScreen)


async def test_the_logs_of_a_job_are_saved_with_the_node_of_each_line(tmp_path: Path) -> None:
    async with running(make_app(MemoryBackend(), place=JobLogPlace("4127"))) as driver:
        await driver.sees("load#3")
        await driver.press("W")
        driver.screen.prompt.box.value = str(tmp_path / "all.log")
        await driver.press("enter")
        await driver.sees("wrote ")
    assert (
        'Z load#3 psql:load.sql:12: ERROR:  relation "orders" does not exist'
        in (tmp_path / "all.log").read_text()
    )


async def test_a_job_of_which_nothing_ran_says_so() -> None:
    backend = MemoryBackend()
    detail = backend.details["4127"]
    backend.put(replace(detail, executions=()))
    async with running(make_app(backend, place=JobLogPlace("4127"))) as driver:
        await driver.sees("No node of job 4127 has run yet, so there is no log.")
