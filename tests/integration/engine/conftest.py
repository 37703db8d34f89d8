"""An engine on real processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from engine_bench import Bench

from console.engine.engine import Engine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def bench(state_dir: Path, tmp_path: Path) -> AsyncIterator[Bench]:
    """A started engine with two slots, closed after the test; its commands are ended."""
    engine = Engine(state_dir, slots=2)
    await engine.start()
    try:
        yield Bench(engine, tmp_path)
    finally:
        await engine.close(leave_running=False)
