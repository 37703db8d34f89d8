"""One state folder with its host, for tests."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from console.backends.base import BackendError
from console.backends.local import LocalBackend
from console.backends.local.launch import wait_until_gone
from console.config.state import StateFolder

if TYPE_CHECKING:
    from pathlib import Path


class Place:
    """One state folder, the backends that a test opens on it, and the host that they start."""

    def __init__(self, path: Path) -> None:
        self.folder = StateFolder(path)
        self.backends: list[LocalBackend] = []

    def backend(self, *, start_host: bool = True, idle_after: float = 60) -> LocalBackend:
        backend = LocalBackend(
            "local", self.folder.path, start_host=start_host, slots=2, idle_after=idle_after
        )
        self.backends.append(backend)
        return backend

    def pid(self) -> int:
        """The process that holds the folder, or held it last."""
        return int(self.folder.host_lock.read_text())

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send the host a signal, and wait until it is gone."""
        os.kill(self.pid(), number)
        assert wait_until_gone(self.folder, 10)

    async def end(self) -> None:
        stopper = LocalBackend("local", self.folder.path, start_host=False)
        with suppress(BackendError):
            await stopper.stop_host(kill=True)
        for backend in (*self.backends, stopper):
            await backend.close()
        if self.folder.host_lock.exists() and not wait_until_gone(self.folder, 0):
            self.kill()
