"""The contract suite on two real hosts in one list: what holds of one context holds of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from console.backends.local import LocalBackend
from console.backends.many import ManyBackend
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


class SecondScenario(Scenario):
    """Starts its jobs in the second context, through the list of both."""

    context = "second"

    def __init__(self, first: LocalBackend, second: LocalBackend, folder: Path) -> None:
        self._first = first
        self._second = second
        self._folder = folder

    async def ends(self) -> str:
        await self._start(self._first, ENDS)  # one beside it, which nobody asks about
        return await self._started(ENDS)

    async def runs(self) -> str:
        return await self._started(RUNS)

    async def waits(self) -> tuple[str, str]:
        return await self._started(WAITS), "gate"

    async def fails(self) -> tuple[str, str]:
        return await self._started(FAILS), "bad"

    async def logs(self, lines: int) -> LogRef:
        return LogRef(await self._started(LOGS, lines=str(lines)), "chatty", 1)

    async def _started(self, text: str, **params: str) -> str:
        return f"second/{await self._start(self._second, text, **params)}"

    async def _start(self, backend: LocalBackend, text: str, **params: str) -> str:
        request = StartRequest(None, params, text=text, source="contract.yaml", folder=str(self._folder))
        return await backend.start(request)


class TestManyContexts(BackendContract):
    @pytest.fixture
    async def parts(self, state_dir: Path) -> AsyncIterator[tuple[LocalBackend, LocalBackend]]:
        first = LocalBackend("first", state_dir / "one", slots=2, idle_after=60)
        second = LocalBackend("second", state_dir / "two", slots=2, idle_after=60)
        await first.start_host()
        await second.start_host()
        yield first, second
        await first.stop_host(kill=True)
        await second.stop_host(kill=True)

    @pytest.fixture
    async def backend(self, parts: tuple[LocalBackend, LocalBackend]) -> AsyncIterator[ManyBackend]:
        backend = ManyBackend(parts)
        yield backend
        await backend.close()

    @pytest.fixture
    def scenario(self, parts: tuple[LocalBackend, LocalBackend], state_dir: Path) -> SecondScenario:
        return SecondScenario(*parts, state_dir)
