"""What is known of a job, read with folds and search; and a log beside that of the last success."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from console.model import ExecutionStatus
from console.screens.described import DescribedScreen
from console.screens.diff import DiffScreen
from console.screens.places import JobPlace, LogsPlace
from tui.graph_samples import compared_backend, graph_backend
from tui.harness import Driver, make_app, running
from tui.memory_backend import MemoryBackend

if TYPE_CHECKING:
    from pathlib import Path

FAILED = JobPlace("4127")


def described(driver: Driver) -> DescribedScreen:
    assert isinstance(driver.screen, DescribedScreen)
    return driver.screen


def rich_backend() -> MemoryBackend:
    """A node with a long output, and a backend that says much."""
    backend = MemoryBackend()
    seen = backend.details["4127"]
    load = replace(seen.nodes["load"], outputs={"report": "x" * 500 + "END", "many": "one\ntwo\x1b[31m"})
    raw = {"nodes": {"load": {"host": "db-3", "api_key": "***", "deep": {"er": [1, 2, {"est": "bottom"}]}}}}
    backend.put(replace(seen, nodes={**seen.nodes, "load": load}, raw=raw))
    return backend


async def test_long_values_are_whole_and_nothing_reaches_the_terminal_raw() -> None:
    async with running(make_app(rich_backend(), place=FAILED), (80, 45)) as driver:
        await driver.press("d")
        await driver.sees("xEND")
        assert "two␛[31m" in driver.text
        await driver.press("G")
        await driver.sees("est: bottom")
        assert "api_key: ***" in driver.text


async def test_a_part_is_folded_and_opened_and_a_search_opens_what_it_finds() -> None:
    async with running(make_app(rich_backend(), place=FAILED), (80, 24)) as driver:
        await driver.press("d", "enter")
        assert "▸ node load" in driver.text
        assert "resolution" not in driver.text
        await driver.press("slash")
        await driver.type("RESOLUTION")
        await driver.sees("1 place")
        await driver.press("enter")
        assert "resolution: waiting" in driver.text
        await driver.press("slash")
        await driver.type("e")
        await driver.press("enter", "n", "N")
        await driver.press("escape", "n")
        assert "search with / first" in driver.text


async def test_a_value_is_copied_whole_and_all_of_it_is_saved(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    copied: list[str] = []
    app = make_app(rich_backend(), place=FAILED)
    monkeypatch.setattr(app, "copy_to_clipboard", copied.append)
    monkeypatch.chdir(tmp_path)
    async with running(app) as driver:
        await driver.press("d", "slash")
        await driver.type("report:")
        await driver.press("enter", "Y", "enter")
        await driver.press("Y", "j", "enter")
        await driver.press("W", "enter")
        await driver.sees("4127-load-described.txt")
        await driver.press("W", "enter")
        await driver.sees("exists already and was left alone")
    value, whole = copied
    assert value == "x" * 500 + "END"
    assert whole.splitlines()[:2] == ["node load", "  id: load"]
    saved = (tmp_path / "4127-load-described.txt").read_text()
    assert "x" * 500 in saved
    assert "est: bottom" in saved
    assert "\x1b" not in saved


async def test_the_cursor_stays_where_it_was_when_the_job_changes() -> None:
    backend = rich_backend()
    async with running(make_app(backend, place=FAILED)) as driver:
        await driver.press("d", "slash")
        await driver.type("exit code")
        await driver.press("enter")
        before = described(driver).text.current
        seen = backend.details["4127"]
        load = replace(seen.nodes["load"], actor="bob", version=12)
        backend.put(replace(seen, nodes={**seen.nodes, "load": load}))
        await driver.sees("actor: bob")
        assert described(driver).text.current == before


async def test_five_thousand_nodes_are_described_folded() -> None:
    async with running(make_app(graph_backend(), place=JobPlace("6001")), (80, 24)) as driver:
        await driver.press("slash")
        await driver.type("all of them")
        await driver.press("enter", "G", "d")
        await driver.sees("▸ nodes  (5,000)")


# --- the difference ----------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [FAILED, LogsPlace("4127", "load")])
async def test_the_log_is_shown_beside_that_of_the_last_success(place: JobPlace | LogsPlace) -> None:
    async with running(make_app(compared_backend(), place=place)) as driver:
        await driver.press("D")
        await driver.sees("against execution 1 in job 4077")
        assert isinstance(driver.screen, DiffScreen)
        assert "+2 new  -2 missing  ~40 times or numbers" in driver.text
        assert '+ ERROR:  relation "orders" does not exist' in driver.text
        assert "- commit" in driver.text
        assert "▸ 34 lines alike" in driver.text


async def test_n_goes_from_difference_to_difference() -> None:
    async with running(make_app(compared_backend(), place=FAILED)) as driver:
        await driver.press("D")
        await driver.sees("1 of 2")
        seen = driver.screen
        assert isinstance(seen, DiffScreen)
        assert seen.text.current is not None
        assert seen.text.current.text == "set lock_timeout to 5s"
        await driver.press("n")
        assert seen.text.current.text == "commit"
        assert "2 of 2" in driver.text
        await driver.press("N")
        assert seen.text.current.text == "set lock_timeout to 5s"


async def test_without_an_earlier_success_it_says_so() -> None:
    backend = compared_backend()
    earlier = backend.details["4077"]
    failed = replace(earlier.executions[0], status=ExecutionStatus.FAILED)
    backend.details["4077"] = replace(earlier, executions=(failed,))
    async with running(make_app(backend, place=FAILED)) as driver:
        await driver.press("D")
        await driver.sees("load did not succeed in any of the")
        assert "nothing to compare with" in driver.text


async def test_logs_that_do_not_differ_say_so() -> None:
    backend = compared_backend()
    (new,) = [ref for ref in backend.logs if ref.job == "4127"]
    (old,) = [ref for ref in backend.logs if ref.job == "4077"]
    backend.logs[new] = backend.logs[old]
    async with running(make_app(backend, place=FAILED)) as driver:
        await driver.press("D")
        await driver.sees("the two logs do not differ, but for times, ids and numbers")


async def test_a_node_that_never_ran_has_nothing_to_compare() -> None:
    async with running(make_app(compared_backend(), place=JobPlace("4127", "publish"))) as driver:
        await driver.press("D")
        assert "there is no log yet to compare" in driver.text
