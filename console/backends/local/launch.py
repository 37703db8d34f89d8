"""Starting the host, as tmux starts its server: on demand, once, whoever else tries at the same moment.

Connect; where nobody listens take the start lock, or wait for whoever holds it; connect once more; only then
start a host, and hold the lock until it answers. The host is a process of its own: it inherits no stream of
ours, so a shell that waits for our output does not wait for it.
"""

import errno
import fcntl
import json
import os
import select
import site
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from console.backends.base import BackendError, Forbidden, Unreachable
from console.backends.local.failing import folder_error_of, start_error_of
from console.config.paths import STATE_VARIABLE
from console.config.state import StateError, StateFolder
from console.wire.local.failure import FailureDocument

START_DEADLINE: Final = 30.0
"""Seconds that a host has to answer after it was started: recovery of many commands takes a while."""

_LOCK_DEADLINE: Final = START_DEADLINE + 10
_LOOK_AGAIN: Final = 0.02
_TAIL: Final = 2000  # bytes of the host's log that an error looks at
_TAIL_LINES: Final = 5
_NOBODY: Final = frozenset({errno.ECONNREFUSED, errno.ENOENT})


@dataclass(frozen=True, slots=True)
class LaunchOptions:
    """How a host is to be started. None leaves the choice to the host."""

    slots: int | None = None
    idle_after: float | None = None


def ensure_host(folder: StateFolder, options: LaunchOptions) -> None:
    """Return once a host answers on the folder's socket, started if need be. Blocks. Raises BackendError."""
    try:
        folder.prepare()
    except StateError as error:
        raise folder_error_of(error) from error
    if listens(folder):
        return
    lock = _take_lock(folder)
    try:
        # Whoever had the lock before us may have started it.
        if not listens(folder):
            _start_or_find(folder, options)
    finally:
        os.close(lock)


def listens(folder: StateFolder) -> bool:
    """Whether somebody listens on the folder's socket. Raises BackendError if it may not be asked."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(5)
        try:
            probe.connect(os.fspath(folder.socket))
        except OSError as error:
            if error.errno in _NOBODY:
                return False
            reason = error.strerror or str(error)
            kind = Forbidden if error.errno in (errno.EACCES, errno.EPERM) else Unreachable
            raise kind(
                f"cannot connect to {folder.socket}: {reason}",
                advice=f"look at who owns the folder, or name another one in {STATE_VARIABLE}",
            ) from error
    return True


def wait_until_gone(folder: StateFolder, deadline: float) -> bool:
    """Wait until no host holds the folder; False if one still does after ``deadline`` seconds. Blocks."""
    try:
        descriptor = os.open(folder.host_lock, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        return _lock_within(descriptor, deadline)
    finally:
        os.close(descriptor)


def _take_lock(folder: StateFolder) -> int:
    try:
        descriptor = os.open(folder.start_lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Unreachable(
            f"cannot write in the state folder {folder.path}: {error.strerror}",
            advice=f"make room there, or name another folder in {STATE_VARIABLE}",
        ) from error
    if _lock_within(descriptor, _LOCK_DEADLINE):
        return descriptor
    os.close(descriptor)
    raise Unreachable(
        f"another command has been starting the host of {folder.path} for {_LOCK_DEADLINE:.0f} s",
        advice="see whether one is suspended (ctrl-z) and let it go on",
    )


def _lock_within(descriptor: int, seconds: float) -> bool:
    """Take a lock, looking every few hundredths of a second: flock itself knows no deadline."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(_LOOK_AGAIN)
        else:
            return True


def _start_or_find(folder: StateFolder, options: LaunchOptions) -> None:
    try:
        _start(folder, options)
    except BackendError:
        # A host whose socket was taken away listens again after a while, and is as good as a new one.
        if not listens(folder):
            raise


def _start(folder: StateFolder, options: LaunchOptions) -> None:
    command = [sys.executable, "-P", "-m", "console.cli.host", "--state-dir", str(folder.path)]
    if options.slots is not None:
        command += ["--slots", str(options.slots)]
    if options.idle_after is not None:
        command += ["--idle", str(options.idle_after)]
    log = os.open(folder.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        starter = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd="/",
            env=_environment(),
            start_new_session=True,
        )
    except OSError as error:
        raise Unreachable(f"cannot start the host: {command[0]}: {error.strerror}") from error
    finally:
        os.close(log)
    with starter:
        assert starter.stdout is not None  # noqa: S101 - asked for above
        line = _first_line(starter.stdout.fileno())
        if line is None:
            starter.kill()
    _check(line, folder)


def _environment() -> dict[str, str]:
    """Return our environment, in which the host finds the same package as we run from.

    Never the current folder: a checkout that we stand in must not run code.
    """
    root = str(Path(__file__).resolve().parents[3])
    environment = dict(os.environ)
    if root not in (*site.getsitepackages(), site.getusersitepackages()):
        others = environment.get("PYTHONPATH")
        environment["PYTHONPATH"] = f"{root}{os.pathsep}{others}" if others else root
    return environment


def _first_line(descriptor: int) -> bytes | None:
    """Return what the host reports; empty if it died without a word, None if it takes too long."""
    deadline = time.monotonic() + START_DEADLINE
    line = b""
    while not line.endswith(b"\n"):
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([descriptor], [], [], left)[0]:
            return None
        data = os.read(descriptor, 65536)
        if not data:
            return b""
        line += data
    return line


def _check(line: bytes | None, folder: StateFolder) -> None:
    """Return if the host reports that it listens. Raises BackendError."""
    if line is None:
        raise Unreachable(
            f"the host of {folder.path} was started and does not answer after {START_DEADLINE:.0f} s",
            advice=f"see {folder.log}",
            detail=_tail(folder.log),
        )
    if not line:
        raise Unreachable(
            f"the host of {folder.path} died while starting",
            advice=f"see {folder.log}",
            detail=_tail(folder.log),
        )
    report = cast("dict[str, object]", json.loads(line))
    if "error" in report:
        raise start_error_of(FailureDocument.model_validate(report).error)


def _tail(log: Path) -> str:
    """Return the last lines of the host's log, or nothing; of a traceback only what it comes to."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    told = [line for line in lines if line.strip() and not line.startswith((" ", "Traceback "))]
    return "\n".join(told[-_TAIL_LINES:])
