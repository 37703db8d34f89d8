"""Driving `engine_host_process.py`: start it, ask it, kill it."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

DEADLINE = 30.0


class Host:
    """An engine in a process of its own."""

    def __init__(self, state_dir: Path, slots: int = 2, *, crash_at: str | None = None) -> None:
        script = Path(__file__).with_name("engine_host_process.py")
        root = Path(__file__).parents[3]
        self._process = subprocess.Popen(
            [sys.executable, str(script), str(state_dir), str(slots), *([crash_at] if crash_at else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(root)},
        )
        self.read()

    def ask(self, command: str) -> str:
        """Send a command and return its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n".encode())
        self._process.stdin.flush()
        return self.read()

    def start(self, folder: Path, text: str) -> str:
        """Start a job and return its id."""
        return self.ask(f"start {folder} {json.dumps(text)}")

    def read(self) -> str:
        """Return the next answer; a host that is gone or silent fails the test."""
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], DEADLINE)
        line = self._process.stdout.readline() if ready else b""
        if not line:
            raise AssertionError(f"the host is {'gone' if ready else 'silent'}")
        return line.decode().strip()

    def kill(self) -> None:
        """Kill it as a crash does."""
        self._process.send_signal(signal.SIGKILL)
        self._reap()

    def start_and_crash(self, folder: Path, text: str) -> None:
        """Start a job, and wait until the host has killed itself, with or without an answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"start {folder} {json.dumps(text)}\n".encode())
        self._process.stdin.flush()
        assert self._process.wait(DEADLINE) == -signal.SIGKILL
        self._reap()

    def close(self) -> None:
        """End it well; what runs goes on."""
        self.ask("close")
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._reap()

    def _reap(self) -> None:
        self._process.wait(DEADLINE)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None and not stream.closed:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue
