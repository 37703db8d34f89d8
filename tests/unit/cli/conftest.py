"""A verb run in this process, on a backend in memory that is installed by an entry point."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from console.cli.main import main

if TYPE_CHECKING:
    from verb_backend import MemoryBackend

CONFIG = """
default = "memory"
[contexts.memory]
backend = "memory"
[contexts.guarded]
backend = "memory"
protected = true
[contexts.looked-at]
backend = "memory"
read_only = true
"""


@dataclass(frozen=True)
class Ran:
    """What came of a command line."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Verb = Callable[..., Ran]


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> type[MemoryBackend]:
    installed = tmp_path / "site" / "memory-1.0.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: memory\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text(
        "[jobconsole.backends]\nmemory = verb_backend:MemoryBackend\n"
    )
    monkeypatch.syspath_prepend(str(installed.parent))
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    from verb_backend import MemoryBackend

    MemoryBackend.reset()
    return MemoryBackend


@pytest.fixture
def verb(memory: type[MemoryBackend], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Verb:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text(CONFIG)

    def run(*arguments: str) -> Ran:
        code = main(["--config-dir", str(tmp_path / "config"), *arguments])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return run
