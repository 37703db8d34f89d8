"""The command as a shell runs it, on a real host of its own."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest

from console.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]

WORKFLOWS = {
    "ends": "nodes:\n  only: {run: 'echo first; echo second >&2'}\n",
    "fails": "nodes:\n  bad: {run: 'echo broken; exit 3'}\n  after: {run: 'true', needs: [bad]}\n",
    "dies": "defaults: {on_failure: fail}\nnodes:\n  bad: {run: 'exit 3'}\n",
    "gate": "nodes:\n  gate: {run: 'echo through', pause: before, pause_message: Look first}\n",
    "asks": "nodes:\n  ask: {approval: {prompt: 'Go on?'}}\n  then: {run: 'true', needs: [ask]}\n",
    "runs": "nodes:\n  long: {run: 'echo begun; exec sleep 600', grace: 1s}\n",
    "params": "params: {day: {type: date, required: true}, n: {type: int, default: '1'}}\n"
    "nodes:\n  show: {run: 'echo $PARAM_DAY $PARAM_N'}\n",
    "retries": "nodes:\n  again: {run: 'exit 1', retry: {limit: 1, delay: 1h}}\n",
}


@dataclass(frozen=True)
class Ran:
    """What came of a command line."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Shell:
    """Runs the command on one state folder, without a terminal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = folder / "state"
        for name, text in WORKFLOWS.items():
            (folder / f"{name}.yaml").write_text(f"version: 1\nname: {name}\n{text}")

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "JOBCONSOLE_STATE_DIR": str(self.state),
            "JOBCONSOLE_CONFIG_DIR": str(self.folder / "config"),
        }

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-P", "-m", "console.cli"]

    def __call__(self, *arguments: str) -> Ran:
        """Run one command line in this process: the same code, without half a second of imports."""
        out, err = io.StringIO(), io.StringIO()
        with (
            contextlib.chdir(self.folder),
            mock.patch.dict(os.environ, self.environment),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = main(arguments)
        assert "Traceback" not in err.getvalue(), err.getvalue()
        return Ran(code, out.getvalue(), err.getvalue())

    def popen(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*self.command, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def start(self, workflow: str, *more: str) -> str:
        ran = self("run", f"{workflow}.yaml", *more)
        assert ran.code == 0, ran.err
        return ran.out.strip()

    def stop(self) -> None:
        self("engine", "stop", "--kill")


def make_shell(folder: str) -> Iterator[Shell]:
    with tempfile.TemporaryDirectory(prefix="jc-cli-", dir=folder) as name:
        shell = Shell(Path(name))
        try:
            yield shell
        finally:
            shell.stop()


@pytest.fixture(scope="module")
def shell() -> Iterator[Shell]:
    """A shell whose host all tests of a module share."""
    yield from make_shell("/tmp")


@pytest.fixture
def own_shell() -> Iterator[Shell]:
    """A shell whose host no other test shares."""
    yield from make_shell("/tmp")
