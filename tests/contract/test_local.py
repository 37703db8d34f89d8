"""The contract suite on the local backend: a real host in a process of its own, over its real socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from console.backends.local import LocalBackend
from console.model import LogRef, StartRequest
from console.testing import BackendContract, Scenario

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

ENDS = "version: 1\nname: ends\nnodes:\n  only: {run: 'true'}\n"
RUNS = "version: 1\nname: runs\nnodes:\n  a: {run: 'exec sleep 600'}\n  b: {run: 'true', needs: [a]}\n"
WAITS = "version: 1\nname: waits\nnodes:\n  gate: {run: 'true', pause: before}\n"
FAILS = "version: 1\nname: fails\nnodes:\n  bad: {run: 'exit 3'}\n"
LOGS = (
    "version: 1\nname: logs\nparams:\n  lines: {type: int, required: true}\nnodes:\n"
    '  chatty: {run: \'i=0; while [ $i -lt "$PARAM_LINES" ]; do echo "line $i"; i=$((i+1)); done\'}\n'
)


class LocalScenario(Scenario):
    """Workflow files of one line each, run by the real engine."""

    def __init__(self, backend: LocalBackend, folder: Path) -> None:
        self._backend = backend
        self._folder = folder

    async def ends(self) -> str:
        return await self._start(ENDS)

    async def runs(self) -> str:
        return await self._start(RUNS)

    async def waits(self) -> tuple[str, str]:
        return await self._start(WAITS), "gate"

    async def fails(self) -> tuple[str, str]:
        return await self._start(FAILS), "bad"

    async def logs(self, lines: int) -> LogRef:
        return LogRef(await self._start(LOGS, lines=str(lines)), "chatty", 1)

    async def _start(self, text: str, **params: str) -> str:
        request = StartRequest(None, params, text=text, source="contract.yaml", folder=str(self._folder))
        return await self._backend.start(request)


class TestLocalBackend(BackendContract):
    @pytest.fixture
    async def backend(self, state_dir: Path) -> AsyncIterator[LocalBackend]:
        backend = LocalBackend("local", state_dir / "state", slots=2, idle_after=60)
        await backend.start_host()
        yield backend
        await backend.stop_host(kill=True)
        await backend.close()

    @pytest.fixture
    def scenario(self, backend: LocalBackend, state_dir: Path) -> LocalScenario:
        return LocalScenario(backend, state_dir)
