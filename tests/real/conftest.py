"""Real servers for the heavy tests: each is built once, started once a session, and ended with it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sahara_server import RealSahara

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests in one process, and so to one server, where several run beside one another."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("real"))


@pytest.fixture(scope="session")
def real_sahara(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealSahara]:
    """Return the running server. What keeps it from running fails the tests: they are never passed over."""
    cache = Path(os.environ.get("JOBCONSOLE_TEST_CACHE") or ROOT / ".venv" / "real-sahara")
    with RealSahara(cache, tmp_path_factory.mktemp("sahara")) as server:
        yield server
