"""What a killed runner has left behind is gone before anybody is told so."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess

import pytest

from console.engine.adopted import Adopted
from console.runner import identity
from console.runner.lines import ChildLine


def child_of(process: subprocess.Popen[bytes]) -> ChildLine:
    return ChildLine(process.pid, identity.starttime(process.pid))


async def test_a_command_that_dies_late_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    killed: list[int] = []
    adopted = Adopted(told.append)
    monkeypatch.setattr("console.engine.adopted.os.killpg", lambda group, _signal: killed.append(group))
    with subprocess.Popen(["sleep", "600"], start_new_session=True) as sleeper:
        assert adopted.kill(7, "/nowhere", child_of(sleeper))
        for _ in range(3):
            await asyncio.sleep(0)
        assert (killed, told, len(adopted)) == ([sleeper.pid], [], 1)

        os.kill(sleeper.pid, signal.SIGKILL)
        async with asyncio.timeout(10):
            while not told:
                await asyncio.sleep(0)
        assert (told, len(adopted)) == ([7], 0)


async def test_one_that_is_dead_and_not_reaped_is_nothing_to_wait_for() -> None:
    adopted = Adopted(lambda _execution: None)
    with subprocess.Popen(["true"], start_new_session=True) as process:
        child = child_of(process)
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert child.starttime > 0
        assert not adopted.kill(7, "/nowhere", child)
        assert len(adopted) == 0
