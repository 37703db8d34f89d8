"""The job screen's looks: the graph, the timeline with its legend, and finding a node."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest

from console.model import AuditEntry, JobStatus, NodeStatus
from console.screens.job import JobScreen
from console.screens.job_panes import NodesLook
from console.screens.logs import LogsScreen
from console.screens.places import JobPlace
from console.widgets.graph_view import GraphView
from console.widgets.timeline_view import NOTHING, Legend, TimelineView
from tui.graph_samples import detail, graph_backend, node
from tui.harness import Driver, make_app, running
from tui.memory_backend import MemoryBackend
from tui.samples import at

FAILED = JobPlace("4127")
HUGE = JobPlace("6001")


def screen(driver: Driver) -> JobScreen:
    assert isinstance(driver.screen, JobScreen)
    return driver.screen


def graph(driver: Driver) -> GraphView:
    return screen(driver).panes.graph


def at_node(driver: Driver) -> str | None:
    found = screen(driver).panes.node
    return None if found is None else found.id


async def test_one_key_goes_from_tree_to_graph_to_timeline_and_back_on_the_same_node() -> None:
    async with running(make_app(place=FAILED), (80, 24)) as driver:
        looks = [screen(driver).panes.look]
        for _ in range(3):
            await driver.press("B")
            looks.append(screen(driver).panes.look)
            assert at_node(driver) == "load"
        assert looks == [NodesLook.TREE, NodesLook.GRAPH, NodesLook.TIMELINE, NodesLook.TREE]


async def test_where_the_timeline_is_there_by_itself_the_graph_comes_next() -> None:
    async with running(make_app(place=FAILED)) as driver:
        assert "B graph" in driver.keys
        await driver.press("B")
        assert screen(driver).panes.look is NodesLook.GRAPH
        assert "B tree" in driver.keys


async def test_the_box_under_the_cursor_is_in_view_with_its_state_by_sign_and_word() -> None:
    async with running(make_app(place=FAILED), (80, 24)) as driver:
        await driver.press("B")
        await driver.sees("┃ ✖ failed    3m19s ┃")
        assert "step 5 of 7  · more ← →" in driver.text
        assert 'ERROR:  relation "orders"' in driver.text


async def test_the_arrows_follow_the_edges_and_the_actions_mean_the_box() -> None:
    async with running(make_app(place=FAILED), (80, 24)) as driver:
        await driver.press("B", "left")
        assert at_node(driver) == "plan"
        await driver.press("left")
        assert at_node(driver) == "sum"
        assert "s skip sum" in driver.keys
        await driver.press("left", "j")
        assert at_node(driver) == "check[stock]"
        await driver.press("right", "right", "right")
        assert at_node(driver) == "load"
        await driver.press("right")
        await driver.sees("publish needs load (failed) first.")
        await driver.press("g")
        assert at_node(driver) == "fetch"
        await driver.press("G")
        assert at_node(driver) == "notify"


async def test_enter_opens_the_log_of_the_box_and_coming_back_finds_it_again() -> None:
    async with running(make_app(place=FAILED)) as driver:
        await driver.press("B", "enter")
        assert isinstance(driver.screen, LogsScreen)
        await driver.press("q")
        assert at_node(driver) == "load"
        assert driver.app.focused is graph(driver)


async def test_zoom_gives_the_graph_the_screen_and_tab_goes_to_the_log() -> None:
    async with running(make_app(place=FAILED), (80, 24)) as driver:
        await driver.press("B", "z")
        assert graph(driver).size.height >= 18
        await driver.press("z", "tab")
        assert driver.app.focused is not None
        assert driver.app.focused.id == "tail-log"


async def test_a_loop_and_a_revert_are_drawn_as_ways_back() -> None:
    async with running(make_app(graph_backend(50), place=JobPlace("6002"))) as driver:
        await driver.press("B")
        await driver.sees("←")
        assert graph(driver).drawing.backward == {("push config", "check device"), ("roll back", "start")}
        assert "verify ↻" in driver.text


async def test_a_job_without_a_graph_is_one_box_and_one_without_nodes_says_so() -> None:
    async with running(make_app(graph_backend(50), place=JobPlace("6003"))) as driver:
        await driver.press("B", "left", "right", "j", "k")
        assert at_node(driver) == "job"
    async with running(make_app(graph_backend(50), place=JobPlace("6004"))) as driver:
        await driver.press("B", "j", "left", "enter", "e", "slash", "x", "enter", "n")
        await driver.sees("Job 6004 has no nodes.")


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (200, 50)])
async def test_names_of_any_length_and_width_keep_their_boxes_square(size: tuple[int, int]) -> None:
    async with running(make_app(graph_backend(50), place=JobPlace("6005")), size) as driver:
        await driver.press("B", "z")
        view = graph(driver)
        for _ in range(4):
            widths = {strip.cell_length for strip in map(view.render_line, range(view.size.height))}
            assert widths == {view.size.width}
            await driver.press("j")


async def test_what_changes_is_painted_and_nothing_else() -> None:
    backend = MemoryBackend()
    async with running(make_app(backend, place=FAILED)) as driver:
        await driver.press("B")
        view = graph(driver)
        drawing, painted = view.drawing, count_lines(view)
        seen = backend.details["4127"]
        publish = replace(seen.nodes["publish"], status=NodeStatus.BLOCKED, version=9)
        backend.put(replace(seen, nodes={**seen.nodes, "publish": publish}))
        await driver.sees("⊘ blocked")
        assert view.drawing is drawing
        assert painted() == 1


def count_lines(view: GraphView) -> object:
    lines: list[int] = []
    draw = view.render_line

    def counted(y: int) -> object:
        lines.append(y)
        return draw(y)

    view.render_line = counted  # type: ignore[assignment, method-assign]
    return lambda: len(lines)


# --- very many nodes ---------------------------------------------------------------------------------


async def test_very_many_nodes_are_boxes_of_many_with_what_needs_a_person_beside_them() -> None:
    async with running(make_app(graph_backend(588), place=HUGE)) as driver:
        await driver.press("B")
        assert at_node(driver) == "part[0000]"
        await driver.press("z")
        await driver.sees("▸ part[…] (582)")
        assert "9 in a row" in driver.text
        assert len(graph(driver).graph.boxes) < 15


async def test_a_group_opens_and_escape_closes_it() -> None:
    async with running(make_app(graph_backend(588), place=HUGE)) as driver:
        await driver.press("B", "z")
        group = next(
            box for box in graph(driver).graph.boxes.values() if box.is_group and "part" in box.title
        )
        graph(driver).move_to(group.id)
        await driver.press("enter")
        await driver.sees("▸ part[…] (542)")
        await driver.press("escape")
        await driver.sees("▸ part[…] (582)")


async def test_the_next_failed_node_is_reached_inside_of_a_group() -> None:
    async with running(make_app(graph_backend(588), place=HUGE)) as driver:
        await driver.press("B", *["e"] * 11)
        assert at_node(driver) == "part[0539]"
        await driver.press("e")
        assert "no failed node below; E looks the other way" in driver.text
        await driver.press("E")
        assert at_node(driver) == "part[0490]"


@pytest.mark.parametrize("look", [(), ("B",)])
async def test_a_node_is_found_by_its_name_or_its_state_wherever_it_is(look: tuple[str, ...]) -> None:
    async with running(make_app(graph_backend(588), place=HUGE)) as driver:
        await driver.press(*look, "slash")
        await driver.type("0321")
        await driver.press("enter")
        assert at_node(driver) == "part[0321]"
        assert "1 of 1 nodes that match '0321'" in driver.text
        await driver.press("slash")
        await driver.type("running")
        await driver.sees("40 nodes")
        await driver.press("enter", "n")
        assert at_node(driver) == "part[0549]"
        await driver.press("N", "N")
        assert at_node(driver) == "part[0587]"
        await driver.press("escape", "n")
        assert "search the nodes with / first" in driver.text


async def test_a_search_given_up_goes_back_to_where_it_began() -> None:
    async with running(make_app(place=FAILED)) as driver:
        await driver.press("slash")
        await driver.type("fetch")
        assert at_node(driver) == "fetch"
        await driver.press("escape")
        assert at_node(driver) == "load"
        await driver.press("slash")
        await driver.type("nothing")
        await driver.press("enter")
        assert "no node matches 'nothing'" in driver.text


# --- the timeline ------------------------------------------------------------------------------------


async def test_queue_wait_retry_and_held_time_have_signs_of_their_own_and_a_legend() -> None:
    backend = graph_backend(50)
    seen = backend.details["6006"]
    for verb, minutes in (("pause", 15), ("continue", 20)):
        moment = (at(2) + timedelta(minutes=minutes)).isoformat()
        backend.entries.append(AuditEntry(moment, "bob", verb, "6006", None, "done", ""))
    async with running(make_app(backend, place=JobPlace("6006"))) as driver:
        await driver.sees("▄ held by a person")
        assert (
            "░ queued  ▄ held by a person  ‖ waits for a person  ▒ waits to retry  █ ran  ✖ failed"
            in driver.text
        )
        rows = {line.split()[1]: line for line in driver.text.splitlines()[3:8] if "▌" not in line}
        assert "░" in rows["fetch"]
        assert "▒" in rows["load"]
        assert "▄" in rows["report"]
        (approve,) = [line for line in driver.text.splitlines() if "▌" in line]
        assert "‖‖‖" in approve
    assert seen.job.status is JobStatus.RUNNING


async def test_a_legend_that_is_out_of_sight_when_the_times_come_is_painted_when_it_is_seen() -> None:
    """It has no width then to tell by whether it looks different."""
    async with running(make_app(graph_backend(50), place=JobPlace("6006"))) as driver:
        await driver.sees("waits for a person")
        legend = driver.screen.query_one(Legend)
        legend.show(NOTHING)
        await driver.settle()
        legend.display = False
        await driver.until(lambda: not legend.size)
        with patch.object(legend, "refresh", wraps=legend.refresh) as painted:
            legend.show(driver.screen.query_one(TimelineView).timeline)
        painted.assert_called_once_with()


async def test_the_facts_of_a_node_tell_how_long_it_waited_in_each_way() -> None:
    async with running(make_app(graph_backend(50), place=JobPlace("6006", "load"))) as driver:
        await driver.press("d")
        await driver.sees("time spent")
        for fact in ("queued: 1m30s", "waiting to retry: 2m", "ran: 4m30s"):
            assert fact in driver.text


async def test_what_a_backend_does_not_tell_is_left_blank() -> None:
    backend = MemoryBackend()
    backend.put(detail("7001", "no times", replace(node("a"), since=None, execution=0)))
    async with running(make_app(backend, place=JobPlace("7001"))) as driver:
        await driver.sees("Timeline: no times are known")
        assert "queued" not in driver.text
        await driver.press("d")
        await driver.sees("node a")
        assert "time spent" not in driver.text
