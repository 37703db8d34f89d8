"""How a job looks as a tree, as a graph and as a timeline: in three sizes, in 16 colours and in none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from console.screens.places import JobPlace
from console.widgets.glyph import glyph
from tui.graph_samples import compared_backend, graph_backend
from tui.harness import Driver, make_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from tui.memory_backend import MemoryBackend

SIZES = [(80, 24), (120, 36), (160, 45)]
LOOKS = ("tree", "graph", "timeline")


def picture(
    snap_compare: Callable[..., bool],
    job: str,
    keys: tuple[str, ...],
    size: tuple[int, int],
    *,
    look: str = "",
    theme: str = "dark",
    backend: MemoryBackend | None = None,
    ascii_only: bool = False,
) -> bool:
    app = make_app(backend or graph_backend(), place=JobPlace(job), theme=theme, ascii_only=ascii_only)

    async def drive(pilot: Pilot[int]) -> None:
        driver = Driver(app, pilot)
        await driver.settle()
        while look and driver.screen.panes.look != look:  # type: ignore[attr-defined]
            await driver.press("B")
        await driver.press(*keys)

    return snap_compare(app, terminal_size=size, run_before=drive)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("look", LOOKS)
def test_every_look_in_every_size(
    snap_compare: Callable[..., bool], look: str, size: tuple[int, int]
) -> None:
    assert picture(snap_compare, "4127" if look == "graph" else "6006", (), size, look=look)


@pytest.mark.parametrize("look", LOOKS)
def test_every_look_in_16_colours(snap_compare: Callable[..., bool], look: str) -> None:
    assert picture(snap_compare, "6006", (), (80, 24), look=look, theme="ansi")


@pytest.mark.parametrize("look", LOOKS)
def test_every_look_without_colours(
    snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch, look: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert picture(snap_compare, "6006", (), (80, 24), look=look)


@pytest.mark.parametrize("look", ["graph", "timeline"])
def test_the_looks_in_ascii(snap_compare: Callable[..., bool], look: str) -> None:
    try:
        assert picture(snap_compare, "6006", (), (120, 36), look=look, ascii_only=True)
    finally:
        glyph.ascii_only = False


@pytest.mark.parametrize("job", ["6001", "6002", "6003", "6004", "6005"])
def test_graphs_that_are_hard_to_draw(snap_compare: Callable[..., bool], job: str) -> None:
    assert picture(snap_compare, job, ("B", "z"), (120, 36))


@pytest.mark.parametrize("size", [(80, 24), (160, 45)], ids=["80x24", "160x45"])
def test_the_difference_of_two_logs(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    assert picture(snap_compare, "4127", ("D", "n"), size, backend=compared_backend())
