"""Lines that the backend does not have: told once, with how many, and found out by few requests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from console.client.log_lines import BLOCK
from console.screens.places import LogsPlace
from console.widgets.log_canvas import SOUGHT
from tui.harness import make_app, running
from tui.log_samples import SCAN, hard_backend, lines_of

if TYPE_CHECKING:
    from console.model import LogRef, LogWindow


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (11, "… line 11 is not there"),
        (1_214, "… a gap of 1,204 lines: 11 to 1,214 is not there"),
        (9_000, "… a gap of at least 2,190 lines: 11 to 2,200 is not there"),
    ],
)
async def test_a_gap_is_told_once_with_its_length(
    monkeypatch: pytest.MonkeyPatch, end: int, words: str
) -> None:
    backend = hard_backend()
    backend.logs[SCAN] = lines_of([f"row {number}" for number in range(10_000)])
    read, requests = backend.log, 0

    async def log(ref: LogRef, *, first: int, count: int) -> LogWindow:
        nonlocal requests
        requests += 1
        window = await read(ref, first=first, count=count)
        return replace(window, lines=tuple(x for x in window.lines if x.number not in range(10, end)))

    monkeypatch.setattr(backend, "log", log)
    async with running(make_app(backend, place=LogsPlace("4128", "scan")), (80, 24)) as driver:
        await driver.press("g")
        await driver.sees(words)
        await driver.settle()
        assert driver.text.count("is not there") == 1
        assert requests <= 2 * (SOUGHT // BLOCK + 4)
