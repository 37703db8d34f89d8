"""Executions of an earlier engine whose runners still live: waited for without looking again and again.

The runner is waited for by a pidfd that was checked to be the claimed process; where there is none, by a
thread that blocks on the lock of the control file. Either is only a wake-up: what counts is the control
file, read after asking for its lock.

A runner whose host is gone hears no request. It is stopped by a signal to the pidfd (`console.runner.main`):
TERM ends the command's group politely, with the grace of its start, and then the runner.
"""

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from console.runner import control, identity
from console.runner.control import Lock
from console.runner.lines import ChildLine, ControlRecord


@dataclass(slots=True)
class _Runner:
    path: str
    pid: int
    pidfd: int | None


class Adopted:
    """The runners of earlier engines, by execution."""

    def __init__(self, ended: Callable[[int], None]) -> None:
        self._ended = ended
        self._runners: dict[int, _Runner] = {}

    def __len__(self) -> int:
        return len(self._runners)

    def __contains__(self, execution: int) -> bool:
        return execution in self._runners

    def add(self, execution: int, path: str, record: ControlRecord) -> None:
        """Wait for the runner that holds this control file, then call back once."""
        claim = record.claim
        pid, started = (claim.pid, claim.starttime) if claim else (0, 0)
        pidfd = identity.open_process(pid, started)
        self._runners[execution] = _Runner(path, pid, pidfd)
        loop = asyncio.get_running_loop()
        if pidfd is not None:
            loop.add_reader(pidfd, self._end, execution)
        else:
            self._wait_for_lock(execution, path, loop)

    def kill(self, execution: int, path: str, child: ChildLine) -> bool:
        """Kill what a runner has left behind, with all its group, and call back when it is gone.

        A command is killed in an instant and gone a little later, on a busy machine much later. Returns False
        where it is gone already, and nobody is called back.
        """
        pidfd = identity.open_living(child.pid, child.starttime)
        if pidfd is None:
            return False
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # it leads its group, and is the one we mean
        self._runners[execution] = _Runner(path, child.pid, pidfd)
        asyncio.get_running_loop().add_reader(pidfd, self._end, execution)
        return True

    def stop(self, execution: int) -> None:
        """Tell a runner to end its command and itself."""
        runner = self._runners[execution]
        if runner.pidfd is not None:
            identity.send_signal(runner.pidfd, signal.SIGTERM)
        elif runner.pid and control.read(runner.path)[0] is Lock.HELD:
            # Only the claimed process can hold the lock: the pid is still its own.
            os.kill(runner.pid, signal.SIGTERM)

    def close(self) -> None:
        """Wait for nothing any more; the runners go on."""
        for execution in list(self._runners):
            self._drop(execution)

    def _wait_for_lock(self, execution: int, path: str, loop: asyncio.AbstractEventLoop) -> None:
        def wait() -> None:
            with suppress(OSError):  # the control file is gone: whoever looks next will see
                control.wait(path)
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._end, execution)

        threading.Thread(target=wait, name=f"adopted-{execution}", daemon=True).start()

    def _end(self, execution: int) -> None:
        if self._drop(execution):
            self._ended(execution)

    def _drop(self, execution: int) -> bool:
        runner = self._runners.pop(execution, None)
        if runner is None:
            return False
        if runner.pidfd is not None:
            asyncio.get_running_loop().remove_reader(runner.pidfd)
            os.close(runner.pidfd)
        return True
