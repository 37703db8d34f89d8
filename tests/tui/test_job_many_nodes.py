"""Five thousand nodes: what a key, a refresh and an opening may cost, by counts and by ratios of CPU time."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from console.core.graph_fold import fold
from console.core.graph_layout import lay_out
from console.core.outline import outline
from console.core.timeline import timeline
from console.screens.job import JobScreen
from console.screens.places import JobPlace
from tui.graph_samples import graph_backend, huge
from tui.harness import Driver, make_app, running
from tui.samples import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.strip import Strip
    from textual.widget import Widget

HUGE = JobPlace("6001")


class Painted:
    """Counts the lines that a widget paints."""

    def __init__(self, widget: Widget) -> None:
        self.lines = 0
        self._draw: Callable[[int], Strip] = widget.render_line
        widget.render_line = self._render_line  # type: ignore[method-assign]

    def _render_line(self, y: int) -> Strip:
        self.lines += 1
        return self._draw(y)

    def taken(self) -> int:
        """The lines since it was asked last."""
        lines, self.lines = self.lines, 0
        return lines


def screen(driver: Driver) -> JobScreen:
    assert isinstance(driver.screen, JobScreen)
    return driver.screen


def cpu(work: Callable[[], object]) -> float:
    """The CPU seconds of some work: the least of a few times."""

    def once() -> Iterator[float]:
        for _ in range(5):
            began = time.process_time()
            work()
            yield time.process_time() - began

    return min(once())


async def test_states_are_rows_and_a_key_paints_two_lines() -> None:
    async with running(make_app(graph_backend(), place=HUGE)) as driver:
        assert "▾ 12 need you" in driver.text
        assert "▸ 4,937 succeeded  (enter opens)" in driver.text
        painted = Painted(screen(driver).nodes)
        for key in ("j", "j", "k"):
            await driver.press(key)
            assert painted.taken() <= 2


async def test_a_state_of_thousands_is_opened_and_scrolled_by_windows() -> None:
    async with running(make_app(graph_backend(), place=HUGE)) as driver:
        painted = Painted(screen(driver).nodes)
        await driver.press("G", "enter")
        assert painted.taken() <= 3 * screen(driver).nodes.size.height
        await driver.press("j")
        assert painted.taken() <= screen(driver).nodes.size.height
        await driver.press("G")
        assert screen(driver).nodes.node is not None
        assert painted.taken() <= screen(driver).nodes.size.height


async def test_a_refresh_paints_what_changed() -> None:
    backend = graph_backend()
    async with running(make_app(backend, place=HUGE)) as driver:
        painted = Painted(screen(driver).nodes)
        seen = backend.details["6001"]
        first = seen.nodes["part[0000]"]
        backend.put(replace(seen, nodes={**seen.nodes, first.id: replace(first, execution=2, version=7)}))
        await driver.until(lambda: screen(driver).detail is backend.details["6001"])
        await driver.settle()
        assert painted.taken() <= 2


async def test_the_graph_of_thousands_paints_its_window_and_keeps_its_drawing() -> None:
    backend = graph_backend()
    async with running(make_app(backend, place=HUGE)) as driver:
        await driver.press("B")
        graph = screen(driver).panes.graph
        painted, drawing = Painted(graph), graph.drawing
        await driver.press("j")
        assert painted.taken() <= graph.size.height
        seen = backend.details["6001"]
        done = seen.nodes["part[0100]"]
        backend.put(replace(seen, nodes={**seen.nodes, done.id: replace(done, version=7)}))
        await driver.until(lambda: screen(driver).detail is backend.details["6001"])
        await driver.settle()
        assert painted.taken() == 0
        assert graph.drawing is drawing


@pytest.mark.heavy
@pytest.mark.alone
@pytest.mark.parametrize("name", ["outline", "fold and lay out", "timeline"])
def test_work_grows_with_the_nodes_and_not_with_their_square(name: str) -> None:
    def work(parts: int) -> Callable[[], object]:
        job = huge(parts)
        return {
            "outline": lambda: outline(job.nodes),
            "fold and lay out": lambda: laid_out(job.nodes),
            "timeline": lambda: timeline(job, now=NOW),
        }[name]

    few, many = cpu(work(1000)), cpu(work(8000))
    assert many / few < 24, f"{few:.4f} s for 1,000 and {many:.4f} s for 8,000"


def laid_out(nodes: object) -> object:
    folded = fold(nodes)  # type: ignore[arg-type]
    return lay_out(dict.fromkeys(folded.boxes, 20), folded.edges, folded.last)
