"""The version is written twice: for the package's metadata and for the program, which must not read that."""

from __future__ import annotations

import tomllib
from pathlib import Path

from console.version import VERSION


def test_both_say_the_same() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))

    assert project["project"]["version"] == VERSION
