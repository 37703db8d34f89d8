"""The job screen, driven by keys."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.core.event import Ended, EndReason
from console.model import NodeStatus
from console.screens.job import JobScreen
from console.screens.logs import LogsScreen
from console.screens.places import JobPlace
from console.widgets.node_list import NodeList
from tui.harness import Driver, make_app, running
from tui.log_samples import HOSTILE_NAME, SCAN, hard_backend, lines_of
from tui.memory_backend import MemoryBackend

FAILED = JobPlace("4127")


def nodes(driver: Driver) -> NodeList:
    assert isinstance(driver.screen, JobScreen)
    return driver.screen.nodes


def at_node(driver: Driver) -> str | None:
    node = nodes(driver).node
    return None if node is None else node.id


async def test_it_opens_on_what_needs_attention_with_its_log() -> None:
    async with running(make_app(place=FAILED)) as driver:
        assert at_node(driver) == "load"
        await driver.sees("load · execution 3 of 3 · exit 1 · 02:24:07 – 02:26:00")
        await driver.sees('err  psql:load.sql:12: ERROR:  relation "orders" does not exist')
        assert "✖ load failed · waits for you since 02:26" in driver.text
        assert "nightly-ingest · ada · queue ingest · priority 10 · day=2026-11-19 region=eu" in driver.text
        assert "2 related (o)" in driver.text


async def test_every_node_says_how_it_stands_and_what_it_needs() -> None:
    async with running(make_app(place=FAILED)) as driver:
        rows = {line.split()[1]: line for line in driver.text.splitlines()[3:12] if "▌" not in line}
        assert "succeeded" in rows["fetch"]
        assert "3m02s" in rows["fetch"]
        assert "needs load" in rows["publish"]
        assert "3 attempts    3m19s" in driver.text


async def test_the_actions_mean_the_node_under_the_cursor() -> None:
    async with running(make_app(place=FAILED)) as driver:
        assert "s skip load" in driver.keys
        await driver.press("j")
        assert at_node(driver) == "publish"
        assert "s skip publish" in driver.keys
        assert "x cancel job" in driver.keys


async def test_a_node_without_a_log_says_why_in_its_place() -> None:
    async with running(make_app(place=FAILED)) as driver:
        await driver.press("j")
        await driver.sees("publish needs load (failed) first.")
        await driver.press("k")
        await driver.sees("rolling back")


async def test_the_place_may_name_a_node() -> None:
    async with running(make_app(place=JobPlace("4127", "sum"))) as driver:
        assert at_node(driver) == "sum"


async def test_a_job_that_is_not_there_is_told() -> None:
    async with running(make_app(place=JobPlace("99"))) as driver:
        await driver.sees("There is no job 99 in local.")
        await driver.press("j", "enter", "l", "a", "i", "d", "T", "e", "Y", "q", "tab", "q")
        assert not isinstance(driver.screen, JobScreen)


@pytest.mark.parametrize("key", ["enter", "l"])
async def test_the_log_of_the_node_is_opened(key: str) -> None:
    async with running(make_app(place=FAILED)) as driver:
        await driver.press(key)
        assert isinstance(driver.screen, LogsScreen)
        await driver.sees("4127 › load › execution 3 of 3")
        await driver.press("q")
        assert at_node(driver) == "load"


async def test_an_attempt_is_chosen_and_its_log_opened() -> None:
    async with running(make_app(place=FAILED)) as driver:
        await driver.press("a", "j", "j", "enter")
        await driver.sees("4127 › load › execution 1 of 3")


async def test_why_speaks_of_the_node() -> None:
    async with running(make_app(place=FAILED)) as driver:
        await driver.press("i")
        await driver.sees("load failed at 02:26: exit 1")
        await driver.press("escape")
        assert isinstance(driver.screen, JobScreen)


async def test_everything_known_can_be_read_and_scrolled() -> None:
    async with running(make_app(place=FAILED), (80, 24)) as driver:
        await driver.press("d")
        await driver.sees("node load")
        await driver.press("G")
        await driver.sees("execution 3")
        assert "node load" not in driver.text


async def test_a_related_job_is_opened() -> None:
    async with running(make_app(place=FAILED)) as driver:
        await driver.press("o")
        await driver.sees("Related jobs")
        await driver.press("enter")
        await driver.sees("jobs › 4126 ingest us")


async def test_e_goes_from_failed_node_to_failed_node() -> None:
    async with running(make_app(hard_backend(), place=JobPlace("5003"))) as driver:
        assert at_node(driver) == "part-0399"
        await driver.press("e")
        assert at_node(driver) == "part-0799"
        await driver.press("e", "e")
        assert at_node(driver) == "part-1199"
        assert "no failed node below; E looks the other way" in driver.text
        await driver.press("E")
        assert at_node(driver) == "part-0799"


async def test_very_many_nodes_are_grouped_and_a_group_can_be_opened() -> None:
    async with running(make_app(hard_backend(), place=JobPlace("5003"))) as driver:
        await driver.sees("▾ 3 need you")
        assert "▸ 1,138 succeeded  (enter opens)" in driver.text
        await driver.press("G", "enter", "j")
        await driver.sees("▾ 1,138 succeeded")
        assert at_node(driver) == "part-0000"


async def test_the_cursor_stays_on_its_node_when_others_move() -> None:
    backend = hard_backend()
    async with running(make_app(backend, place=JobPlace("5003"))) as driver:
        await driver.press("e")
        seen = backend.details["5003"]
        first = replace(seen.nodes["part-0399"], status=NodeStatus.SUCCEEDED, resolution=None, version=9)
        backend.put(replace(seen, nodes={**seen.nodes, "part-0399": first}))
        await driver.sees("▾ 2 need you")
        assert at_node(driver) == "part-0799"


async def test_the_timeline_stands_beside_the_nodes_where_there_is_room() -> None:
    async with running(make_app(place=FAILED)) as driver:
        await driver.sees("─ Timeline ─")
        (load,) = [line for line in driver.text.splitlines() if "▌" in line]
        assert load.count("✖") == 1 + 3
        await driver.press("T")
        assert "Timeline" not in driver.text
    async with running(make_app(place=FAILED), (80, 24)) as driver:
        assert "Timeline" not in driver.text
        await driver.press("T")
        await driver.sees("─ Timeline ─")


async def test_what_happens_is_shown_as_it_happens() -> None:
    backend = hard_backend()
    async with running(make_app(backend, place=JobPlace("4128"))) as driver:
        await driver.sees("scanned part 499")
        backend.logs[SCAN] += lines_of(["the end of it"], begin=500)
        backend.happen("4128", Ended("scan", EndReason.EXIT, 0, None))
        await driver.sees("the end of it")
        await driver.until(lambda: "✔ scan" in driver.text)
        assert at_node(driver) == "scan"


async def test_outputs_of_a_node_are_shown() -> None:
    backend = MemoryBackend()
    seen = backend.details["4127"]
    summed = replace(seen.nodes["sum"], outputs={"rows": "1204", "file": "/data/\x1b[31msum.csv"})
    backend.put(replace(seen, nodes={**seen.nodes, "sum": summed}))
    async with running(make_app(backend, place=JobPlace("4127", "sum"))) as driver:
        await driver.sees("outputs  rows=1204 file=/data/␛[31msum.csv")


async def test_tab_goes_to_the_log_and_back() -> None:
    async with running(make_app(place=FAILED)) as driver:
        await driver.press("tab")
        assert driver.app.focused is not None
        assert driver.app.focused.id == "tail-log"
        await driver.press("tab")
        assert driver.app.focused is nodes(driver)


async def test_the_id_the_link_and_the_commands_can_be_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    app = make_app(place=FAILED)
    monkeypatch.setattr(app, "copy_to_clipboard", copied.append)
    async with running(app) as driver:
        for downs in range(5):
            await driver.press("Y", *["j"] * downs, "enter")
    assert copied == [
        "4127",
        "ingest eu 2026-11-19",
        "jobconsole://local/jobs/4127/nodes/load",
        "jobconsole --context local show 4127",
        "jobconsole --context local logs 4127 --node load --execution 3",
    ]


async def test_a_lost_outcome_is_called_unknown() -> None:
    async with running(make_app(hard_backend(), place=JobPlace("5002"))) as driver:
        await driver.sees("? copy: outcome unknown")
        await driver.press("i")
        await driver.sees("Whether copy succeeded is unknown: the machine was restarted")


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (120, 36), (200, 50)])
async def test_nothing_of_a_job_reaches_the_terminal_raw_in_any_size(size: tuple[int, int]) -> None:
    place = JobPlace("5001")
    async with running(make_app(hard_backend(), place=place), size) as driver:
        for keys in ((), ("j",), ("j",), ("T",), ("a",), ("escape",), ("d",), ("escape",), ("i",)):
            await driver.press(*keys)
            assert not set(driver.text) & {
                chr(code) for code in (*range(10), *range(11, 32), *range(0x7F, 0xA0))
            }
            assert "\u202e" not in driver.text
    assert "\x1b" in HOSTILE_NAME
