"""Real hosts in processes of their own, each in a folder of its own; none outlives its test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from host_place import Place

from console.model import StartRequest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path


@pytest.fixture
async def place(state_dir: Path) -> AsyncIterator[Place]:
    place = Place(state_dir / "state")
    yield place
    await place.end()


@pytest.fixture
def started() -> Callable[..., StartRequest]:
    """Make a request for a job of one node, or of several."""

    def make(run: str = "true", *, name: str | None = None, more: str = "") -> StartRequest:
        text = f"version: 1\nname: sample\nnodes:\n  only:\n    run: |\n      {run}\n{more}"
        return StartRequest(None, {}, name=name, text=text, source="sample.yaml", folder="/tmp")

    return make
