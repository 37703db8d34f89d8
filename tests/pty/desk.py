"""A desk: a state folder of its own, its real host, and the command on as many terminals as wanted."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from terminal import Terminal

from console.backends.local import LocalBackend
from console.model import StartRequest
from console.testing import reached

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from console.model import AuditEntry, JobDetail, JobStatus

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-P", "-m", "console.cli")

T = TypeVar("T")


class Desk:
    """A host with jobs, the verbs and the console, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = folder / "state"
        (folder / "config").mkdir()
        self._gates: dict[str, Gate] = {}

    # --- the engine, asked directly -----------------------------------------------------------------

    def start(self, text: str) -> str:
        """Start a job of this workflow and return its id."""
        request = StartRequest(None, {}, text=text, source="sample.yaml", folder=str(self.folder))
        return self._with_backend(lambda backend: backend.start(request))

    def job(self, job: str) -> JobDetail:
        return self._with_backend(lambda backend: backend.job(job))

    def status(self, job: str) -> JobStatus:
        return self.job(job).job.status

    def audit(self, job: str) -> Sequence[AuditEntry]:
        """The recorded actions on a job, newest first."""
        return self._with_backend(lambda backend: backend.audit(job))

    def reached(self, job: str, condition: Callable[[JobDetail], bool]) -> JobDetail:
        """Wait until the job is as ``condition`` wants it."""
        return self._with_backend(lambda backend: reached(backend, job, condition))

    def host_pid(self) -> int:
        return self._with_backend(lambda backend: backend.engine_status()).pid

    def end(self) -> None:
        """End the host and whatever runs."""
        for gate in self._gates.values():
            gate.close()
        self._with_backend(lambda backend: backend.stop_host(kill=True))

    def _with_backend(self, ask: Callable[[LocalBackend], Awaitable[T]]) -> T:
        async def asked() -> T:
            backend = LocalBackend("local", self.state)
            try:
                return await ask(backend)
            finally:
                await backend.close()

        return asyncio.run(asked())

    # --- commands that wait for the test ------------------------------------------------------------

    def gate(self, name: str) -> Gate:
        """Make a gate at which a command of a job waits."""
        self._gates[name] = Gate(self.folder / name)
        return self._gates[name]

    def open(self, gate: str, *, code: int = 0) -> None:
        """Let the command that waits at a gate end with this code."""
        self._gates[gate].say(str(code))

    # --- the command --------------------------------------------------------------------------------

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "JOBCONSOLE_STATE_DIR": str(self.state),
            "JOBCONSOLE_CONFIG_DIR": str(self.folder / "config"),
        }

    def verb(self, *words: str) -> str:
        """Run a verb away from any terminal and return what it printed."""
        return subprocess.run(
            [*COMMAND, *words],
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stdout

    def terminal(
        self, *words: str, columns: int = 100, rows: int = 24, forgets: bool = True, **variables: str
    ) -> Terminal:
        """Run the command on a terminal of its own.

        Unless it ``forgets`` it, the list of a console before may stand in at first, and take no keys.
        """
        if forgets:
            shutil.rmtree(self.state / "last-lists", ignore_errors=True)
        return Terminal([*COMMAND, *words], env={**self.environment, **variables}, columns=columns, rows=rows)


class Gate:
    """A named pipe, held open at both ends, so that neither the test nor a command waits for the other."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self._path = path
        self._descriptor = os.open(path, os.O_RDWR)

    @property
    def command(self) -> str:
        """A command that waits for a number, and ends with it."""
        return f"read code < {self._path}; exit $code"

    @property
    def lines(self) -> str:
        """A command that prints every line that comes."""
        return f"exec cat {self._path}"

    def say(self, line: str) -> None:
        os.write(self._descriptor, f"{line}\n".encode())

    def close(self) -> None:
        os.close(self._descriptor)
