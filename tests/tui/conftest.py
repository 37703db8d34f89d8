"""What takes long here: the same pictures in the larger sizes are of `make test-all`."""

import re
from pathlib import Path
from typing import Final

import pytest

STANDS: Final = 3600.0
"""Seconds that a message stands here, for a test to read it however busy the machine is."""

_LARGE: Final = re.compile(r"\b(120x36|160x45|200x50)\b")
_HERE: Final = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave pictures in large sizes to the heavy tests: the smallest size is where things do not fit."""
    for item in items:
        pictured = "snap_compare" in getattr(item, "fixturenames", ())
        if pictured and _HERE in item.path.parents and _LARGE.search(item.name):
            item.add_marker(pytest.mark.heavy)


@pytest.fixture(autouse=True)
def _messages_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.widgets.status_line.STANDS", STANDS)
